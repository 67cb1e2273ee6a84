"""The counters of an office, as the tests of every service come to them."""

from __future__ import annotations

from typing import Any, Protocol

from fastapi import FastAPI
from httpx import AsyncClient, Response

from store.pool import Pool


class Counter(Protocol):
    """The counters of an office, with the tokens of the people who come there."""

    app: FastAPI
    web: AsyncClient
    pool: Pool
    tokens: dict[str, str]

    async def get(self, path: str, who: str = "", **headers: str) -> Response: ...
    async def post(self, path: str, body: Any, who: str = "", key: str | None = None) -> Response: ...
