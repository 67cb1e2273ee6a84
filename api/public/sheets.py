"""A list for a spreadsheet, with its head in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from api.desk import desk_of
from api.language import Language, language_of
from api.legal.figure_sheet import Cell, csv_of
from api.speech import Speech
from api.templates import VARY

MOST_ROWS = 10_000  # of a sheet, whatever its list holds
Row = Sequence[Cell]


def csv_file(
    speech: Speech, name: str, head: Sequence[str], rows: Sequence[Row], *, cache: str = "no-cache"
) -> Response:
    """The rows as a file that a spreadsheet opens; `head` are words of the wordbook. What only some may read is `no-store`."""
    about = {
        "Cache-Control": cache,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Language": speech.language.tag,
        "Vary": VARY,
    }
    body = csv_of([[speech.gettext(word) for word in head], *rows])
    return Response(body, media_type="text/csv; charset=utf-8", headers=about)


def speech_for(request: Request) -> Speech:
    """How the reader of a sheet is spoken to."""
    return Speech(language_of(request), desk_of(request).library.local)


def at_second(speech: Speech, at: datetime | None) -> str | None:
    """An instant as a cell: the office's time, to the second."""
    return speech.local(at).isoformat(timespec="seconds") if at else None


def plain(speech: Speech, names: Mapping[str, str]) -> str:
    """Words that data brings in several languages, as a cell: Chinese where ours is missing."""
    return names.get(speech.language) or names.get(Language.ZH, "")
