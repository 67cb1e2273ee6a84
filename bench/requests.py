"""Requests of the hotline to measure with: a small centre, rules under which only one thing is due, requests that are begun as the API does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from api.commands import short_hash
from api.gateway import Gateway
from bench.ground import Ground
from bench.pace import a_few_at_a_time, until
from domain.hotline.policy import Policy
from domain.hotline.request import Request, Source
from domain.organisation import CENTRE, Body, BodyKind
from domain.roles import Actor, Role
from domain.term import Term, Unit
from store import shipped
from store.organisation import save_bodies
from store.people import Person, save_person
from store.policies import HOTLINE
from store.reports import Report, add_report
from store.rosters import add_duty
from workflows.messages import HotlineStart

WARN = timedelta(minutes=60)
VILLAGE = "bench-village"
_DISPATCHER = "bench-dispatcher"
_BY = Actor(_DISPATCHER, Role.DISPATCHER, CENTRE)
_AT_ONCE = 20
_WAIT_SECONDS = 300.0
_LOOK_AGAIN_SECONDS = 0.1
_WRITTEN = "SELECT count(*) FROM request WHERE ref = ANY ($1::text[]) AND n > 0"


@dataclass(frozen=True)
class Seat:
    """Where requests are begun on one task queue; nobody accepts them."""

    ground: Ground
    gateway: Gateway
    policy: Policy

    @classmethod
    async def opened(cls, ground: Ground, queue: str) -> Seat:
        """A centre with one dispatcher on duty, and the shipped rules but for the terms of waiting.

        Those are so long that nothing is due by itself before the warning that is measured.
        """
        now = datetime.now(UTC)
        bodies = (
            Body(CENTRE, BodyKind.CENTRE, "旗中心", "Centre"),
            Body(VILLAGE, BodyKind.VILLAGE, "示范村", "Village"),
        )
        async with ground.pool.acquire() as connection:
            await HOTLINE.load(connection, shipped.hotline_file())
            await save_bodies(connection, bodies)
            await save_person(connection, Person(_DISPATCHER, "李某", Role.DISPATCHER, CENTRE, phone="+8613900000000"))
            await add_duty(connection, CENTRE, _DISPATCHER, now, now + timedelta(days=1), by="bench")
        policy = shipped.hotline().policy
        hours = (Term(int(WARN.total_seconds() // 60), Unit.MIN), Term(4, Unit.H))
        waiting = replace(policy.waiting, warn=hours[0], accept=hours[1], up=(Term(5, Unit.H),))
        return cls(ground, ground.gateway(queue), replace(policy, waiting=waiting))

    async def take_in(self, number: int, *, due_at: datetime) -> list[str]:
        """Begin so many requests whose warning is due at an instant, and wait until all of them are written down."""
        refs = await a_few_at_a_time([partial(self._begin, due_at - WARN)] * number, _AT_ONCE)

        async def are_written() -> bool:
            return bool(await self.ground.pool.fetchval(_WRITTEN, refs) == number)

        await until(are_written, within=_WAIT_SECONDS, every=_LOOK_AGAIN_SECONDS)
        return refs

    async def _begin(self, reported_at: datetime) -> str:
        """Keep a report and begin its case; it may not be written down yet."""
        ref = f"H20261125-{self.ground.number():06d}"
        async with self.ground.pool.acquire() as connection:
            await add_report(connection, _report(ref, self.policy.version, reported_at))
        case = Request(ref, self.policy, Source.HOTLINE, VILLAGE, reported_at)
        await self.gateway.begin(HotlineStart(case, opened_by=_BY), summary=f"{ref} 路灯")
        return ref


def _report(ref: str, version: str, reported_at: datetime) -> Report:
    return Report(
        ref,
        print=short_hash("request", ref),
        key=None,
        source=Source.HOTLINE,
        external_no=None,
        topic="street_lamps",
        text="路灯不亮",
        district=VILLAGE,
        address="",
        lat=None,
        lon=None,
        language="zh",
        outer_due=None,
        policy_version=version,
        taken_by=_DISPATCHER,
        reported_at=reported_at,
    )


def batches(number: int, size: int) -> Sequence[int]:
    """The sizes of batches in which so many are begun."""
    return [size] * (number // size) + ([number % size] if number % size else [])
