"""A list for a spreadsheet, with its head in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from api.legal.figure_sheet import Cell, csv_of
from api.speech import Speech
from api.templates import VARY

Row = Sequence[Cell]


def csv_file(speech: Speech, name: str, head: Sequence[str], rows: Sequence[Row]) -> Response:
    """The rows as a file that a spreadsheet opens; `head` are words of the wordbook."""
    about = {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Language": speech.language.tag,
        "Vary": VARY,
    }
    body = csv_of([[speech.gettext(word) for word in head], *rows])
    return Response(body, media_type="text/csv; charset=utf-8", headers=about)
