"""Whose case of the legal circle it is: the desk's, the lawyer's who was called or has it, or whoever holds number and code.

For everybody else it answers like one that does not exist: legal aid is never listed singly to the public (H65).
"""

from __future__ import annotations

from fastapi import Request

from api.case_words import kind_of
from api.code_holders import known_by_code
from api.desk import Desk
from api.legal.act_bodies import LEGAL_PATTERN
from api.legal.refusals import UnknownLegal
from domain.roles import Actor, Role
from store import legal_readers
from store.legal_matters import Asker, find_asker_by_code
from store.legal_readers import LegalHead
from store.pool import Connection

_ALL = frozenset({Role.CLERK, Role.DIRECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR})


async def found_legal(connection: Connection, ref: str, actor: Actor | None) -> LegalHead:
    """What must be known of a case, if it is one of the actor's; None is whoever has shown its code.

    Raises:
        UnknownLegal: there is none, or it is none of theirs.
    """
    head = await legal_readers.head(connection, ref)
    if head is None or not (actor is None or await _is_theirs(connection, ref, actor)):
        raise UnknownLegal()
    return head


async def asker_by_code(request: Request, desk: Desk, ref: str, code: str) -> Asker:
    """The asker whose number and code these are; see `known_by_code`."""
    return await known_by_code(
        request, desk, ref, code, kind=kind_of(ref), pattern=LEGAL_PATTERN, find=find_asker_by_code
    )


def whose(actor: Actor, person: str) -> str:
    """Whose things a list shows: a person of the pool sees their own, or those of whom they stand in for, whomever they ask for."""
    return person if actor.role is not Role.LAWYER or person in actor.stands_in_for else actor.id


async def _is_theirs(connection: Connection, ref: str, actor: Actor) -> bool:
    """Is it the actor's: of the desk or oversight, or called, offered, or with the case now or before; or of whom they stand in for?"""
    if actor.role in _ALL or not actor.id:
        return actor.role in _ALL
    own = await legal_readers.is_of_person(connection, ref, actor.id)
    return own or await legal_readers.is_of_absent(connection, ref, actor)
