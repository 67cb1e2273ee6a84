"""How much may be handed in at which address, in which form, and by whom it is read: one table for `api.intake`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.roles import Act
from store.shipped import documents

KIB = 1024
MIB = 1024 * KIB


class Form(StrEnum):
    """The media types that are taken."""

    JSON = "application/json"
    FORM = "application/x-www-form-urlencoded"
    FILES = "multipart/form-data"
    LINES = "application/x-ndjson"
    BYTES = "application/offset+octet-stream"


@dataclass(frozen=True, slots=True)
class Size:
    """What an address takes: at most so many bytes and parts (names and values), sent within so many seconds.

    `act` is who may send so much: others may send only what everybody may. `is_open` reads the body of a visitor too.
    """

    bytes: int = 64 * KIB
    parts: int = 1000  # the largest usual body that we ask for has less than 100
    seconds: float = 10.0
    form: Form = Form.JSON
    act: Act | None = None
    is_open: bool = False


USUAL = Size()
_FILE = MIB
_PAGE = Size(form=Form.FORM, is_open=True)  # what comes there proves itself: by a code, or by a signature
_OWN_PAGE = Size(form=Form.FORM)
_PHOTOS = Size(bytes=24 * MIB, seconds=180.0, form=Form.FILES, is_open=True)  # a few, from a telephone on a slow line
_OPEN = Size(is_open=True)
_SIZES = {
    "/api/v1/calendars": Size(bytes=_FILE, act=Act.PUBLISH_CALENDAR),
    "/api/v1/catalogues": Size(bytes=_FILE, act=Act.PUBLISH_CATALOGUE),
    "/api/v1/hotline": Size(bytes=_FILE, act=Act.PUBLISH_HOTLINE),
    "/api/v1/legal": Size(bytes=_FILE, act=Act.PUBLISH_LEGAL),
    **{
        path: size
        for kind, act in {
            "calendar": Act.PUBLISH_CALENDAR,
            "catalogue": Act.PUBLISH_CATALOGUE,
            "hotline": Act.PUBLISH_HOTLINE,
            "legal": Act.PUBLISH_LEGAL,
        }.items()
        for path, size in {
            f"/admin/versions/{kind}": Size(bytes=4 * _FILE, form=Form.FORM, act=act),  # as a form writes it: %E4%BA%8B
            f"/admin/versions/{kind}/file": Size(bytes=_FILE, form=Form.FILES, act=act),
        }.items()
    },
    **dict.fromkeys(
        (f"/api/v1/legal/{name}" for name in ("inquiries", "aid", "visits", "track", "places/nearest")), _OPEN
    ),
    **dict.fromkeys(("/api/v1/requests", "/api/v1/off-list-demands"), _OPEN),
    "/api/v1/own-data": _OPEN,
    "/api/v1/own-data/files": _OPEN,
    "/api/v1/own-data/erasure": _OPEN,
    "/api/v1/requests/city": Size(bytes=8 * MIB, parts=20_000, seconds=30.0, act=Act.REQUEST_IMPORT),
    "/api/v1/requests/history": Size(bytes=32 * MIB, seconds=60.0, form=Form.LINES, act=Act.REQUEST_IMPORT),
    **dict.fromkeys(("/api/v1/login", "/api/v1/invitations/accept"), _OPEN),
    **dict.fromkeys(("/login", "/login/provider/code", "/invitation"), _PAGE),
    "/a": _PAGE,
    "/r": _PAGE,
    "/r/answer": _PAGE,
    "/r/receipt": _PAGE,
    **dict.fromkeys(("/report", "/report/demand", "/r/photos"), _PHOTOS),
    **dict.fromkeys((f"/r/{act}" for act in ("withdraw", "rate", "say", "supply", "ask-change", "object")), _PAGE),
    **dict.fromkeys((f"/legal/{form}" for form in ("ask", "aid", "visit", "places")), _PAGE),
    "/hooks/twilio/status": _PAGE,
    "/hooks/twilio/inbound": _PAGE,
    "/hooks/twilio/voice": _PAGE,
}
_PIECE = Size(bytes=documents().limits.piece_bytes, seconds=120.0, form=Form.BYTES, act=Act.HAND_IN)
_PIECE_OF = re.compile(r"/api/v1/uploads/[^/]+")
_PHOTO_PIECE = Size(bytes=documents().limits.photo_piece_bytes, seconds=60.0, form=Form.BYTES, is_open=True)
_PHOTO_PIECE_OF = re.compile(r"/api/v1/requests/[^/]+/photos/[^/]+")
_DOCUMENT = Size(bytes=32 * MIB, seconds=300.0, form=Form.FILES, act=Act.HAND_IN)
_DOCUMENT_OF = re.compile(r"/work/projects/[^/]+/documents")
_CASE_PHOTOS = Size(bytes=24 * MIB, seconds=180.0, form=Form.FILES, act=Act.REQUEST_CLOSE)
_CASE_PHOTOS_OF = re.compile(r"/work/requests/[^/]+/photos")
_OF_A_CITIZEN = re.compile(
    r"/api/v1/requests/[^/]+/(?:answer|withdrawal|words|photos|photos/[^/]+/finish)"
    r"|/api/v1/legal/[^/]+/(?:withdraw|rate|say|supply|ask-change|object)"
    r"|/api/v1/legal/programmes/[^/]+/(?:subscribers|unsubscribe)"
)
_PAGE_OF_A_PROGRAMME = re.compile(r"/legal/programmes/[^/]+/(?:subscribe|unsubscribe)")


def size_of(path: str) -> Size:
    """What the address with this path takes."""
    if _OF_A_CITIZEN.fullmatch(path):
        return _OPEN
    if _PIECE_OF.fullmatch(path):
        return _PIECE
    if _PHOTO_PIECE_OF.fullmatch(path):
        return _PHOTO_PIECE
    if _CASE_PHOTOS_OF.fullmatch(path):
        return _CASE_PHOTOS
    if _DOCUMENT_OF.fullmatch(path):
        return _DOCUMENT
    if _PAGE_OF_A_PROGRAMME.fullmatch(path):
        return _PAGE
    if path not in _SIZES and path.startswith(("/account/", "/outbox/", "/work/", "/admin/")):
        return _OWN_PAGE
    return _SIZES.get(path, USUAL)
