"""The figures of the overview and the cases behind each: of all services, with whoever has them by body and work number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from api.hotline.report_refusals import HotlineMissing
from api.legal.refusals import LegalMissing
from api.library import Library
from api.wordbook import N_
from domain.roles import Actor
from domain.silence import deemed_by
from store import overview
from store.overview import CaseCounts, CaseSieve, ItemSieve, OpenCase, RunningItem
from store.pool import Connection

FIRST_SHOWN = 5
_SOON_DAYS = 3

Names = Mapping[str, str]  # by language
Start = tuple[datetime | None, str, str]  # (due_at, ref, item) of the line before, or the very beginning
BEGINNING: Start = (None, "", "")


class Figure(StrEnum):
    """A figure of the overview, as its address names it."""

    RED_TODAY = "red-today"
    SILENT_SOON = "silent-soon"
    LATE_ITEMS = "late-items"
    LATE_REQUESTS = "late-requests"
    WAITING_REQUESTS = "waiting-requests"
    OPEN_REQUESTS = "open-requests"
    LATE_CASES = "late-cases"
    WAITING_CASES = "waiting-cases"
    OPEN_CASES = "open-cases"


@dataclass(frozen=True, slots=True)
class About:
    """What a figure is called, of which service it is, its colour and symbol, and whether its first lines stand on the page: it `asks` for something."""

    group: str
    word: str
    colour: str
    symbol: str
    asks: bool = True


_ITEMS, _REQUESTS, _LEGAL = N_("项目审批"), N_("热线诉求"), N_("法律服务")
FIGURES = {
    Figure.RED_TODAY: About(_ITEMS, N_("今日转红"), "red", "◆"),
    Figure.SILENT_SOON: About(_ITEMS, N_("三日内将超时默许"), "yellow", "▽"),
    Figure.LATE_ITEMS: About(_ITEMS, N_("逾期未办"), "red", "▲"),
    Figure.LATE_REQUESTS: About(_REQUESTS, N_("诉求超时"), "red", "▲"),
    Figure.WAITING_REQUESTS: About(_REQUESTS, N_("诉求待受理"), "yellow", "◷"),
    Figure.OPEN_REQUESTS: About(_REQUESTS, N_("诉求在办"), "grey", "◐", asks=False),
    Figure.LATE_CASES: About(_LEGAL, N_("法律服务超时"), "red", "▲"),
    Figure.WAITING_CASES: About(_LEGAL, N_("法律服务待接办"), "yellow", "◷"),
    Figure.OPEN_CASES: About(_LEGAL, N_("法律服务在办"), "grey", "◐", asks=False),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One case or item behind a figure: until when, with which body and person; `path` is its page, empty for whoever may not open it."""

    ref: str
    item: str
    name: Names
    project: str
    state: Names
    body: Names
    work_no: str
    red_at: datetime | None
    due_at: datetime | None
    path: str


@dataclass(frozen=True, slots=True)
class Services:
    """What the figures are counted by: the present time, its local day, what silence approves, and the names of things.

    Requests that complain of the body `hidden_from`, the reader's own, are in none.
    """

    now: datetime
    day: tuple[datetime, datetime]
    soon: datetime
    zone: str
    silent: tuple[tuple[str, str, str], ...]
    topics: Mapping[str, Names]
    names: Mapping[str, Names]  # of the hotline's states
    legal: Mapping[str, Names]  # of the legal circle's services and states
    hidden_from: str

    @classmethod
    async def read(cls, connection: Connection, library: Library, now: datetime, reader: Actor) -> Services:
        """Read them for an instant and a reader; without rules of a service its things are called by their ids."""
        begins = library.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
        silent = [
            name
            for version, rule_set in await overview.rule_sets(connection)
            for name in deemed_by(await library.catalogue(connection, version), rule_set, begins.date())
        ]
        topics, names = await _hotline_names(connection, library)
        return cls(
            now,
            (begins, begins + timedelta(days=1)),
            begins + timedelta(days=_SOON_DAYS + 1),
            library.zone,
            tuple(silent),
            topics,
            names,
            await _legal_names(connection, library),
            reader.department,
        )


