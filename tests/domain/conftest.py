"""Days and instants that can be read without a calendar, and a desk at which a case is played."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import domain
from domain import proceedings
from domain.admission import REQUIRED_NOTES
from domain.approval import Approval, Change
from domain.calendar_file import calendar_of, parse_office, parse_year
from domain.catalogue import ProjectItem
from domain.catalogue_file import parse
from domain.item import Item, State, promised_due
from domain.project_items import project_items
from domain.record import Command, Event, Happening, Notice
from domain.refusals import Refusal
from domain.roles import Act, Actor, Role
from domain.turns import next_wakening
from domain.workdays import CalendarYear, Office, Span, WorkCalendar

DATA = Path(domain.__file__).with_name("data")
SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
APPLICANT = Actor("p-applicant", Role.APPLICANT)
SUPERVISOR = Actor("p-supervisor", Role.SUPERVISOR)
OF_THE_PROJECT = {Act.RECEIVE, Act.SUPPLY, Act.WITHDRAW, Act.CLOSE}
OF_THE_HEAD = {Act.EXTEND, Act.ASSIGN}


def read_day(text: str) -> date:
    """Read 'Fri 2026-09-25' and refuse a wrong weekday."""
    weekday, _, rest = text.partition(" ")
    day = date.fromisoformat(rest)
    assert WEEKDAYS[day.weekday()] == weekday, f"{rest} is a {WEEKDAYS[day.weekday()]}"
    return day


def read_moment(text: str) -> datetime:
    """Read 'Fri 2026-09-25 17:10' or '… 17:10:30' (Shanghai time; 24:00 is the end of the day); refuse a wrong weekday."""
    first, _, clock = text.rpartition(" ")
    day = read_day(first)
    if clock.startswith("24:00"):
        return read_moment(f"{first} 00:00{clock[5:]}") + timedelta(days=1)
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=SHANGHAI)


class Desk:
    """One project's case as a prompt worker would keep it: everything that happened, and everybody who was told."""

    def __init__(self, case: Approval, opened: Change) -> None:
        self.case = case
        self.now = opened.events[0].entered_at
        self.events: list[Event] = []
        self.notices: list[Notice] = []
        self.keep(opened)

    def keep(self, change: Change) -> Change:
        """Take a change as the new case."""
        self.case = change.case
        self.events += change.events
        self.notices += change.notices
        return change

    def command(self, act: Act, items: str, at: datetime, *, by: Actor | None = None, **fields: object) -> Command:
        """The command that the right person gives with all the notes it needs, unless `fields` says otherwise."""
        names = tuple(items.split())
        actor = by or self._person(act, names)
        fields = {"said": REQUIRED_NOTES.get(act, ()), "owns": actor == APPLICANT} | fields
        return Command(f"c{len(self.events)}", act, actor, at, names, **fields)

    def does(
        self, act: Act, items: str, at: str | datetime, *, handled: str | datetime = "", **fields: object
    ) -> Change:
        """Somebody does something at `at`, and the worker handles it then or at `handled`."""
        received_at = _instant(at)
        self.now = _instant(handled or at)
        return self.keep(proceedings.act(self.case, self.command(act, items, received_at, **fields), self.now))

    def outcome(self, act: Act, items: str, at: str | datetime, **fields: object) -> str:
        """The code with which an act is refused, or the state that it led to; the case stays as it was."""
        case, events, notices = self.case, list(self.events), list(self.notices)
        try:
            self.does(act, items, at, **fields)
        except Refusal as refusal:
            return refusal.code
        else:
            return str(self.state(items))
        finally:
            self.case, self.events, self.notices = case, events, notices

    def wait(self, until: str | datetime) -> None:
        """The worker is awake until then and takes each turn at its moment."""
        end = _instant(until)
        while (wakening := next_wakening(self.case)) is not None and wakening.at <= end:
            self.wakes(wakening.at)
            if self.case.phase != "open":
                break
        self.now = end

    def wakes(self, at: str | datetime) -> Change:
        """The worker wakes once, perhaps after a long outage."""
        self.now = _instant(at)
        return self.keep(proceedings.advance(self.case, self.now))

    def learns(self, calendar: WorkCalendar, at: str | datetime) -> Change:
        """A new calendar reaches the case."""
        self.now = _instant(at)
        return self.keep(proceedings.recount(self.case, calendar, self.now))

    def grants(self, items: str, at: str | datetime) -> None:
        """Each item is handed in, accepted and approved in one go."""
        for item in items.split():
            for act in (Act.RECEIVE, Act.ACCEPT, Act.APPROVE):
                self.does(act, item, at)

    def item(self, item_id: str) -> Item:
        """The item as it stands."""
        return self.case.item(item_id)

    def state(self, item_id: str) -> State:
        """The state of the item."""
        return self.case.state_of(item_id)

    def due_on(self, item_id: str) -> date | None:
        """The due day of the promise."""
        end = promised_due(self.item(item_id), self.case.rule(item_id), self.case.calendar)
        return end.on if end else None

    def happened(self, kind: Happening, item_id: str = "") -> list[Event]:
        """The events of a kind, of one item or of all."""
        return [event for event in self.events if event.kind is kind and item_id in ("", event.item)]

    def told(self, step: str, item_id: str) -> list[Notice]:
        """The notices of a step about one item."""
        return [notice for notice in self.notices if notice.step == step and notice.item == item_id]

    def _person(self, act: Act, items: tuple[str, ...]) -> Actor:
        if act in OF_THE_PROJECT:
            return APPLICANT
        if act in (Act.REVOKE, Act.REVIEW):
            return SUPERVISOR
        department = self.case.rule(items[0]).department
        if act in OF_THE_HEAD:
            return Actor(f"h-{department}", Role.HEAD, department)
        return Actor(f"o-{department}", Role.OFFICER, department)


