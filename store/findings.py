"""Findings of supervision as people read and judge them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.privacy.readings import Reading, What
from store.dossiers import add_note
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class DetectorCount:
    """How much a detector has looked at, could not look at and found, and how its findings stand."""

    detector: str
    looks: int
    blind: int
    found: int
    open: int
    heard: int
    explained: int
    confirmed: int
    dismissed: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding as it stands; `state` is the newest verdict, or open."""

    id: int
    detector: str
    version: str
    ref: str
    part: str
    at: datetime
    body: str
    body_zh: str
    body_en: str
    evidence: Mapping[str, Any]
    found_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of a finding."""

    verdict: str
    judged_by: str
    judged_at: datetime
    reason: str


async def counts(connection: Connection, body: str, *, hidden_from: str) -> dict[str, DetectorCount]:
    """By detector, over all nights so far; of findings only those about a body, if one is given.

    As in all that follows nothing is of a request that complains of the body `hidden_from`.
    """
    rows = await connection.fetch(SQL["detectors_counted"], body, hidden_from)
    return {row[0]: DetectorCount(*row) for row in rows}


async def findings(
    connection: Connection, *, detector: str, state: str, body: str, before: int, most: int, hidden_from: str
) -> list[FindingRow]:
    """Findings, the last that were found first; before the one with a number, if that is not 0."""
    rows = await connection.fetch(SQL["list_findings"], detector, state, body, before, most, hidden_from)
    return [FindingRow(*row) for row in rows]


async def finding(connection: Connection, number: int, *, hidden_from: str) -> FindingRow | None:
    """One finding, or None."""
    row = await connection.fetchrow(SQL["one_finding"], number, hidden_from)
    return FindingRow(*row) if row else None


async def judgements(connection: Connection, reading: Reading, number: int) -> list[Judgement]:
    """What was said of a finding, the newest first."""
    rows = await read_personal(
        connection,
        SQL["judgements_of"],
        number,
        reading=reading,
        what=What.WORDS,
        of=lambda row: (row["ref"], row["judged_by"]),
    )
    return [Judgement(*row[:4]) for row in map(tuple, rows)]


async def add_judgement(
    connection: Connection, row: FindingRow, said: Judgement, *, note: str, body: Mapping[str, str]
) -> None:
    """Keep what somebody says of a finding, its words as a note of the case; the same note a second time is dropped."""
    async with connection.transaction():
        await add_note(connection, note, ref=row.ref, author=said.judged_by, written_at=said.judged_at, body=body)
        await connection.execute(SQL["add_judgement"], row.id, said.verdict, said.judged_by, said.judged_at, note)
