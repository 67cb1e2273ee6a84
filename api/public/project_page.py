"""Counter: the page of a project: whose turn it is, all its items as a map, and each of them with its dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answers import ItemView, ProjectView
from api.bodies import REF_PATTERN
from api.commands import owned_dossier
from api.desk import TheActor, TheDesk, present
from api.public.item_signs import budget_of, left_of, move_of, sign_of, used_of
from api.reading import view_of
from api.refusals import UnknownProject
from api.templates import page
from api.words import STATES, STATUSES
from domain.catalogue import Catalogue, Stage
from domain.item import OPEN, State
from domain.signs import PublicStatus

router = APIRouter(include_in_schema=False)

_MOST_TURNS = 8  # the most urgent; the map has all
_TOLD = (PublicStatus.IN_TIME, PublicStatus.IN_PROCESS, PublicStatus.OVER_TIME, PublicStatus.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class Part:
    """A stage with its items: those that the project has, those that it does not need, and how many have come to an end."""

    stage: Stage
    items: list[ItemView]
    left_out: list[ItemView]

    @property
    def ended(self) -> int:
        """How many of the items have come to an end."""
        return sum(item.ended_at is not None for item in self.items)


@router.get("/projects/{ref}", name="project_page")
async def project_page(request: Request, ref: str, desk: TheDesk, actor: TheActor) -> Response:
    """One project; its own side is led to its work on it."""
    view = await view_of(desk, checked(ref), present())
    async with desk.postgres.connection() as connection:
        catalogue = await desk.library.catalogue(connection, view.catalogue_version)
        _, is_own = await owned_dossier(connection, view.ref, actor)
    return page(request, "project.html", {**_project(view, catalogue), "is_own": is_own})


def checked(ref: str) -> str:
    """A project's code, or `UnknownProject` for what is none."""
    if re.fullmatch(REF_PATTERN, ref) is None:
        raise UnknownProject()
    return ref


def shown_with(catalogue: Catalogue) -> dict[str, object]:
    """What every page that shows items needs to speak of them."""
    return {
        "departments": catalogue.departments,
        "pauses": catalogue.pause_kinds,
        "sign": sign_of,
        "left": left_of,
        "move": move_of,
        "used": used_of,
        "budget": budget_of,
        "states": STATES,
    }


def _project(view: ProjectView, catalogue: Catalogue) -> dict[str, object]:
    rules = catalogue.rule_sets[view.rule_set]
    parts = list(_parts(view, catalogue))
    applying = [item for part in parts for item in part.items]
    turns = sorted((item for item in applying if State(item.state) in OPEN), key=_urgency)
    return {
        **shown_with(catalogue),
        "project": view,
        "kind": catalogue.project_types[view.project_type],
        "land": catalogue.land_modes[view.land_mode],
        "rules": rules,
        "about_rules": {"zh": rules.about_zh, "en": rules.about_en},
        "parts": parts,
        "turns": turns[:_MOST_TURNS],
        "more": len(turns[_MOST_TURNS:]),
        "ready": [item for item in applying if item.state == State.READY],
        "left_out": [item for part in parts for item in part.left_out],
        "late": [item for item in applying if item.breached or item.state == State.DEEMED],
        "bodies": list(_bodies(applying)),
        "tally": [(STATUSES[status], _count(applying, status)) for status in _TOLD],
    }


def _parts(view: ProjectView, catalogue: Catalogue) -> Iterable[Part]:
    for stage in catalogue.stages.values():
        own = [item for item in view.items if item.stage == stage.id]
        left_out = [item for item in own if item.public_status is PublicStatus.NOT_APPLICABLE]
        yield Part(stage, [item for item in own if item not in left_out], left_out)


def _bodies(items: Sequence[ItemView]) -> Iterable[tuple[str, list[str], list[str]]]:
    """Each department with its items and the work numbers of those who decide them."""
    for body in dict.fromkeys(item.department for item in items):
        own = [item for item in items if item.department == body]
        numbers = dict.fromkeys(item.officer_no for item in own if item.officer_no)
        yield body, [item.id for item in own], list(numbers)


def _urgency(item: ItemView) -> tuple[bool, str, str]:
    return item.over_at is None, item.over_at.isoformat() if item.over_at else "", item.id


def _count(items: list[ItemView], status: PublicStatus) -> int:
    return sum(item.public_status is status for item in items)