async def figures_of(connection: Connection, services: Services) -> dict[Figure, int]:
    """All figures."""
    items = await overview.count_items(
        connection, services.day, now=services.now, soon=services.soon, silent=services.silent
    )
    requests = await overview.count_requests(connection, services.now, hidden_from=services.hidden_from)
    cases = await overview.count_legal_cases(connection, services.now, services.zone)
    return {
        Figure.RED_TODAY: items.red_today,
        Figure.SILENT_SOON: items.silent_soon,
        Figure.LATE_ITEMS: items.late,
        **_of_cases(requests, Figure.OPEN_REQUESTS, Figure.LATE_REQUESTS, Figure.WAITING_REQUESTS),
        **_of_cases(cases, Figure.OPEN_CASES, Figure.LATE_CASES, Figure.WAITING_CASES),
    }


async def lines_of(
    connection: Connection,
    services: Services,
    figure: Figure,
    *,
    after: Start = BEGINNING,
    most: int,
    opens_legal: bool = False,
) -> list[Line]:
    """The cases behind a figure, the first to end first, after a line; those of the legal circle lead to their pages where they open."""
    if sieve := _sieve(services, figure):
        items = await overview.items(connection, sieve, after=after, most=most)
        return [_line_of_item(row) for row in items]
    only = CaseSieve(
        only_waiting=figure in (Figure.WAITING_REQUESTS, Figure.WAITING_CASES),
        over_by=services.now if figure in (Figure.LATE_REQUESTS, Figure.LATE_CASES) else None,
    )
    if FIGURES[figure].group == _REQUESTS:
        rows = await overview.requests(connection, only, after=after[:2], most=most, hidden_from=services.hidden_from)
        topics, names = services.topics, services.names
        return [
            _line(row, topics.get(row.what), names.get(f"state.{row.state}"), path=f"/work/requests/{row.ref}")
            for row in rows
        ]
    rows = await overview.legal_cases(connection, services.zone, only, after=after[:2], most=most)
    called, room = services.legal, "/work/legal/{}" if opens_legal else ""
    return [
        _line(row, called.get(f"service.{row.what}"), called.get(f"state.{row.state}"), path=room.format(row.ref))
        for row in rows
    ]


def _sieve(services: Services, figure: Figure) -> ItemSieve | None:
    return {
        Figure.RED_TODAY: ItemSieve(ends_after=services.now, red=services.day),
        Figure.SILENT_SOON: ItemSieve(services.now, services.soon, silent=services.silent),
        Figure.LATE_ITEMS: ItemSieve(ends_by=services.now),
    }.get(figure)


def _line_of_item(row: RunningItem) -> Line:
    return Line(
        row.ref,
        row.id,
        {"zh": row.name_zh, "en": row.name_en},
        row.project,
        {},
        {"zh": row.body_zh, "en": row.body_en},
        row.work_no,
        row.red_at,
        row.over_at,
        f"/projects/{row.ref}/items/{row.id}",
    )


def _line(row: OpenCase, name: Names | None, state: Names | None, *, path: str = "") -> Line:
    body = {"zh": row.body_zh, "en": row.body_en} if row.body else {}
    name, state = name or {"zh": row.what}, state or {"zh": row.state}
    return Line(row.ref, "", name, "", state, body, row.work_no, None, row.due_at, path)


def _of_cases(counts: CaseCounts, open_: Figure, late: Figure, waiting: Figure) -> dict[Figure, int]:
    return {late: counts.late, waiting: counts.waiting, open_: counts.open}


async def _hotline_names(connection: Connection, library: Library) -> tuple[Mapping[str, Names], Mapping[str, Names]]:
    try:
        book = await library.newest_hotline(connection)
    except HotlineMissing:
        return {}, {}
    return {topic.id: topic.names for topic in book.topics.values()}, book.names


async def _legal_names(connection: Connection, library: Library) -> Mapping[str, Names]:
    try:
        return (await library.newest_legal(connection)).names
    except LegalMissing:
        return {}
