"""Sample people sign in on the pages, on a machine of one's own as `make run` makes it, and nowhere else."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import expect
from surfing import needs_browser

from api.by_hand import code_told, prepare
from api.cast import load_cast, may_know_passwords
from api.navigation import first_room
from api.showing import people_shown, sign_in_shown
from domain.accounts.second_factor import STEP, needs_factor
from domain.roles import Actor, Role
from store.database import Database
from store.first_rules import shipped_rules
from store.sample_logins import PASSWORD, SECRET, let_sign_in
from system.one_time_codes import code_of_step
from system.settings import Settings
from system.steps import Steps
from system.vault import Vault

PEOPLE = (Path(__file__).parents[3] / "domain" / "data" / "sample_people.toml").read_text(encoding="utf-8")
WRONG = {"zh": "账号、密码或验证码不正确。", "en": "Account, password or code is wrong."}


def code() -> str:
    """The code that `make code` prints."""
    told = io.StringIO()
    assert code_told(Settings(), told, io.StringIO()) == 0
    return told.getvalue().split()[0]


@pytest.fixture
async def cast(pool, database_url, tmp_path):
    """Everybody whom `make run` makes, in an empty database that is prepared as it does."""
    steps = Steps(io.StringIO())
    await prepare(Database(database_url, pool, "of a test"), shipped_rules(), Settings(), steps)
    return await load_cast(pool, PEOPLE, Settings(), tokens=tmp_path / "tokens.json")


@pytest.fixture
async def town(cast) -> dict[str, str]:
    """The office is this one, and not that of the other tests."""
    return dict(cast.tokens)


def first_of(cast, role: Role):
    """The first sample person of a role."""
    return next(person for person in cast.samples.everyone if person.role is role)


@needs_browser
@pytest.mark.parametrize(
    ("lang", "role"),
    [("zh", Role.SUPERVISOR), ("en", Role.LEADER), ("en", Role.HEAD), ("zh", Role.APPLICANT), ("en", Role.LAWYER)],
)
async def test_a_sample_person_signs_in_lands_in_their_first_room_and_signs_out(look, cast, lang, role):
    person = first_of(cast, role)
    shown = "\n".join([*people_shown(cast), *sign_in_shown(cast, look.site)])
    assert PASSWORD in shown
    async with look("/login", lang=lang) as page:
        await page.get_by_label("账号" if lang == "zh" else "Account").fill(person.id)
        await page.locator("#password").fill("not-the-right-one")
        await page.locator("main").get_by_role("button").click()
        await expect(page.get_by_role("alert")).to_have_text(WRONG[lang])

        await page.locator("#person").fill(person.id)
        await page.locator("#password").fill(PASSWORD)
        if needs_factor(role):
            await page.locator("#code").fill(code())
        await page.locator("main").get_by_role("button").click()

        room = first_room(Actor(person.id, role)) or "/account"
        await expect(page).to_have_url(f"{look.site}/{lang}{room}")
        await expect(page.locator("header")).to_contain_text(person.id)
        await page.locator("header").get_by_role("button").click()
        await expect(page).to_have_url(f"{look.site}/{lang}/login")
        await page.goto(f"{look.site}/{lang}/account")
        await expect(page.locator("header")).not_to_contain_text(person.id)


async def test_everybody_is_there_and_can_come_in(cast, pool):
    roles = {person.role for person in cast.samples.everyone}
    known = await pool.fetch("SELECT person FROM account WHERE NOT must_change")
    factors = await pool.fetch("SELECT person FROM second_factor WHERE secret = $1", SECRET)

    assert roles == set(Role) - {Role.VISITOR, Role.SYSTEM}
    assert sum(person.role is Role.SECURITY for person in cast.samples.everyone) == 2  # what lets somebody in takes two
    assert {row["person"] for row in known} == {person.id for person in cast.samples.everyone}
    assert {row["person"] for row in factors} == {
        person.id for person in cast.samples.everyone if needs_factor(person.role)
    }
    assert code() in {code_of_step(SECRET, int(datetime.now(UTC).timestamp()) // STEP - n) for n in (0, 1)}


async def test_who_has_chosen_a_password_keeps_it(cast, pool):
    await pool.execute("UPDATE account SET password = 'own' WHERE person = 'supervisor'")
    await pool.execute("DELETE FROM second_factor WHERE person = 'supervisor'")

    async with pool.acquire() as connection:
        await let_sign_in(connection, cast.samples.everyone, Vault(), now=datetime.now(UTC))

    assert await pool.fetchval("SELECT password FROM account WHERE person = 'supervisor'") == "own"
    assert not await pool.fetchval("SELECT count(*) FROM second_factor WHERE person = 'supervisor'")


@pytest.mark.parametrize(
    "changed",
    [
        {"production": True},
        {"host": "0.0.0.0"},  # noqa: S104
        {"database_url": "postgresql://elsewhere"},
        {"public_base_url": "https://chengnuo.example.org"},
        {"trusted_proxies": "10.0.0.1"},
    ],
)
async def test_nobody_signs_in_with_what_everybody_knows_where_others_reach_the_site(pool, tmp_path, changed):
    settings = Settings().model_copy(update=changed)
    told = io.StringIO()

    cast = await load_cast(pool, PEOPLE, settings, tokens=tmp_path / "tokens.json")

    assert not may_know_passwords(settings)
    assert sign_in_shown(cast, "http://x") == []
    assert not await pool.fetchval("SELECT count(*) FROM account")
    assert code_told(settings, told, io.StringIO()) == 1
    assert told.getvalue() == ""


async def test_in_production_the_known_password_is_taken_from_everybody(cast, pool, database_url):
    await pool.execute("UPDATE account SET password = 'own' WHERE person IN ('supervisor', 'auditor')")
    await pool.execute("UPDATE second_factor SET secret = 'ABC' WHERE person = 'auditor'")
    await pool.execute(
        "INSERT INTO session (hash, person, started_at, seen_at, agent, address) VALUES ('x', 'helper', now(), now(), '', '')"
    )
    said = io.StringIO()
    real = Settings().model_copy(update={"production": True, "factor_key": "A" * 43 + "="})

    await prepare(Database(database_url, pool, "of a test"), shipped_rules(), real, Steps(said))

    assert "had a password that everybody knows" in said.getvalue()
    assert [row["person"] for row in await pool.fetch("SELECT person FROM account ORDER BY 1")] == [
        "auditor",
        "supervisor",
    ]
    assert [row["person"] for row in await pool.fetch("SELECT person FROM second_factor")] == ["auditor"]
    assert await pool.fetchval("SELECT ended_at IS NOT NULL FROM session WHERE person = 'helper'")
