"""Rows of the legal circle as cases leave them, for whoever counts or lists them: places, people, inquiries, aid, visits, check-ups."""

from __future__ import annotations

import itertools
from datetime import datetime

from domain.roles import Role
from store.people import Person, add_token, save_person
from store.policies import LEGAL
from store.pool import Pool
from store.shipped import legal_file

BODIES = (
    ("JUB", "department", None), ("T-01", "town", None), ("T-02", "town", None),
    ("V-001", "village", "T-01"), ("V-002", "village", "T-02"),
)  # fmt: skip
PLACES = (("centre", "centre", None), ("station-1", "station", "T-01"), ("point-2", "point", "V-002"))
PEOPLE = (
    Person("lawyer-1", "律师甲", Role.LAWYER, "JUB"),
    Person("lawyer-2", "律师乙", Role.LAWYER, "JUB"),
    Person("clerk-1", "办事员", Role.CLERK, "JUB"),
    Person("director-1", "主任", Role.DIRECTOR, "JUB"),
)
_numbers, _starts = itertools.count(1), itertools.count(500_000, 1000)


async def settle_in(pool: Pool) -> None:
    """Bodies, places and people of a small legal circle; lawyer-1 and lawyer-2 are of the pool."""
    for body, kind, parent in BODIES:
        await pool.execute(
            "INSERT INTO department (id, name_zh, name_en, kind, parent) VALUES ($1, $1, $1, $2, $3)"
            " ON CONFLICT (id) DO NOTHING",
            *(body, kind, parent),
        )
    for place, kind, body in PLACES:
        await pool.execute(
            "INSERT INTO legal_place (id, kind, name_zh, name_en, body, lat, lon, hours, languages)"
            " VALUES ($1, $2, $1, $1, $3, 42.7, 121.8, '', '{zh}')",
            *(place, kind, body),
        )
    async with pool.acquire() as connection:
        for person in PEOPLE:
            await save_person(connection, person)
            if person.role is Role.LAWYER:
                await connection.execute("INSERT INTO legal_person (person, place) VALUES ($1, 'centre')", person.id)


async def matter(pool: Pool, service: str, at: datetime, *, state: str = "waiting", **more: object) -> str:
    """A case as it was handed in, and that it has begun; `more` are columns of legal_matter."""
    letter = {"inquiry": "L", "aid": "A", "visit": "V", "checkup": "C"}[service]
    ref = f"{letter}{at:%Y%m%d}-{next(_numbers):06d}"
    values = {"ref": ref, "print": "p", "service": service, "channel": "web", "text": "问题", "district": ""} | more
    values |= {"policy_version": more.get("policy_version", "test"), "asked_at": at, "first_at": at}
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await pool.execute(f"INSERT INTO legal_matter ({', '.join(values)}) VALUES ({places})", *values.values())  # noqa: S608
    await pool.execute(
        "INSERT INTO legal_case (ref, service, state, updated_at) VALUES ($1, $2, $3, $4)", ref, service, state, at
    )
    return ref


async def inquiry(pool: Pool, at: datetime, channel: str = "web", *, kept: bool | None = True, **more: object) -> str:
    """An inquiry."""
    ref = await matter(pool, "inquiry", at, channel=channel, **more)
    await pool.execute(
        "INSERT INTO inquiry (ref, kept, referrals, became, satisfied) VALUES ($1, $2, 0, '', 0)", ref, kept
    )
    return ref


async def aid(
    pool: Pool, at: datetime, kind: str = "civil", people: str = "poor", *, same_day: bool | None = True, **more: object
) -> str:
    """An application for legal aid that was granted in time."""
    ref = await matter(pool, "aid", at, kind=kind, people=people, **more)
    await pool.execute(
        "INSERT INTO aid_application (ref, urgent, decision, ground, provisional, kept, same_day, papers_asked,"
        " change_asked, objections, works, outcome, satisfied)"
        " VALUES ($1, '', 'granted', '', false, true, $2, '{}', false, 0, 0, '', 0)",
        *(ref, same_day),
    )
    return ref


async def works(pool: Pool, ref: str, *done: tuple[str, datetime, datetime | None]) -> None:
    """Work on a case of legal aid: its kind, when it was entered, and when it was done if that was before."""
    await happen(pool, ref, *(("worked", at, {"what": what, "acted_at": acted_at}) for what, at, acted_at in done))
    await pool.execute("UPDATE aid_application SET works = $2 WHERE ref = $1", ref, len(done))


async def happen(pool: Pool, ref: str, *events: tuple[str, datetime, dict[str, object]]) -> None:
    """Events of a case, numbered on: kind, when, and more columns."""
    first = await pool.fetchval("SELECT count(*) FROM event WHERE ref = $1", ref)
    for n, (kind, at, more) in enumerate(events, first + 1):
        values = {"ref": ref, "epoch": 1, "n": n, "kind": kind, "at": at, "entered_at": at, "calendar_rev": 0}
        values |= {"actor": "", "role": "system"} | more
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        await pool.execute(f"INSERT INTO event ({', '.join(values)}) VALUES ({places})", *values.values())  # noqa: S608


async def visit(pool: Pool, at: datetime, visited_at: datetime | None, **more: object) -> str:
    """A home visit."""
    ref = await matter(pool, "visit", at, **more)
    await pool.execute(
        "INSERT INTO home_visit (ref, visits, visited_at, outcome) VALUES ($1, 1, $2, '')", ref, visited_at
    )
    return ref


async def checkup(pool: Pool, at: datetime, reported_at: datetime | None, **more: object) -> str:
    """A legal check-up."""
    ref = await matter(pool, "checkup", at, **more)
    await pool.execute("INSERT INTO checkup (ref, reported_at, outcome) VALUES ($1, $2, '')", ref, reported_at)
    return ref


async def let_in(pool: Pool, tokens: dict[str, str]) -> None:
    """Give the people of the small legal circle tokens, under which tests know them."""
    async with pool.acquire() as connection:
        for person in PEOPLE:
            tokens[person.id] = f"token-of-{person.id}"
            await add_token(connection, tokens[person.id], person=person.id, label="test")
        await LEGAL.add(connection, legal_file(), by="root")


async def with_numbers_of_its_own(pool: Pool) -> None:
    """Let the cases of this database be numbered where no other test's are, for all tests share one Temporal."""
    await pool.execute(f"ALTER SEQUENCE legal_number RESTART WITH {next(_starts)}")
