"""How a file is given out: piece by piece, saved rather than shown, and with nothing that it could act with."""

from __future__ import annotations

from starlette.responses import Response, StreamingResponse

from api.desk import Desk
from api.documents.looking import pieces
from domain.documents.naming import disposition
from store import shipped
from store.documents import Document, size_of

_POLICY = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


async def given(desk: Desk, document: Document, *, original: bool) -> Response:
    """A document's file; of a picture the clean copy, unless the original is asked for."""
    content = document.content if original or document.copy is None else document.copy
    async with desk.postgres.connection() as connection:
        size = await size_of(connection, content)
    kind = shipped.documents().kinds[document.kind]
    headers = {
        "Content-Length": str(size),
        "Content-Disposition": disposition(document.name, kind),
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces(desk, content, size), media_type=kind.media_type, headers=headers)
