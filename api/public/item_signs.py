"""What an item of a project shows to everybody: its sign, whose turn it is, and how many days are used and left."""

from __future__ import annotations

from dataclasses import dataclass

from api.answers import ItemView
from api.wordbook import N_
from api.words import SIGNS
from domain.item import State
from domain.promise import Light
from domain.term import Unit


@dataclass(frozen=True, slots=True)
class Left:
    """How much of a term is left or how far it is over: a word with `%(term)s` in it, and the term."""

    word: str
    count: int = 0
    unit: str = Unit.WD


@dataclass(frozen=True, slots=True)
class Move:
    """Whose turn it is with an item, and what is to be done; `who` is `department`, `applicant`, `procedure` or `others`."""

    who: str
    word: str


MOVES = {
    State.WAITING: Move("others", N_("等待前置事项办结")),
    State.READY: Move("applicant", N_("可以申报")),
    State.RECEIVED: Move("department", N_("审查材料，决定是否受理")),
    State.CORRECTING: Move("applicant", N_("补正材料")),
    State.ACCEPTED: Move("department", N_("审查并作出决定")),
    State.PAUSED: Move("procedure", N_("依规定暂停，等待程序完成")),
}


def sign_of(item: ItemView) -> tuple[str, str, str]:
    """The sign of an item: its colour's class, symbol and word; colour never speaks alone."""
    if item.state == State.DEEMED:
        return SIGNS["silence"]
    if item.light in (Light.YELLOW, Light.RED, Light.STOPPED):
        return SIGNS[item.light]
    return SIGNS[item.public_status]


def move_of(item: ItemView) -> Move | None:
    """Whose turn it is with an item; None where it has come to its end."""
    return MOVES.get(State(item.state))


def left_of(item: ItemView) -> Left | None:
    """How much is left or how far it is over; None where no days are counted."""
    if item.left_when_paused is not None:
        return Left(N_("已停表，余 %(term)s"), item.left_when_paused, item.unit)
    if item.days_left is None:
        return None
    if item.light is Light.OVER:
        return Left(N_("已逾期 %(term)s"), -item.days_left) if item.days_left < 0 else Left(N_("已逾期"))
    return Left(N_("余 %(term)s"), item.days_left, item.unit) if item.days_left else Left(N_("今日到期"))


def budget_of(item: ItemView) -> int:
    """The whole term of an item, with its extension, in the unit of the promise."""
    return item.promised + item.extended


def used_of(item: ItemView) -> int | None:
    """How much of its term an open item has used; None where no days are counted."""
    left = item.left_when_paused if item.left_when_paused is not None else item.days_left
    return None if left is None else min(max(0, budget_of(item) - left), budget_of(item))
