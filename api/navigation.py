"""The rooms of the site that a page leads to, each for those who may enter it."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import ACCESS
from api.wordbook import N_
from domain.roles import RULES, Actor, Role


@dataclass(frozen=True, slots=True)
class Room:
    """A page to go to: its route, its path and what it is called."""

    route: str
    path: str
    word: str


PUBLIC = (
    Room("projects_page", "/", N_("项目")),
    Room("request_form", "/r", N_("查询办件")),
)
AT_WORK = (Room("outbox_page", "/outbox", N_("消息")),)


def rooms_for(actor: Actor) -> list[Room]:
    """Where somebody may go: what is open to all, and the rooms of their work once they have signed in."""
    own = AT_WORK if actor.role is not Role.VISITOR else ()
    return [room for room in (*PUBLIC, *own) if actor.role in RULES[ACCESS[room.route]]]
