"""Everything that is published as a text and only ever added to: its versions with their texts, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from store import reference
from store.policies import HOTLINE, LEGAL
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
CALENDAR, CATALOGUE = "calendar", "catalogue"
KINDS = (CATALOGUE, CALENDAR, HOTLINE.service, LEGAL.service)


@dataclass(frozen=True, slots=True)
class Version:
    """One version: when and by whom it was published, and its text by file; a calendar has one for each year."""

    version: str
    published_at: datetime
    published_by: str
    texts: Mapping[str, str]


async def versions(connection: Connection, kind: str, *, most: int) -> list[Version]:
    """The newest versions of a kind, of those in `KINDS`."""
    if kind == CALENDAR:
        rows = await connection.fetch(SQL["calendar_texts"], most)
        return [Version(str(rev), at, by, dict(sorted(years.items()))) for rev, at, by, years in rows]
    if kind == CATALOGUE:
        rows = await connection.fetch(SQL["catalogues"], most)
    else:
        rows = await connection.fetch(SQL["policies"], kind, most)
    return [Version(version, at, by, {kind: text}) for version, at, by, text in rows]


async def published_text(connection: Connection, kind: str, version: str, name: str) -> str | None:
    """The text of a file of one version, by the name that it has in `texts`; None if there is none."""
    if kind == CALENDAR:
        return (await reference.calendar_files(connection, int(version)) or {}).get(name)
    if name != kind:
        return None
    if kind == CATALOGUE:
        return await reference.catalogue_text(connection, version)
    return await (HOTLINE if kind == HOTLINE.service else LEGAL).text(connection, version)
