"""How rows with personal data are shown to those who need not see all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, TypeVar

from domain.hotline.record import Happening
from domain.masking import masked_address, masked_name, masked_text, needs_all
from domain.roles import Role

Row = TypeVar("Row", bound=Any)

_MASKS: dict[str, Callable[[Any], Any]] = {
    "text": masked_text,
    "said": masked_text,
    "means": masked_text,
    "evidence": masked_text,
    "reason": masked_text,
    "why": masked_text,
    "remarks": masked_text,
    "witness": masked_name,
    "other_side": masked_name,
    "address": masked_address,
    "lat": lambda _: None,
    "lon": lambda _: None,
    "note": lambda note: {name: masked_text(text) for name, text in note.items()},
}


_BLANKS: dict[str, Any] = {"text": "", "address": "", "lat": None, "lon": None, "note": {}, "source": ""}
_OF_NOBODY: dict[str, Any] = {"actor": "", "role": Role.VISITOR, "what": "", "instead_of": ""}


def withheld(row: Row) -> Row:
    """A row of a case without anything that its citizen or those who work on it have written, and without who took it in.

    A grid member who takes something in is of a village, and so, most likely, is whoever has told it to them.
    """
    blanks = _BLANKS | (_OF_NOBODY if getattr(row, "kind", "") == Happening.REPORTED else {})
    return replace(row, **{about.name: blanks[about.name] for about in fields(row) if about.name in blanks})


def text_shown_to(role: Role, text: str) -> str:
    """A text as it is shown to somebody of this role: whole, or with numbers covered."""
    return text if needs_all(role) else masked_text(text)


def shown_to(role: Role, row: Row) -> Row:
    """A row as it is shown to somebody of this role: whole, or with names, numbers and places covered."""
    if needs_all(role) or row is None:
        return row
    named = {about.name for about in fields(row)} & set(_MASKS)
    return replace(row, **{name: _MASKS[name](getattr(row, name)) for name in named if getattr(row, name) is not None})
