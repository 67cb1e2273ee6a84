"""Following a request with number and code: who may see it, how it stands in words, and how a citizen's word becomes a command.

Whoever holds the code speaks as a citizen, whatever else they are. A wrong code and an unknown number are answered alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from fastapi import Request
from pydantic import BaseModel, Field

from api.case_words import REQUEST
from api.code_holders import known_by_code
from api.commands import short_hash
from api.desk import Desk
from api.gateway import NoSuchCase, Pending
from api.hotline.request_bodies import REQUEST_PATTERN
from api.hotline.tracking_words import EVENTS
from api.legal.origins import OriginView, origin_view
from api.library import Library
from api.refusals import CaseNotRunning, refusal_of
from domain.commit import Receipt
from domain.hotline.book import HotlineBook, Names
from domain.hotline.record import RequestCommand
from domain.hotline.request import ENDED, State
from domain.refusals import KeyReused, NotAsked, Refusal, RequestEnded
from domain.roles import ANYONE, Act
from store import cases, readers
from store.dossiers import add_note
from store.pool import Connection
from store.tracking import Caller, Followed, FollowedEvent, find_caller, followed, followed_events
from workflows.messages import hotline_id

log = structlog.get_logger(__name__)


class QuestionView(BaseModel):
    """A question that is open: is it solved, and how satisfied are you? `cycle` names the closing that is meant."""

    cycle: int


class HappenedView(BaseModel):
    """Something that happened; `due_at` is the deadline from then on, where it moved."""

    n: int
    kind: str = Field(examples=["accepted"])
    words: dict[str, str] = Field(examples=[{"zh": "已受理", "en": "Accepted"}])
    at: datetime
    due_at: datetime | None


class TrackView(BaseModel):
    """How a request stands, without a person; `into` is the request that stands for this one since they were joined."""

    ref: str
    into: str | None
    state: str
    state_words: dict[str, str]
    kind_words: dict[str, str]
    topic_words: dict[str, str]
    body: str = Field(description="The body that has it now; empty while none has.")
    advice: dict[str, str] = Field(description="The right road, if it is not a matter of the hotline.")
    reported_at: datetime
    accept_at: datetime | None = Field(description="By when it is to be accepted, while it waits.")
    accepted_at: datetime | None
    due_at: datetime | None = Field(description="By when it is to be closed; null while the clock stands.")
    paused_at: datetime | None
    pause_words: dict[str, str]
    planned_end: datetime | None
    closed_at: datetime | None
    outcome_words: dict[str, str]
    ended_at: datetime | None
    withdrawal_asked: bool
    origin: OriginView | None = Field(description="The legal inquiry that it came from, with its clock.")
    question: QuestionView | None
    events: list[HappenedView]


@dataclass(frozen=True, slots=True)
class Saying:
    """What a citizen says: `key` tells a repetition from something new, `words` stay in the database.

    `way`, `solved` and `satisfied` (0 is not said) belong to an answer.
    """

    act: Act
    key: str
    received_at: datetime
    words: Mapping[str, str] = field(default_factory=dict)
    way: str = ""
    solved: bool | None = None
    satisfied: int = 0
    cycle: int = 0


def verdict(cycle: int, *, solved: bool, satisfied: int, way: str, words: dict[str, str], at: datetime) -> Saying:
    """The answer to the question of a closing; the same answer to the same closing is one answer, whatever way it came."""
    key = f"{cycle} {solved} {satisfied} {words.get('reason', '')}"
    return Saying(Act.REQUEST_ANSWER, key, at, words, way, solved, satisfied, cycle)


async def caller_of(request: Request, desk: Desk, ref: str, code: str) -> Caller:
    """The complainant whose number and code these are; see `known_by_code`."""
    return await known_by_code(request, desk, ref, code, kind=REQUEST, pattern=REQUEST_PATTERN, find=find_caller)


async def view_for(desk: Desk, caller: Caller) -> TrackView:
    """How a complainant's request stands."""
    async with desk.postgres.snapshot() as connection:
        found = await followed(connection, caller)
        events = await followed_events(connection, caller.ref, list(EVENTS))
        book = await book_of(desk.library, connection, found.policy_version)
        origin = await origin_view(connection, desk.library, caller.first_ref)
    return _view(caller, found, events, book, origin)


async def book_of(library: Library, connection: Connection, version: str) -> HotlineBook:
    """The rules that a request began with; the newest for one that was taken over from before there were any."""
    return await (library.hotline(connection, version) if version else library.newest_hotline(connection))


