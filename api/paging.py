"""Pages of lists: where the next one begins is told by the last row, so a list that grows never skips or repeats."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query

from api.refusals import BadInput

Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=100, description="The most rows of one answer.")]
Cursor = Annotated[
    str, Query(max_length=300, description="Where the page begins: taken from `next` of the page before.")
]


def split(
    rows: Sequence[Row], limit: int, address: str, start_of: Callable[[Row], str], **query: str
) -> tuple[list[Row], str | None]:
    """The rows of one page, and the address of the next; one row more than `limit` was read to know whether there is one."""
    shown = list(rows[:limit])
    if len(rows) <= limit:
        return shown, None
    kept = {name: value for name, value in query.items() if value}
    return shown, f"{address}?{urlencode({'after': start_of(shown[-1]), 'limit': str(limit), **kept})}"


def cursor(at: datetime | None, *rest: str) -> str:
    """A row's place in a list that is sorted by an instant and then by other columns."""
    text = json.dumps([at.isoformat() if at else "", *rest])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place(text: str, parts: int) -> tuple[datetime | None, tuple[str, ...]]:
    """The instant and the other columns of a cursor; the very beginning for an empty one.

    Raises:
        BadInput: this is no cursor of ours.
    """
    if not text:
        return None, ("",) * parts
    try:
        at, *rest = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        moment = datetime.fromisoformat(at) if at else None
        is_ours = len(rest) == parts and all(isinstance(word, str) and word.isprintable() for word in rest)
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise bad_cursor() from fault
    if not is_ours or (moment is not None and (moment.tzinfo is None or not 2000 <= moment.year <= 2999)):
        raise bad_cursor()
    return moment, tuple(rest)


def uuid_of(text: str) -> UUID | None:
    """The id in a cursor, None for the beginning; `BadInput` when it is none."""
    try:
        return UUID(text) if text else None
    except ValueError as fault:
        raise bad_cursor() from fault


def number_of(text: str) -> int:
    """The number in a cursor, 0 for the beginning; `BadInput` when it is none."""
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise bad_cursor()
    return int(text or "0")


def bad_cursor() -> BadInput:
    """The answer to a cursor that is not ours."""
    return BadInput([{"place": "query.after", "reason": "This is not the beginning of a page: take it from `next`."}])
