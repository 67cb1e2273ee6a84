"""The record of a service, read case by case for those who mine it; people leave the store as pseudonyms only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

import asyncpg

from domain.event_log.entries import Entry, Log, Trace, pseudonym
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: those that began from `begin` until before `end`, as they stood at `until`; `key` makes the pseudonyms.

    No request that complains of the body `hidden_from`.
    """

    log: Log
    begin: datetime
    end: datetime
    until: datetime
    key: bytes
    hidden_from: str = ""


async def traces(connection: Connection, wanted: Wanted, *, after: str, most: int) -> Sequence[Trace]:
    """At most so many of these cases with their events, by their number, after a number; none where there are no more."""
    hidden = (wanted.hidden_from,) if wanted.log is Log.HOTLINE else ()
    begun = await connection.fetch(_begun(wanted.log), wanted.begin, wanted.end, after, most, *hidden)
    refs = [row["ref"] for row in begun]
    rows = await connection.fetch(SQL["entries_of"], refs, wanted.until)
    found = {ref: tuple(_entry(row, wanted.key) for row in of) for ref, of in groupby(rows, lambda row: row["ref"])}
    return [Trace(ref, found.get(ref, ())) for ref in refs]


def _begun(log: Log) -> str:
    """The statement that finds which cases began."""
    return {
        Log.APPROVALS: SQL["projects_begun"],
        Log.HOTLINE: SQL["requests_begun"],
        Log.LEGAL: SQL["legal_cases_begun"],
    }[log]


def _entry(row: asyncpg.Record, key: bytes) -> Entry:
    entry = Entry(*row[1:])
    return replace(entry, who=pseudonym(key, entry.who))
