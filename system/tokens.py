"""Random tokens that a program gives to people on one machine, kept in a file that only its owner can read."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from pathlib import Path


def kept_tokens(path: Path, names: Iterable[str]) -> dict[str, str]:
    """A token for each name: those that the file holds, and new ones, which the file holds from now on."""
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    tokens = {name: known.get(name) or secrets.token_urlsafe(18) for name in names}
    if known | tokens != known:
        _write(path, json.dumps(known | tokens, indent=1))
    return tokens


def _write(path: Path, text: str) -> None:
    """Write aside, then move into place: a broken start leaves the old file or the new one, and never an open one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
