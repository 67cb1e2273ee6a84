"""In which language a page is: as its address says, as its reader chose here or has in their account, as the browser prefers, or Chinese.

An address may begin with a language (`/en/projects/…`), so that whoever gets it reads the same; without one it serves everybody in
their own. The part is taken off before anything else sees the request. Machines' addresses have no language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from store.sessions import Session

MACHINE_ADDRESSES = ("/api/", "/hooks/", "/healthz", "/readyz", "/clockz", "/postz", "/openapi.json", "/assets/")
COOKIE = "language"
_BEGINNING = re.compile(r"/(zh|mn|en)(?=/|$)")
_YEAR_SECONDS = 31_536_000
_MOST_PREFERRED = 20


class Language(StrEnum):
    """A language of our pages."""

    ZH = "zh"
    MN = "mn"
    EN = "en"

    @property
    def tag(self) -> str:
        """As BCP 47 writes it, for `lang` and `hreflang`."""
        return {Language.ZH: "zh-Hans", Language.MN: "mn-Mong", Language.EN: "en"}[self]

    @property
    def own_name(self) -> str:
        """As those call it who speak it."""
        return {Language.ZH: "中文", Language.MN: "ᠮᠣᠩᠭᠣᠯ", Language.EN: "English"}[self]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a page is: its path without a language, and the language that stood before it, if one did."""

    path: str
    query: str
    stated: Language | None

    def link(self, path: str) -> str:
        """The address of another page, in the language of this one if it is stated."""
        return f"/{self.stated}{path}" if self.stated else path

    @property
    def in_any_language(self) -> str:
        """The address of this very page, for everybody in their own language."""
        path = f"/{quote(self.path.lstrip('/'))}"  # browsers read `//` and `/\\` as another site
        return path + (f"?{self.query}" if self.query else "")

    def in_language(self, language: str) -> str:
        """The address of this very page in a language."""
        return f"/{language}{self.in_any_language}"


def address_of(request: Request) -> Address:
    """Where the page is that a request asks for."""
    stated: Language | None = getattr(request.state, "stated_language", None)
    return Address(request.scope["path"], request.scope.get("query_string", b"").decode("latin-1"), stated)


def language_of(request: Request) -> Language:
    """In which language a request is answered to people."""
    session: Session | None = getattr(request.state, "session", None)
    return (
        address_of(request).stated
        or _known(request.cookies.get(COOKIE, ""))
        or (_known(session.language) if session else None)
        or preferred(request.headers.get("accept-language", ""))
        or Language.ZH
    )


def see_other(request: Request, path: str) -> RedirectResponse:
    """Lead to another page after a form was taken (303), in the language of this one."""
    return RedirectResponse(address_of(request).link(path), 303, {"Cache-Control": "no-store"})


def preferred(header: str) -> Language | None:
    """The first of ours among what an Accept-Language asks for, by weight; None if there is none of ours."""
    weighed = []
    for place, part in enumerate(header.split(",")[:_MOST_PREFERRED]):
        tag, _, weight = part.strip().lower().partition(";q=")
        language = _known(tag.partition("-")[0])
        if language and not tag.startswith("mn-cyrl") and (share := _share(weight)) > 0:
            weighed.append((-share, place, language))
    return min(weighed)[2] if weighed else None


def _share(weight: str) -> float:
    """A weight between 0 and 1; what is none counts as nothing."""
    return float(weight) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else float(not weight)


def _known(name: str) -> Language | None:
    return Language(name) if name in set(Language) else None


class Languages:
    """ASGI middleware, outside of all others that look at an address: it takes the language off, and keeps what a reader chose.

    A reader chooses by leading from a page of ours to the same site in another language.
    """

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app, self._is_https = app, is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the module."""
        found = _BEGINNING.match(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        if found.end() == len(scope["path"]):
            await RedirectResponse(f"{found[0]}/", 308)(scope, receive, send)
            return
        stated = Language(found[1])
        chosen = stated if _came_from_another(Headers(scope=scope), stated) else None

        async def sending(message: Message) -> None:
            if chosen and message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", self._cookie(chosen))
            await send(message)

        await self._app(_without(scope, stated), receive, sending)

    def _cookie(self, language: Language) -> str:
        secure = "; Secure" if self._is_https else ""
        return f"{COOKIE}={language}; Path=/; Max-Age={_YEAR_SECONDS}; SameSite=Lax; HttpOnly{secure}"


def _without(scope: Scope, language: Language) -> Scope:
    """A request for the address without the language that it states; a machine's address with one is none that there is."""
    inner = {**scope, "state": {**scope.get("state", {}), "stated_language": language}}
    beginning, path = f"/{language}", scope["path"]
    if path.removeprefix(beginning).startswith(MACHINE_ADDRESSES):
        return inner
    raw = scope.get("raw_path") or path.encode()
    return {**inner, "path": path.removeprefix(beginning), "raw_path": raw.removeprefix(beginning.encode())}


def _came_from_another(headers: Headers, stated: Language) -> bool:
    """Did a page of ours that is not in this language lead here?"""
    try:
        before = urlsplit(headers.get("referer", ""))
    except ValueError:
        return False
    if not before.netloc or before.netloc != headers.get("host"):
        return False
    found = _BEGINNING.match(before.path)
    return found is None or found[1] != stated
