"""What came with an application for legal aid beside its words: the papers that were handed in, and the day of a limitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class AidPapers:
    """Which papers were handed in with an application, by id, and the last day of a limitation (local), if one is near."""

    ref: str
    proofs: tuple[str, ...]
    limit_on: date | None = None


async def add_aid_papers(connection: Connection, papers: AidPapers) -> None:
    """Keep what came with an application; a second time it is dropped."""
    await connection.execute(SQL["add_aid_papers"], papers.ref, list(papers.proofs), papers.limit_on)


async def find_aid_papers(connection: Connection, ref: str) -> AidPapers:
    """What came with an application: nothing, where nothing was kept."""
    row = await connection.fetchrow(SQL["aid_papers_of"], ref)
    return AidPapers(row["ref"], tuple(row["proofs"]), row["limit_on"]) if row else AidPapers(ref, ())
