"""Several who act on a case at once, and what must hold of it afterwards."""

from __future__ import annotations

import asyncio
from typing import Any

from bureau import Matter
from seat import Call, Seat
from temporalio.client import WorkflowUpdateFailedError

from workflows.window import CASE_PHASE


async def at_once(case: Call | Matter, *commands: Any) -> tuple[list[int], list[WorkflowUpdateFailedError]]:
    """Give commands at the same time; the numbers of those that won, and the refusals of the others."""
    answers = await asyncio.gather(*(case.send(command) for command in commands), return_exceptions=True)
    lost = [answer for answer in answers if isinstance(answer, WorkflowUpdateFailedError)]
    won = [answer for answer in answers if isinstance(answer, int)]
    assert len(won) + len(lost) == len(commands), answers
    return won, lost


async def check_agreed(seat: Seat, request: Call) -> None:
    """The database tells one whole story of a request, and the case shows the same one."""
    row = await _check_whole(request, "request")
    held = await seat.town.pool.fetch("SELECT body, owner FROM custody WHERE ref = $1 AND until IS NULL", request.ref)
    assert [tuple(custody) for custody in held] == (
        [(row["body"], row["owner"])] if row["state"] in ("handling", "paused") else []
    )


async def check_matter_agreed(matter: Matter) -> None:
    """The same of a case of the legal circle: who has it is its holder, and once it is over nobody has anything to do with it."""
    row = await _check_whole(matter, "legal_case")
    hands = await matter.town.pool.fetch(
        "SELECT person, accepted_at FROM assignment WHERE ref = $1 AND until IS NULL", matter.ref
    )
    assert [hand["person"] for hand in hands if hand["accepted_at"]] == ([row["holder"]] if row["holder"] else [])
    assert not hands or row["ended_at"] is None


async def _check_whole(case: Call | Matter, table: str) -> dict[str, Any]:
    """No line of the record is missing or there twice, and Temporal's window shows the state of the row, which is returned.

    Both are read at one instant: a case may go on by itself meanwhile.
    """
    found = await case.town.pool.fetchrow(
        f"SELECT {table}.*, ARRAY(SELECT n FROM valid_event WHERE ref = $1 ORDER BY n) AS lines FROM {table} WHERE ref = $1",  # noqa: S608
        case.ref,
    )
    assert found is not None, "it is written down"
    assert found["lines"] == list(range(1, found["n"] + 1))
    async with asyncio.timeout(10):  # a new run shows itself after it has written everything again
        while (await case.handle.describe()).typed_search_attributes[CASE_PHASE] != found["state"]:
            await asyncio.sleep(0.02)
    return dict(found)
