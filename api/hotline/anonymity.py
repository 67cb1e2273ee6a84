"""Who may come near a report that complains of a body, and who reads its words: so that the body never learns who made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from api.privacy.masks import withheld
from domain.refusals import NotYours
from domain.roles import RULES, Act, Actor
from store import off_list
from store.pool import Connection
from store.request_lists import RequestHead


class _Referring(Protocol):
    @property
    def ref(self) -> str: ...


Row = TypeVar("Row", bound=_Referring)


def keep_away(actor: Actor, head: RequestHead, act: Act) -> None:
    """Pass when the actor is not of a body complained of, whatever else they are.

    Raises:
        NotYours: they are.
    """
    if actor.department and actor.department in head.barred:
        raise NotYours(act=act, department=actor.department)


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
