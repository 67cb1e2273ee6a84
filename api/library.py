"""The library: catalogues, calendars and rules as values, read once for each version, for a version never changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from api.hotline.report_refusals import HotlineMissing
from api.legal.refusals import LegalMissing
from api.refusals import CatalogueMissing
from domain.calendar_file import calendar_of, parse_year
from domain.catalogue import Catalogue, ProjectItem
from domain.catalogue_file import parse
from domain.hotline.book import HotlineBook
from domain.legal.book import LegalBook
from domain.project_items import project_items
from domain.refusals import CalendarMissing, Refusal
from domain.workdays import WorkCalendar
from store import reference
from store.policies import HOTLINE, LEGAL, AnyBook, Policies
from store.pool import Connection
from store.shipped import office

Key = TypeVar("Key", str, int)
Value = TypeVar("Value")

_KEPT = 20  # versions of each kind


class Outline(Protocol):
    """What of a project decides which items it has: a dossier or its public row."""

    @property
    def project_type(self) -> str: ...
    @property
    def land_mode(self) -> str: ...
    @property
    def flags(self) -> list[str]: ...
    @property
    def rule_set(self) -> str: ...
    @property
    def catalogue_version(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...


class _Shelf(Generic[AnyBook]):
    """The rules of one service by version; `missing` says that there are none."""

    def __init__(self, policies: Policies[AnyBook], missing: type[Refusal]) -> None:
        self._policies, self._missing = policies, missing
        self._books: dict[str, AnyBook] = {}

    async def newest(self, connection: Connection) -> AnyBook:
        version = await self._policies.newest_version(connection)
        if version is None:
            raise self._missing()
        return await self.book(connection, version)

    async def book(self, connection: Connection, version: str) -> AnyBook:
        if version not in self._books:
            text = await self._policies.text(connection, version)
            if text is None:
                raise self._missing(version=version)
            _keep(self._books, version, lambda: self._policies.parse(text))
        return self._books[version]


class Library:
    """Catalogues and rules of the hotline and the legal circle by version, calendars by number, and the office's hours."""

    def __init__(self) -> None:
        self.office, self.zone = office()
        self._catalogues: dict[str, Catalogue] = {}
        self._calendars: dict[int, WorkCalendar] = {}
        self._hotline = _Shelf(HOTLINE, HotlineMissing)
        self._legal = _Shelf(LEGAL, LegalMissing)

    async def newest_catalogue(self, connection: Connection) -> Catalogue:
        """The catalogue that new projects are opened with, or `CatalogueMissing`."""
        version, _ = await reference.newest_versions(connection)
        if version is None:
            raise CatalogueMissing()
        return await self.catalogue(connection, version)

    async def catalogue(self, connection: Connection, version: str) -> Catalogue:
        """One version of the catalogue, or `CatalogueMissing`."""
        if version not in self._catalogues:
            text = await reference.catalogue_text(connection, version)
            if text is None:
                raise CatalogueMissing(version=version)
            _keep(self._catalogues, version, lambda: parse(text))
        return self._catalogues[version]

    async def newest_calendar(self, connection: Connection) -> WorkCalendar:
        """The calendar that new projects count with, or `CalendarMissing`."""
        _, rev = await reference.newest_versions(connection)
        if rev is None:
            raise CalendarMissing()
        return await self.calendar(connection, rev)

    async def calendar(self, connection: Connection, rev: int) -> WorkCalendar:
        """One published calendar with the names of its holidays, or `CalendarMissing`."""
        if rev not in self._calendars:
            years = await reference.calendar_files(connection, rev)
            if years is None:
                raise CalendarMissing(rev=str(rev))
            _keep(self._calendars, rev, lambda: _calendar(years, rev, self.zone))
        return self._calendars[rev]

    async def newest_hotline(self, connection: Connection) -> HotlineBook:
        """The hotline's rules that new requests begin with, or `HotlineMissing`."""
        return await self._hotline.newest(connection)

    async def hotline(self, connection: Connection, version: str) -> HotlineBook:
        """One version of the hotline's rules, or `HotlineMissing`."""
        return await self._hotline.book(connection, version)

    async def newest_legal(self, connection: Connection) -> LegalBook:
        """The legal circle's rules that new cases begin with, or `LegalMissing`."""
        return await self._legal.newest(connection)

    async def legal(self, connection: Connection, version: str) -> LegalBook:
        """One version of the legal circle's rules, or `LegalMissing`."""
        return await self._legal.book(connection, version)

    async def rules(self, connection: Connection, outline: Outline) -> tuple[ProjectItem, ...]:
        """The items of a project, derived once more as they were when it was opened."""
        catalogue = await self.catalogue(connection, outline.catalogue_version)
        return project_items(
            catalogue,
            project_type=outline.project_type,
            land_mode=outline.land_mode,
            flags=outline.flags,
            rule_set=outline.rule_set,
            on=self.local(outline.opened_at).date(),
        )

    def local(self, instant: datetime) -> datetime:
        """An instant in the zone in which the office's days begin and end."""
        return instant.astimezone(ZoneInfo(self.zone))


def _calendar(years: Mapping[str, str], rev: int, zone: str) -> WorkCalendar:
    return calendar_of((parse_year(text) for text in years.values()), rev=rev, zone=zone)


def _keep(kept: dict[Key, Value], key: Key, make: Callable[[], Value]) -> None:
    kept[key] = make()
    for oldest in list(kept)[:-_KEPT]:
        del kept[oldest]
