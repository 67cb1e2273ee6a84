"""Beside a whole month stands what it was kept as: together, by month, and by body where a body had enough."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.figures.keeping import kept_of
from domain.figures.definitions import Period, Service
from domain.figures.grouping import Dimension
from store.figures import Asked
from store.kept_figures import KeptFigure, keep_month
from store.shipped import figures

BOOK = figures()
MARCH = Period(date(2026, 2, 19), date(2026, 3, 19))
TWO = Period(date(2026, 2, 19), date(2026, 4, 19))
WHOLE = KeptFigure("returned", "", "", "v", 17, 2, 0.1)
ENOUGH, FEW, NOBODY = (
    KeptFigure("returned", "body", name, "v", n, 0, 0) for name, n in (("HUB", BOOK.least), ("NRB", 4), ("", 9))
)


@pytest.fixture
async def months(pool):
    """A month that is kept; a second try to keep it changes nothing. The one after it is not kept."""
    async with pool.acquire() as connection:
        for rows in ([WHOLE, ENOUGH, FEW, NOBODY], [KeptFigure("late", "", "", "v", 1, 1, 1)]):
            await keep_month(connection, Service.HOTLINE, "2026-03", datetime(2026, 3, 23, tzinfo=UTC), rows)
        yield connection


@pytest.mark.parametrize(
    ("period", "by", "shown"),
    [
        (MARCH, None, {"": WHOLE}),
        (MARCH, Dimension.BODY, {"": WHOLE, "HUB": ENOUGH}),
        (MARCH, Dimension.TOWN, {"": WHOLE}),
        (MARCH, Dimension.MONTH, {"": WHOLE, "2026-03": WHOLE}),
        (TWO, Dimension.MONTH, {"2026-03": WHOLE}),
        (TWO, Dimension.BODY, {}),
        (Period(date(2026, 2, 20), date(2026, 3, 19)), Dimension.MONTH, {}),
        (Period(date(2025, 2, 19), date(2025, 3, 19)), None, {}),
    ],
)
async def test_what_is_shown_of_kept_months(months, period, by, shown):
    then = await kept_of(months, BOOK, Asked(Service.HOTLINE, period, by))

    assert {name: rows for name, rows in then.items() if rows} == {
        name: {"returned": row} for name, row in shown.items()
    }
