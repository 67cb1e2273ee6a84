"""What the plots of the legal circle are made of: time that passes, people who act, and who that is."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from domain.legal.assignment import Assignment
from domain.legal.seeking import holding
from domain.organisation import JUSTICE
from domain.roles import ANYONE, Act, Actor, Role
from history.banner import Banner
from history.chance import dice
from history.course import Deed

Part = Generator["datetime | Deed", Any, Any]  # a part of a plot, which returns the case as it stands then
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_CLERKS, _DIRECTORS = 4, 2


class LegalParts:
    """What people can do about one case of the legal circle."""

    def __init__(self, banner: Banner, ref: str, at: datetime) -> None:
        self.banner, self.ref, self.now = banner, ref, at
        self.chance = dice(banner.seed, ref)
        self.is_night = not 7 <= at.astimezone(banner.hours.zone).hour < 22

    def until(self, at: datetime) -> Part:
        """Time passes until then."""
        self.now = max(at, self.now)
        case = yield self.now
        return case

    def do(self, act: Act, actor: Actor, text: str = "", **fields: Any) -> Part:
        """Somebody does something now, with a word or without."""
        case = yield Deed(act, actor, {"text": text} if text else {}, fields)
        return case

    def say(self, act: Act, **fields: Any) -> Part:
        """Whoever asked says something."""
        return (yield from self.do(act, ANYONE, asker=f"{self.ref}-1", **fields))

    def clerk(self) -> Actor:
        """Somebody of the desk."""
        return Actor(f"jub-clerk-{self.chance.randint(1, _CLERKS)}", Role.CLERK, JUSTICE)

    def director(self) -> Actor:
        """Who leads the centre."""
        return Actor(f"jub-director-{self.chance.randint(1, _DIRECTORS)}", Role.DIRECTOR, JUSTICE)

    @staticmethod
    def lawyer(person: str) -> Actor:
        """Somebody of the pool."""
        return Actor(person, Role.LAWYER, JUSTICE)

    def holder(self, case: Any) -> Actor | None:
        """Who has the case, or None."""
        mine = holding(case)
        return self.lawyer(mine.person) if mine else None

    @staticmethod
    def called(case: Any) -> Assignment | None:
        """Who was called last and has not answered, or None."""
        return next((entry for entry in reversed(case.assignments) if entry.is_open), None)
