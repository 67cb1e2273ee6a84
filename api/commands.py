"""How an act becomes a command: who may, under which id, with which words, and what is answered.

The words stay in the database, as a note under the command's id; through Temporal travel only that id and the names of
the fields that were filled. The note also keeps the request's print, so that a key is known again before anything is
sent, whatever became of the first request.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

import structlog
from fastapi import Header, Path
from starlette.responses import JSONResponse, Response

from api.answers import CommandAnswer, Done
from api.bodies import Assign, Body, Correct, Extend, Pause, Receive
from api.case_words import PROJECT, SENTENCES, kind_of, title_of
from api.desk import Desk
from api.documents.needing import check_demand, note_demand
from api.gateway import NoSuchCase, Pending
from api.library import Library
from api.refusals import CaseNotRunning, UnknownCommand, UnknownPerson, UnknownProject, refusal_of
from domain.approval import Phase
from domain.commit import Receipt
from domain.item import ENDED, GRANTED, State
from domain.record import Command
from domain.refusals import AlreadyDecided, AlreadyDeemed, CaseClosed, KeyReused, Refusal, TimeNotAllowed, UnknownItem
from domain.roles import Act, Actor, Role, check
from store import cases, people, readers
from store.demands import Asking
from store.dossiers import Dossier, add_note, find_dossier
from store.pool import Connection
from workflows.messages import approval_id

log = structlog.get_logger(__name__)

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x20-\x7e]{1,100}$",
        description="Chosen by you, 1 to 100 printable ASCII characters: the same key with the same request is obeyed once.",
        examples=["7b1d4c9e-approve-LR-02"],
    ),
]


HASH_LENGTH = 16
PROJECTS = "/api/v1/projects"
CommandPath = Annotated[
    str, Path(pattern=rf"^[A-Za-z0-9_-]{{{HASH_LENGTH}}}$", description="The id of the 202 answer.")
]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, as the counter took it in."""

    ref: str
    act: Act
    items: tuple[str, ...]
    body: Body
    actor: Actor
    key: str
    received_at: datetime

    @property
    def id(self) -> str:
        """The command's id: two people with the same key never meet."""
        return short_hash("command", self.actor.id, self.ref, self.key)

    @property
    def print(self) -> str:
        """What tells a repetition from another request under the same key."""
        return short_hash("print", self.act, *self.items, self.body.model_dump_json())

    def check_time(self) -> None:
        """Raise `TimeNotAllowed` for what is said to have been done later than we heard of it."""
        if self.body.acted_at is not None and self.body.acted_at > self.received_at:
            raise TimeNotAllowed(acted_at=self.body.acted_at.isoformat(), latest=self.received_at.isoformat())


async def obey(desk: Desk, wish: Wish) -> Response:
    """Check, keep the words, hand the command to the case, and answer: 200 when it is written down, else 202."""
    wish.check_time()
    async with desk.postgres.connection() as connection:
        command = await _command(connection, desk.library, wish)
        known = await cases.receipt(connection, wish.ref, wish.id)
    if known is not None:
        return answer(wish, known, under=PROJECTS)
    try:
        return answer(wish, await desk.gateway.act(approval_id(wish.ref), command), under=PROJECTS)
    except NoSuchCase as missing:
        raise await _no_case(desk, wish) from missing


def short_hash(*parts: str) -> str:
    """A few characters (96 bits) that stand for these texts; in histories they stand five times for each act."""
    digest = hashlib.sha256(json.dumps(parts).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:HASH_LENGTH]


async def known_before(connection: Connection, wish: Wish) -> Receipt | None:
    """The answer that this wish got before, or None; `KeyReused` when the key stands for another one."""
    receipt = await cases.receipt(connection, wish.ref, wish.id)
    note = await readers.note(connection, wish.id)
    if note is not None and note.body.get("print") != wish.print:
        raise KeyReused()
    return receipt


async def keep_words(connection: Connection, wish: Wish, said: Mapping[str, str], *, author: str = "") -> None:
    """Keep the words of a wish under its id, once, by the actor or another `author`; `KeyReused` when the key stands for another one."""
    author, written = author or wish.actor.id, {"print": wish.print, **said}
    await add_note(connection, wish.id, ref=wish.ref, author=author, written_at=wish.received_at, body=written)
    kept = await readers.note(connection, wish.id)
    if kept is None or kept.body.get("print") != wish.print:
        raise KeyReused()


