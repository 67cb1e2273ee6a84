"""A case of the legal circle that a test leads through time: the clock strikes, people act, somebody is found or nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from legal_rules import AID, INQUIRY, VISIT

from domain.legal import aid, inquiry, visit
from domain.legal.assignment import Assignment, PersonFound, PersonQuestion
from domain.legal.cases import Aid, Inquiry, Visit
from domain.legal.law import Law
from domain.legal.record import LegalCommand, LegalEvent, LegalNotice
from domain.legal.seeking import question
from domain.roles import ANYONE, Act, Actor, Role
from domain.workdays import Office, WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
CLERK, DIRECTOR = Actor("clerk", Role.CLERK, "JUB"), Actor("director", Role.DIRECTOR, "JUB")
ASKER = ANYONE


def lawyer(name: str) -> Actor:
    """A person of the pool."""
    return Actor(name, Role.LAWYER, "JUB")


def moment(text: str) -> datetime:
    """A local instant, `2026-11-25 10:00` or with seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@dataclass
class Life:
    """A case on its way. `pool` are the people who can be found, in their order; a question skips those that it names."""

    law: Law[Any]
    case: Any
    now: datetime
    pool: list[str] = field(default_factory=lambda: ["ann", "bo", "cy", "di", "ed"])
    events: list[LegalEvent] = field(default_factory=list)
    notices: list[LegalNotice] = field(default_factory=list)
    asked: list[PersonQuestion] = field(default_factory=list)
    assigned: dict[int, Assignment] = field(default_factory=dict)
    _ids: Iterable[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self._take(self.law.opened(self.case, by=CLERK, now=self.now))
        self._settle()

    def act(
        self, act: Act, by: Actor, at: datetime | str | None = None, *, planned: datetime | None = None, **more: Any
    ) -> None:
        """Somebody acts, at an instant (else now); what time does until then is done first. `planned` is the command's own `at`."""
        if at is not None:
            self.until(at)
        number = next(iter(self._ids))
        command = LegalCommand(f"c{number}", act, by, self.now, at=planned, **more)
        self._take(self.law.act(self.case, command, self.now))
        self._settle()

    def late(self, act: Act, by: Actor, received: datetime, **more: Any) -> None:
        """A command that was received before the case could look at it."""
        number = next(iter(self._ids))
        self._take(self.law.act(self.case, LegalCommand(f"c{number}", act, by, received, **more), self.now))
        self._settle()

    def until(self, at: datetime | str) -> None:
        """Let time pass, waking exactly when the case wants to be woken."""
        end = moment(at) if isinstance(at, str) else at
        while (wakening := self.law.next_wakening(self.case)) is not None and wakening.at <= end:
            self.now = max(self.now, wakening.at)
            self._take(self.law.advance(self.case, self.now))
            self._settle()
        self.now = max(self.now, end)

    def kinds(self) -> list[str]:
        """What happened, in its order."""
        return [event.kind.value for event in self.events]

    def happened(self, kind: str) -> list[datetime]:
        """When it happened."""
        return [event.at for event in self.events if event.kind == kind and event.at]

    def told(self, step: str) -> list[tuple[datetime, str]]:
        """When which owner was told."""
        return [(notice.not_before, notice.owner) for notice in self.notices if notice.step == step]

    def row(self) -> Any:
        """How its row shows it."""
        return self.law.row(self.case)

    @property
    def people(self) -> list[tuple[str, str, str]]:
        """Who was called or offered the case: person, how, how it ended."""
        return [(entry.person, entry.how.value, entry.ended) for entry in self.assigned.values()]

    def _take(self, change: Any) -> None:
        self.assigned |= {entry.n: entry for entry in change.case.assignments}
        self.case = self.law.lighten(change.case, change.case.assignments)
        self.events += change.events
        self.notices = [notice for notice in self.notices if notice.thread not in change.silenced] + [*change.notices]
        assert [event.n for event in self.events] == list(range(1, len(self.events) + 1))

    def _settle(self) -> None:
        """Whoever is sought is found at once."""
        while getattr(self.case, "seeking", None) is not None and self.case.ended_at is None:
            asked = question(self.case)
            self.asked.append(asked)
            person = next((name for name in self.pool if name not in asked.passed), "")
            self._take(self.law.called(self.case, PersonFound(person), asked.n, self.now))


def inquiry_at(text: str, **more: Any) -> Life:
    """An inquiry that was asked at a local instant."""
    pool: dict[str, Any] = {"pool": more.pop("pool")} if "pool" in more else {}
    at = moment(text)
    case = Inquiry("L20200101-000001", INQUIRY, "web", "labour", "zh", at, askers=("L20200101-000001-1",), **more)
    return Life(inquiry.LAW, case, at, **pool)


def visit_at(text: str, **more: Any) -> Life:
    """A home visit that was asked for at a local instant."""
    pool: dict[str, Any] = {"pool": more.pop("pool")} if "pool" in more else {}
    at = moment(text)
    case = Visit("V20200101-000001", VISIT, "disabled", "mn", at, askers=("V20200101-000001-1",), **more)
    return Life(visit.LAW, case, at, **pool)


def aid_at(received: str | datetime, calendar: WorkCalendar, office: Office, **more: Any) -> Life:
    """An application that was received at a local instant."""
    pool: dict[str, Any] = {"pool": more.pop("pool")} if "pool" in more else {}
    at = moment(received) if isinstance(received, str) else received
    values: dict[str, Any] = {"kind": "civil", "group": "poor", "field": "labour", "language": "zh"} | more
    case = Aid("A20200101-000001", AID, office, calendar, received_at=at, askers=("A20200101-000001-1",), **values)
    return Life(aid.LAW, case, at, **pool)


def after(start: str, **length: float) -> datetime:
    """So long after a local instant."""
    return moment(start) + timedelta(**length)


def local_day(at: datetime) -> date:
    """The local day of an instant."""
    return at.astimezone(ZONE).date()


Judge = Callable[[Life], None]
