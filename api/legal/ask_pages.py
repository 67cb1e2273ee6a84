"""Counter: the pages on which people ask a lawyer, apply for legal aid and ask for a home visit, and on which staff enter it for them.

What is handed in goes the way of the JSON routes. The receipt is the answer to the form itself, so that the query code stands in no
address; sent again under the same key it is the same receipt. No JavaScript.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.bodies import MOST_LABEL, MOST_TEXT
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.filling import Unfit, fresh_key, key_in
from api.forms import Form, form_of
from api.language import Language
from api.legal.ask_forms import ASK_FORMS, PLEDGE, WAYS, AskForm, body_of, promises
from api.legal.asked import ON_DUTY
from api.legal.asks import AskedAnswer, taken_in
from api.legal.bodies import Asking
from api.legal.districts import towns_on
from api.refusals import UnknownValue
from api.refused import sentence_of
from api.templates import page
from api.wordbook import N_
from domain.legal.book import LegalBook
from domain.legal.record import Service
from domain.legal.refusals import PledgeBarred
from domain.refusals import KeyReused, Refusal
from domain.roles import Actor

router = APIRouter(include_in_schema=False)

_LOOK = N_("有些内容需要改，请看下面标红的地方。")
_UNKNOWN = N_("请从所列各项中选择。")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a form that was sent: a sentence on top, sentences at fields, and until when nobody may pledge."""

    status: int
    words: str
    fields: Mapping[str, str] = field(default_factory=dict)
    barred_until: date | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Who fills the form in: people themselves, or staff at a station for somebody before them."""

    folder: str
    at_station: bool

    def path(self, ask: AskForm) -> str:
        """Where a form of this seat is."""
        return f"{self.folder}/{ask.path}"


OWN, STATION = Seat("/legal", at_station=False), Seat("/work/station", at_station=True)


@router.get("/work/station", name="station_page")
async def station_page(request: Request) -> Response:
    """What somebody who has come may need."""
    return page(request, "station.html", {"forms": [(STATION.path(ask), ask) for ask in ASK_FORMS.values()]})


def _form_page(service: Service, seat: Seat) -> Callable[..., Awaitable[Response]]:
    async def show_form(request: Request, desk: TheDesk, actor: TheActor) -> Response:
        return await _shown(request, desk, actor, service, seat, Form([]), None, fresh_key())

    return show_form


def _taking(service: Service, seat: Seat) -> Callable[..., Awaitable[Response]]:
    async def take_form(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
        return await _take(request, desk, actor, at, service, seat)

    return take_form


async def _take(request: Request, desk: Desk, actor: Actor, at: datetime, service: Service, seat: Seat) -> Response:
    """Take a form, and give the receipt; or show it again as it was filled in, with what is wrong."""
    form = await form_of(request)
    key = key_in(form)
    try:
        body = body_of(ASK_FORMS[service], form, at_station=seat.at_station)
        return _receipt(request, await taken_in(desk, body, key, actor, at), body, service, seat)
    except Unfit as unfit:
        fault = Fault(422, _LOOK, unfit.faults)
    except Refusal as refusal:
        fault = _fault_of(refusal)
        key = fresh_key() if isinstance(refusal, KeyReused) else key
    return await _shown(request, desk, actor, service, seat, form, fault, key)


def _fault_of(refusal: Refusal) -> Fault:
    if isinstance(refusal, UnknownValue):
        return Fault(refusal.status, _LOOK, {refusal.facts["place"].removeprefix("body."): _UNKNOWN})
    barred = date.fromisoformat(refusal.facts["until"]) if isinstance(refusal, PledgeBarred) else None
    return Fault(refusal.status, sentence_of(refusal), barred_until=barred)


async def _shown(
    request: Request, desk: Desk, actor: Actor, service: Service, seat: Seat, form: Form, fault: Fault | None, key: str
) -> Response:
    """The form, with what was filled in."""
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_legal(connection)
        towns = await towns_on(connection, desk.library.local(present()).date())
    ask = ASK_FORMS[service]
    values = {
        "ask": ask,
        "service": service,
        "seat": seat,
        "path": seat.path(ask),
        "key": key,
        "form": form,
        "fault": fault,
        "towns": towns,
        "channel": ON_DUTY.get(actor.role, ""),
        "promise": promises(book.policy)[service],
        **_choices(book),
    }
    if fault is None:
        return page(request, "legal_ask.html", values)
    return page(request, "legal_ask.html", values, status=fault.status, headers={"Cache-Control": "no-store"})


def _choices(book: LegalBook) -> dict[str, Any]:
    """What may be chosen in a form, from the rules, with the names of everything."""
    policy, aid = book.policy, book.policy.aid

    def named(what: str, ids: Any) -> list[tuple[str, Mapping[str, str]]]:
        return [(each, book.called(what, each)) for each in ids]

    return {
        "fields": named("field", policy.fields),
        "channels": named("channel", policy.channels),
        "kinds": named("kind", (kind.id for kind in aid.kinds)),
        "groups": named("group", (group.id for group in aid.groups)),
        "visit_groups": named("visit_group", policy.visit.groups),
        "proofs": named("proof", (proof.id for proof in aid.proofs)),
        "waived": named("proof", (proof.id for proof in aid.proofs if proof.waivable)),
        "pledge": book.pledge,
        "ways": WAYS,
        "way": PLEDGE,
        "languages": [(language, language.own_name) for language in Language],
        "most_text": MOST_TEXT,
        "most_label": MOST_LABEL,
    }


def _receipt(request: Request, answer: AskedAnswer, body: Asking, service: Service, seat: Seat) -> Response:
    """Number and code, what happens next and until when."""
    ask = ASK_FORMS[service]
    values = {
        "ask": ask,
        "seat": seat,
        "path": seat.path(ask),
        "answer": answer,
        "can_be_told": body.phone or body.mail,
    }
    headers = {"Cache-Control": "no-store"}
    return page(request, "legal_asked.html", values, status=201, headers=headers)


for _service, _ask in ASK_FORMS.items():
    for _seat, _shows, _takes in (
        (OWN, f"{_service}_form", f"{_service}_on_page"),
        (STATION, f"station_{_service}_form", f"enter_{_service}_on_page"),
    ):
        router.add_api_route(_seat.path(_ask), _form_page(_service, _seat), methods=["GET"], name=_shows)
        router.add_api_route(_seat.path(_ask), _taking(_service, _seat), methods=["POST"], name=_takes)
