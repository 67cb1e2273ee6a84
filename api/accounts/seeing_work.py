"""What of somebody's open work others see: the pieces of those kinds that they see at their own counters, and of the rest nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from domain.refusals import NotAllowed, NotYours
from domain.roles import Act, Actor, check
from store.open_work import Kind, Piece

_SEEN_WITH = {
    Kind.ITEM: Act.READ_INBOX,
    Kind.REQUEST: Act.READ_REQUEST,
    Kind.LEGAL: Act.READ_LEGAL_QUEUE,
    Kind.PROGRAMME: Act.READ_PLACES,
    Kind.VILLAGE: Act.READ_PLACES,
    Kind.DUTY: Act.MANAGE_ROSTERS,
    Kind.STAND_IN: Act.MANAGE_ROSTERS,
}


def seen_by(actor: Actor, pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces that the actor may see, as themselves or as a deputy; nobody learns here that there are others (H65, H67)."""
    return [piece for piece in pieces if _is_seen(actor, piece)]


def counted(pieces: Sequence[Piece]) -> str:
    """How many pieces there are of each kind, for those who may see none of them: `item 2, request 1`."""
    return ", ".join(f"{kind} {count}" for kind, count in sorted(Counter(piece.kind for piece in pieces).items()))


def _is_seen(actor: Actor, piece: Piece) -> bool:
    act = _SEEN_WITH[Kind(piece.kind)]
    if act is Act.MANAGE_ROSTERS and actor.department and piece.body == actor.department:
        return True  # who is on duty and who stands in is known in their own house
    try:
        check(actor.deputy(act), act, department=piece.body)
    except (NotAllowed, NotYours):
        return False
    return True
