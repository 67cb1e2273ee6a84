"""Saving histories of workflows, which tests/workflows/test_replay.py replays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHandle, WorkflowHistory

from worker import BUILD

FOLDER = Path(__file__).parents[1] / "workflows" / "histories"


async def save(name: str, handle: WorkflowHandle[Any, Any]) -> None:
    """Save a history under its case's name and the present build, without what tells of this machine."""
    history = _json(await handle.fetch_history())
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(history, ensure_ascii=False, separators=(",", ":")).replace(',{"eventId"', ',\n{"eventId"')
    (FOLDER / f"{name}.{BUILD}.json").write_text(f"{text}\n", encoding="utf-8")


def _json(history: WorkflowHistory) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(history.to_json())
    for event in found["events"]:
        for attributes in _inside(event):
            for who in ("identity", "requestId"):
                attributes.pop(who, None)
    return found


def _inside(value: object) -> Iterator[dict[str, Any]]:
    """All tables in a JSON value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _inside(inner)
