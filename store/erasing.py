"""Empties what is personal: in the rows of cases, and in rows of no case that are older than their period; the record stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from store.pool import Connection
from store.retention import PATIENT, Erasable, Line
from store.sql import load_sql

SQL = load_sql(__file__)


async def erase_cases(connection: Connection, cases: Sequence[Erasable], *, by: str, now: datetime) -> None:
    """Empty every personal column of these cases, drop their documents, and write down by whose word."""
    refs = [case.ref for case in cases]
    first = (SQL["erase_letters"], SQL["erase_notes"], SQL["erase_reports"], SQL["erase_complainants"])
    then = (SQL["erase_matters"], SQL["erase_askers"], SQL["erase_pledges"], SQL["erase_evidence"])
    for statement in (*first, *then):  # letters before the people by whom they are found
        await connection.execute(statement, refs, timeout=PATIENT)
    await _drop_documents(connection, refs)
    await connection.execute(SQL["note_erasures"], refs, [case.kept for case in cases], by, now)


async def erase_by_date(connection: Connection, line: Line) -> None:
    """Empty the rows of no case that a line of a plan counts."""
    statements = {
        "letter": SQL["empty_letters"],
        "outbox": SQL["empty_outbox"],
        "inbound": SQL["empty_inbound"],
        "barred": SQL["drop_bars"],
        "subscriber": SQL["empty_subscribers"],
        "person": SQL["empty_people"],
        "token": SQL["empty_tokens"],
        "legal_activity": SQL["empty_activities"],
        "programme_session": SQL["empty_sessions"],
        "access_log": SQL["drop_readings"],
    }
    await connection.execute(statements[line.table_name], line.before, timeout=PATIENT)


async def _drop_documents(connection: Connection, refs: Sequence[str]) -> None:
    """Drop files with their bytes, but those that another case has handed in too."""
    await connection.execute(SQL["lock_contents"], refs)
    contents = [row["content"] for row in await connection.fetch(SQL["contents_of"], refs)]
    await connection.execute(SQL["drop_uploads_of"], refs)
    await connection.execute(SQL["drop_documents_of"], refs)
    await connection.execute(SQL["drop_contents"], contents, timeout=PATIENT)
