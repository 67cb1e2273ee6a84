"""Counter: what was decided on an item, and that silence approved it, to be printed by everybody. No person is named and no reason told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answers import ItemView
from api.desk import TheDesk, present
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
    event = _last(whole, item, _DECISIONS) if State(found.state) in _DECIDED else None
    if event is None:
        raise UnknownProject()
    title, said = _DECISIONS[event.kind]
    about = {"title": title, "said": said, "approver": PARTS.get(event.role, "")}
    return page(request, "decision.html", {**_sheet(request, whole, found, event, "decision"), **about})


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
