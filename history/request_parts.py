"""What every plot of a request is made of: time that passes, people who act, and who that is at a moment."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from domain.hotline.book import Topic
from domain.hotline.policy import Level
from domain.hotline.record import Place
from domain.hotline.request import Request
from domain.organisation import CENTRE
from domain.roles import Act, Actor, Role
from history.banner import Banner
from history.chance import dice
from history.course import Deed
from history.truth import Abuse, Planted, Truth

Part = Generator["datetime | Deed", Any, Request]  # a part of a plot, which returns the request as it stands then
_WAKING = (time(8, 30), time(20, 30))


@dataclass(slots=True)
class Told:
    """What was reported: by whom, about what, and where."""

    banner: Banner
    ref: str
    caller: str  # the complainant's id
    district: str
    topic: Topic
    reported_at: datetime
    truth: Truth
    takes_in: list[Told] = field(default_factory=list)  # reports about the same, which are merged into this one
    goes_with: Told | None = None  # this one is merged into that
    merged: bool = False


class RequestParts:
    """What people can do about one request."""

    abuse: Abuse | None = None

    def __init__(self, told: Told) -> None:
        self.told, self.banner = told, told.banner
        self.chance = dice(told.banner.seed, told.ref)
        self.now = told.reported_at
        self.round = 0

    def until(self, at: datetime) -> Part:
        """Time passes until then."""
        self.now = max(at, self.now)
        case: Request = yield self.now
        return case

    def do(self, act: Act, actor: Actor, *, said: dict[str, str] | None = None, **fields: Any) -> Part:
        """Somebody does something now."""
        case: Request = yield Deed(act, actor, said or {}, fields)
        return case

    def plant(self, part: str = "") -> None:
        """It has been done: that is the truth."""
        if self.abuse is not None:
            self.told.truth.append(Planted(self.abuse, self.told.ref, part))

    def centre(self) -> Actor:
        """The dispatcher on duty."""
        return Actor(self.banner.on_duty(CENTRE, self.now), Role.DISPATCHER, CENTRE)

    def holder(self, case: Request) -> Actor:
        """Whoever has it, in their role."""
        last = case.custodies[-1]
        if last.level is Level.CENTRE:
            return Actor(last.owner, Role.DISPATCHER, CENTRE)
        role = Role.GRID_MEMBER if last.level is Level.VILLAGE else Role.OFFICER
        return Actor(last.owner, role, last.body)

    def place(self, level: Level) -> Place:
        """Who takes it at a level or the next one above."""
        return self.banner.manned(self.banner.place(self.told.district, self.told.topic.lead, level), self.now)

    def awake(self, at: datetime) -> datetime:
        """The same moment, or early in the morning where it lies in the night."""
        return self._between(at, time(6, 40), time(22, 30))

    def waking(self, at: datetime) -> datetime:
        """A moment at which citizens may be called."""
        return self._between(at, *_WAKING)

    def _between(self, at: datetime, first: time, last: time) -> datetime:
        local = at.astimezone(self.banner.hours.zone)
        if first <= local.time() < last:
            return at
        day = local.date() + timedelta(days=local.time() >= last)
        return self.banner.hours.at(day, first.hour * 60 + first.minute + self.chance.uniform(1, 80))
