"""Counter: what was decided on an item, and that silence approved it, to be printed by everybody.

No person is named and no reason told, but to those who have signed in and may read the case.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answers import ItemView
from api.desk import TheActor, TheDesk, present
from api.officer.facts import facts_of
from api.printing.codes import code_for
from api.public.happenings import PARTS
from api.public.project_page import checked
from api.reading import Whole, whole_of
from api.refusals import UnknownProject
from api.templates import page
from api.wordbook import N_
from domain.item import State, revocable_until
from domain.recall import recalled
from domain.record import Event, Happening
from domain.workdays import Office
from store.roots import proof_of

router = APIRouter(include_in_schema=False)

# By what was decided: the name of the sheet, and what it says.
_DECISIONS = {
    Happening.APPROVED: (N_("批准决定"), N_("经审查，批准本事项。")),
    Happening.REFUSED: (N_("不予批准决定"), N_("经审查，不予批准本事项；理由已书面告知申请人。")),
    Happening.DECLINED: (N_("不予受理决定"), N_("经审查，不予受理本次申请；理由已书面告知申请人。")),
}
_DECIDED = frozenset({State.APPROVED, State.REFUSED, State.DECLINED})


@router.get("/projects/{ref}/items/{item}/decision", name="decision_page")
async def decision_page(request: Request, ref: str, item: str, desk: TheDesk) -> Response:
    """What was decided on an item, with the remedies that the law gives."""
    whole = await whole_of(desk, checked(ref), present())
    found = _item(whole, item)
    return page(request, "decision.html", _decision(request, whole, found, _decided(whole, found)))


@router.get("/work/items/{ref}/{item}/decision", name="own_decision_page")
async def own_decision_page(request: Request, ref: str, item: str, desk: TheDesk, actor: TheActor) -> Response:
    """The same for the project side and those who work on it: with what the department wrote, its reason and remedies."""
    facts = await facts_of(desk, checked(ref), item, actor, present())
    event = _decided(facts.whole, facts.item)
    written = next((line.note or {} for line in facts.record if line.n == event.n), {})
    values = _decision(request, facts.whole, facts.item, event) | {"written": written}
    return page(request, "decision.html", values, headers={"Cache-Control": "no-store"})


@router.get("/projects/{ref}/items/{item}/certificate", name="certificate_page")
async def certificate_page(request: Request, ref: str, item: str, desk: TheDesk) -> Response:
    """That nobody decided in time, so that the item counts as approved by silence, or did until that was revoked."""
    whole = await whole_of(desk, checked(ref), present())
    found = _item(whole, item)
    event = _last(whole, item, {Happening.APPROVED_BY_SILENCE})
    if event is None or event.at is None:
        raise UnknownProject()
    revoked = _last(whole, item, {Happening.REVOKED})
    async with desk.postgres.connection() as connection:
        proof = await proof_of(connection, ref, event.n)
    rules = whole.catalogue.rule_sets[whole.view.rule_set]
    about = {
        "rules": rules,
        "about_rules": {"zh": rules.about_zh, "en": rules.about_en},
        "revoked": revoked if revoked and revoked.n > event.n else None,
        "revocable_until": _revocable(whole, item, desk.library.office),
        "proof": proof,
    }
    return page(request, "certificate.html", {**_sheet(request, whole, found, event, "certificate"), **about})


def _decided(whole: Whole, item: ItemView) -> Event:
    """The decision that holds; `UnknownProject` where there is none."""
    event = _last(whole, item.id, _DECISIONS) if State(item.state) in _DECIDED else None
    if event is None:
        raise UnknownProject()
    return event


def _decision(request: Request, whole: Whole, item: ItemView, event: Event) -> dict[str, object]:
    """What every copy of a decision shows; `written` is for those who may read it only."""
    title, said = _DECISIONS[event.kind]
    about = {"title": title, "said": said, "approver": PARTS.get(event.role, ""), "written": {}}
    return {**_sheet(request, whole, item, event, "decision"), **about}


def _item(whole: Whole, item: str) -> ItemView:
    found = next((row for row in whole.view.items if row.id == item), None)
    if found is None:
        raise UnknownProject()
    return found


def _last(whole: Whole, item: str, kinds: Collection[Happening]) -> Event | None:
    return next((event for event in reversed(whole.events) if event.item == item and event.kind in kinds), None)


def _sheet(request: Request, whole: Whole, item: ItemView, event: Event, name: str) -> dict[str, object]:
    """What both sheets show; the number names the project, the item and the line of the record."""
    return {
        "project": whole.view,
        "item": item,
        "department": whole.catalogue.departments[item.department],
        "event": event,
        "number": f"{whole.view.ref}-{item.id}-{event.n}",
        "code": code_for(request, f"/projects/{whole.view.ref}/items/{item.id}/{name}"),
    }


def _revocable(whole: Whole, item: str, office: Office) -> datetime | None:
    """Until when the approval by silence can be revoked; None when it was, or where its calendar is missing."""
    return revocable_until(recalled(item, whole.events), office, whole.story.calendar) if whole.story else None
