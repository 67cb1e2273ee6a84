"""A QR code on paper: the way from a printed sheet back to a page of ours. No query code of a citizen is ever in it."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from fastapi import Request
from markupsafe import Markup

from api.desk import desk_of
from api.language import address_of


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """An address, and the same as a drawing without styles or scripts."""

    address: str
    drawing: Markup


def code_for(request: Request, path: str) -> PrintedCode:
    """The code of one of our pages, in the language of the sheet if its address states one."""
    address = f"{desk_of(request).settings.public_base_url.rstrip('/')}{address_of(request).link(path)}"
    drawn = segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True, light="#fff", dark="#000")
    return PrintedCode(address, Markup(drawn))  # noqa: S704  # nosec B704  # drawn here: squares and numbers only
