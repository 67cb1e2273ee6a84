"""How an act on a request becomes a command: who may, where it shall go, with which words, and what is answered.

As with projects (`api.commands`), the words stay in the database and only the names of the filled fields travel.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

import structlog
from starlette.responses import Response

from api.commands import Wish, answer, keep_words, known_before
from api.desk import Desk
from api.gateway import NoSuchCase
from api.hotline.anonymity import admit
from api.hotline.request_bodies import CallRequest, EscalateRequest, MergeRequest, Placed, RequestBody, ReturnRequest
from api.hotline.request_placing import Placing, body_on, placing_above, placing_of
from api.refusals import CaseNotRunning, MergePending, UnknownPerson, UnknownRequest
from domain.hotline.policy import Goal
from domain.hotline.record import RequestCommand
from domain.hotline.request import ENDED, OPEN, State
from domain.refusals import KeptAnonymous, Refusal, RequestEnded, SameRequest, WrongState
from domain.roles import Act
from store import readers, request_lists
from store.pool import Connection
from store.request_lists import RequestHead
from workflows.messages import hotline_id

log = structlog.get_logger(__name__)

REQUESTS = "/api/v1/requests"


async def obey_request(desk: Desk, wish: Wish, *, about: str = "") -> Response:
    """Check, find who shall hold it, keep the words, hand the command over: 200 when it is written down, else 202.

    `about` is the other request, for the one that takes it in.
    """
    wish.check_time()
    async with desk.postgres.connection() as connection:
        head = await found_request(connection, wish.ref)
        admit(wish.actor, head, wish.act, department=_department(head, wish))
        known = await known_before(connection, wish)
        if known is not None:
            return answer(wish, known, under=REQUESTS)
        command = await _command(connection, desk, wish, head, about)
    try:
        return answer(wish, await desk.gateway.act(hotline_id(wish.ref), command), under=REQUESTS)
    except NoSuchCase as missing:
        raise _no_case(head) from missing


def _department(head: RequestHead, wish: Wish) -> str:
    """The body that may act: who holds the request or held it last; to say something, also one that assists."""
    is_helper = wish.act is Act.REQUEST_COMMENT and wish.actor.department in head.assists
    return wish.actor.department if is_helper else head.body


async def merge_requests(desk: Desk, wish: Wish, into: str) -> Response:
    """Let another request take this one in, and then end this one; repeated with the same key it goes on where it stood.

    Raises:
        MergePending: the other could not answer yet, so this one goes on as it is.
        KeptAnonymous: one of them complains of a body.
    """
    if into == wish.ref:
        raise SameRequest(ref=into)
    async with desk.postgres.connection() as connection:
        head = await found_request(connection, wish.ref)
        admit(wish.actor, head, wish.act, department=head.body)
        other = await found_request(connection, into)
        admit(wish.actor, other, Act.REQUEST_ABSORB, department=other.body)
        if head.barred or other.barred:
            raise KeptAnonymous(ref=wish.ref, into=into)
        if await known_before(connection, wish) is None:
            _check_open(head)
        taken_in = await _to_be_taken_in(connection, wish, into)
    absorbed = await obey_request(desk, taken_in, about=wish.ref)
    if absorbed.status_code != HTTPStatus.OK:
        raise MergePending(ref=wish.ref, into=into)
    try:
        return await obey_request(desk, wish)
    except Refusal:
        if await _goes_on_alone(desk, wish.ref):
            await obey_request(desk, _taken_back(taken_in), about=wish.ref)
        raise


async def _to_be_taken_in(connection: Connection, wish: Wish, into: str) -> Wish:
    """What is asked of the other: the same again until it was taken back, for then its answer holds no more."""
    taken_in = replace(
        wish, ref=into, act=Act.REQUEST_ABSORB, key=f"{wish.ref} {wish.key}"
    )  # one key may merge several
    while await readers.note(connection, _taken_back(taken_in).id) is not None:
        taken_in = replace(taken_in, key=f"{taken_in.key} again")
    return taken_in


def _taken_back(taken_in: Wish) -> Wish:
    return replace(taken_in, act=Act.REQUEST_RELEASE, key=f"{taken_in.key} back")


async def _goes_on_alone(desk: Desk, ref: str) -> bool:
    """Is a request neither merged nor about to be? One that has ended otherwise keeps its citizens too."""
    async with desk.postgres.connection() as connection:
        return (await found_request(connection, ref)).state != State.MERGED


async def found_request(connection: Connection, ref: str) -> RequestHead:
    """What must be known of a request, or `UnknownRequest`."""
    head = await request_lists.head(connection, ref)
    if head is None:
        raise UnknownRequest(ref=ref)
    return head


async def _command(connection: Connection, desk: Desk, wish: Wish, head: RequestHead, about: str) -> RequestCommand:
    body = wish.body
    assert isinstance(body, RequestBody), "every act on a request has one"
    said, fields = body.said(), body.fields()
    placing = await _placing(connection, desk, wish, head)
    if placing is not None:
        said |= placing.said()
        fields |= {"place": placing.place, "assists": placing.assists, "guide": placing.guide}
    fields |= await _about_others(connection, desk, wish, head, about)
    await keep_words(connection, wish, said)
    return RequestCommand(
        id=wish.id,
        act=wish.act,
        actor=wish.actor,
        received_at=wish.received_at,
        acted_at=body.acted_at,
        note=wish.id if said else "",
        said=tuple(said),
        **fields,
    )


async def _placing(connection: Connection, desk: Desk, wish: Wish, head: RequestHead) -> Placing | None:
    """Who shall hold the request, for acts that move it; None for the others, and where the case will say no anyway."""
    if isinstance(wish.body, Placed):
        return await placing_of(connection, desk.library, wish.body, head, at=wish.received_at)
    if isinstance(wish.body, EscalateRequest) and head.level:
        return await placing_above(connection, desk.library, head, at=wish.received_at)
    return None


async def _about_others(
    connection: Connection, desk: Desk, wish: Wish, head: RequestHead, about: str
) -> dict[str, Any]:
    """What a command says of another body, another request or a citizen, once it is known that they are there."""
    if isinstance(wish.body, ReturnRequest):
        await body_on(connection, desk.library, wish.body.proposed, wish.received_at, where="body.proposed")
    if isinstance(wish.body, CallRequest):
        return {"complainant": _called(wish.body, head)}
    if isinstance(wish.body, MergeRequest) and wish.act is Act.REQUEST_MERGE:
        return {"other": wish.body.into}
    if isinstance(wish.body, MergeRequest):
        other = await found_request(connection, about)
        return {
            "other": other.ref,
            "other_due": None if await _is_to_be_reported(connection, desk, other) else other.goal_at,
            "other_since": other.reported_at,
            "complainants": await request_lists.citizens_brought(connection, other.ref, into=head.ref),
        }
    return {}


async def _is_to_be_reported(connection: Connection, desk: Desk, head: RequestHead) -> bool:
    """Is what a request must reach next a report upward, whose deadline is none for closing?"""
    kind = (await desk.library.hotline(connection, head.policy_version)).policy.kind(head.kind)
    return kind is not None and kind.legs[min(head.leg, len(kind.legs) - 1)].goal is Goal.REPORT


def _called(body: CallRequest, head: RequestHead) -> str:
    """Who was called: the one who is named, or the only one that there is."""
    if body.complainant is None and len(head.complainants) <= 1:
        return "".join(head.complainants)
    if body.complainant not in head.complainants:
        raise UnknownPerson(place="body.complainant")
    return str(body.complainant)


def _check_open(head: RequestHead) -> None:
    if head.state in ENDED:
        raise RequestEnded(state=head.state, act=Act.REQUEST_MERGE, into=head.merged_into)
    if head.state not in OPEN:
        raise WrongState(state=head.state, act=Act.REQUEST_MERGE, allowed=", ".join(sorted(OPEN)))


def _no_case(head: RequestHead) -> Refusal:
    """Why a request has no running workflow: all is over, or an administrator must look."""
    if head.state in ENDED:
        return RequestEnded(state=head.state, into=head.merged_into)
    log.error("case.not_running", ref=head.ref)
    return CaseNotRunning(ref=head.ref)
