"""How a figure is told to people: shares in percent, lengths in days or time, what is held back or nothing in words."""

from __future__ import annotations

from datetime import timedelta

from api.figures.answering import Group
from api.speech import Speech
from api.wordbook import N_
from domain.figures.definitions import Figure, Length, Share
from domain.figures.facts import Measure
from domain.term import Unit

HELD_BACK, NOTHING = N_("样本过少"), N_("无到期")
_UNITS = {Measure.COUNTED_DAYS: Unit.WD, Measure.PROMISED_DAYS: Unit.WD}
_SECONDS = (Measure.SECONDS, Measure.WAIT_SECONDS)


def told(speech: Speech, figure: Figure, group: Group) -> str:
    """The figure of a group in words."""
    if figure.about.id in group.held_back:
        return speech.gettext(HELD_BACK)
    value = group.told(figure.about.id)
    if value is None or value.value is None:
        return speech.gettext(NOTHING)
    if isinstance(figure, Length):
        return " / ".join(_length(speech, figure, took) for took in (value.percentiles or {}).values())
    if isinstance(figure, Share) and figure.is_count:
        return speech.number(int(value.value))
    return percent(speech, value.value)


def told_then(speech: Speech, figure: Figure, group: Group) -> str:
    """What the figure of a group came to when its month was kept, in words; empty where nothing is kept."""
    kept = group.kept.get(figure.about.id)
    if kept is None:
        return ""
    if kept.value is None:
        return speech.gettext(NOTHING)
    if isinstance(figure, Length):
        return _length(speech, figure, int(kept.value))
    if isinstance(figure, Share) and figure.is_count:
        return speech.number(int(kept.value))
    return percent(speech, kept.value)


def has_changed(figure: Figure, group: Group) -> bool:
    """Whether another figure is known now than was kept."""
    kept, value = group.kept.get(figure.about.id), group.told(figure.about.id)
    return kept is not None and (value is None or (kept.n, kept.value) != (value.n, value.value))


def percent(speech: Speech, part: float) -> str:
    """A part as percent with one place."""
    return f"{speech.number(round(part * 100, 1))}%"


def part_of(figure: Figure, group: Group, longest: float) -> float | None:
    """How long the bar of a group is: of one hundred percent, or of the longest; None where nothing is told."""
    value = group.told(figure.about.id)
    if value is None or value.value is None:
        return None
    if isinstance(figure, Length) or (isinstance(figure, Share) and figure.is_count):
        return value.value / longest if longest else 0.0
    return min(1.0, value.value)


def _length(speech: Speech, figure: Length, amount: int) -> str:
    if figure.measure in _SECONDS:
        return speech.length_of(timedelta(seconds=amount))
    return speech.term(amount, _UNITS.get(figure.measure, Unit.D))
