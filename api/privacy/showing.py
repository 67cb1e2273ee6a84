"""What `python -m local retention` shows: what would be erased, by table and reason, and the plans that wait for somebody to say yes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.privacy.book import Period, PrivacyBook
from domain.roles import SYSTEM
from store.erasure_plans import Plan, open_plans
from store.pool import Connection
from store.retention import Line, Outlook, outlook
from store.shipped import privacy

_NOTHING = "  Nothing is kept longer than its period.\n"
_HOW = "  Nothing was erased. Two people say yes to a plan: POST /api/v1/retention/plans/…/confirm, see /docs.\n"


async def retention_page(connection: Connection, now: datetime) -> list[str]:
    """The lines of the page; nothing in it says whose data it is."""
    book = privacy()
    found, plans = await outlook(connection, book, now), await open_plans(connection)
    if not found.lines and not found.cases:
        return ["", _NOTHING, *_waiting(plans)]
    rows = [_row(book, line) for line in found.lines]
    cases = [f"  {count} cases: {book.kept[Period(kept)].law}" for kept, count in _count(found).items()]
    return ["", f"  {'table':18} {'rows':>7}  why", *rows, "", *cases, *_waiting(plans), "", _HOW]


def _row(book: PrivacyBook, line: Line) -> str:
    years = book.kept[Period(line.kept)].years
    why = f"{line.kept}, {years} years: "
    why += "of the cases below" if line.of_cases else f"before {line.before.date().isoformat()}, of no case"
    return f"  {line.table_name:18} {line.rows:>7}  {why}"


def _count(found: Outlook) -> Counter[str]:
    return Counter(case.kept for case in found.cases)


def _waiting(plans: Sequence[Plan]) -> Iterator[str]:
    for plan in plans:
        head, rows = plan.head, sum(line.rows for line in plan.lines)
        by = "the night" if head.made_by == SYSTEM.id else head.made_by
        yes = f"{head.first} has said yes" if head.first else "nobody has said yes"
        yield f"  Plan {head.id}, made by {by} at {head.made_at:%Y-%m-%d %H:%M} UTC: {len(plan.cases)} cases, {rows} rows; {yes}."
