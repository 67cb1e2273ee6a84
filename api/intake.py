"""What every request goes through first: its body is fit to be read, and the time at which all of it was here is stamped.

A body that does not come whole, or not in time, is never obeyed, and nobody without a token or a session has one read, but a form.
Where a method has no body, what comes as one is not looked at. Only so many large ones are in memory at once.
JSON that says a name twice, that is no JSON (NaN), that goes too deep, or whose texts cannot be kept (NUL, halves of
characters, private-use characters without a meaning) is refused here, so that no counter ever meets it.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.documents.refusals import NotBytes
from api.hotline.report_refusals import NotLines
from api.knowing import has_said_who, known_of
from api.limits import Crowd, asker_of
from api.problems import problem
from api.refusals import BadInput, BadJson, BodyTooLarge, NotFiles, NotForm, NotJson, TooSlow
from api.sizes import MIB, USUAL, Form, Size, size_of
from domain.refusals import Refusal
from domain.roles import RULES

MOST_LARGE, MOST_LARGE_OF_ONE = 100, 20  # bodies that are larger than usual, at once
MOST_HUGE, MOST_HUGE_OF_ONE, HUGE = 8, 4, 8 * MIB  # those that may be larger than this
_MOST_DEPTH = 10
_MOST_PROBLEMS = 20
_MOST_DIGITS = 18
_WITH_BODY = ("POST", "PUT", "PATCH")
_WRONG_TYPE: dict[Form, type[Refusal]] = {
    Form.JSON: NotJson,
    Form.FORM: NotForm,
    Form.FILES: NotFiles,
    Form.LINES: NotLines,
    Form.BYTES: NotBytes,
}
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_UNFIT = re.compile("[\x00\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]")


class BrokenOff(Exception):
    """Whoever sent the body has gone before its end: there is nobody to be answered."""


class Intake:
    """ASGI middleware, the first to see a request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._large = app, Crowd(MOST_LARGE, MOST_LARGE_OF_ONE)
        self._huge = Crowd(MOST_HUGE, MOST_HUGE_OF_ONE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the module."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await self._read(scope, receive) if scope["method"] in _WITH_BODY else b""
        except Refusal as refusal:
            await problem(Request(scope), refusal)(scope, receive, send)
            return
        except BrokenOff:
            return
        scope.setdefault("state", {})["received_at"] = datetime.now(UTC)
        await self._app(scope, _again(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        headers = Headers(scope=scope)
        size = await _size(scope, headers)
        declared = headers.get("content-length", "")
        is_number = declared.isascii() and declared.isdigit()
        if is_number and (len(declared) > len(str(size.bytes)) or int(declared) > size.bytes):
            raise BodyTooLarge(most=str(size.bytes))
        if not has_said_who(headers) and not size.is_open:
            return b""  # nothing is handed in by nobody, so what it is need not be known
        try:
            with self._place(scope, size):
                async with asyncio.timeout(size.seconds):
                    body = await _whole(receive, size.bytes)
        except TimeoutError as late:
            raise TooSlow(seconds=f"{size.seconds:g}") from late
        if is_number and int(declared) != len(body):
            raise BadInput([{"place": "body", "reason": "The body is not as long as Content-Length says."}])
        if body or size.form in (Form.FORM, Form.FILES):
            _check_type(size.form, headers.get("content-type", ""))
        if body and size.form is Form.JSON:
            check_json(body, most_parts=size.parts)
        return body

    def _place(self, scope: Scope, size: Size) -> AbstractContextManager[None]:
        """Room in memory for a body of this size, as long as it is read. Raises `TooManyRequests`."""
        if size.bytes <= USUAL.bytes:
            return nullcontext()
        return (self._huge if size.bytes > HUGE else self._large).one(asker_of(scope))


async def _size(scope: Scope, headers: Headers) -> Size:
    """What may be sent: more than usual only by those who may do what it is for."""
    size = size_of(scope["path"])
    if size.act is None:
        return size
    may = has_said_who(headers) and (await known_of(Request(scope))).actor.role in RULES[size.act]
    return size if may else replace(size, bytes=USUAL.bytes, parts=USUAL.parts, seconds=USUAL.seconds)


async def _whole(receive: Receive, most: int) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BrokenOff
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise BodyTooLarge(most=str(most))
    return bytes(body)


def _check_type(form: Form, content_type: str) -> None:
    is_it = _is_files(content_type) if form is Form.FILES else _is_utf8_of(form, content_type)
    if not is_it:
        raise _WRONG_TYPE[form](sent=content_type[:100])


def _is_files(content_type: str) -> bool:
    """Its one parameter is the boundary between the parts, which `api.multipart` reads."""
    return content_type.partition(";")[0].strip().lower() == Form.FILES


def _is_utf8_of(kind: str, content_type: str) -> bool:
    sent, _, parameters = content_type.partition(";")
    charset = parameters.lower().replace(" ", "").replace('"', "")
    return sent.strip().lower() == kind and charset in ("", "charset=utf-8")


def check_json(body: bytes, *, most_parts: int = USUAL.parts) -> None:
    """Pass when the body is JSON that may be kept, with at most so many names and values.

    Raises:
        BadJson: it is no JSON, or holds a name twice, NaN, a number with too many digits, or too many parts.
        BadInput: a text in it cannot be kept, or it is nested too deep.
    """
    try:
        _check_parts(body, most_parts)
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_int=_int,
            parse_float=_float,
        )
    except (ValueError, RecursionError) as fault:
        raise BadJson([{"place": "body", "reason": _reason(fault)}]) from fault
    problems = list(islice(_unfit(value, None, 0), _MOST_PROBLEMS))
    if problems:
        raise BadInput(problems)


def _reason(fault: Exception) -> str:
    match fault:
        case json.JSONDecodeError():
            return f"This is not JSON: {fault.msg} at character {fault.pos}."
        case UnicodeDecodeError():
            return f"This is not UTF-8 at byte {fault.start}."
        case RecursionError():
            return "This is nested too deep."
    return str(fault)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name is there twice in one object.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON.")


def _int(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"A number has more than {_MOST_DIGITS} digits.")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError("A number is too large.")
    return value


def _check_parts(body: bytes, most: int) -> None:
    """Pass when it is cheap to read: few brackets and commas outside of texts."""
    if _parts(body) > most and _parts(_STRING.sub(b"", body)) > most:
        raise ValueError(f"This has more than {most} parts, or is nested too deep.")


def _parts(body: bytes) -> int:
    return sum(body.count(mark) for mark in (b"[", b"{", b","))


_Way = tuple[Any, str | int] | None  # the way to the table or list around, and the name or position in it


def _unfit(value: object, way: _Way, depth: int) -> Iterator[dict[str, str]]:
    if depth > _MOST_DEPTH:
        yield {"place": _place(way), "reason": f"This is nested more than {_MOST_DEPTH} deep."}
    elif isinstance(value, str):
        yield from _unfit_text(value, way)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _unfit(inner, (way, position), depth + 1)
    elif isinstance(value, dict):
        for position, (name, inner) in enumerate(value.items()):
            yield from _unfit_text(name, (way, f" (name {position})"))
            yield from _unfit(inner, (way, f".{name[:60]}"), depth + 1)


def _unfit_text(text: str, way: _Way) -> Iterator[dict[str, str]]:
    if found := _UNFIT.search(text):
        reason = f"U+{ord(found[0]):04X} at character {found.start()} is not a character that can be kept."
        yield {"place": _place(way), "reason": reason}


def _place(way: _Way) -> str:
    parts: list[str] = []
    while way is not None:
        way, part = way
        parts.append(f"[{part}]" if isinstance(part, int) else _UNFIT.sub("?", part))
    return "".join(["body", *reversed(parts)])[:200]


def _again(body: bytes, receive: Receive) -> Receive:
    """A receive that gives the body that was read, and then what else comes (a disconnection).

    What was given is let go at once: a piece of a file is large, and whatever holds this may live on for a while.
    """
    waiting: list[bytes] = [body]

    async def again() -> Message:
        if not waiting:
            return await receive()
        return {"type": "http.request", "body": waiting.pop(), "more_body": False}

    return again
