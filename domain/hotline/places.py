"""The question who takes a request now, and its answer."""

from __future__ import annotations

from dataclasses import dataclass

from domain.hotline.policy import Level
from domain.hotline.record import Place


@dataclass(frozen=True, slots=True)
class PlaceQuestion:
    """Who has the duty for the request, and is there, at `level` or the next one above at which somebody is?

    `barred` are bodies complained of, which do not get it.
    """

    ref: str
    level: Level
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The body and the named person who take it; without an owner nobody is on duty, not even in the centre.

    `place` is None only where one body was asked about and nobody is there. `passed` are the bodies that were passed over because nobody was there or because they stood no more, from below to
    above, as `level:body`.
    """

    place: Place | None
    passed: tuple[str, ...] = ()
