"""The figures of a service for a period: counted from facts that are kept, or from the record as it was at an instant."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.figures.counting import Heap, Segment, Value, count_all, groups_of, heaps_of
from domain.figures.definitions import Composite, Counted, Figure, FigureBook, Length, Period, Service
from domain.figures.facts import Fact, Mark
from domain.figures.grouping import Dimension, Map, group_of, instant_of
from domain.hotline.book import Names
from store import facts
from store.exclusions import Named, excluded_until
from store.folding import Folding
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)

_AT_ONCE = 500

Grouped = dict[str, dict[str, Value]]  # by group, by figure


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are asked for; without a dimension there is one group, named "". With `body` they are of one body alone."""

    service: Service
    period: Period
    dimension: Dimension | None = None
    body: str | None = None


async def values(connection: Connection, book: FigureBook, asked: Asked) -> Grouped:
    """The figures from the facts that are kept."""
    return grouped(await heaps_kept(connection, book, asked), asked)


async def heaps_kept(connection: Connection, book: FigureBook, asked: Asked) -> list[Segment]:
    """The facts that are kept, in heaps by group, for each part of the period in which no definition changes."""
    segments = []
    async with connection.transaction():
        await facts.plan_for_what_is_asked(connection)
        for period, figures in book.segments(asked.service, asked.period):
            begin, end = period.bounds(book.zone)
            found: dict[object, list[Heap]] = {}
            for figure in _counted(figures).values():
                if (key := _key(figure)) not in found:
                    cut = _cut(book, asked, figure, begin, end)
                    found[key] = await facts.heaps(connection, figure, cut)
            segments.append(Segment(figures, {key: found[_key(one)] for key, one in _counted(figures).items()}))
    return segments


def grouped(segments: Sequence[Segment], asked: Asked) -> Grouped:
    """The figures of each group by itself; all together is there even when it is empty."""
    if asked.dimension is None:
        return {"": count_all(segments)}
    return {name: count_all(parts) for name, parts in groups_of(segments).items()}


@dataclass(frozen=True, slots=True)
class Past:
    """What the record said of a period at an instant: the facts of every case that moved in it, and what is known of bodies."""

    facts: Sequence[Fact]
    known: Map


async def past(
    connection: Connection, folding: Folding, book: FigureBook, service: Service, period: Period, at: datetime
) -> Past:
    """What the record alone said of a period, as it was entered until an instant, with what was taken out by then."""
    begin, end = period.bounds(book.zone)
    is_projects = service is Service.APPROVALS
    refs = await facts.moved(connection, begin, end, until=at, are_projects=is_projects)
    fold = folding.projects if is_projects else folding.requests
    found = [fact for some in _some(refs) for fact in await fold(connection, some, until=at)]
    taken_out = await excluded_until(connection, refs, at)
    marked = [
        replace(fact, marks=fact.marks | {Mark.EXCLUDED}) if (fact.subject, fact.ref, fact.part) in taken_out else fact
        for fact in found
    ]
    return Past(marked, await bodies_known(connection))


def values_of(past: Past, book: FigureBook, asked: Asked) -> Grouped:
    """The figures of what the record said of a period."""
    return grouped(heaps_then(past, book, asked), asked)


def heaps_then(past: Past, book: FigureBook, asked: Asked) -> list[Segment]:
    """What the record said of a period, in heaps like those of the kept facts."""
    begins = book.month_begins[asked.service]
    segments = []
    for period, figures in book.segments(asked.service, asked.period):
        begin, end = period.bounds(book.zone)

        def inside(figure: Counted, begin: datetime = begin, end: datetime = end) -> Iterator[tuple[str, Fact]]:
            for fact in past.facts:
                when = instant_of(fact, figure.basis)
                if asked.body not in (None, fact.body) or fact.subject is not figure.subject:
                    continue
                if when is not None and begin <= when < end:
                    yield group_of(fact, asked.dimension, when, past.known, zone=book.zone, begins=begins), fact

        counted = _counted(figures)
        segments.append(Segment(figures, {key: heaps_of(one, inside(one)) for key, one in counted.items()}))
    return segments


async def values_as_of(
    connection: Connection, folding: Folding, book: FigureBook, asked: Asked, at: datetime
) -> Grouped:
    """The figures from the record alone, as it was entered until an instant: slower, and the same for ever."""
    read = await past(connection, folding, book, asked.service, asked.period, at)
    return await asyncio.to_thread(values_of, read, book, asked)


async def not_as_recorded(
    connection: Connection, folding: Folding, book: FigureBook, service: Service, period: Period
) -> list[str]:
    """Cases of a period whose kept facts are not those of the record: others, fewer, or more than there are."""
    begin, end = period.bounds(book.zone)
    is_projects = service is Service.APPROVALS
    fold = folding.projects if is_projects else folding.requests
    wrong: set[str] = set()
    async with connection.transaction(isolation="repeatable_read", readonly=True):  # both are read as of one moment
        for some in _some(await facts.to_check(connection, begin, end, are_projects=is_projects)):
            said = _named(await fold(connection, some))
            kept = _named(await facts.facts_of(connection, some))
            wrong |= {name[1] for name in said.keys() | kept.keys() if said.get(name) != kept.get(name)}
    return sorted(wrong)


async def bodies_known(connection: Connection) -> Map:
    """What is known of bodies."""
    rows = await connection.fetch(SQL["bodies_known"])
    return Map({row["id"]: row["kind"] for row in rows}, {row["id"]: row["town"] for row in rows})


async def body_names(connection: Connection, ids: Iterable[str]) -> dict[str, Names]:
    """What bodies are called, by their ids."""
    rows = await connection.fetch(SQL["names_of_bodies"], list(ids))
    return {
        row["id"]: {"zh": row["name_zh"], "en": row["name_en"], **({"mn": row["name_mn"]} if row["name_mn"] else {})}
        for row in rows
    }


async def work_numbers(connection: Connection, people: Iterable[str]) -> dict[str, str]:
    """The work numbers of people, by their ids; who has none is left out."""
    rows = await connection.fetch(SQL["work_numbers"], list(people))
    return {row["id"]: row["work_no"] for row in rows}


def _some(refs: Sequence[str]) -> Iterator[Sequence[str]]:
    """So few cases at once that no statement becomes slow."""
    return (refs[first : first + _AT_ONCE] for first in range(0, len(refs), _AT_ONCE))


def _named(found: Iterable[Fact]) -> dict[Named, Fact]:
    return {(fact.subject, fact.ref, fact.part): fact for fact in found}


def _counted(figures: Mapping[str, Figure]) -> dict[str, Counted]:
    return {key: figure for key, figure in figures.items() if not isinstance(figure, Composite)}


def _key(figure: Counted) -> object:
    """Figures with the same key are counted from the same heaps."""
    return figure.subject, figure.basis, figure.measure if isinstance(figure, Length) else ""


def _cut(book: FigureBook, asked: Asked, figure: Counted, begin: datetime, end: datetime) -> facts.Cut:
    begins, dimension = book.month_begins[asked.service], asked.dimension or ""
    return facts.Cut(figure.subject, figure.basis, begin, end, dimension, book.zone, begins, asked.body)
