"""Months as they were told, and what recounts have found different."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)

REPEATED = timedelta(days=30)  # who reads the alarms of so long a time and a day misses none that lasts

AlarmStart = tuple[datetime | None, str, str, str, str, str]  # (found_at, service, month, figure, dimension, name)
BEGINNING: AlarmStart = (None, "", "", "", "", "")


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """A figure of a month in a group: `name` of a dimension, both empty for the whole; `version` is that of the definitions."""

    figure: str
    dimension: str
    name: str
    version: str
    n: int
    counted: float
    value: float | None


@dataclass(frozen=True, slots=True)
class FigureAlarm:
    """A recount from the record came to something else than what was kept."""

    found_at: datetime
    service: str
    month: str
    figure: str
    dimension: str
    name: str
    kept: str
    recounted: str


async def kept_at(connection: Connection, service: str, month: str) -> datetime | None:
    """As of when a month was kept, or None."""
    at: datetime | None = await connection.fetchval(SQL["kept_month"], service, month)
    return at


async def keep_month(
    connection: Connection, service: str, month: str, at: datetime, figures: Iterable[KeptFigure]
) -> None:
    """Keep what a month came to as of an instant, unless it is kept already."""
    await connection.execute(SQL["keep_figures"], service, month, at, [asdict(figure) for figure in figures])


async def month_kept(connection: Connection, service: str, month: str) -> list[KeptFigure]:
    """What a month came to, as it was told."""
    return (await months_kept(connection, service, [month]))[month]


async def months_kept(connection: Connection, service: str, months: Sequence[str]) -> dict[str, list[KeptFigure]]:
    """What each of these months came to, as it was told; nothing for one that is not kept."""
    found: dict[str, list[KeptFigure]] = {month: [] for month in months}
    for row in await connection.fetch(SQL["figures_of_months"], service, list(months)):
        found[row["month"]].append(KeptFigure(*(row[column] for column in KeptFigure.__slots__)))
    return found


async def newest_kept(connection: Connection, service: str, *, most: int) -> list[str]:
    """The months of a service that are kept, the newest first."""
    return [row["month"] for row in await connection.fetch(SQL["newest_kept_months"], service, most)]


async def raise_alarms(connection: Connection, found: Iterable[FigureAlarm]) -> None:
    """Write down what a recount has found, all of it or nothing; what lasts is said again when it was not for `REPEATED`."""
    async with connection.transaction():
        for alarm in found:
            await connection.execute(SQL["raise_figure_alarm"], *asdict(alarm).values(), alarm.found_at - REPEATED)


async def alarms(
    connection: Connection, since: datetime, *, after: AlarmStart, most: int, hidden_from: str
) -> list[FigureAlarm]:
    """What recounts have found since an instant, the newest first, after one of them; `hidden_from` is a body whose demands are left out."""
    rows = await connection.fetch(SQL["figure_alarms"], since, *after, most, hidden_from)
    return [FigureAlarm(*row) for row in rows]
