"""What is answered about cases of the legal circle to those whose they are: one case, its record, and lists with the seconds left."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from api.hotline.request_views import line_values
from api.legal.origins import OriginView
from domain.hotline.urgency import seconds_left
from store.legal_readers import AidPart, AssignmentRow, LegalLine, OwnCase, WaitingCase, WholeCase


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PledgeView(_FromRow):
    """The pledge of an applicant: which papers it replaces, and nobody may ask for."""

    means: str
    waived: list[str]
    may_check: bool
    spoken: bool
    witness: str
    pledged_at: datetime


@dataclass(frozen=True, slots=True)
class CaseView(WholeCase):
    """A case as those see it whose it is; seconds are counted from `now`. Who asked is not in it.

    `proofs` are papers that were handed in with an application, `bars` persons of the pool who are on the other side;
    `origin` is the inquiry that it came from, with its clock.
    """

    now: datetime
    seconds_left: int | None
    assignments: list[AssignmentRow]
    aid: AidPart | None
    pledge: PledgeView | None
    proofs: list[str]
    limit_on: date | None
    bars: list[str]
    origin: OriginView | None


class AskerView(_FromRow):
    """Who asked: for those who work on the case. The query code is not in it."""

    id: str
    name: str
    phone: str | None
    mail: str | None
    language: str
    made_at: datetime


class CaseEventView(BaseModel):
    """One line of the record, with what its author wrote."""

    n: int
    kind: str
    person: str
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


@dataclass(frozen=True, slots=True)
class LegalQueueRow(WaitingCase):
    """A case that needs the desk. Seconds are whole, and negative when it is too late."""

    seconds_left: int | None


@dataclass(frozen=True, slots=True)
class OwnCaseRow(OwnCase):
    """A case that somebody is called for or offered (`is_open`), or has in hand."""

    seconds_left: int | None


def legal_queue_row(row: WaitingCase, now: datetime) -> LegalQueueRow:
    """A waiting case with the seconds that are left."""
    return LegalQueueRow(**asdict(row), seconds_left=seconds_left(row.due_at, now))


def own_case_row(row: OwnCase, now: datetime) -> OwnCaseRow:
    """A person's case with the seconds that are left."""
    return OwnCaseRow(**asdict(row), seconds_left=seconds_left(row.due_at, now))


def case_event(line: LegalLine) -> CaseEventView:
    """A line of the record, without what only the counters need of a note."""
    return CaseEventView(**line_values(line))
