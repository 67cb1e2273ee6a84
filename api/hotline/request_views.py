"""What is answered about requests: lists with the seconds that are left, one request, its record and who held it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.answers import Page, Row
from api.hotline.task_parts import Around, PartOf, ProblemOfTask
from api.legal.origins import OriginView
from domain.hotline.book import HotlineBook
from domain.hotline.request import Answer, Result
from domain.hotline.urgency import ShareLight, next_call, seconds_left, share_light
from domain.roles import Actor
from store.legal_readers import LegalLine
from store.off_list import OffListDemand
from store.request_lists import BodysRequest, RequestLine, WaitingRequest, WholeRequest
from store.request_readers import CallToMake


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Timed(Page[Row]):
    """A part of a list, with the one moment from which all its seconds are counted."""

    now: datetime


@dataclass(frozen=True, slots=True)
class QueueRow(WaitingRequest):
    """A request that waits to be accepted, or to be dispatched anew. Seconds are whole, and negative when it is too late."""

    seconds_to_accept: int | None
    seconds_to_goal: int | None


class RequestInboxRow(_FromRow):
    """A request that a body is to handle, with the light of the share that its level has of the time."""

    ref: str
    state: str
    kind: str
    level: str
    body: str
    owner: str
    instead_of: str = Field(
        default="", description="The owner, where they are away and whoever reads this stands in for them."
    )
    assists: list[str]
    guide: str
    topic: str
    district: str
    cycle: int
    leg: int
    reported_at: datetime
    held_since: datetime | None
    signed_at: datetime | None
    share_at: datetime | None = Field(description="When this level has used up its share; null while the clock stands.")
    goal_at: datetime | None
    planned_end: datetime | None
    review_at: datetime | None
    asked_hours: int
    designated: bool
    light: ShareLight = ShareLight.RUNNING
    seconds_to_share: int | None = None
    seconds_to_goal: int | None = None


@dataclass(frozen=True, slots=True)
class CallRow(CallToMake):
    """A closed request with the citizen to be called next, in a part of the day that was not tried yet.

    That part begins at `call_from`, now or later.
    """

    call_from: datetime | None
    call_until: datetime | None


class AnswerView(_FromRow):
    """What a citizen said of a closed cycle; `satisfied` is 0 where nothing was said of that."""

    cycle: int
    at: datetime
    way: str
    solved: bool
    satisfied: int


@dataclass(frozen=True, slots=True)
class RequestView(WholeRequest):
    """A request as those see it who work on it. Who handed it in is not in it.

    `results` are the clocks that are over; `origin` is the legal inquiry that it came from, with its clock; `problem` is there for a
    joint task, `part_of` are the joint tasks to which a request belongs. `demand` is of what and of whom it complains; where it
    complains of a body all words are `withheld` from everybody but whoever holds it and the centre, with its `source` (empty) and who took it in.
    """

    results: list[Result]
    answers: list[AnswerView]
    origin: OriginView | None
    demand: OffListDemand | None
    withheld: bool
    problem: ProblemOfTask | None
    part_of: list[PartOf]
    now: datetime
    seconds_to_accept: int | None
    seconds_to_share: int | None
    seconds_to_goal: int | None


class RequestEventView(BaseModel):
    """One line of the record of a request, with what its author wrote."""

    n: int
    kind: str
    body: str
    at: datetime
    entered_at: datetime
    acted_at: datetime | None
    actor: str
    role: str
    what: str
    due_before: datetime | None
    due_after: datetime | None
    instead_of: str = Field(description="For whom the actor stood in, who had it and was away.")
    texts: dict[str, str]


def queue_row(row: WaitingRequest, now: datetime) -> QueueRow:
    """A waiting request with the seconds that are left."""
    return QueueRow(
        **asdict(row),
        seconds_to_accept=seconds_left(row.accept_at, now),
        seconds_to_goal=seconds_left(row.goal_at, now),
    )


def inbox_row(row: BodysRequest, reader: Actor, now: datetime) -> RequestInboxRow:
    """A request at work with its light and the seconds that are left."""
    shown = {
        "instead_of": reader.instead_of(row.owner),
        "light": share_light(row.warning, share_at=row.share_at, goal_at=row.goal_at, now=now),
        "seconds_to_share": seconds_left(row.share_at, now),
        "seconds_to_goal": seconds_left(row.goal_at, now),
    }
    return RequestInboxRow.model_validate(row).model_copy(update=shown)


def call_row(row: CallToMake, book: HotlineBook, *, now: datetime, zone: str) -> CallRow:
    """A request to call about, with the part of the day in which to try next."""
    window = next_call(book.call_hours, row.tried, now=now, zone=zone)
    call_from, call_until = (window.from_at, window.until_at) if window else (None, None)
    return CallRow(**asdict(row), call_from=call_from, call_until=call_until)


def request_view(
    row: WholeRequest,
    results: list[Result],
    answers: list[Answer],
    around: Around,
    now: datetime,
    *,
    demand: OffListDemand | None,
    is_withheld: bool,
) -> RequestView:
    """One request with what came of it so far, what belongs to it, and the seconds that are left."""
    return RequestView(
        **asdict(row),
        results=results,
        answers=[AnswerView.model_validate(answer) for answer in answers],
        origin=around.origin,
        problem=around.problem,
        part_of=around.part_of,
        demand=demand,
        withheld=is_withheld,
        now=now,
        seconds_to_accept=seconds_left(row.accept_at, now),
        seconds_to_share=seconds_left(row.share_at, now),
        seconds_to_goal=seconds_left(row.goal_at, now),
    )


def line_view(line: RequestLine) -> RequestEventView:
    """A line of the record, without what only the counters need of a note."""
    return RequestEventView(**line_values(line))


def line_values(line: RequestLine | LegalLine) -> dict[str, Any]:
    """What is shown of a line of any record: of the note all but the mark by which the counters know it again."""
    values = asdict(line)
    note = values.pop("note")
    values.update(due_before=values.pop("due_at_before"), due_after=values.pop("due_at_after"))
    return values | {"texts": {name: text for name, text in note.items() if name != "print"}}
