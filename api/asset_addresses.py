"""The style sheet, the script and the icon of the pages, at addresses that change with them, so that browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "assets"
_NAMES = frozenset(path.name for path in FOLDER.iterdir())
_KEPT = "public, max-age=31536000, immutable"


def known_asset(name: str) -> str:
    """The name of an asset that there is; `ValueError` for any other."""
    if name not in _NAMES:
        raise ValueError("There is no such sheet, script or icon.")
    return name


def address_of_asset(name: str) -> str:
    """The address of an asset as it is now."""
    return f"/assets/{name}?v={_version(name)}"


def caching_of(name: str, version: str) -> str:
    """How long a browser may keep an asset that it asked for in a version: for ever, if it is the present one."""
    return _KEPT if version == _version(name) else "no-cache"


@cache
def _version(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
