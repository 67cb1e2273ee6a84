"""An inquiry goes on as another case: with its words, its asker and their code, so that nobody has to say anything twice.

The new case is begun first, once for each inquiry, and then the inquiry is told its number: whatever fails in between, the asker
is not lost, and the same act again goes on where it stood.
"""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.commands import Wish, answer, known_before, short_hash
from api.desk import Desk
from api.gateway import Pending
from api.hotline.report_bodies import Told
from api.hotline.reporting import Handed
from api.hotline.reporting import take_in as take_in_request
from api.legal.act_bodies import Become, BecomeAid, BecomeRequest, BecomeVisit
from api.legal.admission import found_legal
from api.legal.asked import Asked, aid_fields
from api.legal.asking import take_in
from api.legal.commands import LEGAL, act_on_duty
from api.legal.starting import asker_of
from api.refusals import BadInput
from domain.hotline.request import Source
from domain.legal.cases import ENDED, State
from domain.legal.record import Service
from domain.legal.refusals import NotTheHolder
from domain.legal.seeking import DESK
from domain.refusals import CaseClosed, WrongState
from domain.roles import Actor, check
from store.legal_matters import Asker, Matter, find_asker, find_matter
from store.legal_readers import LegalHead

_SOURCES = {"web": Source.WEB, "mini_program": Source.MINI_PROGRAM}


class Became(BaseModel):
    """The inquiry goes on under another number; the asker's query code is the same."""

    id: str
    ref: str = Field(examples=["L20261125-000017"])
    status: str = Field(examples=["done", "pending"])
    other: str = Field(description="The number of the new case.", examples=["A20261125-000018"])


async def become(desk: Desk, wish: Wish, body: Become) -> Response:
    """Begin the new case, and tell the inquiry."""
    wish.check_time()
    async with desk.postgres.connection() as connection:
        head = await found_legal(connection, wish.ref, wish.actor)
        check(wish.actor, wish.act)
        if await known_before(connection, wish) is None:
            _check_may(head, wish.actor)
        matter = await find_matter(connection, wish.ref)
        asker = await find_asker(connection, asker_of(wish.ref), reading=None)
    assert matter is not None, "a case has a matter"
    assert asker is not None, "and somebody who asked"
    other = await _begun(desk, wish, body, matter, asker)
    outcome = await act_on_duty(desk, wish, other=other)
    response = answer(wish, outcome, under=LEGAL)  # or the refusal that it got
    status = "pending" if isinstance(outcome, Pending) else "done"
    told = Became(id=wish.id, ref=wish.ref, status=status, other=other)
    return JSONResponse(told.model_dump(), response.status_code, {"Cache-Control": "no-store"})


def _check_may(head: LegalHead, actor: Actor) -> None:
    """Pass when the inquiry would become something: nothing is begun for one that would not."""
    if head.service != Service.INQUIRY:
        raise WrongState(state=head.state, allowed=Service.INQUIRY)
    if head.state in ENDED:
        raise CaseClosed(kind=head.service, state=head.state)
    if head.state == State.TAKEN and actor.role not in DESK and head.holder != actor.id:
        raise NotTheHolder()


async def _begun(desk: Desk, wish: Wish, body: Become, matter: Matter, asker: Asker) -> str:
    """The number of the new case, which is begun once for each inquiry."""
    if isinstance(body.new, BecomeRequest):
        return await _request(desk, wish, body.new, matter, asker)
    asked = _asked(wish, body.new, matter, asker)
    if isinstance(body.new, BecomeAid):
        fields = aid_fields(body.new)
        fields["field"] = fields["field"] or matter.field
        asked = replace(asked, **fields)
    return (await take_in(desk, asked)).matter.ref


def _asked(wish: Wish, new: BecomeAid | BecomeVisit, matter: Matter, asker: Asker) -> Asked:
    """What the inquiry says already, for a case of the legal circle."""
    is_visit = isinstance(new, BecomeVisit)
    return Asked(
        service=Service.VISIT if is_visit else Service.AID,
        key=short_hash("became", matter.ref),
        print=short_hash("became", new.model_dump_json()),
        actor=wish.actor,
        received_at=wish.received_at,
        text=matter.text,
        channel=matter.channel,
        language=matter.language,
        district=matter.district,
        groups=(new.group,) if isinstance(new, BecomeVisit) else (),
        address=new.address if isinstance(new, BecomeVisit) else "",
        name=asker.name,
        phone=asker.phone,
        mail=asker.mail,
        from_ref=matter.ref,
        first_at=matter.first_at,
        code=asker.code,
        where="body.new",
    )


async def _request(desk: Desk, wish: Wish, new: BecomeRequest, matter: Matter, asker: Asker) -> str:
    district = new.district or matter.district
    if not district:
        raise BadInput([{"place": "body.new.district", "reason": "The inquiry does not say where it is."}])
    told = Told(
        text=matter.text,
        district=district,
        topic=new.topic,
        language=asker.language,
        name=asker.name or None,
        phone=asker.phone,
        mail=asker.mail,
    )
    source, key = _SOURCES.get(matter.channel, Source.HOTLINE), short_hash("became", matter.ref)
    handed = Handed(told, source, wish.actor, wish.received_at, key=key, code=asker.code)
    (begun,) = await take_in_request(desk, [handed])
    return begun.report.ref
