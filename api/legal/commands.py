"""How an act on a case of the legal circle becomes a command: whose case it is, with which words, and what is answered.

As with projects (`api.commands`), the words stay in the database and only the names of the filled fields travel. Whoever may not
see a case is answered as if there were none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog
from fastapi import Request
from starlette.responses import JSONResponse, Response

from api.commands import Wish, answer, keep_words, known_before, short_hash
from api.desk import Desk
from api.gateway import NoSuchCase, Pending
from api.legal.act_bodies import AskersBody, LegalBody, Rate, Say
from api.legal.admission import asker_by_code, found_legal
from api.legal.persons import check_choices
from api.legal.refusals import CodeMissing, UnknownLegal
from api.refusals import CaseNotRunning
from domain.commit import Receipt
from domain.legal.cases import ENDED
from domain.legal.record import LegalCommand
from domain.legal.refusals import OfferGone
from domain.legal.seeking import DESK
from domain.refusals import CaseClosed, Refusal
from domain.roles import ANYONE, Act, check
from store.legal_matters import Asker
from store.legal_pool import was_called
from store.legal_readers import LegalHead
from store.pool import Connection
from workflows.messages import legal_id

log = structlog.get_logger(__name__)

LEGAL = "/api/v1/legal"
_ANSWERS = frozenset({Act.LEGAL_TAKE, Act.LEGAL_DECLINE, Act.AID_ACCEPT, Act.VISIT_CONFIRM})


async def obey_legal(desk: Desk, wish: Wish) -> Response:
    """Check, keep the words, hand the command of somebody on duty over: 200 when it is written down, else 202."""
    return answer(wish, await act_on_duty(desk, wish), under=LEGAL)


async def act_on_duty(desk: Desk, wish: Wish, **more: Any) -> Receipt | Pending:
    """What came of an act of somebody on duty; `more` are fields of the command that the body does not fill."""
    wish.check_time()
    async with desk.postgres.connection() as connection:
        known = await known_before(connection, wish)  # also for whoever has nothing to do with the case since then
        if known is not None:
            return known
        head = await _found(connection, wish)
        check(wish.actor, wish.act)
        await check_choices(connection, desk.library, wish)
        command = await _command(connection, wish, author=wish.actor.id, more=more)
    return await _handed_over(desk, head, command)


async def obey_asker(request: Request, desk: Desk, wish: Wish) -> Response:
    """What an asker says, with the query code; the desk may enter some of it without.

    Raises:
        CodeMissing: there is no code, and it is not the desk.
        UnknownTracking: nobody's number and code.
        TooManyGuesses: too many wrong ones.
    """
    body = wish.body
    assert isinstance(body, AskersBody | Rate | Say), "only these are an asker's"
    if body.code is None:
        if wish.actor.role not in DESK:
            raise CodeMissing(act=wish.act)
        return await obey_legal(desk, wish)
    asker = await asker_by_code(request, desk, wish.ref, body.code)
    return asker_answer(wish, await say_as_asker(desk, wish, asker))


async def say_as_asker(desk: Desk, wish: Wish, asker: Asker) -> Receipt | Pending:
    """Hand over what an asker says, who speaks as a visitor whatever else they are; said again it is answered alike."""
    wish = replace(wish, actor=ANYONE, key=short_hash("asker", asker.id, wish.key))
    wish.check_time()
    async with desk.postgres.connection() as connection:
        head = await found_legal(connection, wish.ref, None)
        known = await known_before(connection, wish)
        if known is not None:
            return known
        command = await _command(connection, wish, author=f"caller:{asker.id}", more={"asker": asker.id})
    return await _handed_over(desk, head, command)


def asker_answer(wish: Wish, outcome: Receipt | Pending) -> Response:
    """What is answered to an asker: like anybody, but not led to an address that is for those who work on it."""
    response = answer(wish, outcome, under=LEGAL)
    if isinstance(outcome, Pending):
        body = {"id": outcome.id, "ref": wish.ref, "status": "pending"}
        return JSONResponse(body, response.status_code, {"Cache-Control": "no-store", "Retry-After": "5"})
    return response


async def _found(connection: Connection, wish: Wish) -> LegalHead:
    """The case that somebody acts on; who answers a call or an offer that is over hears that, for they know of the case."""
    try:
        return await found_legal(connection, wish.ref, wish.actor)
    except UnknownLegal:
        if wish.act in _ANSWERS and await was_called(connection, wish.ref, wish.actor):
            raise OfferGone() from None
        raise


async def _command(connection: Connection, wish: Wish, *, author: str, more: dict[str, Any]) -> LegalCommand:
    body = wish.body
    assert isinstance(body, LegalBody), "every act on a case of the legal circle has one"
    said = body.said()
    await keep_words(connection, wish, said, author=author)
    return LegalCommand(
        id=wish.id,
        act=wish.act,
        actor=wish.actor,
        received_at=wish.received_at,
        acted_at=body.acted_at,
        note=wish.id if said else "",
        said=tuple(said),
        **body.fields(),
        **more,
    )


async def _handed_over(desk: Desk, head: LegalHead, command: LegalCommand) -> Receipt | Pending:
    try:
        return await desk.gateway.act(legal_id(head.ref), command)
    except NoSuchCase as missing:
        raise _no_case(head) from missing


def _no_case(head: LegalHead) -> Refusal:
    """Why a case has no running workflow: all is over, or an administrator must look."""
    if head.state in ENDED:
        return CaseClosed(kind=head.service, state=head.state)
    log.error("case.not_running", ref=head.ref)
    return CaseNotRunning(ref=head.ref)
