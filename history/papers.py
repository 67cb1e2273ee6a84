"""The documents that the project side hands in: small and alike, but kept and chained as any others."""

from __future__ import annotations

from datetime import datetime

from history.course import name_of
from store.contents import keep_whole
from store.documents import NewDocument, newest_of, take_over
from store.pool import Connection

_MOST = 500
_PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n% {}\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def hand_in(connection: Connection, ref: str, material: str, *, by: str, at: datetime) -> None:
    """Hand in the next version of a document of a project."""
    handed = (await newest_of(connection, ref)).get(material)
    version = handed.version + 1 if handed else 1
    data = _PDF.format(f"{material} {version}").encode()
    content = await keep_whole(connection, data, at, piece_bytes=len(data))
    name = name_of(ref, material, version)
    about = (name, ref, material, version, f"{material}.pdf", "pdf", content, None)
    await take_over(connection, NewDocument(*about, None, None, by, at), most=_MOST)
