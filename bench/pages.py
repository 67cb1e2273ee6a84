"""How many pages a second one API process gives, how many follow it live, and how soon they see what an officer has done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.live import MOST_STREAMS
from bench.askers import Rate, Viewer, ask, following
from bench.figures import Figure, percentile
from bench.ground import APPLICANT, Ground
from bench.meter import Meter
from bench.noop import Plan
from bench.projects import Deed, Opener, Project, accepted_first, all_items, answer, open_noop
from bench.requests import VILLAGE, Seat
from bench.rights import employed
from domain.project_items import project_items
from domain.roles import Role
from store import shipped
from store.people import Person
from system.web import free_port

ABOUT = """\
pages: 5,000 projects of 30 items and 50,000 requests (2,000 of them open) lie in the database, as rows. One API process, as production serves it, shares the two cores with PostgreSQL, Temporal and whoever asks. 8 who ask, one answer after the other each: 1,000 times /healthz (the
  column "no-op"), the public page of a project with 33 items, a department's inbox (as its page, and as JSON), the dispatchers' queue (as JSON) and the leader's overview; pages of work as signed in. Then as many follow a
  project as one process takes (its limit is 1,000; each asker's is 100); memory is resident memory after less before. At last 60 acts in a project that
  200 follow: seconds from the moment at which the act is sent to the API's way to the workflow until its last event has arrived at a viewer. The
  column "no-op" is an update with a no-op activity, asked in turn, of which nobody is told."""

_PROJECTS, _REQUESTS, _OPEN_REQUESTS = 5000, 50_000, 2000
_ASKERS, _TIMES, _WARM = 8, 1000, 80
_FOLLOWERS, _ACTS, _IDLE_SECONDS = 200, 60, 20.0
_SEEN_GOAL = 8.0  # no-op updates: one for the act itself, the rest until the last of all who follow has read it
_DEPARTMENT = "HUB"
_OFFICER, _LEADER = "bench-officer", "bench-leader"
_FILL = (
    """\
INSERT INTO dossier (ref, print, name, site, project_type, land_mode, flags, rule_set, catalogue_version, applicant, opened_by, opened_at)
SELECT '2611-150526-04-01-' || lpad(number::text, 6, '0'), '', '示范项目' || number, '库伦镇', $2, 'grant', $3, $4, $5, $6, $6, now()
  FROM generate_series(1, $1::integer) AS number
""",
    """\
INSERT INTO project (ref, phase, n, calendar_rev, epoch, seq, updated_at)
SELECT ref, 'open', 0, 1, 0, 0, now() FROM dossier WHERE ref LIKE '2611-150526-%'
""",
    """\
INSERT INTO item (ref, department, id, state, round, officer, filed, received_at, accepted_at, ended_at, due_on, yellow_at, red_at, over_at,
                  provisional, extended, revoked, breached, explained)
SELECT dossier.ref, catalogue_item.department, catalogue_item.id,
       CASE WHEN position % 3 = 0 THEN 'accepted' WHEN position % 3 = 1 THEN 'approved' ELSE 'waiting' END, 1, $1, false,
       now(), now(), CASE WHEN position % 3 = 1 THEN now() END, current_date + 5, start.at + interval '2 days', start.at + interval '3 days',
       CASE WHEN position % 3 = 0 THEN start.at + interval '4 days' END, false, 0, false, false, false
  FROM dossier
  JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version
 CROSS JOIN LATERAL (SELECT now() + (hashtext(dossier.ref || position) % 1000) * interval '20 minutes' AS at) AS start
 WHERE dossier.ref LIKE '2611-150526-%'
   AND catalogue_item.id = ANY ($2::text[])
""",
    """\
INSERT INTO report (ref, print, source, topic, text, district, policy_version, reported_at)
SELECT 'H20261101-' || lpad(number::text, 6, '0'), '', 'hotline', 'street_lamps', '路灯不亮', $2, $3, now() - number * interval '1 minute'
  FROM generate_series(1, $1::integer) AS number
""",
    """\
INSERT INTO request (ref, state, kind, level, body, cycle, accept_at, share_at, goal_at, held_since, ended_at, n, updated_at)
SELECT ref, CASE WHEN number > $1 THEN 'archived' WHEN number % 4 = 0 THEN 'reported' ELSE 'handling' END, 'immediate', 'banner', 'HUB', 1,
       reported_at + interval '15 minutes', reported_at + interval '9 hours', reported_at + interval '1 day', reported_at,
       CASE WHEN number > $1 THEN now() END, 5, now()
  FROM (SELECT ref, reported_at, row_number() OVER (ORDER BY ref) AS number FROM report WHERE ref LIKE 'H20261101-%') AS numbered
""",
)


@dataclass(frozen=True, slots=True)
class Site:
    """An API process, the port at which it listens, and what it has used."""

    port: int
    meter: Meter


async def measure(ground: Ground) -> list[Figure]:
    """Fill the database, ask for pages, follow a project, act in it."""
    rules = all_items(ground)
    async with ground.worker() as (queue, _), ground.noop_worker() as (noop_queue, _):
        await filled(ground, queue)
        [project] = await Opener(ground, queue).open_many(rules, 1)
        async with _site(ground, queue) as site:
            figures = await _pages(site, project)
            figures += await _viewers(site, project)
            figures += await _seen(ground, site, project, noop_queue)
    return figures


async def filled(ground: Ground, queue: str) -> None:
    """The rows of projects and requests, and people with tokens."""
    version = (await Seat.opened(ground, queue)).policy.version
    catalogue = ground.catalogue
    async with ground.pool.acquire() as connection:
        for person in (
            Person(_OFFICER, "王某", Role.OFFICER, _DEPARTMENT, "HUB-90"),
            Person(_LEADER, "周某", Role.LEADER, "CENTRE", "C-90"),
        ):
            await employed(connection, person, f"token-of-{person.id}")
        kind, flags, rule_set = next(iter(catalogue.project_types)), tuple(catalogue.flags), catalogue.default_rule_set
        today = datetime.now(ZoneInfo(shipped.office()[1])).date()
        items = project_items(catalogue, project_type=kind, land_mode="grant", flags=flags, rule_set=rule_set, on=today)
        dossiers = (_PROJECTS, kind, flags, rule_set, catalogue.version, APPLICANT)
        values = (
            dossiers,
            (),
            (_OFFICER, [item.id for item in items]),
            (_REQUESTS, VILLAGE, version),
            (_OPEN_REQUESTS,),
        )
        for statement, given in zip(_FILL, values, strict=True):
            await connection.execute(statement, *given, timeout=600)
        await connection.execute("ANALYZE", timeout=600)


@asynccontextmanager
async def _site(ground: Ground, queue: str) -> AsyncIterator[Site]:
    port = free_port()
    async with ground.site(port, queue) as meter:
        yield Site(port, meter)


async def _pages(site: Site, project: Project) -> list[Figure]:
    officer, leader = f"token-of-{_OFFICER}", f"token-of-{_LEADER}"
    asked = {
        "public page of a project": (f"/zh/projects/{project.ref}", ""),
        "page of a department's inbox, 30 rows": ("/zh/work/items", officer),
        "inbox of a department, 50 rows, as JSON": ("/api/v1/inbox?limit=50", officer),
        "queue of the dispatchers, 50 rows, as JSON": ("/api/v1/queue?limit=50", leader),
        "page of the leader": ("/zh/work/overview", leader),
    }
    bare = await _asked(site, "/healthz", "")
    figures: list[Figure] = []
    for name, (path, token) in asked.items():
        figures += _rate(name, await _asked(site, path, token), bare)
    return figures


async def _asked(site: Site, path: str, token: str) -> Rate:
    await ask(site.port, path, token=token, askers=_ASKERS, times=_WARM)
    return await ask(site.port, path, token=token, askers=_ASKERS, times=_TIMES)


def _rate(name: str, rate: Rate, bare: Rate) -> list[Figure]:
    p99, bare_p99 = (percentile(one.seconds, 99) * 1000 for one in (rate, bare))
    return [
        Figure(f"{name} ({rate.size / 1000:.0f} kB), a second", rate.a_second, "", noop=bare.a_second),
        Figure("  p99 of it", p99, "ms", noop=bare_p99),
    ]


async def _viewers(site: Site, project: Project) -> list[Figure]:
    """As many as the process takes, and one more, which it does not."""
    await site.meter.calm()
    before = site.meter.memory()
    async with following(site.port, _live(project), MOST_STREAMS + 1) as viewers:
        await site.meter.calm()
        grown = (site.meter.memory() - before) / 1000 / len(viewers)
        spent, began = site.meter.cpu(), time.monotonic()
        await asyncio.sleep(_IDLE_SECONDS)
        idle = (site.meter.cpu() - spent) / (time.monotonic() - began) * 100
        number = len(viewers)
    return [
        Figure("live viewers that one API process takes", number, ""),
        Figure("  its memory for each", grown, "kB"),
        Figure("  of one processor, while nothing moves", idle, "%"),
    ]


async def _seen(ground: Ground, site: Site, project: Project, noop_queue: str) -> list[Figure]:
    """Acts one after the other, each seen by all before the next."""
    noop, noops, seen = await open_noop(ground, noop_queue, Plan(answers=10**6)), list[float](), list[float]()
    async with following(site.port, _live(project), _FOLLOWERS) as viewers:
        for number, deed in enumerate(accepted_first(project.rules)[:_ACTS]):
            seen += await _acted(ground, project, deed, viewers)
            noops.append(await answer(ground.client, noop, f"seen-{number}", activity=True))
    p50, noop_p50 = percentile(seen, 50), percentile(noops, 50)
    made_of = f"{_FOLLOWERS} viewers are told one after the other by one process, which reads the record once for each of them"
    return [
        Figure(
            f"act to the change in a viewer's stream, {_FOLLOWERS} follow, p50, in no-op updates",
            p50 / noop_p50,
            "×",
            _SEEN_GOAL,
            made_of=made_of,
        ),
        Figure("  p50 of it", p50, "s", noop=noop_p50),
        Figure("  p99 of it", percentile(seen, 99), "s", noop=percentile(noops, 99)),
    ]


async def _acted(ground: Ground, project: Project, deed: Deed, viewers: Sequence[Viewer]) -> list[float]:
    began = time.perf_counter()
    await project.do(deed)
    n = await ground.pool.fetchval("SELECT max(n) FROM public_event WHERE ref = $1", project.ref)
    return [await viewer.until(n) - began for viewer in viewers]


def _live(project: Project) -> str:
    return f"/api/v1/projects/{project.ref}/live"
