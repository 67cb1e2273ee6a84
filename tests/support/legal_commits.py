"""What cases of the legal circle hand in and write down: words of the tests of the memory."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.commit import Receipt
from domain.legal.assignment import Assignment, How
from domain.legal.cases import Finding, State
from domain.legal.commit import AidRow, CheckupRow, InquiryRow, LegalCommit, VisitRow
from domain.legal.record import Happening, LegalEvent, LegalNotice, Service, Step
from domain.roles import Role
from store import legal_cases
from store.legal_matters import Asker, Matter, add_asker, add_matter, new_number
from store.pool import Pool

AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
NAME, PHONE, TEXT, CODE = "娜仁", "+8615400000001", "老板欠薪怎么办", "QUERY7"
ONE, TWO = "lawyer-1", "lawyer-2"  # of the pool
ROWS = {  # a row of each service in which every value differs from the usual one
    Service.INQUIRY: InquiryRow(AT, AT, AT, AT, True, 2, "A20261125-000001", False, 4),
    Service.AID: AidRow(
        AT, AT, AT, AT, AT, AT, "limitation", AT, "granted", "g", AT, True, True, False, ("identity", "means"), True,
        True, 1, 2, "won", 5,
    ),
    Service.VISIT: VisitRow(AT, AT, AT, 2, AT, "advised", True),
    Service.CHECKUP: CheckupRow(date(2026, 12, 9), AT, date(2026, 12, 2), "mended"),
}  # fmt: skip
FIELDS = {Service.INQUIRY: "inquiry", Service.AID: "aid", Service.VISIT: "visit", Service.CHECKUP: "checkup"}


def matter(ref: str, service: Service = Service.INQUIRY, **more: Any) -> Matter:
    """What was handed in, once without a key."""
    values: dict[str, Any] = {field.name: "" for field in fields(Matter)}
    values |= {"ref": ref, "print": "print-1", "key": None, "service": service.value, "channel": "web", "text": TEXT}
    values |= {"lat": None, "lon": None, "language": "zh", "taken_by": None, "policy_version": "1"}
    values |= {"district": "V-001", "asked_at": AT, "first_at": AT}
    return replace(Matter(**values), **more)


async def handed_in(pool: Pool, service: Service = Service.INQUIRY, *, at: datetime = AT, **more: Any) -> str:
    """Something that was handed in by one asker, whose id is the number and -1."""
    async with pool.acquire() as connection:
        ref = await new_number(connection, service, at)
        await add_matter(connection, matter(ref, service, **({"asked_at": at} | more)))
        await add_asker(connection, Asker(f"{ref}-1", ref, NAME, PHONE, None, "zh", CODE, at))
    return ref


def commit(ref: str, service: Service = Service.INQUIRY, **more: Any) -> LegalCommit:
    """A first commit that says next to nothing; assignments are numbered as they stand."""
    usual = {FIELDS[service]: type(ROWS[service])()} if not set(FIELDS.values()) & set(more) else {}
    values: dict[str, Any] = {"ref": ref, "service": service, "at": AT, "seq": 1, "n": 1, "state": State.WAITING}
    numbered = [replace(entry, n=n) for n, entry in enumerate(more.pop("assignments", ()), start=1)]
    return LegalCommit(**(values | usual | more), assignments=tuple(numbered))


def full(ref: str, service: Service = Service.INQUIRY, **more: Any) -> LegalCommit:
    """A commit with something of everything."""
    values: dict[str, Any] = {
        FIELDS[service]: ROWS[service],
        "n": 2,
        "state": State.TAKEN,
        "holder": TWO,
        "wakes_at": AT + timedelta(minutes=8),
        "calendar_rev": 3,
        "assignments": (called(ONE, until=AT, ended="lapsed", reason="busy"), held(TWO, how=How.DESIGNATED)),
        "findings": (
            Finding("high", "labour", date(2026, 12, 2), "mended", AT),
            Finding("low", "tax", date(2027, 1, 5)),
        ),
        "events": (
            LegalEvent(Happening.CALLED, ONE, at=AT - timedelta(minutes=1), what="call"),
            LegalEvent(Happening.REDATED, TWO, None, TWO, Role.LAWYER, AT, "note", "12", AT, AT + timedelta(days=1)),
        ),
        "notices": (notice(),),
        "receipts": (Receipt("c1", 2),),
    }
    return commit(ref, service, **(values | more))


def called(person: str, *, since: datetime = AT, **more: Any) -> Assignment:
    """Somebody who was called."""
    return Assignment(person, How.CALL, since, **more)


def held(person: str, *, since: datetime = AT, how: How = How.CALL, **more: Any) -> Assignment:
    """Somebody who accepted at once."""
    return Assignment(person, how, since, accepted_at=since, **more)


def notice(**more: Any) -> LegalNotice:
    """Somebody is told that it is their turn."""
    usual = LegalNotice("call:1", Step.CALL, "1", AT, AT + timedelta(days=1), AT + timedelta(minutes=8), 8, ONE)
    return replace(usual, **more)


async def write(pool: Pool, commit: LegalCommit, *, run: str = "run-1", asked_at: datetime = AT) -> int:
    """Write a commit as the activity does, and return the epoch of the run."""
    return (await legal_cases.write(pool, commit, run_id=run, asked_at=asked_at)).epoch


async def case(pool: Pool, service: Service = Service.INQUIRY, **more: Any) -> str:
    """A case of its own that has written `more`."""
    ref = await handed_in(pool, service, at=more.pop("asked_at", AT))
    await write(pool, commit(ref, service, **more))
    return ref
