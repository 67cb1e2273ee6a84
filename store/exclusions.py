"""What is taken out of the figures: asked for by one person for a reason, and decided by another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)

Named = tuple[str, str, str]  # (subject, ref, part) of a fact


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A fact that somebody wants out of the figures; `granted` is None while nobody else has decided."""

    id: UUID
    subject: str
    ref: str
    part: str
    reason: str
    asked_by: str
    asked_at: datetime
    granted: bool | None
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Within:
    """Of whose facts something is asked or shown: of all those of some subjects, and of all those of one body (empty: of none).

    Never of a request that complains of the body `hidden_from`.
    """

    subjects: Collection[str]
    body: str = ""
    hidden_from: str = ""


async def ask(
    connection: Connection, fact: Named, reason: str, *, within: Within, by: str, at: datetime
) -> UUID | None:
    """Ask that a fact be taken out; None if there is no such fact within what may be asked of."""
    said = (*fact, reason, by, at, list(within.subjects), within.body, within.hidden_from)
    asked: UUID | None = await connection.fetchval(SQL["ask_exclusion"], *said)
    return asked


async def decide(connection: Connection, exclusion: UUID, *, granted: bool, by: str, at: datetime) -> bool:
    """Say yes or no to what another one has asked; False if that is not possible (any more)."""
    return await connection.fetchval(SQL["decide_exclusion"], exclusion, granted, by, at) is not None


async def exclusions(
    connection: Connection, *, within: Within, are_decided: bool, after: tuple[datetime | None, str], most: int
) -> list[Exclusion]:
    """What was asked and is decided or not, the newest first, after the one with this (asked_at, id)."""
    said = (are_decided, *after, most, list(within.subjects), within.body, within.hidden_from)
    return [Exclusion(*row) for row in await connection.fetch(SQL["exclusions"], *said)]


async def exclusion(connection: Connection, key: UUID, within: Within) -> Exclusion | None:
    """One of them, or None if there is no such one within what may be seen."""
    row = await connection.fetchrow(SQL["exclusion"], key, list(within.subjects), within.body, within.hidden_from)
    return Exclusion(*row) if row else None


async def excluded_until(connection: Connection, refs: Collection[str], at: datetime) -> set[Named]:
    """Which facts of cases were taken out until an instant."""
    rows = await connection.fetch(SQL["excluded_until"], list(refs), at)
    return {(row["subject"], row["ref"], row["part"]) for row in rows}
