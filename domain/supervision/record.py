"""What detectors look at, and what they answer: lines of the record, demands, documents; numbers, days and ids only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from domain.record import Happening
from domain.roles import Role
from domain.supervision.detectors import Abuse, Detector
from domain.workdays import UnknownDay

T = TypeVar("T")
STAFF = frozenset({Role.OFFICER, Role.HEAD, Role.GRID_MEMBER, Role.DISPATCHER, Role.LEADER, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a case with what its note says in days: `part` is the item, empty in a request; `body` whom it concerns.

    `document_on` is the date on a decision's document, `first_contact_on` the day of the first contact; `has_number` says whether
    the document that was named bears a number, None where the words are erased.
    """

    ref: str
    n: int
    kind: str
    part: str
    at: datetime
    entered_at: datetime
    acted_at: datetime | None = None
    actor: str = "system"
    role: Role = Role.SYSTEM
    has_words: bool = False
    body: str = ""
    what: str = ""
    due_before: date | None = None
    document_on: date | None = None
    first_contact_on: date | None = None
    has_number: bool | None = False

    @property
    def is_by_staff(self) -> bool:
        """Did somebody do it who works at projects or requests, and neither time, a citizen, an applicant nor a helper?"""
        return self.role in STAFF


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that was demanded with an act; `there_since` is since when the newest version of it was there, if it was."""

    part: str
    command: str
    material: str
    refused: str
    asked_at: datetime
    asked_by: str
    body: str
    there_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A document that was handed in: when, and for which items, by the catalogue; None where it names no material of this kind."""

    at: datetime
    parts: frozenset[str] | None = None

    def is_for(self, part: str) -> bool:
        """Does this item need it, as far as anybody knows?"""
        return self.parts is None or part in self.parts


@dataclass(frozen=True, slots=True)
class Record:
    """The record of one case: its lines in their order, what was demanded, and which documents were handed in."""

    lines: tuple[Line, ...]
    asked: tuple[Asked, ...] = ()
    handed: tuple[Handed, ...] = ()

    @property
    def rounds(self) -> list[list[Line]]:
        """The lines of each item from one receipt until the next; of a request there are none."""
        found: dict[str, list[list[Line]]] = {}
        for line in self.lines:
            if line.part and (line.kind == Happening.RECEIVED or line.part not in found):
                found.setdefault(line.part, []).append([])
            if line.part:
                found[line.part][-1].append(line)
        return [lines for rounds in found.values() for lines in rounds]


@dataclass(frozen=True, slots=True)
class Lapse:
    """An approval by silence: of whose item (empty: nobody has ever touched it), for whose project."""

    line: Line
    officer: str
    applicant: str


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing of a request; `again` is the next request of the same caller about the same, with its instant, if there is one.

    `answer` is how many characters the answer has, None where it is erased; `confirmed_at` is when a citizen first said that
    it is solved, `same` how many closings of the same person in the days before bear exactly this answer, with this one.
    """

    line: Line
    answer: int | None = 0
    same: int = 1
    confirmed_at: datetime | None = None
    again: str = ""
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Heap:
    """Things of a subject that a body of a kind ended in a month, which is named by its first day."""

    body: str
    body_kind: str
    subject: str
    month: date
    number: int


@dataclass(frozen=True, slots=True)
class TakenOut:
    """Something of a body that two people took out of the figures: the line says when it was decided, and by whom it was asked."""

    line: Line
    subject: str
    body_kind: str


@dataclass(frozen=True, slots=True)
class Many:
    """What is seen over many cases only: decisions of people, lapses, closings and exclusions, each in the order of time."""

    decisions: tuple[Line, ...] = ()
    lapses: tuple[Lapse, ...] = ()
    closings: tuple[Closing, ...] = ()
    ended: tuple[Heap, ...] = ()
    taken_out: tuple[TakenOut, ...] = ()


Evidence = Mapping[str, int | str | list[str]]  # numbers, days and ids: never words that somebody wrote, never a name


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at: about which part of which case, at what instant, with which body.

    `evidence` is what the definition has counted; its `others` are the other cases of the same finding.
    """

    detector: Abuse
    version: str
    ref: str
    part: str
    at: datetime
    body: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Look:
    """A detector has looked at something that was whole at the instant `at`; it found something, or did not.

    `is_blind` says that it could not look: what the definition asks for is not on record.
    """

    at: datetime
    finding: Finding | None = None
    is_blind: bool = False


def look(detector: Detector, line: Line, found: Evidence | None, *, at: datetime | None = None) -> Look:
    """The look at what a line stands for, whole when it was entered or else at `at`; `found` is None where it is innocent."""
    at = at or line.entered_at
    if found is None:
        return Look(at)
    return Look(at, Finding(detector.id, detector.version, line.ref, line.part, line.at, line.body, found))


def blind(at: datetime) -> Look:
    """The look that could not be, at something that was whole at this instant."""
    return Look(at, is_blind=True)


def each(things: Iterable[T], see: Callable[[T], Look | None], at: Callable[[T], datetime]) -> Iterator[Look]:
    """The looks at things, one by one: what counts a day that no calendar covers hides only the thing that counts it.

    `see` answers None for what the definition leaves out; `at` says when a thing was whole that could not be looked at.
    """
    for thing in things:
        try:
            seen = see(thing)
        except UnknownDay:
            seen = blind(at(thing))
        if seen is not None:
            yield seen


def entered_at(line: Line) -> datetime:
    """When a line was entered."""
    return line.entered_at
