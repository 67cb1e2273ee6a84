"""Everything that is needed to decide one item, put together for its page: the project, its documents, the clocks, the record, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from api.answers import ItemView
from api.desk import Desk
from api.documents.case import Case, case_of
from api.documents.needing import needs_in, today_at
from api.documents.views import DocumentView, document_view
from api.privacy.masks import shown_to
from api.reading import Whole, whole_of
from domain.admission import Matter
from domain.approval import Phase
from domain.catalogue import ProjectItem
from domain.item import GRANTED, State
from domain.needs import Need, against
from domain.possible import Possible, item_of, possible, silent_from
from domain.privacy.readings import Reading
from domain.record import Command
from domain.refusals import UnknownItem
from domain.roles import RULES, Act, Actor
from store import documents, offices, people
from store.pool import Connection


@dataclass(frozen=True, slots=True)
class Material:
    """Something that the item needs: how it stands, its versions (the newest first), and as what it may be asked for again."""

    need: Need
    versions: Sequence[DocumentView]
    may_be_missing: bool
    may_be_faulty: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """One item with everything that decides it; `others` are the project's documents that the item does not need."""

    whole: Whole
    item: ItemView
    rule: ProjectItem
    case: Case
    materials: list[Material]
    others: list[DocumentView]
    record: list[offices.Line]
    officers: list[people.Officer]
    possible: Possible
    silent_from: datetime | None


def department_of(case: Case, item: str) -> str:
    """The department of an item of the project, or `UnknownItem`."""
    rule = next((rule for rule in case.rules if rule.id == item), None)
    if rule is None:
        raise UnknownItem(item=item, allowed=", ".join(rule.id for rule in case.rules))
    return rule.department


async def facts_of(desk: Desk, ref: str, item: str, actor: Actor, now: datetime) -> Facts:
    """One item for somebody who may read the case.

    Raises:
        UnknownProject, UnknownItem: there is none.
        NotYours: the department has no part in the project.
    """
    whole = await whole_of(desk, ref, now)
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, actor)
        case.admit(Act.READ_CASE)
        department = department_of(case, item)
        materials, others = await _materials(connection, desk, case, item, now)
        record = await offices.record_of_item(connection, Reading(actor, Act.READ_CASE), ref, item)
        officers = await people.officers_of(connection, department)
    view = next(row for row in whole.view.items if row.id == item)
    rule = next(rule for rule in case.rules if rule.id == item)
    able, silent = _what_is_possible(desk, whole, view, rule, Command("", Act.EXPLAIN, actor, now, owns=case.owns))
    lines = [shown_to(actor.role, line) for line in record]
    return Facts(whole, view, rule, case, materials, others, lines, officers, able, silent)


def _what_is_possible(
    desk: Desk, whole: Whole, view: ItemView, rule: ProjectItem, command: Command
) -> tuple[Possible, datetime | None]:
    if whole.story is None or whole.view.phase == Phase.CLOSED:
        return Possible(), None
    states = {row.id: State(row.state) for row in whole.view.items}
    waits_for = tuple(other for other in rule.prerequisites if states[other] not in GRANTED)
    matter = Matter(rule, whole.story.calendar, desk.library.office, waits_for, command)
    item = item_of(view, matter, whole.events)
    return possible(item, matter), silent_from(item, matter)


async def _materials(
    connection: Connection, desk: Desk, case: Case, item: str, now: datetime
) -> tuple[list[Material], list[DocumentView]]:
    """What the item needs, and the other documents of the project; nothing for those who may not see documents."""
    if case.actor.role not in RULES[Act.READ_DOCUMENTS]:
        return [], []
    ref, today = case.dossier.ref, today_at(desk.library, now)
    needs = await needs_in(connection, desk.library, case.dossier, item, now)
    rows = await documents.documents_of(connection, Reading(case.actor, Act.READ_DOCUMENTS), ref)
    under = f"/api/v1/projects/{ref}/documents"
    versions = {
        material: [document_view(row, own[0], today, under=under) for row in own]
        for material, own in ((name, list(group)) for name, group in groupby(rows, lambda row: row.material))
    }
    found = [
        Material(
            need,
            versions.pop(need.id, ()),
            may_be_missing=not against(needs, [need.id]),
            may_be_faulty=not against(needs, [], [need.id]),
        )
        for need in needs
    ]
    return found, [document for own in versions.values() for document in own[:1]]
