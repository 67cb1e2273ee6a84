"""What somebody has in hand, or will have by a roster: all of it must move before they leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


class Kind(StrEnum):
    """The kinds of work that can be in somebody's hands."""

    ITEM = "item"  # of a project
    REQUEST = "request"  # of the hotline
    LEGAL = "legal"  # a case of the legal circle: in hand, called for or offered
    PROGRAMME = "programme"  # hosted
    VILLAGE = "village"  # advised, now or later
    DUTY = "duty"  # now or later
    STAND_IN = "stand_in"  # for somebody who is or will be away


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work; `item` is that of a project, or the day from which a village is advised; `body` is who holds it."""

    kind: str
    ref: str
    item: str
    body: str


async def open_work(
    connection: Connection, person: str, now: datetime, today: date, *, hidden_from: str = ""
) -> list[Piece]:
    """Everything that a person has in hand at an instant of a local day, by kind and number; `hidden_from` is a body whose demands are left out."""
    return [Piece(*row) for row in await connection.fetch(SQL["open_work"], person, now, today, hidden_from)]
