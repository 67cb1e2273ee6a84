"""A project as its own side sees it: what waits for them, what every item needs and how that stands, what was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from api.answers import ItemView, ProjectView
from api.desk import Desk
from api.documents.case import Case, case_of
from api.documents.needing import all_needs, today_at
from api.documents.views import DemandView, DocumentView, NeedView, demand_view, document_view, need_view
from api.reading import view_of
from domain.item import ENDED, State
from domain.materials import Material
from domain.needs import Origin, Presence
from domain.privacy.readings import Reading
from domain.roles import Act, Actor
from store import demands, documents
from store.own_projects import words_of_demands

_RUNNING = (State.RECEIVED, State.ACCEPTED, State.PAUSED)


@dataclass(frozen=True, slots=True)
class OwnItem:
    """An item with what it needs; `demands` are what its department asked for last, `words` what it wrote beside that."""

    view: ItemView
    needs: list[NeedView]
    demands: list[DemandView] = field(default_factory=list)
    words: str = ""

    @property
    def missing(self) -> list[NeedView]:
        """The documents that are not there, or count no more."""
        return [need for need in self.needs if need.origin is Origin.DOCUMENT and need.presence is not Presence.THERE]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that the project's items need: for which, and its versions, the newest first."""

    material: Material
    items: list[str]
    versions: list[DocumentView]

    @property
    def is_there(self) -> bool:
        """Is there a version that counts?"""
        return bool(self.versions) and self.versions[0].presence is Presence.THERE


@dataclass(frozen=True, slots=True)
class OwnProjectView:
    """A project of somebody's, by what they can do: correct, hand in, hand in ahead, or wait for a department."""

    project: ProjectView
    case: Case
    correcting: list[OwnItem]
    ready: list[OwnItem]
    again: list[OwnItem]
    waiting: list[OwnItem]
    running: list[OwnItem]


async def own_project(desk: Desk, ref: str, actor: Actor, reading: Reading, now: datetime) -> OwnProjectView:
    """A project for its own side; `NotYours` for everybody else."""
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, actor)
        case.admit(Act.HAND_IN)
        needs = {rule.id: found for rule, found in await all_needs(connection, desk.library, case.dossier, now)}
        asked = [demand_view(row) for row in await demands.demands_of(connection, ref) if not row.refused]
        words = await words_of_demands(connection, reading, ref)
    view = await view_of(desk, ref, now)
    items = [
        OwnItem(item, [need_view(need) for need in needs[item.id]], *_last_demand(item.id, asked, words))
        for item in view.items
        if item.id in needs
    ]

    def of(*states: State) -> list[OwnItem]:
        return [item for item in items if item.view.state in states]

    return OwnProjectView(
        *(view, case, of(State.CORRECTING), of(State.READY), of(*ENDED), of(State.WAITING), of(*_RUNNING))
    )


def _last_demand(item: str, asked: list[DemandView], words: Mapping[str, str]) -> tuple[list[DemandView], str]:
    """What was asked for an item with the last act that did, and the words of that act."""
    own = [demand for demand in asked if demand.item == item]
    last = [demand for demand in own if demand.command == own[-1].command]
    return last, words.get(last[0].command, "") if last else ""


async def own_papers(desk: Desk, ref: str, actor: Actor, reading: Reading, now: datetime) -> tuple[Case, list[Paper]]:
    """What a project's items need of documents, and what was handed in, for its own side; `NotYours` for everybody else."""
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, actor)
        case.admit(Act.HAND_IN)
        rows = await documents.documents_of(connection, reading, ref)
    today, under = today_at(desk.library, now), f"/api/v1/projects/{ref}/documents"
    versions = {material: list(group) for material, group in groupby(rows, lambda row: row.material)}
    own = [rule.id for rule in case.rules]
    return case, [
        Paper(
            material,
            [item for item in material.items if item in own],
            [document_view(row, versions[id_][0], today, under=under) for row in versions.get(id_, ())],
        )
        for id_, material in case.materials().items()
    ]
