"""What every counter does with the text of a file that is published: it is read whole, or refused with every fault and its place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    FileRefused,
    NotJson,
    PostgresAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
)
from domain.refusals import NotAllowed
from domain.toml_file import BadFile

Read = TypeVar("Read")

PUBLISH = (
    BadInput, BadJson, BodyTooLarge, NotJson, FileRefused, TokenMissing, TokenUnknown, TooSlow, NotAllowed, PostgresAway
)  # fmt: skip


async def sound(parse: Callable[[str], Read], text: str) -> Read:
    """What the text says, or `FileRefused`. A bad file keeps neither a connection nor the others waiting."""
    try:
        return await asyncio.to_thread(parse, text)
    except BadFile as bad:
        raise refused(bad) from bad


def refused(bad: BadFile) -> FileRefused:
    """The answer to a file with faults."""
    return FileRefused([{"place": problem.place, "reason": problem.reason} for problem in bad.problems])
