"""What whole months came to when they were kept, to be shown beside what is known of them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from domain.figures.definitions import FigureBook, months_in
from domain.figures.grouping import COMPARING, Dimension
from store.figures import Asked
from store.kept_figures import KeptFigure, months_kept
from store.pool import Connection

Then = Mapping[str, Mapping[str, KeptFigure]]  # by group, by figure; all together are the group ""


async def kept_of(connection: Connection, book: FigureBook, asked: Asked) -> Then:
    """The kept figures of the whole if the period is one month, and of each group that is a month or, of such a period, a body.

    What is of too few for comparing bodies is left out.
    """
    months = dict(months_in(asked.period, book.month_begins[asked.service]))
    is_one = asked.period in months.values()
    if not (is_one or (months and asked.dimension is Dimension.MONTH)):
        return {}
    then: defaultdict[str, dict[str, KeptFigure]] = defaultdict(dict)
    for month, rows in (await months_kept(connection, asked.service, [*months])).items():
        for row in rows:
            if not row.dimension and asked.dimension is Dimension.MONTH:
                then[month][row.figure] = row
            if is_one and (not row.dimension or _may_be_told(book, row, asked)):
                then[row.name][row.figure] = row
    return then


def _may_be_told(book: FigureBook, row: KeptFigure, asked: Asked) -> bool:
    """A group that is asked for and has a name, of enough where groups are compared."""
    return (
        row.dimension == asked.dimension and bool(row.name) and (row.n >= book.least or row.dimension not in COMPARING)
    )
