"""三单一函: the numbered documents of a request, as they are listed and printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A document that was issued: the `number`-th of its kind in its local year, to a body."""

    ref: str
    cycle: int
    paper: str
    number: int
    year: int
    body: str
    body_zh: str
    issued_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaperMatter:
    """What a document is about: the request without the people who handed it in."""

    topic: str
    kind: str
    text: str
    district_zh: str
    address: str
    source: str
    policy_version: str
    reported_at: datetime


async def papers_of(connection: Connection, ref: str) -> list[IssuedPaper]:
    """The documents of a request in the order in which they were issued."""
    return [IssuedPaper(*row) for row in await connection.fetch(SQL["listed_papers"], ref)]


async def find_paper(connection: Connection, ref: str, cycle: int, paper: str, body: str) -> IssuedPaper | None:
    """One document to a body, or None if it was not issued."""
    row = await connection.fetchrow(SQL["one_paper"], ref, cycle, paper, body)
    return IssuedPaper(*row) if row else None


async def matter_of(connection: Connection, reading: Reading, ref: str) -> PaperMatter | None:
    """What the documents of a request are about, or None if there is no such request."""
    rows = await read_personal(
        connection, SQL["matter_of"], ref, reading=reading, what=What.WORDS, of=lambda _: (ref, "")
    )
    return next((PaperMatter(*row) for row in rows), None)


async def bodies_of(connection: Connection, ref: str) -> set[str]:
    """The bodies that have to do with a request: those that held it, help, or got a document."""
    return {row["body"] for row in await connection.fetch(SQL["bodies_of"], ref)}
