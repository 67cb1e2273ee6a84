"""What whole months came to when they were kept: beside what is known of them now, or alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from domain.figures.counting import Value
from domain.figures.definitions import Figure, FigureBook, Length, months_in
from domain.figures.grouping import COMPARING, Dimension
from store.figures import Asked, Grouped
from store.kept_figures import KeptFigure, months_kept
from store.pool import Connection

Then = Mapping[str, Mapping[str, KeptFigure]]  # by group, by figure; all together are the group ""


async def kept_of(connection: Connection, book: FigureBook, asked: Asked) -> Then:
    """The kept figures of the whole if the period is one month, and of each group that is a month or, of such a period, a body.

    What is of too few for comparing bodies is left out. Where one body alone is asked for, the whole is that body's.
    """
    months = dict(months_in(asked.period, book.month_begins[asked.service]))
    is_one = asked.period in months.values()
    if not (is_one or (months and asked.dimension is Dimension.MONTH)):
        return {}
    whole = ("", "") if asked.body is None else (Dimension.BODY, asked.body)
    then: defaultdict[str, dict[str, KeptFigure]] = defaultdict(dict)
    for month, rows in (await months_kept(connection, asked.service, [*months])).items():
        for row in rows:
            is_whole = (row.dimension, row.name) == whole
            if is_whole and asked.dimension is Dimension.MONTH:
                then[month][row.figure] = row
            if is_one and is_whole:
                then[""][row.figure] = row
            elif is_one and asked.body is None and _may_be_told(book, row, asked):
                then[row.name][row.figure] = row
    return then


def as_kept(rows: Iterable[KeptFigure], figures: Mapping[str, Figure]) -> tuple[dict[str, Value], Grouped]:
    """The figures of a month as they were kept, together and by body, of those that are still defined for it."""
    whole: dict[str, Value] = {}
    bodies: Grouped = defaultdict(dict)
    for row in rows:
        if (figure := figures.get(row.figure)) is None:
            continue
        length = (
            {figure.percentiles[0]: int(row.value)} if isinstance(figure, Length) and row.value is not None else None
        )
        value = Value(row.n, row.counted, 0, row.value, length)
        if row.dimension == Dimension.BODY:
            bodies[row.name][row.figure] = value
        elif not row.dimension:
            whole[row.figure] = value
    return whole, bodies


def _may_be_told(book: FigureBook, row: KeptFigure, asked: Asked) -> bool:
    """A group that is asked for and has a name, of enough where groups are compared."""
    return (
        row.dimension == asked.dimension and bool(row.name) and (row.n >= book.least or row.dimension not in COMPARING)
    )
