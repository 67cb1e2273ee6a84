"""The open items of a department, or of its officers, as a list shows them: how each stands, in which project, and what silence does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.answers import ItemView, item_view
from api.desk import Desk
from api.library import Library
from api.paging import cursor, place
from api.reading import calendar_for
from domain.admission import ALLOWED
from domain.catalogue import ProjectItem
from domain.item import State
from domain.refusals import NotAllowed, NotYours
from domain.roles import RULES, Act, Actor, Relation, check
from domain.signs import silence_from
from store import offices, readers
from store.pool import Connection
from store.readers import InboxItem, PublicProject


@dataclass(frozen=True, slots=True)
class Sieve:
    """Whose open items are wanted: of a department (or of all, empty), and of some officers (or of all, empty)."""

    department: str
    officers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One open item; `instead_of` is the officer who is away and for whom the reader stands in, `may_accept` whether the reader can now."""

    project: PublicProject
    item: ItemView
    silent_from: datetime | None
    instead_of: str
    may_accept: bool

    @property
    def place(self) -> str:
        """The item as a form names it."""
        return f"{self.project.ref}/{self.item.id}"


def sieve_for(actor: Actor, department: str, *, mine: bool) -> Sieve:
    """What somebody may look at: their own department, or any for those who oversee all; raises as `domain.roles.check`."""
    is_bound = RULES[Act.READ_INBOX].get(actor.role) is Relation.OWN_DEPARTMENT
    department = department or (actor.department if is_bound else "")
    check(actor, Act.READ_INBOX, department=department)
    return Sieve(department, (actor.id, *actor.stands_in_for) if mine and is_bound else ())


async def entries(
    desk: Desk, actor: Actor, sieve: Sieve, now: datetime, *, after: str = "", most: int
) -> tuple[list[Entry], str]:
    """Open items by urgency, and where the next ones begin (empty at the end)."""
    over_at, (ref, item) = place(after, 2)
    async with desk.postgres.snapshot() as connection:
        rows = await _rows(connection, sieve, (over_at, ref, item), most + 1)
        shown = rows[:most]
        found = await _Around.read(connection, desk.library, shown)
        listed = [await found.entry(connection, row, actor, now) for row in shown]
    last = shown[-1] if len(rows) > most else None
    return listed, cursor(last.over_at, last.ref, last.id) if last else ""


def may(actor: Actor, act: Act, department: str) -> bool:
    """May somebody do this in a department, whatever the case?"""
    try:
        check(actor, act, department=department)
    except (NotAllowed, NotYours):
        return False
    return True


async def _rows(connection: Connection, sieve: Sieve, after: offices.Place, most: int) -> list[InboxItem]:
    if sieve.officers:
        return await offices.inbox_of(connection, sieve.department, sieve.officers, after=after, most=most)
    if sieve.department:
        return await readers.inbox(connection, sieve.department, after=after, most=most)
    return await readers.inbox_of_all(connection, after=after, most=most)


@dataclass(frozen=True)
class _Around:
    """What is needed to show some rows, read for all of them at once; the rules of projects alike are derived once."""

    library: Library
    projects: dict[str, PublicProject]
    items: dict[tuple[str, str], readers.PublicItem]
    rules: dict[tuple[object, ...], tuple[ProjectItem, ...]]

    @classmethod
    async def read(cls, connection: Connection, library: Library, rows: list[InboxItem]) -> _Around:
        projects = await offices.projects_named(connection, {row.ref for row in rows})
        items = await offices.items_at(connection, [(row.ref, row.id) for row in rows])
        return cls(library, projects, items, {})

    async def entry(self, connection: Connection, row: InboxItem, actor: Actor, now: datetime) -> Entry:
        project, item = self.projects[row.ref], self.items[row.ref, row.id]
        calendar = await calendar_for(connection, self.library, project.calendar_rev)
        rule = next(rule for rule in await self._rules(connection, project) if rule.id == row.id)
        is_admitted = State(row.state) in ALLOWED[Act.ACCEPT] and may(actor, Act.ACCEPT, row.department)
        return Entry(
            project,
            item_view(item, calendar, now),
            silence_from(item, rule.silence),
            actor.instead_of(row.officer or ""),
            is_admitted,
        )

    async def _rules(self, connection: Connection, project: PublicProject) -> tuple[ProjectItem, ...]:
        key = (
            *(project.project_type, project.land_mode, tuple(project.flags), project.rule_set),
            *(project.catalogue_version, self.library.local(project.opened_at).date()),
        )
        if key not in self.rules:
            self.rules[key] = await self.library.rules(connection, project)
        return self.rules[key]
