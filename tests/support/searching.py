"""Reads everything that Temporal keeps: what its API shows, every payload unpacked, and its database row by row."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, suppress
from pathlib import Path

from google.protobuf.message import Message
from google.protobuf.text_format import MessageToString
from temporalio.api.common.v1 import Payload
from temporalio.client import Client

from system.converter import data_converter

_PACKED = b"\x78\xda"  # how zlib begins, as system/converter.py packs


async def all_of_temporal(client: Client, task_queue: str, refs: set[str]) -> AsyncIterator[tuple[str, str]]:
    """Whatever Temporal shows of these cases, readable: histories, memos, search attributes, ids; and the schedules."""
    async for found in client.list_workflows(f"TaskQueue = '{task_queue}'"):
        handle = client.get_workflow_handle(found.id, run_id=found.run_id)
        yield f"{found.id} described", _readable((await handle.describe()).raw_description)
        history = await handle.fetch_history()
        for event in history.events:
            yield f"{found.id} event {event.event_id}", _readable(event)
        refs.discard(found.id.partition("/")[2])
    async for schedule in await client.list_schedules():
        described = await client.get_schedule_handle(schedule.id).describe()
        yield f"schedule {schedule.id}", _readable(described.raw_description)


def rows_of(database: Path) -> Iterator[tuple[str, bytes]]:
    """Every value of every table of an SQLite database, what is packed in it unpacked too."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        opened.text_factory = bytes
        tables = [row[0].decode() for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in opened.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 (its own catalogue)
                for value in row:
                    if isinstance(value, bytes):
                        yield table, value + b"".join(_unpacked_from(value))


def _unpacked_from(value: bytes) -> Iterator[bytes]:
    start = value.find(_PACKED)
    while start >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(value[start:])
        start = value.find(_PACKED, start + 1)


def _readable(message: Message) -> str:
    """A message of Temporal as text, every payload unpacked."""
    return MessageToString(message, as_utf8=True) + json.dumps(
        list(_unpacked(message)), ensure_ascii=False, default=repr
    )


def _unpacked(message: Message) -> Iterator[str]:
    if isinstance(message, Payload):
        yield repr(data_converter.payload_converter.from_payloads([message]))
        return
    for about, value in message.ListFields():
        if about.message_type is None:
            continue
        if about.message_type.GetOptions().map_entry:
            values = [inner for inner in value.values() if isinstance(inner, Message)]
        else:
            values = value if about.is_repeated else [value]
        for inner in values:
            yield from _unpacked(inner)
