"""Calls our own HTTP API the way any other program does."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Mapping
from typing import Any

_SECONDS = 20


class CallFailed(RuntimeError):
    """The API answered a call with an error, whose number is `status`; or it did not answer, then that is 0."""

    def __init__(self, call: str, status: int, problem: object) -> None:
        super().__init__(f"{call} was answered with {status}: {problem}" if status else f"{call}: {problem}")
        self.status = status

    @property
    def may_be_repeated(self) -> bool:
        """Was it the server's fault, so that the same call can succeed later?"""
        return not 400 <= self.status < 500


class Caller:
    """One API at a host and port; each call is a person's, who is known by a token."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    async def get(self, path: str, *, token: str = "") -> Any:
        """What is at `path`, or `CallFailed`; without a token as anybody sees it."""
        return await asyncio.to_thread(self._call, "GET", path, token, {}, None)

    async def post(self, path: str, body: Mapping[str, object], *, token: str, key: str) -> Any:
        """Send `body` to `path`, or `CallFailed`. A call that is repeated with its `key` has its effect once."""
        return await asyncio.to_thread(self._call, "POST", path, token, {"Idempotency-Key": key}, dict(body))

    def _call(self, method: str, path: str, token: str, headers: dict[str, str], body: object) -> Any:
        headers = {**headers, "Accept": "application/json", "Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_SECONDS)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as fault:
            raise CallFailed(f"{method} {path}", 0, fault) from fault
        finally:
            connection.close()
        content = json.loads(text) if "json" in answer.getheader("Content-Type", "") else text
        if answer.status >= 400:
            raise CallFailed(f"{method} {path}", answer.status, content)
        return content