async def say(desk: Desk, caller: Caller, saying: Saying) -> Receipt | Pending:
    """Keep the words and hand a citizen's command to the case; said again it changes nothing and is answered alike.

    Raises:
        KeyReused: the key stands for other words.
        Refusal: the case says no.
    """
    id_ = _id_of(caller, saying)
    async with desk.postgres.connection() as connection:
        known = await _known(connection, caller, saying, id_)
    receipt = known or await _handed_over(desk, caller, saying, id_)
    if isinstance(receipt, Receipt) and receipt.code:
        raise refusal_of(receipt.code, {})
    return receipt


async def said_before(desk: Desk, caller: Caller, saying: Saying) -> bool:
    """Was exactly this said before, and has the case answered it?"""
    async with desk.postgres.connection() as connection:
        return await cases.receipt(connection, caller.ref, _id_of(caller, saying)) is not None


def _id_of(caller: Caller, saying: Saying) -> str:
    return short_hash("citizen", caller.id, saying.act, saying.key)


async def _known(connection: Connection, caller: Caller, saying: Saying, id_: str) -> Receipt | None:
    """Keep what was said, once, and find what came of it if it was said before."""
    print_ = short_hash("words", str(saying.solved), str(saying.satisfied), *saying.words.values())
    body = {"print": print_, **saying.words}
    author = f"caller:{caller.id}"
    await add_note(connection, id_, ref=caller.ref, author=author, written_at=saying.received_at, body=body)
    kept = await readers.note(connection, id_)
    if kept is None or kept.body.get("print") != print_:
        raise KeyReused()
    return await cases.receipt(connection, caller.ref, id_)


async def _handed_over(desk: Desk, caller: Caller, saying: Saying, id_: str) -> Receipt | Pending:
    command = RequestCommand(
        id=id_,
        act=saying.act,
        actor=ANYONE,
        received_at=saying.received_at,
        note=id_ if saying.words else "",
        said=tuple(saying.words),
        complainant=caller.id,
        solved=saying.solved,
        satisfied=saying.satisfied,
        way=saying.way,
        cycle=saying.cycle,
    )
    try:
        return await desk.gateway.act(hotline_id(caller.ref), command)
    except NoSuchCase as missing:
        raise await _no_case(desk, caller, saying.act) from missing


async def _no_case(desk: Desk, caller: Caller, act: Act) -> Refusal:
    async with desk.postgres.connection() as connection:
        found = await followed(connection, caller)
    if found.state not in ENDED:
        log.error("case.not_running", ref=caller.ref)
        return CaseNotRunning(ref=caller.ref)
    return NotAsked(state=found.state) if act is Act.REQUEST_ANSWER else RequestEnded(state=found.state)


def _view(
    caller: Caller, found: Followed, events: list[FollowedEvent], book: HotlineBook, origin: OriginView | None
) -> TrackView:
    topic, road = book.topics.get(found.topic), book.roads.get(found.road)
    is_open = found.state == State.CLOSED and not found.heard
    return TrackView(
        ref=caller.first_ref,
        into=caller.ref if caller.ref != caller.first_ref else None,
        state=found.state,
        state_words=_words(book, "state", found.state),
        kind_words=_words(book, "kind", found.kind),
        topic_words=dict(topic.names) if topic else {},
        body=found.body_zh,
        advice=dict(road.advice) if road else {},
        reported_at=found.reported_at,
        accept_at=found.accept_at,
        accepted_at=found.accepted_at,
        due_at=found.goal_at,
        paused_at=found.paused_at,
        pause_words=_words(book, "pause", found.pause_reason),
        planned_end=found.planned_end,
        closed_at=found.closed_at,
        outcome_words=_words(book, "outcome", found.outcome),
        ended_at=found.ended_at,
        withdrawal_asked=found.withdrawal_asked,
        origin=origin,
        question=QuestionView(cycle=found.cycle) if is_open else None,
        events=[HappenedView(n=e.n, kind=e.kind, words=EVENTS[e.kind], at=e.at, due_at=e.due_at_after) for e in events],
    )


def _words(book: HotlineBook, prefix: str, id_: str) -> dict[str, str]:
    """What something is called in each language; nothing for what is not set, its id where the rules have no name."""
    names: Names = book.names.get(f"{prefix}.{id_}", {"zh": id_}) if id_ else {}
    return dict(names)
