"""How values travel: everything comes back as it was, short, and readable where people read it."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.approval import Approval, Phase
from domain.catalogue import CountedFrom, PauseRule, ProjectItem, Silence
from domain.commit import Commit, Receipt
from domain.item import Item, Round, State
from domain.promise import Extension, Pause
from domain.record import Command, Event, Happening, Notice, Step
from domain.roles import Act, Actor, Role
from domain.standing import Standing
from domain.term import Term, Unit
from domain.workdays import CalendarYear, Office, Span, WorkCalendar
from system.converter import compact, data_converter
from workflows.messages import ApprovalStart, Kept

REF = "2611-150524-04-01-000001"
AT = datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=UTC)
LOCAL = AT.astimezone(ZoneInfo("Asia/Shanghai"))
DAY = date(2026, 3, 5)
LI = Actor("p-li", Role.OFFICER, "DRC")
WORDS = "批复：ᠬᠦᠷᠢᠶ᠎ᠡ ᠬᠣᠰᠢᠭᠤ 😀👨‍👩‍👧 “引号” \\ \n \u200b é"

RULE = ProjectItem(
    "A", WORDS, "DRC", "S1", Term(5), ("B",), Term(20, Unit.D), CountedFrom.RECEIPT, 3, 1, Silence.ESCALATE, 10,
    (PauseRule("expert_review", Term(10), stops_statutory=True),),
)  # fmt: skip
ITEM = Item(
    "A", State.PAUSED, 2, "p-li", AT, received_at=AT, complete_at=AT, corrected=True, accepted_at=LOCAL, known_at=AT,
    pauses=(Pause("expert_review", AT, "p-li", "note", AT), Pause("expert_review", LOCAL, "p-li")), planned_end=LOCAL,
    extensions=(Extension(3, AT, "h"),), taken=("yellow:k",), told="k", revoked=True,
    lineage=(Round(1, State.REFUSED, AT, None),),
)  # fmt: skip
CALENDAR = WorkCalendar(3, "Asia/Shanghai", (CalendarYear(2026, True, (Span(DAY, DAY, "假"),), (DAY,)),))
OFFICE = Office(time(8, 30), time(17, 30), settle_seconds=30, intake_silence_days=5, revocable_days=60)
CASE = Approval(REF, (RULE, replace(RULE, id="B")), CALENDAR, OFFICE, (ITEM, Item("B")), Phase.COMPLETE, 7, LOCAL)

COMMAND = Command(
    "c1", Act.PAUSE, LI, AT, ("A", "B"), owns=True, acted_at=LOCAL, note="n1", said=("reason",), kind="expert_review",
    until=LOCAL + timedelta(days=3), days=2, officer="p-wu", ahead=True,
)  # fmt: skip
RECEIPT = Receipt("c1", 9, "already_decided")
COMMIT = Commit(
    REF, AT, 4, 9, 3, Phase.CLOSED, LOCAL,
    events=(Event(Happening.REDATED, "A", due_before=DAY, due_after=None, note=WORDS),),
    rows=(Standing("A", State.DEEMED, due_on=DAY, left=0, officer=None),),
    notices=(Notice("A", Step.RED, "1:k", "person:p-li", AT, LOCAL, due_on=DAY, unit=Unit.H, silence=Silence.NOTHING),),
    silenced=("A",),
    receipts=(RECEIPT,),
)  # fmt: skip
START = ApprovalStart(CASE, LI, LOCAL, Kept(4, 1, (RECEIPT,)), renew_after=20)


@dataclass(frozen=True, slots=True)
class Anything:
    """A value with every kind of field that may come."""

    needed: int
    nothing: str | None = None
    some: str | None = "some"
    many: tuple[Item, ...] = ()
    by_name: dict[str, Receipt] = field(default_factory=dict)
    yes: bool = True


async def there_and_back(value: object) -> object:
    """The value as a worker reads what a client wrote."""
    payloads = await data_converter.encode([value])
    (read,) = await data_converter.decode(payloads, [type(value)])
    return read


async def written(value: object) -> tuple[str, bytes]:
    """How a value lies in a history: the name of its encoding, and its bytes."""
    (payload,) = await data_converter.encode([value])
    return payload.metadata["encoding"].decode(), payload.data


@pytest.mark.parametrize(
    "value",
    [
        START,
        replace(START, kept=None, opened_at=None),
        ApprovalStart(Approval(REF, (), CALENDAR, OFFICE, ())),
        COMMIT,
        Commit(REF, AT, 1, 0, 1),
        COMMAND,
        Command("c2", Act.RECEIVE, Actor("", Role.VISITOR), AT),
        RECEIPT,
        Receipt("c3", 0),
        CALENDAR,
        Anything(0),
        Anything(1, WORDS, None, (ITEM,), {"ᠬ": RECEIPT}, yes=False),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_a_value_comes_back_as_it_was(value):
    assert await there_and_back(value) == value


@pytest.mark.parametrize("value", [None, True, 0, -1.5, "", WORDS, [], {"a": None}, b"\x00\xff", AT, DAY, Act.APPROVE])
async def test_a_plain_value_comes_back_as_it_was(value):
    assert await there_and_back(value) == value


async def test_kinds_of_values_come_back_as_their_own_classes():
    read: Any = await there_and_back(START)

    assert type(read.case.phase) is Phase
    assert type(read.case.items[0].state) is State
    assert type(read.case.rules[0].promised.unit) is Unit
    assert type(read.opened_by.role) is Role
    assert type(read.case.calendar.years[0].off[0].first) is date
    assert read.opened_at.utcoffset() == timedelta(hours=8)
    assert type(read.case.items) is tuple


async def test_what_people_read_is_plain_and_without_what_is_as_always():
    encoding, data = await written(Command("c2", Act.RECEIVE, LI, AT, ("A",)))

    assert encoding == "json/plain"
    assert json.loads(data) == {
        "id": "c2",
        "act": "receive",
        "actor": {"id": "p-li", "role": "officer", "department": "DRC"},
        "received_at": "2026-03-02T01:00:00.123456Z",
        "items": ["A"],
    }


@pytest.mark.parametrize("value", [START, COMMIT])
async def test_what_only_machines_read_is_packed(value):
    encoding, data = await written(value)
    plain = json.loads(zlib.decompress(data))

    assert encoding == "json/zlib"
    assert set(plain) <= {field.name for field in fields(value)}
    assert len(data) < len(zlib.decompress(data)) / 1.5


def test_a_field_is_left_out_when_it_holds_its_default_and_only_then():
    assert compact(Anything(0)) == {"needed": 0, "by_name": {}}
    assert compact(Anything(0, some=None, yes=False)) == {"needed": 0, "some": None, "by_name": {}, "yes": False}
    assert compact((Receipt("c", 0), {"k": Receipt("d", 1, "p")})) == [
        {"id": "c", "n": 0}, {"k": {"id": "d", "n": 1, "code": "p"}}
    ]  # fmt: skip


async def test_fields_that_were_added_later_are_filled_in():
    """Histories are read for years: a field that their writer did not know holds its default."""
    (payload,) = await data_converter.encode([{"id": "c1", "n": 3}])

    assert await data_converter.decode([payload], [Receipt]) == [Receipt("c1", 3)]
