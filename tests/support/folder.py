"""A project into which documents are handed in over HTTP: the words of the tests of documents."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from httpx import Response

from store.dossiers import Dossier, add_dossier
from store.reference import newest_versions

BYTES = "application/offset+octet-stream"
MATERIAL = "soil_plan"  # of WR-01, of the department WRB
Take = Callable[[bytes], None]
FLAGS = ["soil_erosion_area", "construction_waste"]


@dataclass
class Folder:
    """The documents of one project, which is chen's; bai helps."""

    counter: Any
    ref: str

    @classmethod
    async def made(cls, counter: Any, ref: str, *, version: str = "") -> Folder:
        """A project that is kept, but whose case was never begun: nothing here asks for it."""
        async with counter.pool.acquire() as connection:
            newest, _ = await newest_versions(connection)
            told = (ref, "print", "示范项目", "库伦镇", "ent_record", "grant", FLAGS, "platform", version or newest)
            await add_dossier(connection, Dossier(*told, "chen", "bai", "chen", datetime.now(UTC)))
        return cls(counter, ref)

    async def begin(self, content: bytes, who: str = "chen", *, material: str = MATERIAL, **more: Any) -> Response:
        """Announce a file."""
        body = {
            "material": material,
            "name": "方案.pdf",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        return await self.counter.post(f"/projects/{self.ref}/uploads", body | more, who)

    async def send(
        self, href: str, piece: bytes, offset: int, who: str = "chen", *, digest: bytes | None = None, kind: str = BYTES
    ) -> Response:
        """Send a piece."""
        headers = self.counter.bearing(who) | {"Upload-Offset": str(offset), "Content-Type": kind}
        if digest is not None:
            headers["Content-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"
        return await self.counter.web.patch(href, content=piece, headers=headers)

    async def finish(self, href: str, who: str = "chen") -> Response:
        """Say that all of it is here."""
        return await self.counter.web.post(f"{href}/finish", headers=self.counter.bearing(who))

    async def hand_in(
        self, content: bytes, who: str = "chen", *, piece: int = 4 * 1024 * 1024, **more: Any
    ) -> Response:
        """Hand a whole file in; the answer is that of the last step."""
        begun = await self.begin(content, who, **more)
        if begun.status_code != 201:
            return begun
        href = begun.json()["href"]
        for start in range(0, len(content), piece):
            sent = await self.send(href, content[start : start + piece], start, who)
            if sent.status_code != 204:
                return sent
        return await self.finish(href, who)

    async def document(self, content: bytes, **more: Any) -> dict[str, Any]:
        """Hand a file in that must be taken."""
        answer = await self.hand_in(content, **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def through(
        self, method: str, path: str, who: str, *coming: dict[str, Any], take: Take | None = None, **headers: str
    ) -> int | None:
        """Ask the application itself, without a client that holds whole bodies; return the status, None if it says nothing.

        What comes of the request's body are `coming`; each part of the answer is given to `take` and forgotten.
        """
        waiting, status = list(coming), None
        told = [(name.lower(), value) for name, value in (self.counter.bearing(who) | headers).items()]

        async def receive() -> dict[str, Any]:
            return waiting.pop(0) if waiting else await asyncio.Event().wait()

        async def send(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)
            if take is not None:
                take(message.get("body", b""))

        scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http"}
        scope |= {"path": path, "raw_path": path.encode(), "query_string": b"", "root_path": ""}
        scope |= {"headers": [(name.encode(), value.encode()) for name, value in told]}
        scope |= {"client": ("127.0.0.1", 1), "server": ("office", 80)}
        await asyncio.wait_for(self.counter.app(scope, receive, send), 30)
        return status

    async def get(self, path: str, who: str = "chen") -> Response:
        """Read something of the project."""
        return await self.counter.get(f"/projects/{self.ref}/{path}", who)
