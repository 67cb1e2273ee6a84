"""What people hand in: the data of a project, once only, and the words that go with an act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Dossier:
    """The data of a project. `print` tells an identical second opening from another one under the same code."""

    ref: str
    print: str
    name: str
    site: str
    project_type: str
    land_mode: str
    flags: list[str]
    rule_set: str
    catalogue_version: str
    applicant: str | None
    helper: str | None
    opened_by: str
    opened_at: datetime


async def add_dossier(connection: Connection, dossier: Dossier) -> Dossier:
    """Keep a project's data and return what is kept: for a code that is known, the data of the first opening."""
    await connection.execute(SQL["add_dossier"], *astuple(dossier))
    kept = await find_dossier(connection, dossier.ref)
    assert kept is not None, "it was just written"
    return kept


async def find_dossier(connection: Connection, ref: str) -> Dossier | None:
    """The data of a project, or None."""
    row = await connection.fetchrow(SQL["dossier"], ref)
    return Dossier(*row) if row else None


async def add_note(
    connection: Connection, note_id: str, *, ref: str, author: str, written_at: datetime, body: Mapping[str, object]
) -> None:
    """Keep what a person wrote with an act; repeated with the same id it is kept once."""
    await connection.execute(SQL["add_note"], note_id, ref, author, written_at, dict(body))
