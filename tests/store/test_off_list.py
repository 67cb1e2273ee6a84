"""Reports of demands as supervision lists them: what was late stays late, whatever comes after."""

from __future__ import annotations

from datetime import datetime

import pytest
from request_desk import RequestDesk, reported

from domain.hotline.off_list import KIND
from domain.hotline.policy import Level
from domain.hotline.policy_file import parse_hotline
from domain.hotline.request import RequestChange, State
from domain.hotline.standing import commit_of
from domain.roles import Act
from store import requests
from store.off_list import OffListDemand, add_demand, listed
from store.pool import Pool
from store.reports import Complainant, Report, add_complainant, add_report
from store.shipped import hotline_file

POLICY = parse_hotline(hotline_file()).policy
ACCUSED, SUPERVISING = "NRB", "ASB"


class Demand:
    """A report of a demand, played at a desk; it is written down whenever somebody looks at the list."""

    def __init__(self, pool: Pool, desk: RequestDesk) -> None:
        self._pool, self.desk = pool, desk
        self._seq = self._written = 0

    async def is_late(self, at: datetime) -> bool | None:
        """Whether the list says at an instant that it is late, or was."""
        self._seq += 1
        change = RequestChange(self.desk.case, tuple(self.desk.events[self._written :]))
        self._written = len(self.desk.events)
        commit = commit_of(change, seq=self._seq, at=self.desk.now, receipts=())
        await requests.write(self._pool, commit, run_id="run-1", asked_at=self.desk.start)
        async with self._pool.acquire() as connection:
            (row,) = await listed(connection, but="", before=(None, ""), now=at, most=9)
        return row.is_late


@pytest.fixture
async def demand(pool: Pool) -> Demand:
    """A report of a demand that the body that supervises has had from the fifth minute on; it has 120 hours."""
    desk = reported(policy=POLICY, barred=(ACCUSED,))
    ref, at = desk.case.ref, desk.start
    await pool.execute(
        "INSERT INTO department (id, name_zh, name_en, kind) VALUES ('CENTRE', '指挥中心', 'Centre', 'centre'),"
        " ('ASB', '行政审批局', 'ASB', 'department') ON CONFLICT DO NOTHING"
    )
    told = (ref, "p", None, "web", None, KIND, "多要一份材料", "CENTRE", "", None, None, "zh", None, "1", None, at)
    async with pool.acquire() as connection:
        await add_report(connection, Report(*told))
        await add_complainant(connection, Complainant("c1", ref, ref, "", None, None, "zh", "QUERY7", at))
        await add_demand(connection, ref, OffListDemand("material", ACCUSED), by="c1", at=at)
    return Demand(pool, desk)


async def test_before_it_is_accepted_no_deadline_runs(demand):
    assert await demand.is_late(demand.desk.after(hours=500)) is None


@pytest.mark.parametrize(("closed_after", "was_late"), [(119, False), (200, True)])
async def test_whether_it_was_late_is_still_known_when_it_is_closed_and_archived(demand, closed_after, was_late):
    desk = demand.desk
    desk.accept(desk.after(minutes=5), kind=KIND, level=Level.BANNER, body=SUPERVISING)
    assert await demand.is_late(desk.after(hours=119)) is False
    assert await demand.is_late(desk.after(hours=120)) is True

    desk.wait(desk.after(hours=closed_after))
    desk.close(desk.now)
    assert await demand.is_late(desk.after(hours=300)) is was_late
    desk.wait(desk.after(hours=closed_after + 72))

    assert desk.case.state is State.ARCHIVED
    assert await demand.is_late(desk.after(hours=300)) is was_late


@pytest.mark.parametrize(("closed_after", "was_late"), [(119, False), (200, True)])
async def test_a_first_round_that_was_late_is_not_forgotten_when_it_is_opened_again(demand, closed_after, was_late):
    desk = demand.desk
    desk.accept(desk.after(minutes=5), kind=KIND, level=Level.BANNER, body=SUPERVISING)
    desk.wait(desk.after(hours=closed_after))
    desk.close(desk.now)

    desk.does(Act.REQUEST_REOPEN, desk.after(hours=closed_after + 1))

    assert await demand.is_late(desk.after(hours=closed_after + 2)) is was_late
    assert await demand.is_late(desk.after(hours=closed_after + 121)) is True
