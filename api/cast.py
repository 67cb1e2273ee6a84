"""Who plays: the sample people with their tokens, loaded where nobody real has an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from domain.roles import Role
from store import shipped
from store.pool import Pool
from store.sample_logins import let_sign_in
from store.seed import Samples, load_samples, parse_samples, wants_samples
from store.seed_circle import joined, load_circle
from store.seed_organisation import load_organisation, staffed
from system.process import LOOPBACK
from system.settings import Settings
from system.tokens import kept_tokens
from system.vault import vault_of


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays, and the token of each; without tokens nobody can. `sign_in`: on the pages too, with what everybody knows."""

    samples: Samples
    tokens: Mapping[str, str]
    sign_in: bool = False

    def token(self, role: Role, department: str) -> str:
        """The token of somebody of that role; an applicant belongs to no department."""
        return self.tokens[self.samples.who(role, None if role is Role.APPLICANT else department).id]


def may_know_passwords(settings: Settings) -> bool:
    """May sample people sign in with a password that everybody knows? Only where nobody but this machine reaches the site."""
    is_near = {settings.host, urlsplit(settings.public_base_url).hostname} <= {LOOPBACK, "localhost"}
    return is_near and settings.database_url is None and not settings.proxies and not settings.production


async def load_cast(pool: Pool, people: str, settings: Settings, *, tokens: Path) -> Cast:
    """The people of the text `people`, everybody of the sample organisation and some of the legal circle, with tokens that the file keeps.

    Where the database holds real people nothing is loaded and nobody has a token. They can sign in where `may_know_passwords`.
    """
    organisation, circle = shipped.organisation(), shipped.circle()
    staff = staffed(parse_samples(people), organisation)
    samples = joined(staff, circle)
    async with pool.acquire() as connection:
        if not await wants_samples(connection, samples):
            return Cast(samples, {})
        kept = kept_tokens(tokens, (person.id for person in samples.everyone))
        now = datetime.now(UTC)
        await load_samples(connection, samples, kept)
        await load_organisation(connection, organisation, staff, kept, now=now)
        await load_circle(connection, circle, kept, now=now)
        if sign_in := may_know_passwords(settings):
            await let_sign_in(connection, samples.everyone, vault_of(settings), now=now)
    return Cast(samples, kept, sign_in)
