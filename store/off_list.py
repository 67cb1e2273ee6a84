"""Demands outside the catalogue that were reported: of what and of whom each complains; only ever added to.

What tells who has reported it (the project, the item, the material) is a note of the case and goes with its other words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from domain.privacy.readings import Reading, What
from store.dossiers import add_note
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class OffListDemand:
    """What was demanded (`kind`: material or approval) and by whom; project, item and material are empty where not said."""

    kind: str
    accused: str
    project: str = ""
    item: str = ""
    material: str = ""


@dataclass(frozen=True, slots=True)
class ListedDemand:
    """A report of a demand as supervision sees it: nothing in it tells who has reported it. `body` holds it.

    `is_late` says whether the deadline was missed in any of its rounds, or is missed now; None before one has run.
    """

    ref: str
    kind: str
    accused: str
    accused_zh: str
    accused_en: str
    state: str
    body: str
    reported_at: datetime
    goal_at: datetime | None
    closed_at: datetime | None
    is_late: bool | None


@dataclass(frozen=True, slots=True)
class DemandsInMonth:
    """How many reports of a month (`YYYY-MM`) complain of a body, and of what."""

    month: str
    accused: str
    accused_zh: str
    accused_en: str
    reports: int
    materials: int
    approvals: int


async def add_demand(connection: Connection, ref: str, demand: OffListDemand, *, by: str, at: datetime) -> None:
    """Keep of what and of whom a report complains; `by` is the complainant, as they write: `caller:` and their id."""
    await connection.execute(SQL["add_off_list_demand"], ref, demand.kind, demand.accused)
    said = {name: value for name, value in asdict(demand).items() if value and name not in ("kind", "accused")}
    if said:
        await add_note(connection, _note(ref), ref=ref, author=by, written_at=at, body=said)


async def demand_of(connection: Connection, reading: Reading, ref: str) -> OffListDemand | None:
    """Of what and of whom a report complains; None for any other report."""
    rows = await read_personal(
        *(connection, SQL["off_list_demand_of"], ref, _note(ref)),
        reading=reading,
        what=What.WORDS,
        of=lambda _: (ref, ""),
    )
    return next((OffListDemand(*row) for row in rows), None)


async def accused_in(connection: Connection, refs: Collection[str]) -> Mapping[str, str]:
    """Of these requests those that complain of a body, with that body."""
    return {row["ref"]: row["accused"] for row in await connection.fetch(SQL["accused_in"], list(refs))}


async def listed(
    connection: Connection, *, but: str, before: tuple[datetime | None, str], now: datetime, most: int
) -> list[ListedDemand]:
    """Reports of demands, the newest first, before this (reported_at, ref); none that complains of the body `but`."""
    rows = await connection.fetch(SQL["off_list_demands"], but, *before, now, most)
    return [ListedDemand(*row) for row in rows]


async def by_month(connection: Connection, zone: str, *, but: str) -> list[DemandsInMonth]:
    """How many reports came in by month of a zone and body complained of; none that complains of the body `but`."""
    return [DemandsInMonth(*row) for row in await connection.fetch(SQL["off_list_demands_by_month"], but, zone)]


def _note(ref: str) -> str:
    return f"{ref} off-list"
