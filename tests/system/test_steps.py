"""What a person at the terminal is told, and what lies around for him."""

import io
import json
from contextlib import asynccontextmanager

import pytest

from system.steps import Steps
from system.tokens import kept_tokens


@asynccontextmanager
async def door():
    yield "open"


async def test_a_step_is_shown_while_it_is_done_and_when_it_has_ended():
    out = io.StringIO()
    with Steps(out).step("Schema") as note:
        assert out.getvalue().startswith("Schema … ")
        note.text = "up to date"

    assert out.getvalue().split() == ["Schema", "…", "up", "to", "date,", "ready", "in", "0.0", "s"]


def test_a_step_that_fails_says_so_and_lets_it_pass():
    out = io.StringIO()
    with pytest.raises(ValueError, match="broken"), Steps(out).step("Worker"):
        raise ValueError("broken")

    assert "failed after" in out.getvalue()


async def test_the_end_of_what_was_opened_is_a_step_too():
    out = io.StringIO()
    async with Steps(out).opened("Door", door(), lambda held: f"it is {held}", ended="closed") as held:
        assert held == "open"

    first, last = out.getvalue().splitlines()
    assert "it is open, ready in" in first
    assert "closed in" in last


def test_tokens_are_kept_and_only_missing_ones_are_made(tmp_path):
    file = tmp_path / "new" / "tokens.json"
    first = kept_tokens(file, ["a", "b"])
    again = kept_tokens(file, ["b", "c"])

    assert again["b"] == first["b"]
    assert json.loads(file.read_text()) == first | again
    assert len({*first.values(), *again.values()}) == 3
    assert file.stat().st_mode & 0o777 == 0o600
