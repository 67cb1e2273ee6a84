"""Who may come near a report that complains of a body, and who reads its words: so that the body never learns who made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from api.privacy.masks import withheld
from api.refusals import UnknownRequest
from domain.refusals import NotYours
from domain.roles import RULES, Act, Actor, Relation, check
from store import off_list
from store.pool import Connection
from store.request_lists import RequestHead


class _Referring(Protocol):
    @property
    def ref(self) -> str: ...


Row = TypeVar("Row", bound=_Referring)


def admit(actor: Actor, head: RequestHead, act: Act, *, department: str) -> None:
    """Pass when the actor may do this to the request as one of `department`, and is of no body that it complains of.

    No refusal says which body has it, for one body supervises and holds nothing but demands. Whoever may read all requests is told
    that there is none, as of a number that was left out; to others it is what any request of somebody else is to them.

    Raises:
        UnknownRequest: it complains of the body in which somebody works who may read all others.
        NotAllowed: the role may never do this.
        NotYours: the role may, but not here.
    """
    is_of_theirs = bool(actor.department) and actor.department in head.barred
    if is_of_theirs and RULES[Act.READ_REQUEST].get(actor.role) is Relation.ANY:
        raise UnknownRequest(ref=head.ref)
    try:
        check(actor, act, department="" if is_of_theirs else department)
    except NotYours:
        raise NotYours(act=act) from None
    if is_of_theirs:
        raise NotYours(act=act)


def sees_words(actor: Actor, head: RequestHead) -> bool:
    """May the actor read what was handed in? Of a report that complains of a body only whoever holds it, and the centre."""
    is_handler = actor.role in RULES[Act.REQUEST_SIGN] and actor.department == head.body
    return not head.barred or is_handler or _is_of_the_centre(actor)


async def sheltered(connection: Connection, rows: Sequence[Row], actor: Actor) -> list[Row]:
    """The rows of a list of requests; of those that complain of a body without the words, but for the centre."""
    if _is_of_the_centre(actor):
        return list(rows)
    accused = await off_list.accused_in(connection, [row.ref for row in rows])
    return [_without_words(row) if row.ref in accused else row for row in rows]


def _is_of_the_centre(actor: Actor) -> bool:
    return actor.role in RULES[Act.READ_COMPLAINANTS]


def _without_words(row: Any) -> Any:
    return withheld(row)
