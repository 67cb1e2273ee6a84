"""Whoever shows a number and the code that belongs to it is known by them; guessing codes is slowed down."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request

from api.desk import Desk
from api.hotline.report_refusals import TooManyGuesses, UnknownTracking
from api.limits import asker_of
from domain.codes import code_of
from store.pool import Connection

Known = TypeVar("Known")


async def known_by_code(
    request: Request,
    desk: Desk,
    ref: str,
    code: str,
    *,
    kind: str,
    pattern: str,
    find: Callable[[Connection, str, str], Awaitable[Known | None]],
) -> Known:
    """Whose number (of a case of this kind, so of this pattern) and code these are, as `find` knows them.

    Raises:
        TooManyGuesses: too many wrong ones have come from this address, or from all.
        UnknownTracking: nobody's.
    """
    client, shown = client_of(request), code_of(code)
    if not desk.guesses.may(client):
        raise TooManyGuesses()
    if shown is None or not re.fullmatch(pattern, ref):
        raise UnknownTracking(kind=kind)
    async with desk.postgres.connection() as connection:
        known = await find(connection, ref, shown)
    if known is None:
        raise UnknownTracking(kind=kind)
    desk.guesses.was_right(client)
    return known


def client_of(request: Request) -> str:
    """From where somebody guesses: the address, of an IPv6 one the net of a household, or each would have 2^64 of them."""
    return asker_of(request.scope)
