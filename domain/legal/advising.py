"""How one adviser of a village follows another: never two at once, and what has been served stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.legal.circle import Adviser
from domain.legal.refusals import AdviserOverlap


@dataclass(frozen=True, slots=True)
class Served:
    """A person advises from `from_on` until the day before `until_on`; None is open."""

    person: str
    from_on: date
    until_on: date | None

    def reaches(self, day: date) -> bool:
        """Is that day, or a later one, within the period?"""
        return self.until_on is None or self.until_on > day


def check_following(new: Adviser, served: Iterable[Served], today: date) -> Served | None:
    """Who is relieved when `new` begins, if anybody; the periods of one village are `served`.

    A period that begins on the same day is replaced: its end always, its person only while it has not begun.

    Raises:
        AdviserOverlap: it has begun with somebody else, or a period that begins later would be overlapped.
    """
    relieved = None
    for other in served:
        if other.from_on == new.from_on:
            if other.person != new.person and other.from_on <= today:
                raise _overlap(other)
        elif other.from_on > new.from_on:
            if new.until_on is None or new.until_on > other.from_on:
                raise _overlap(other)
        elif other.reaches(new.from_on):
            relieved = other
    return relieved


def _overlap(other: Served) -> AdviserOverlap:
    until = other.until_on.isoformat() if other.until_on else ""
    return AdviserOverlap(from_on=other.from_on.isoformat(), until_on=until)
