"""How schemathesis writes bodies that are neither JSON nor forms; `tests/api/fuzz.py` names this module to it."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/offset+octet-stream", "application/x-ndjson")
def as_it_is(_: object, value: Any) -> bytes:
    """The bytes themselves."""
    return getattr(value, "data", None) or str(value).encode("utf-8", "surrogatepass")
