"""Demands: what departments asked the project side for, and what they were not allowed to ask for; only ever added to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for something: with which act, about which item, for which department; of what is faulty with its defect."""

    ref: str
    command: str
    item: str
    department: str
    asked_by: str
    asked_at: datetime
    wanted: Mapping[str, str]  # the defect of each material, empty where it is missing


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that was demanded; `refused` is the code of the refusal, empty when it may be asked for.

    `defect` is why it should come again, empty where it is missing. Words alone name no material, and are refused.
    """

    ref: str
    item: str
    department: str
    material: str
    refused: str
    asked_by: str
    asked_at: datetime
    command: str
    defect: str


async def add_demands(connection: Connection, asking: Asking, codes: Mapping[str, str]) -> None:
    """Write down what is demanded with an act: each material with the code of its refusal, or with none."""
    about = (asking.item, asking.department, asking.asked_by, asking.asked_at)
    rows = [
        (asking.ref, asking.command, material, code, *about, asking.wanted.get(material, ""))
        for material, code in codes.items()
    ]
    await connection.executemany(SQL["add_demand"], rows)


async def was_demanded(connection: Connection, ref: str, command: str) -> bool:
    """Was something demanded with this act before, and not refused?"""
    return bool(await connection.fetchval(SQL["was_demanded"], ref, command))


async def demands_of(connection: Connection, ref: str) -> list[Demand]:
    """What was demanded of a project, the oldest first: by acts that the case has obeyed, or in vain."""
    return [Demand(*row) for row in await connection.fetch(SQL["demands_of"], ref)]


async def refused_demands(
    connection: Connection, *, before: tuple[datetime | None, str, str, str], most: int
) -> list[Demand]:
    """Demands that were refused, the newest first, before the one with this (asked_at, ref, command, material)."""
    return [Demand(*row) for row in await connection.fetch(SQL["refused_demands"], *before, most)]
