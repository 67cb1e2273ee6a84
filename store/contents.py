"""The bytes of files: kept in pieces, known by their SHA-256 and kept once, read without ever being whole in memory."""

from __future__ import annotations

import hashlib
from datetime import datetime

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


async def add_content(connection: Connection, size: int, at: datetime) -> int:
    """Make room for a file of `size` bytes, and return its id."""
    content: int = await connection.fetchval(SQL["add_content"], size, at)
    return content


async def add_piece(connection: Connection, content: int, start: int, piece: bytes) -> None:
    """Keep the bytes of a file from `start` on; nothing may stand there yet."""
    await connection.execute(SQL["add_piece"], content, start, piece)


async def piece_from(connection: Connection, content: int, start: int) -> bytes:
    """The bytes from `start` to the end of the piece in which it lies; empty at the end of the file."""
    row = await connection.fetchrow(SQL["piece_around"], content, start)
    return bytes(row["bytes"][start - row["start"] :]) if row else b""


async def stretch(connection: Connection, content: int, start: int, length: int) -> bytes:
    """At most `length` bytes from `start` on: for what must be whole in memory, so keep it short."""
    found = bytearray()
    while len(found) < length and (piece := await piece_from(connection, content, start + len(found))):
        found += piece
    return bytes(found[:length])


async def seal(connection: Connection, content: int, digest: bytes) -> int:
    """Let a whole file be known by its digest, within a transaction; return where these bytes are kept.

    When they were kept before, that is elsewhere: `content` is then known by no digest and left for `forget`.
    """
    await connection.execute(SQL["lock_digest"], digest)
    known: int | None = await connection.fetchval(SQL["content_by_digest"], digest)
    if known is None:
        await connection.execute(SQL["seal_content"], content, digest)
    return content if known is None else known


async def forget(connection: Connection, content: int) -> None:
    """Drop a file that is known by no digest, with its pieces and the upload that points at it."""
    await connection.execute(SQL["forget_content"], content)


async def keep_whole(connection: Connection, data: bytes, at: datetime, *, piece_bytes: int) -> int:
    """Keep a file that is in memory anyway, within a transaction; return where its bytes are kept."""
    content = await add_content(connection, len(data), at)
    for start in range(0, len(data), piece_bytes):
        await add_piece(connection, content, start, data[start : start + piece_bytes])
    kept = await seal(connection, content, hashlib.sha256(data).digest())
    if kept != content:
        await forget(connection, content)
    return kept