def _instant(at: str | datetime) -> datetime:
    return read_moment(at) if isinstance(at, str) else at


@pytest.fixture(scope="session")
def moment() -> Callable[[str], datetime]:
    return read_moment


@pytest.fixture(scope="session")
def day() -> Callable[[str], date]:
    return read_day


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    """The calendar as it ships: 2025 and 2026 official, 2027 provisional."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((DATA / "calendars").glob("*.toml"))]
    return calendar_of(map(parse_year, texts), rev=1, zone="Asia/Shanghai")


@pytest.fixture(scope="session")
def office() -> Office:
    """The office as it ships."""
    return parse_office((DATA / "office.toml").read_text(encoding="utf-8"))[0]


@pytest.fixture(scope="session")
def with_holiday(calendar: WorkCalendar) -> Callable[..., WorkCalendar]:
    """The shipped calendar, in a later version, with one more day off."""

    def added(*days: date, rev: int = 2, of: WorkCalendar = calendar) -> WorkCalendar:
        spans = {
            day.year: tuple(Span(other, other, "临时假") for other in days if other.year == day.year) for day in days
        }
        years = (replace(year, off=(*year.off, *spans.get(year.year, ()))) for year in of.years)
        return calendar_of(years, rev=rev, zone=of.zone)

    return added


@pytest.fixture(scope="session")
def made_official(calendar: WorkCalendar) -> Callable[..., WorkCalendar]:
    """The shipped calendar, in a later version, in which the notice for 2027 is published."""

    def published(*off: Span, rev: int = 2) -> WorkCalendar:
        *known, last = calendar.years
        return calendar_of((*known, CalendarYear(last.year, True, (*last.off, *off))), rev=rev, zone=calendar.zone)

    return published


@pytest.fixture(scope="session")
def rules_of() -> Callable[..., tuple[ProjectItem, ...]]:
    """The rules of an example project of the shipped catalogue."""
    catalogue = parse((DATA / "catalogue.toml").read_text(encoding="utf-8"))

    def rules(profile: str = "simple_warehouse", rule_set: str = "platform") -> tuple[ProjectItem, ...]:
        project = catalogue.profiles[profile]
        return project_items(
            catalogue,
            project_type=project.project_type,
            land_mode=project.land_mode,
            flags=project.flags,
            rule_set=rule_set,
            on=date(2026, 3, 2),
        )

    return rules


@pytest.fixture(scope="session")
def opened(
    rules_of: Callable[..., tuple[ProjectItem, ...]], calendar: WorkCalendar, office: Office
) -> Callable[..., Desk]:
    """A desk with a fresh case: the simple warehouse, unless `rules` or the names say otherwise."""

    def desk(
        at: str = "Mon 2026-03-02 09:00",
        *,
        profile: str = "simple_warehouse",
        rule_set: str = "platform",
        rules: Iterable[ProjectItem] = (),
        by_calendar: WorkCalendar = calendar,
    ) -> Desk:
        chosen = tuple(rules) or rules_of(profile, rule_set)
        items = tuple(Item(rule.id) for rule in chosen)
        case = Approval("KL-2026-0001", chosen, by_calendar, office, items)
        return Desk(case, proceedings.opened(case, by=APPLICANT, at=_instant(at), now=_instant(at)))

    return desk
