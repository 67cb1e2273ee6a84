"""How late a message is handed over after its time has come: one alone, and a thousand at once to a thousand people."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from twilio.rest import Client

from activities.twilio_line import TwilioLine
from bench.figures import Figure, percentile
from bench.ground import Ground
from bench.meter import Meter
from bench.projects import dossier_of
from domain.commit import Commit
from domain.item import State
from domain.record import Notice, Step
from domain.roles import Role
from domain.standing import Standing
from domain.term import Unit
from store import cases
from store.dossiers import add_dossier
from store.people import Person, save_person

ABOUT = """\
sending: the postroom in a process of its own with the worker's two senders, without Temporal; its ladders tell the officer by SMS
  and nobody else. Lateness is when the carrier has answered (letter.answered_at) less when the message was due (outbox.due_at).
  One alone: 50 cases, one after the other, commit a notice that is due at once; NOTIFY wakes the postroom. A thousand: the
  cases have committed before, for the same instant. The carrier is the `twilio` client in 16 threads on the tests' stand-in, which
  has a process of its own and shares the processors, answers at once and reports to nobody; or the local outbox, which
  is our own part. Instead of the no-op workflow: the bare client in 16 threads posts as many like texts to the same stand-in,
  of which each is as late as it ends after the beginning."""

_ALONE, _MANY, _THREADS = 50, 1000, 16
_AHEAD_SECONDS = 25  # from the first commit of the thousand until they are due
_REST_SECONDS = 0.2  # until the postroom sleeps again
_WAIT_SECONDS = 120.0
_LOOK_AGAIN_SECONDS = 0.02
_GOAL = 5.0  # times the bare client
_TEXT = "【库伦旗政务】逾期督办：项目2611-150526-04-01-000001“建设用地规划许可”已超过承诺时限（11月25日24时）仍未办结。编号ABC234"
_LATE = """\
SELECT extract(epoch FROM letter.answered_at - outbox.due_at)::float8
  FROM outbox
  JOIN letter ON letter.id = outbox.letter
 WHERE outbox.ref = ANY ($1::text[])
   AND letter.answered_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class _Run:
    """Lateness in seconds of messages alone and of many at once; processor milliseconds for each of the many."""

    alone: list[float]
    many: list[float]
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Messages a second, from the instant at which all were due."""
        return len(self.many) / max(self.many)


async def measure(ground: Ground) -> list[Figure]:
    """Tell officers through the stand-in, then through the local outbox; then let the bare client post as much."""
    async with ground.twilio() as account:
        bare = await _bare(account)
        async with ground.sender(account) as meter:
            posted = await _told(ground, meter)
        bare = _closer(bare, await _bare(account))
    async with ground.sender({}) as meter:
        kept = await _told(ground, meter)
    return _figures(posted, kept, bare)


async def _told(ground: Ground, meter: Meter) -> _Run:
    alone = [await _one(ground) for _ in range(_ALONE)]
    cases_ = [await _case(ground) for _ in range(_MANY)]
    due_at = datetime.now(UTC) + timedelta(seconds=_AHEAD_SECONDS)
    for ref, officer in cases_:
        await _say(ground, ref, officer, due_at)
    await asyncio.sleep(max(0.0, (due_at - datetime.now(UTC)).total_seconds() - 1))
    assert datetime.now(UTC) < due_at, "the commits took longer than was thought"
    spent = meter.cpu()
    many = await _lateness(ground, [ref for ref, _ in cases_])
    return _Run(alone, many, (meter.cpu() - spent) * 1000 / _MANY)


async def _one(ground: Ground) -> float:
    ref, officer = await _case(ground)
    await asyncio.sleep(_REST_SECONDS)
    await _say(ground, ref, officer, datetime.now(UTC))
    [late] = await _lateness(ground, [ref])
    return late


async def _case(ground: Ground) -> tuple[str, str]:
    """A project and the officer of its item, who has a number of their own."""
    number = ground.number()
    ref, officer = f"2611-150526-04-01-{number:06d}", f"bench-officer-{number}"
    async with ground.pool.acquire() as connection:
        await save_person(connection, Person(officer, "李某", Role.OFFICER, "NRB", phone=f"+86139{number:08d}"))
        await add_dossier(connection, dossier_of(ground, ref, datetime.now(UTC)))
    return ref, officer


async def _say(ground: Ground, ref: str, officer: str, due_at: datetime) -> None:
    """Commit what a case does whose promise is broken at `due_at`, as its workflow would."""
    item, now = next(iter(ground.catalogue.items)), datetime.now(UTC)
    useful = due_at + timedelta(hours=8)
    notice = Notice(
        item, Step.BREACHED, cycle="1", to="", not_before=due_at, expires_at=useful, due_at=now, unit=Unit.H
    )
    row = Standing(item, State.ACCEPTED, officer=officer, over_at=now)
    commit = Commit(ref, now, seq=1, n=0, rev=1, rows=(row,), notices=(notice,))
    await cases.write(ground.pool, commit, run_id=f"run-{ref}", asked_at=now)


async def _lateness(ground: Ground, refs: Sequence[str]) -> list[float]:
    async with asyncio.timeout(_AHEAD_SECONDS + _WAIT_SECONDS):
        while True:
            rows = await ground.pool.fetch(_LATE, refs)
            if len(rows) == len(refs):
                return [row[0] for row in rows]
            await asyncio.sleep(_LOOK_AGAIN_SECONDS if len(refs) == 1 else 0.5)


async def _bare(account: Mapping[str, str]) -> _Run:
    """Post with the bare client: alone one after the other, then all at once."""
    sid, token, sender, url = (account[f"CHENGNUO_TWILIO_{n}"] for n in ("ACCOUNT_SID", "AUTH_TOKEN", "SENDER", "URL"))
    line = TwilioLine(account=sid, user=sid, secret=token, url=url, threads=_THREADS)

    async def post(number: int) -> float:
        def create(client: Client) -> object:
            return client.messages.create(to=f"+86138{number:08d}", from_=sender, body=_TEXT, smart_encoded=False)

        await line.ask(create)
        return time.perf_counter()

    try:
        alone = []
        for number in range(_ALONE):
            began = time.perf_counter()
            alone.append(await post(number) - began)
        began, spent = time.perf_counter(), time.process_time()
        ends = await asyncio.gather(*map(post, range(_MANY)))
        return _Run(alone, [end - began for end in ends], (time.process_time() - spent) * 1000 / _MANY)
    finally:
        line.close()


def _closer(one: _Run, other: _Run) -> _Run:
    """The slower of the two loops around ours: the machine was hardly quicker meanwhile."""
    return max(one, other, key=lambda run: max(run.many))


def _figures(posted: _Run, kept: _Run, bare: _Run) -> list[Figure]:
    p99, loop = percentile(posted.many, 99), max(bare.many)
    made_of = (
        f"{loop:.1f} s are the bare client's, which spends {bare.cpu:.1f} ms of processor time on a message, as ours does beside "
        f"{kept.cpu:.1f} ms for ladder, claim, letter and marks"
    )
    return [
        Figure("1,000 due at once: lateness p99, in bare loops of 1,000 POSTs", p99 / loop, "×", _GOAL, None, made_of),
        Figure("  lateness p50", percentile(posted.many, 50), "s", noop=percentile(bare.many, 50)),
        Figure("  lateness p99", p99, "s", noop=percentile(bare.many, 99)),
        Figure("  handed over", posted.rate, "/s", noop=bare.rate),
        Figure("  postroom CPU a message", posted.cpu, "ms", noop=bare.cpu),
        Figure(
            "one alone: lateness p50", percentile(posted.alone, 50) * 1000, "ms", noop=percentile(bare.alone, 50) * 1000
        ),
        Figure("  lateness p99", percentile(posted.alone, 99) * 1000, "ms", noop=percentile(bare.alone, 99) * 1000),
        Figure("1,000 at once into the local outbox: lateness p50", percentile(kept.many, 50), "s"),
        Figure("  lateness p99", percentile(kept.many, 99), "s"),
        Figure("  handed over", kept.rate, "/s"),
        Figure("  postroom CPU a message", kept.cpu, "ms"),
        Figure("one alone into the local outbox: lateness p50", percentile(kept.alone, 50) * 1000, "ms"),
        Figure("  lateness p99", percentile(kept.alone, 99) * 1000, "ms"),
    ]
