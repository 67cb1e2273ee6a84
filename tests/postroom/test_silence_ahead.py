"""The list of what silence approves soon reaches the department's head and the supervisors, and nobody else."""

from __future__ import annotations

from datetime import timedelta

from house import DUE, MORNING

from domain.notices import SILENT_ALL, SILENT_OWN
from domain.roles import Role
from store.silence import SQL

TODAY = "silence-2026-11-25"


async def told(house, body, step, items):
    """What the morning of a working day writes."""
    ends = MORNING + timedelta(hours=15)
    await house.pool.execute(SQL["tell_ahead"], TODAY, body, step, MORNING, ends, DUE, items)


async def test_each_head_is_told_of_the_own_items_and_supervisors_of_all(house, phone):
    await house.person("li")
    head, other, overseer = (
        await house.person("wang", Role.HEAD),
        await house.person("zhao", Role.HEAD, department="DRC"),
        await house.person("shen", Role.SUPERVISOR),
    )
    for body, step, items in (("NRB", SILENT_OWN, 2), ("DRC", SILENT_OWN, 1), ("", SILENT_ALL, 3)):
        await told(house, body, step, items)
        await told(house, body, step, items)  # as a night that is tried again does

    await house.after(minutes=2)

    for number, words in ((head, "本部门有2项"), (other, "本部门有1项"), (overseer, "全旗有3项")):
        await phone(number).expects("默许预告", words)
    assert await house.pool.fetchval("SELECT count(*) FROM letter") == 3
