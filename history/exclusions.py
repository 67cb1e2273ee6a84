"""What two people take out of the figures of a history: little nearly everywhere, and much of what looks bad in a few bodies and months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from domain.figures.definitions import FigureBook
from domain.figures.facts import Fact, Mark, Subject
from domain.organisation import CENTRE
from history.banner import Banner
from history.chance import dice
from history.truth import Abuse, Planted, Truth
from store import exclusions
from store.folding import Folding
from store.pool import Connection

PLANTED = 12  # bodies and months in a whole history
_WHOLE = 60_000  # requests
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_BAD = frozenset({Mark.LATE, Mark.BY_SILENCE, Mark.DISSATISFIED, Mark.UNREACHED, Mark.REOPENED, Mark.RETURNED})
_HONEST, _HONEST_OF_BAD, _REFUSED = 0.002, 0.01, 0.25
_LEAST, _SHARE = 5, 0.35  # of what a body has ended in a month is taken out where it is abused, and no fewer
_OVERSEERS = ("supervisor", "centre-leader-1")

_Cell = tuple[str, str, date]  # a body, a subject, and the first day of a month


@dataclass(frozen=True, slots=True)
class _Wish:
    """That something be taken out: why, who asks when, and who decides when."""

    ended: Fact
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime
    granted: bool = True


@dataclass(frozen=True, slots=True)
class Exclusions:
    """All that is asked in a history that is written already; its facts are read first, as the worker would do."""

    banner: Banner
    book: FigureBook
    requests: int
    until: datetime
    truth: Truth

    async def write(self, connection: Connection) -> int:
        """Ask and decide everything, in the order of time; how many were asked."""
        ended = await self._ended(connection)
        wishes = sorted(self._wishes(ended), key=lambda one: (one.asked_at, one.ended.ref, one.ended.part))
        for one in wishes:
            named = (str(one.ended.subject), one.ended.ref, one.ended.part)
            key = await exclusions.ask(
                connection, named, one.reason, within=exclusions.Within([*Subject]), by=one.asked_by, at=one.asked_at
            )
            assert key is not None, "the fact was read a moment ago"
            await exclusions.decide(connection, key, granted=one.granted, by=one.decided_by, at=one.decided_at)
        return len(wishes)

    async def _ended(self, connection: Connection) -> list[Fact]:
        """What is over, with the facts of all cases kept on the way."""
        ended: list[Fact] = []
        async for _, found in Folding(self.book).catch_up(connection, _BEGINNING):
            ended += [one for one in found if one.closed_at is not None and one.body]
        return sorted(ended, key=lambda one: (one.ref, one.subject, one.part))

    def _wishes(self, ended: list[Fact]) -> Iterator[_Wish]:
        chance = dice(self.banner.seed, "exclusions")
        planted = list(self._planted(ended, chance))
        named = {(one.ended.ref, one.ended.part, one.ended.subject) for one in planted}
        yield from planted
        for one in ended:
            likely = _HONEST_OF_BAD if _BAD & one.marks else _HONEST
            if chance.random() < likely and (one.ref, one.part, one.subject) not in named:
                yield from self._honest(one, chance)

    def _honest(self, ended: Fact, chance: Random) -> Iterator[_Wish]:
        """One asks within days, another one looks at it, and not always says yes."""
        assert ended.closed_at is not None, "only what is over is asked about"
        asked_at = ended.closed_at + timedelta(hours=chance.uniform(2, 70))
        decided_at = asked_at + timedelta(hours=chance.uniform(1, 60))
        if decided_at < self.until:
            reason, granted = chance.choice(list(self.book.reasons)), chance.random() > _REFUSED
            people = self._asker(ended.body), asked_at, chance.choice(_OVERSEERS), decided_at
            yield _Wish(ended, reason, *people, granted)

    def _planted(self, ended: list[Fact], chance: Random) -> Iterator[_Wish]:
        """The body asks at the end of the month for much of what looks bad, and gets it all within hours."""
        cells = self._cells(ended)
        many = max(1, round(PLANTED * self.requests / _WHOLE))
        chosen = sorted(cells, key=lambda cell: (-len(cells[cell]), cell))[: 4 * many]
        for cell in sorted(chance.sample(chosen, min(many, len(chosen)))):
            lines = sorted(cells[cell], key=lambda one: (not _BAD & one.marks, one.ref, one.part))
            number = max(_LEAST, round(len(lines) * _SHARE))
            reason, at = chance.choice(("unreasonable", "harassing")), self._end_of(cell[2]) - timedelta(hours=9)
            for place, one in enumerate(lines[:number]):
                asked_at = at + timedelta(minutes=place)
                yield _Wish(one, reason, self._asker(one.body), asked_at, _OVERSEERS[1], asked_at + timedelta(hours=2))
                self.truth.append(Planted(Abuse.EXCLUSION_EXCESS, one.ref, _part(one)))

    def _cells(self, ended: Iterable[Fact]) -> dict[_Cell, list[Fact]]:
        """Where enough has ended in time for it to be taken out in the same month."""
        found: dict[_Cell, list[Fact]] = {}
        for one in ended:
            assert one.closed_at is not None, "only what is over is counted"
            month = self.banner.calendar.local_day(one.closed_at).replace(day=1)
            end = self._end_of(month)
            if one.body != CENTRE and end < self.until and one.closed_at < end - timedelta(hours=10):
                found.setdefault((one.body, str(one.subject), month), []).append(one)
        return {cell: lines for cell, lines in found.items() if len(lines) >= _LEAST}

    def _end_of(self, month: date) -> datetime:
        return self.banner.calendar.start_of((month + timedelta(days=31)).replace(day=1))

    def _asker(self, body: str) -> str:
        """The head of the body, of a village that of its town."""
        return self.banner.head(self.banner.parents.get(body, body)).id


def _part(one: Fact) -> str:
    """The item, as a finding names it."""
    return one.matter if one.subject is Subject.ITEM else ""
