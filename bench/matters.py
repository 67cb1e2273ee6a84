"""Cases of the legal circle to measure with: the whole sample pool, the shipped rules, cases that are begun as the API does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from api.commands import short_hash
from api.gateway import Gateway
from api.legal.starting import asker_of, start_of
from api.library import Library
from bench import pace
from bench.ground import Ground
from domain.commit import Receipt
from domain.legal.record import LegalCommand, Service
from domain.organisation import JUSTICE
from domain.roles import Act, Actor, Role
from store import shipped
from store.legal_matters import Asker, Matter, add_asker, add_matter, new_number
from store.policies import LEGAL
from store.seed import Samples
from store.seed_circle import joined, load_circle
from store.seed_organisation import load_organisation, staffed
from workflows.messages import legal_id

_CLERK = Actor("bench-clerk", Role.CLERK, JUSTICE)
_AT_ONCE = 20
_WAIT_SECONDS = 300.0
_LOOK_AGAIN_SECONDS = 0.1
_HAPPENED = "SELECT count(DISTINCT ref) FROM valid_event WHERE ref = ANY ($1::text[]) AND kind = $2"


@dataclass(frozen=True)
class Bureau:
    """Where cases are begun on one task queue; nobody takes them."""

    ground: Ground
    gateway: Gateway
    library: Library

    @classmethod
    async def opened(cls, ground: Ground, queue: str) -> Bureau:
        """The bureau with everybody of the sample pool, and those on duty whose turn it is."""
        organisation, circle, now = shipped.organisation(), shipped.circle(), datetime.now(UTC)
        staff = staffed(Samples((), {}), organisation)
        tokens = {person.id: f"bench-{person.id}" for person in joined(staff, circle).everyone}
        async with ground.pool.acquire() as connection:
            await LEGAL.load(connection, shipped.legal_file())
            await load_organisation(connection, organisation, staff, tokens, now=now)
            await load_circle(connection, circle, tokens, now=now)
        return cls(ground, ground.gateway(queue), Library())

    async def keep(self, service: Service) -> Matter:
        """Keep what somebody asks for; no case is begun."""
        now, version = datetime.now(UTC), shipped.legal().policy.version
        what = ("labour", "wages", "poor") if service is Service.AID else ("labour", "", "")
        async with self.ground.pool.acquire() as connection, connection.transaction():
            ref = await new_number(connection, service, now)
            about = (ref, short_hash("matter", ref), None, service, "web", "欠薪怎么办", "", "", None, None, "zh")
            matter = Matter(*about, *what, "", "", "", "", None, version, now, now)
            await add_matter(connection, matter)
            who = ("某人", "+8615400000000", None, "zh", "ABCDEF", now)
            await add_asker(connection, Asker(asker_of(ref), ref, *who))
        return matter

    async def take_in(self, service: Service, number: int, *, until: str) -> list[str]:
        """Begin so many cases, and wait until an event of the kind `until` is written down in each."""

        async def one() -> str:
            matter = await self.keep(service)
            async with self.ground.pool.acquire() as connection:
                start, summary = await start_of(connection, self.library, matter)
            await self.gateway.begin_legal(start, summary=summary)
            return matter.ref

        refs = await pace.a_few_at_a_time([one] * number, _AT_ONCE)
        await self.happened(refs, until)
        return refs

    async def grant(self, refs: list[str]) -> list[str]:
        """Grant applications, and return when a lawyer is offered each of them."""
        for ref in refs:
            command = LegalCommand(short_hash("grant", ref), Act.AID_GRANT, _CLERK, datetime.now(UTC))
            outcome = await self.gateway.act(legal_id(ref), command)
            assert isinstance(outcome, Receipt), outcome
        await self.happened(refs, "offered")
        return refs

    async def happened(self, refs: list[str], kind: str) -> None:
        """Wait until an event of this kind is written down in each of the cases."""

        async def has_happened() -> bool:
            return bool(await self.ground.pool.fetchval(_HAPPENED, refs, kind) == len(refs))

        await pace.until(has_happened, within=_WAIT_SECONDS, every=_LOOK_AGAIN_SECONDS)
