"""Forms with files, as browsers send them (RFC 7578), read whole and strictly: every field counts, a file that nobody chose does not.

How large all of it may be was seen to by `api.intake`. What a file is, and whether it is taken, is found out from its content later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import Request

from api.forms import Form
from api.refusals import BadForm

MULTIPART = "multipart/form-data"
_MOST_PARTS = 100
_MOST_HEAD = 4096
_MOST_VALUE = 64 * 1024
_BOUNDARY = re.compile(
    r"""(?:^|;)\s*boundary=(?:"([0-9A-Za-z'()+_,./:=? -]{1,70})"|([0-9A-Za-z'+_.-]{1,70}))\s*(?:;|$)"""
)
_DISPOSITION = re.compile(
    r'content-disposition: *form-data; *name="([^"\r\n]*)"(?:; *filename="([^"\r\n]*)")?', re.IGNORECASE
)
_WRITTEN = {
    "%22": '"',
    "%0D": "\r",
    "%0A": "\n",
}  # how browsers write them in names (HTML, multipart/form-data encoding)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came in a field of a form, under the name that its sender gave it."""

    field: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a form: its fields, and its files in their order."""

    form: Form
    files: tuple[Attachment, ...]


async def sent_of(request: Request) -> Sent:
    """The fields and files that came with a request; read once, however often it is asked for.

    Raises:
        BadForm: it is not what a browser sends, or a field has a character that cannot be kept (NUL).
    """
    known: Sent | None = getattr(request.state, "sent", None)
    if known is None:
        known = request.state.sent = read(request.headers.get("content-type", ""), await request.body())
    return known


def read(content_type: str, body: bytes) -> Sent:
    """What stands in a body of this type; raises `BadForm`."""
    try:
        parts = list(_parts(body, _boundary(content_type)))
        files = tuple(part for part in parts if isinstance(part, Attachment))
        form = Form([part for part in parts if not isinstance(part, Attachment)])
    except ValueError as fault:
        raise BadForm([{"place": "body", "reason": f"This is not a form with files: {fault}"}]) from fault
    return Sent(form, tuple(file for file in files if file.data or file.name))


def _boundary(content_type: str) -> bytes:
    found = _BOUNDARY.search(content_type.partition(";")[2])
    if found is None:
        raise ValueError("it names no boundary.")
    return (found[1] or found[2]).encode("ascii")


def _parts(body: bytes, boundary: bytes) -> Iterator[Attachment | tuple[str, str]]:
    """The parts of a body, one after the other; raises `ValueError` where it is cut off or has too many."""
    mark, at = b"\r\n--" + boundary, len(boundary) + 2
    if not body.startswith(mark[2:]):
        raise ValueError("it does not begin with its boundary.")
    for _ in range(_MOST_PARTS):
        if body.startswith(b"--", at):
            return
        end_of_head = body.find(b"\r\n\r\n", at, at + _MOST_HEAD)
        end = body.find(mark, end_of_head + 2)  # an empty part ends with the line that ends its head
        if not body.startswith(b"\r\n", at) or end_of_head < 0 or end < 0:
            raise ValueError("a part is cut off.")
        yield _part(body[at + 2 : end_of_head].decode("utf-8"), body[end_of_head + 4 : end])
        at = end + len(mark)
    raise ValueError(f"it has more than {_MOST_PARTS} parts.")


def _part(head: str, data: bytes) -> Attachment | tuple[str, str]:
    found = next((hit for line in head.split("\r\n") if (hit := _DISPOSITION.fullmatch(line.rstrip()))), None)
    if found is None:
        raise ValueError("a part has no name.")
    name, file_name = (_plain(text) if text is not None else None for text in found.groups())
    assert name is not None, "the name is not optional"
    if file_name is not None:
        return Attachment(name, file_name, data)
    if len(data) > _MOST_VALUE:
        raise ValueError("a field is too long.")
    value = data.decode("utf-8")
    if "\0" in name + value:
        raise ValueError("U+0000 is not a character that can be kept.")
    return name, value


def _plain(text: str) -> str:
    for written, letter in _WRITTEN.items():
        text = text.replace(written, letter)
    return text
