"""What every request goes through first: the time of its receipt is stamped, and its body is fit to be read.

JSON that says a name twice, that is no JSON (NaN), that goes too deep, or whose texts cannot be kept (NUL, halves of
characters, private-use characters without a meaning) is refused here, so that no counter ever meets it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from api.refusals import BadInput, BadJson, BodyTooLarge, NotJson
from domain.refusals import Refusal

MOST_BYTES = 64 * 1024
MOST_FILE_BYTES = 1024 * 1024
FILE_ADDRESSES = frozenset({"/api/v1/calendars", "/api/v1/catalogues"})
_MOST_DEPTH = 10
_MOST_DIGITS = 18
_UNFIT = re.compile("[\x00\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]")


class Intake:
    """ASGI middleware, the first to see a request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the module."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["received_at"] = datetime.now(UTC)
        try:
            body = await _read(scope, receive) if scope["method"] in ("POST", "PUT", "PATCH") else None
        except Refusal as refusal:
            await problem(Request(scope), refusal)(scope, receive, send)
            return
        await self._app(scope, receive if body is None else _again(body, receive), send)


async def _read(scope: Scope, receive: Receive) -> bytes:
    most = MOST_FILE_BYTES if scope["path"] in FILE_ADDRESSES else MOST_BYTES
    headers = Headers(scope=scope)
    declared = headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and (len(declared) > len(str(most)) or int(declared) > most):
        raise BodyTooLarge(most=str(most))
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise BodyTooLarge(most=str(most))
    if body:
        _check_type(headers.get("content-type", ""))
        check_json(body)
    return body


def _check_type(content_type: str) -> None:
    kind, _, parameters = content_type.partition(";")
    charset = parameters.lower().replace(" ", "").replace('"', "")
    if kind.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
        raise NotJson(sent=content_type[:100])


def check_json(body: bytes) -> None:
    """Pass when the body is JSON that may be kept.

    Raises:
        BadJson: it is no JSON, or holds a name twice, NaN, or a number with too many digits.
        BadInput: a text in it cannot be kept, or it is nested too deep.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_int=_int,
            parse_float=_float,
        )
    except (ValueError, RecursionError) as fault:
        raise BadJson([{"place": "body", "reason": _reason(fault)}]) from fault
    problems = list(_unfit(value, "body", 0))
    if problems:
        raise BadInput(problems[:20])


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


def _unfit(value: object, place: str, depth: int) -> Iterator[dict[str, str]]:
    if depth > _MOST_DEPTH:
        yield {"place": place[:200], "reason": f"This is nested more than {_MOST_DEPTH} deep."}
        return
    if isinstance(value, str) and (found := _UNFIT.search(value)):
        reason = f"U+{ord(found[0]):04X} at character {found.start()} is not a character that can be kept."
        yield {"place": place[:200], "reason": reason}
    if isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _unfit(inner, f"{place}[{position}]", depth + 1)
    if isinstance(value, dict):
        for position, (name, inner) in enumerate(value.items()):
            yield from _unfit(name, f"{place} (name {position})", depth + 1)
            yield from _unfit(inner, f"{place}.{_UNFIT.sub('?', name)[:60]}", depth + 1)


def _again(body: bytes, receive: Receive) -> Receive:
    """A receive that gives the body that was read, and then what else comes (a disconnection)."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
