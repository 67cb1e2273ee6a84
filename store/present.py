"""What messages speak of, as it stands at this moment: items of projects, requests, cases of the legal circle, sessions of programmes; read under lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from asyncpg import Record

from domain.holding import Present
from domain.hotline.request import State as RequestState
from domain.item import State
from domain.legal.cases import State as LegalState
from domain.legal.programmes import SessionState
from domain.organisation import JUSTICE
from domain.rulebook import Rulebook
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
About = tuple[str, str]  # (ref, item): of a request the item is the thread, of a programme a session's beginning


@dataclass(frozen=True, slots=True)
class PresentItem:
    """An item, or a request, as the case has it at this moment, with its department and its names by language."""

    department: str
    present: Present
    names: Mapping[str, str]


async def lock_items(
    connection: Connection, about: Iterable[About], book: Rulebook
) -> tuple[set[str], dict[About, PresentItem]]:
    """Lock the cases against writing and read their items again; refs that somebody is writing to are not in the answer."""
    pairs = sorted(set(about))
    refs = sorted({ref for ref, _ in pairs})
    projects = {row["ref"] for row in await connection.fetch(SQL["lock_cases"], refs)}
    rest = [ref for ref in refs if ref not in projects]
    requests = {row["ref"] for row in await connection.fetch(SQL["lock_requests"], rest)} if rest else set()
    rest = [ref for ref in rest if ref not in requests]
    legal = {row["ref"] for row in await connection.fetch(SQL["lock_legal_cases"], rest)} if rest else set()
    rest = [ref for ref in rest if ref not in legal]
    programmes = {row["ref"] for row in await connection.fetch(SQL["lock_programmes"], rest)} if rest else set()
    items = await _items(connection, [pair for pair in pairs if pair[0] in projects])
    items |= await _threads(connection, [pair for pair in pairs if pair[0] in requests], book)
    items |= await _legal(connection, [pair for pair in pairs if pair[0] in legal], book)
    items |= await _sessions(connection, [pair for pair in pairs if pair[0] in programmes])
    return projects | requests | legal | programmes, items


async def _items(connection: Connection, pairs: list[About]) -> dict[About, PresentItem]:
    if not pairs:
        return {}
    rows = await connection.fetch(SQL["present_items"], [ref for ref, _ in pairs], [item for _, item in pairs])
    return {(row["ref"], row["id"]): _item(row) for row in rows}


def _item(row: Record) -> PresentItem:
    """An item; Mongolian readers get its Chinese name, for the catalogue has no other."""
    chinese = row["name_zh"] or row["id"]
    present = Present(State(row["state"]), row["due_on"], row["over_at"], row["officer"])
    return PresentItem(row["department"], present, {"zh": chinese, "mn": chinese, "en": row["name_en"] or row["id"]})


async def _threads(connection: Connection, pairs: list[About], book: Rulebook) -> dict[About, PresentItem]:
    if not pairs:
        return {}
    rows = await connection.fetch(SQL["present_requests"], sorted({ref for ref, _ in pairs}))
    requests = {row["ref"]: _request(row, book) for row in rows}
    return {(ref, thread): requests[ref] for ref, thread in pairs if ref in requests}


async def _legal(connection: Connection, pairs: list[About], book: Rulebook) -> dict[About, PresentItem]:
    if not pairs:
        return {}
    rows = await connection.fetch(SQL["present_legal_cases"], sorted({ref for ref, _ in pairs}))
    cases = {row["ref"]: _case(row, book) for row in rows}
    return {(ref, thread): cases[ref] for ref, thread in pairs if ref in cases}


async def _sessions(connection: Connection, pairs: list[About]) -> dict[About, PresentItem]:
    if not pairs:
        return {}
    rows = await connection.fetch(SQL["present_sessions"], [ref for ref, _ in pairs], [item for _, item in pairs])
    return {(row["ref"], row["item"]): _session(row) for row in rows}


def _session(row: Record) -> PresentItem:
    present = Present(SessionState(row["state"]), None, row["starts_at"], row["host"])
    names = {"zh": row["name_zh"], "mn": row["name_mn"] or row["name_zh"], "en": row["name_en"]}
    return PresentItem(JUSTICE, present, names)


def _case(row: Record, book: Rulebook) -> PresentItem:
    present = Present(LegalState(row["state"]), None, None, row["holder"])
    return PresentItem(JUSTICE, present, book.service(row["service"]))


def _request(row: Record, book: Rulebook) -> PresentItem:
    present = Present(RequestState(row["state"]), None, row["goal_at"], row["owner"])
    return PresentItem(row["body"], present, book.kind(row["kind"]))