def answer(wish: Wish, outcome: Receipt | Pending, *, under: str) -> Response:
    """What is answered to a wish about a case whose address begins with `under`; raises the refusal that it got."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(outcome, Pending):
        where = f"{under}/{wish.ref}/commands/{wish.id}"
        body = {"id": wish.id, "ref": wish.ref, "status": "pending"}
        return JSONResponse(body, HTTPStatus.ACCEPTED, {**headers, "Location": where, "Retry-After": "5"})
    if outcome.code:
        raise _refusal(outcome.code, wish.ref)
    return JSONResponse(Done(id=wish.id, ref=wish.ref, n=outcome.n).model_dump(), headers=headers)


def _refusal(code: str, ref: str) -> Refusal:
    """The refusal of a command that was not obeyed, of which only the code was kept."""
    return refusal_of(code, {"kind": kind_of(ref)} if code in SENTENCES else {})


async def command_answer(connection: Connection, ref: str, command: str) -> CommandAnswer:
    """How a command to a case stands; `UnknownCommand` when nobody has given it."""
    receipt = await cases.receipt(connection, ref, command)
    if receipt is not None:
        title = title_of(_refusal(receipt.code, ref)) if receipt.code else None
        status = "refused" if receipt.code else "done"
        return CommandAnswer(id=command, ref=ref, status=status, n=receipt.n, code=receipt.code or None, title=title)
    note = await readers.note(connection, command)
    if note is None or note.ref != ref:
        raise UnknownCommand(id=command)
    return CommandAnswer(id=command, ref=ref, status="pending")


async def owned_dossier(connection: Connection, ref: str, actor: Actor) -> tuple[Dossier, bool]:
    """A project's data, and whether the project is the actor's own; `UnknownProject` if there is none."""
    dossier = await find_dossier(connection, ref)
    if dossier is None:
        raise UnknownProject(ref=ref)
    return dossier, bool(actor.id) and actor.id in (dossier.applicant, dossier.helper)


async def _command(connection: Connection, library: Library, wish: Wish) -> Command:
    dossier, owns = await owned_dossier(connection, wish.ref, wish.actor)
    department = await _check(connection, library, wish, dossier, owns=owns)
    body, said = wish.body, wish.body.said()
    if isinstance(body, Assign):
        await _check_officer(connection, body.officer, department)
    asking = _demand(wish, department)
    if asking is not None:
        await check_demand(connection, library, dossier, asking)
    await keep_words(connection, wish, said)
    if asking is not None:
        await note_demand(connection, asking)
    return Command(
        id=wish.id,
        act=wish.act,
        actor=wish.actor,
        received_at=wish.received_at,
        items=wish.items,
        owns=owns,
        acted_at=body.acted_at,
        note=wish.id if said else "",
        said=tuple(said),
        kind=body.kind if isinstance(body, Pause) else "",
        until=body.until if isinstance(body, Pause) else None,
        days=body.days if isinstance(body, Extend) else 0,
        officer=body.officer if isinstance(body, Assign) else "",
        ahead=body.ahead if isinstance(body, Receive) else False,
    )


def _demand(wish: Wish, department: str) -> Asking | None:
    """What an act asks the project side for, and who asks; None for all that ask for nothing."""
    body = wish.body
    if not isinstance(body, Correct):
        return None
    wanted = dict.fromkeys(body.materials, "") | {one.material: str(one.defect) for one in body.faulty}
    return Asking(wish.ref, wish.id, wish.items[0], department, wish.actor.id, wish.received_at, wanted)


async def _check(connection: Connection, library: Library, wish: Wish, dossier: Dossier, *, owns: bool) -> str:
    """Pass when the actor may do this to each of the items, and return the department of the last."""
    rules = {rule.id: rule for rule in await library.rules(connection, dossier)}
    department = ""
    for item in wish.items:
        if item not in rules:
            raise UnknownItem(item=item, allowed=", ".join(rules))
        department = rules[item].department
        check(wish.actor, wish.act, department=department, owns=owns)
    if not wish.items:
        check(wish.actor, wish.act, owns=owns)
    return department


async def _check_officer(connection: Connection, person: str, department: str) -> None:
    officer = await people.actor(connection, person)
    if officer is None or officer.role not in (Role.OFFICER, Role.HEAD) or officer.department != department:
        raise UnknownPerson(place="body.officer", department=department)


async def _no_case(desk: Desk, wish: Wish) -> Refusal:
    """Why a project has no running workflow: it never had one, or all is over, or an administrator must look."""
    async with desk.postgres.connection() as connection:
        where = await readers.where(connection, wish.ref, wish.items[0] if wish.items else "")
    if where is None:
        return UnknownProject(ref=wish.ref)
    if where.phase == Phase.OPEN:
        log.error("case.not_running", ref=wish.ref)
        return CaseNotRunning(ref=wish.ref)
    facts = {"ref": wish.ref, "phase": where.phase}
    if where.phase == Phase.COMPLETE and where.state == State.DEEMED:
        return AlreadyDeemed(**facts, item=wish.items[0])
    if where.phase == Phase.COMPLETE and where.state in GRANTED | ENDED:
        return AlreadyDecided(**facts, item=wish.items[0])
    return CaseClosed(kind=PROJECT, **facts)
