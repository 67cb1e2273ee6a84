"""Where a page leads after somebody has signed in: to a place of ours, whatever an address asks for."""

from __future__ import annotations

import re

HOME = "/account"
_MOST = 500
_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")  # browsers read `//` and `/\` as another site, and drop tabs


def safe_path(wanted: str) -> str:
    """The path that is asked for, or one's own account if that could lead anywhere else."""
    return wanted if len(wanted) <= _MOST and _OURS.fullmatch(wanted) else HOME
