"""The past that `make run HISTORY=1` begins with: made once, in an empty database; its open cases go on in workflows of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from temporalio.client import Client

from api.gateway import Gateway
from api.lines import TemporalLine
from domain.approval import Approval
from domain.hotline.request import Request
from domain.legal.cases import Aid, Inquiry
from history.course import Course
from history.years import Size, has_cases, make_history
from store.pool import Pool
from system.steps import Steps
from workflows.messages import AidStart, ApprovalStart, HotlineStart, InquiryStart, Kept

SHARES = {"1": 0.03, "all": 1.0}  # of a whole history
_SEED = 1


async def made_past(pool: Pool, wanted: str, steps: Steps) -> list[Course]:
    """Make the history that is wanted (nothing, `1` or `all`), and return its open cases; nothing where any case is there."""
    if wanted not in SHARES:
        return []
    with steps.step("History") as note:
        async with pool.acquire() as connection:
            if await has_cases(connection):
                note.text = "none made, for there are cases already"
                return []
        made = await make_history(pool, Size().times(SHARES[wanted]), seed=_SEED, until=datetime.now(UTC))
        note.text = f"{made.commits:,} steps since {made.since:%Y-%m-%d}, {len(made.left)} cases still open"
        return made.left


async def go_on(client: Client, task_queue: str, left: Iterable[Course]) -> None:
    """Begin the workflows of open cases as the next runs of what has written them so far.

    Raises:
        TemporalAway: it cannot be known which were begun; beginning them again is harmless.
    """
    gateway = Gateway(TemporalLine(client), task_queue=task_queue)
    for course in left:
        kept = Kept(course.seq, epoch=1, seen=tuple(course.seen))
        match course.case:
            case Approval() as case:
                await gateway.open(ApprovalStart(case, kept=kept), summary=course.ref)
            case Request() as case:
                await gateway.begin(HotlineStart(case, kept=kept), summary=course.ref)
            case Inquiry() as case:
                await gateway.begin_legal(InquiryStart(case, kept=kept), summary=course.ref)
            case Aid() as case:
                await gateway.begin_legal(AidStart(case, kept=kept), summary=course.ref)
