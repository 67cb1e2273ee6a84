"""What leaves with a case when it is exported: its record, its clocks, the versions they were counted with, its messages, its root."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import asyncpg

from domain.bundle import Bundle, Json, Link, clock_of
from domain.privacy.readings import Reading, What
from domain.recall import recalled
from store.off_list import demand_of
from store.pool import Connection
from store.readings import read_personal
from store.roots import root_over
from store.sql import load_sql
from store.watch import record

SQL = load_sql(__file__)
PROJECT = "project"


async def bundle_of(
    connection: Connection, ref: str, service: str, night: date | None = None, *, reading: Reading | None = None
) -> Bundle:
    """A case as it stands, under the root of a night or the newest one that stands over it. Ids only: no name, address or text.

    With a `reading` the words that go with its events are in it too, and what a demand outside the catalogue names, which hangs on no
    event; and it is written down that they were read.

    The connection must be in a transaction that sees one moment.
    """
    await connection.execute(SQL["tell_in_utc"])
    links = _chain(await connection.fetch(SQL["links_of"], ref))
    documents = _chain(await connection.fetch(SQL["handings_of"], ref))
    rest: list[tuple[str, Json]] = []
    rest += [("words", said) for said in (await _words(connection, ref, reading) if reading else ())]
    rest += [("version", row["said"]) for row in await connection.fetch(SQL["versions_of"], ref)]
    rest += [("clock", clock) for clock in (await _clocks(connection, ref) if service == PROJECT else ())]
    rest += [("row", row["said"]) for row in await connection.fetch(SQL["rows_of"], ref)]
    rest += [("row", said) for said in (await _named(connection, ref, reading) if reading else ())]
    rest += [("message", row["said"]) for row in await connection.fetch(SQL["messages_of"], ref)]
    return Bundle(ref, service, links, rest, await root_over(connection, ref, night), documents)


def _chain(rows: Iterable[asyncpg.Record]) -> list[Link]:
    return [Link(row["fields"], row["line"], row["hash"]) for row in rows]


async def _words(connection: Connection, ref: str, reading: Reading) -> list[Json]:
    rows = await read_personal(
        *(connection, SQL["words_of"], ref), reading=reading, what=What.WORDS, of=lambda _: (ref, "")
    )
    return [dict(row) for row in rows]


async def _named(connection: Connection, ref: str, reading: Reading) -> list[Json]:
    """The project, item and material that a demand outside the catalogue names: they would tell who has reported it."""
    demand = await demand_of(connection, reading, ref)
    named = {"project": demand.project, "item": demand.item, "material": demand.material} if demand else {}
    return [{"table": "off_list_words", "row": named}] if any(named.values()) else []


async def _clocks(connection: Connection, ref: str) -> list[Json]:
    """The ledger of each item of a project whose clocks have begun, from its record."""
    events = await record(connection, ref)
    items = (recalled(item, events) for item in sorted({event.item for event in events} - {""}))
    return [clock_of(item) for item in items if item.received_at is not None]
