"""What whoever is at the machine itself does by hand: the schema, an account, what is kept no longer."""

from __future__ import annotations

import secrets
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import TextIO

from api.cast import may_know_passwords
from api.privacy.showing import retention_page
from domain.accounts.second_factor import STEP
from store.accounts import Account, ByHand, give_account
from store.database import Database, database
from store.factors import relock
from store.first_rules import FirstRules, RuleTexts, load_rules, shipped_rules
from store.inviting import new_code
from store.pool import migrate
from store.sample_logins import SECRET, shut_out
from system.one_time_codes import code_of_step
from system.settings import Settings
from system.steps import Steps
from system.vault import vault_of

NOT_OURS = "disconnected"


async def migrate_only(settings: Settings, steps: Steps) -> None:
    """Bring the database to the present schema and load the reference data."""
    async with opened_database(settings, steps) as opened:
        await prepare(opened, shipped_rules(), settings, steps)


async def person_only(settings: Settings, steps: Steps, wanted: Account, scope: tuple[str, ...], days: int) -> None:
    """Make or change one account, and print the code of an invitation, and a token for some acts if any are named; nobody can read them again."""
    code, token = new_code(), secrets.token_urlsafe(18)
    made = ByHand(token, scope, datetime.now(UTC) + timedelta(days=min(days, 3660))) if scope else None
    async with opened_database(settings, steps) as opened, opened.pool.acquire() as connection:
        person = await give_account(connection, wanted, invitation=code, token=made)
        who = f"{person.id} is {person.role}" + (f" of {person.department}" if person.department else "")
        steps.say(f"\n  {who}; the code of an invitation, shown only now: {code}")
        steps.say(f"  a token for {days} days, likewise: {token}\n" if scope else "")


async def retention_only(settings: Settings, steps: Steps) -> None:
    """Show what is kept no longer, and the plans that wait for two people; nothing is erased."""
    async with opened_database(settings, steps) as opened, opened.pool.acquire() as connection:
        steps.say("\n".join(await retention_page(connection, datetime.now(UTC))))


def code_told(settings: Settings, out: TextIO, err: TextIO) -> int:
    """Print the code of this moment for sample people; 1 where they cannot sign in with what everybody knows."""
    if not may_know_passwords(settings):
        err.write("Here nobody signs in with a password and a code that everybody knows.\n")
        return 1
    step, seconds = divmod(int(datetime.now(UTC).timestamp()), STEP)
    out.write(
        f"{code_of_step(SECRET, step)}  (shown for {STEP - seconds} s more, taken for {STEP} s after that; once by each person)\n"
    )
    return 0


def opened_database(settings: Settings, steps: Steps) -> AbstractAsyncContextManager[Database]:
    """The database of the settings, as a step of its own: an outside one, or the embedded one, which is started."""
    ended = "stopped" if settings.database_url is None else NOT_OURS
    return steps.opened("PostgreSQL", database(settings), lambda opened: opened.about, ended=ended)


async def prepare(opened: Database, texts: RuleTexts, settings: Settings, steps: Steps) -> FirstRules:
    """Bring a database to the present schema, load the reference data, and lock secrets with the newest key."""
    vault = vault_of(settings)
    with steps.step("Schema") as note:
        done = await migrate(opened.url)
        note.text = f"{len(done)} migration{'s' if len(done) > 1 else ''} applied" if done else "up to date"
    with steps.step("Reference data") as note:
        async with opened.pool.acquire() as connection:
            rules = await load_rules(connection, texts)
        note.text = str(rules)
    async with opened.pool.acquire() as connection:
        if settings.production and (number := await shut_out(connection)):
            steps.say(f"  {number} sample people had a password that everybody knows; it was taken from them.")
        await relock(connection, vault)
    return rules
