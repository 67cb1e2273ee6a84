"""A typist who puts hard texts into every form that a page shows, and looks what of them comes back and what is kept: nobody's browser."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from banner import TOPIC
from httpx import URL, AsyncClient, Response
from planting import PLANTED, Planter
from starlette.routing import Match

from api.counters import ROUTERS
from api.dispatch.case_page import PATHS

LINE = "<b>&amp;\"' 👩🏽‍🌾👨‍👩‍👧 𠮷𪚥 ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ ᠰᠠᠷ\u180eᠠ；第一行"  # markup, ZWJ, CJK extension B, NNBSP and MVS
LINES = f"\r\n{LINE}\r\n\r\n\t二、{LINE}\r\n  "  # as a browser sends what begins with a blank line and ends with blanks
ROUTES = {route.name: route for router in ROUTERS for route in router.routes}
_TEXTS = ("text", "search", "tel", "email", "url")
_LISTED = {  # where an act can be done from a list too
    "request_call": "/work/calls?call={ref}",
    "take_back_activity": "/work/legal/activities",
    "record_session": "/work/legal/programmes/{programme}",
}
_LISTED |= {"judge_finding": "/work/supervision/{number}"}
_LISTED |= dict.fromkeys(("mark_credit", "warn_of_risk", "withdraw_entry", "object_to_credit"), "/work/joint/{ref}")
_LISTED |= {"open_joint_task": f"/work/recurring/task?topic={TOPIC}"}
_NUMBERS = ("phone", "mail")
_numbers = itertools.count(1)


@dataclass
class Entry:
    """A field of a form: of which kind, and what stands in it, None where nothing is chosen."""

    kind: str
    name: str
    value: str | None

    @property
    def takes_text(self) -> bool:
        """Can anything be typed there?"""
        return self.kind in ("textarea", *_TEXTS)

    @property
    def hard(self) -> str:
        """The hardest text that may stand there."""
        return LINES if self.kind == "textarea" else LINE

    @property
    def too_long(self) -> str:
        """A hard text that is longer than anything that is taken there."""
        return self.hard + "长" * (2001 if self.kind == "textarea" else 256)

    @property
    def is_sent(self) -> bool:
        """Does a browser send it as it stands, though nobody has touched it?"""
        return bool(self.name) and self.value is not None and self.kind not in ("file", "submit")


@dataclass
class Sheet:
    """A form as a page shows it."""

    action: str
    is_in_parts: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def route(self) -> str:
        """The name of the route that takes it."""
        scope = {"type": "http", "method": "POST", "path": self.action}
        return next(name for name, route in ROUTES.items() if route.matches(scope)[0] is Match.FULL)

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields in which anything can be typed; of several with one name, in the first."""
        return {one.name: one.value or "" for one in reversed(self.entries) if one.takes_text}


class _Reader(HTMLParser):
    """Reads the forms that are posted, as a browser does: line ends become one, and the first one in a textarea is none of its text."""

    def __init__(self, address: URL) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[Sheet] = []
        self._address, self._form, self._area = address, False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = about.get("method") == "post"
            if self._form:
                self.sheets.append(Sheet(self._path(about["action"]), "enctype" in about))
        elif self._form and tag in ("input", "textarea", "select"):
            self._area = tag == "textarea"
            kind = about.get("type", "text") if tag == "input" else tag
            is_chosen = "checked" in about if kind in ("checkbox", "radio") else kind != "select"
            value = about.get("value", "") if is_chosen else None
            self.sheets[-1].entries.append(Entry(kind, about.get("name", ""), value))
        elif self._form and tag == "option" and (self.sheets[-1].entries[-1].value is None or "selected" in about):
            self.sheets[-1].entries[-1].value = about.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            entry = self.sheets[-1].entries[-1]
            entry.value = f"{entry.value}{data}"

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = False
            entry = self.sheets[-1].entries[-1]
            entry.value = (entry.value or "").removeprefix("\n")
        elif tag == "form":
            self._form = False

    def _path(self, action: str) -> str:
        return self._address.join(action).path


def as_kept(text: str) -> str:
    """A text by the rule of our forms: its lines end with LF, and nothing blank stands around it."""
    return text.replace("\r\n", "\n").strip()


def sheets_of(answer: Response) -> list[Sheet]:
    """The forms of a page."""
    reader = _Reader(answer.request.url)
    reader.feed(answer.text.replace("\r\n", "\n"))
    reader.close()
    return reader.sheets


@dataclass
class Typist(Planter):
    """Sows by the forms of the pages where there is one, and tries every form that they show on the way.

    `seen` are the forms with fields for text, by route and fields, `lost` is what they did not show again; `typed` is what was taken,
    as it must be kept.
    """

    seen: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)

    async def sow(self, operation: str, who: str = "", places: dict[str, str] | None = None, **given: Any) -> Response:
        """Do an act with the form of the page, if there is one, and first look at all other forms there."""
        sheets = [
            (who, sheet)
            for who, address, asked in _pages(operation, who, places or {}, given)
            for sheet in await self.try_page(address, who, asked)
        ]
        names = {f"{operation}_on_page", f"work_{operation}_on_page"}
        sheet = next((sheet for whose, sheet in sheets if whose == who and sheet.route in names), None)
        if sheet is None or any(isinstance(value, dict) for value in given.values()):
            return await super().sow(operation, who, places, **given)
        return await self.fill_in(sheet, operation, who, given)

    async def try_page(
        self, address: str, who: str = "", asked: dict[str, str] | None = None, web: AsyncClient | None = None
    ) -> list[Sheet]:
        """Type too much into each form of a page that was not tried yet; a page is `asked` for with a form where a code opens it."""
        web, headers = web or self.office.web, self.office.bearing(who)  # type: ignore[attr-defined]
        shown = await (web.post(address, data=asked) if asked else web.get(address, headers=headers))
        sheets = sheets_of(shown) if shown.status_code == 200 else []
        for sheet in sheets:
            if sheet.texts and (form := (sheet.route, tuple(sheet.texts))) not in self.seen:
                self.seen.add(form)
                await self._try(sheet, web, headers)
        return sheets

    async def _try(self, sheet: Sheet, web: AsyncClient, headers: dict[str, str]) -> None:
        typed = {one.name: one.too_long for one in sheet.entries if one.takes_text}
        answer = await _sent(web, sheet, list(typed.items()), headers)
        again = next((one for one in sheets_of(answer) if one.action == sheet.action and one.texts), None)
        if again is None:
            self.lost.append((sheet.route, f"{answer.status_code}", "it did not come back"))
            return
        for name, text in typed.items():
            if again.texts.get(name, "").strip() != as_kept(text):
                self.lost.append((sheet.route, name, repr(again.texts.get(name, ""))[:120]))

    async def fill_in(self, sheet: Sheet, operation: str, who: str, given: dict[str, Any]) -> Response:
        """Do an act with a form, with hard texts in every field that takes words, which must be admitted."""
        texts = {one.name.rpartition(".")[2]: one for one in sheet.entries}
        names = {name: one.name for name, one in texts.items()}
        fields = [("sure", "yes")] * ("sure" in names)
        for name, value in self.body(operation, **given).items():
            said = value
            if isinstance(value, str) and PLANTED.search(value) and name in texts and name not in _NUMBERS:
                said = f"{texts[name].hard.rstrip()}№{next(_numbers)}  "
                self.typed[f"{operation}.{name}"] = as_kept(said)
            fields += [(names.get(name, name), _as_sent(one)) for one in (said if isinstance(said, list) else [said])]
        headers = self.office.bearing(who)  # type: ignore[attr-defined]
        answer = await _sent(self.office.web, sheet, fields, headers)
        assert answer.status_code < 400, f"{sheet.route}: {fields} {answer.text}"
        return answer


def _pages(
    operation: str, who: str, places: dict[str, str], given: dict[str, Any]
) -> Iterator[tuple[str, str, dict[str, str] | None]]:
    """Where the forms for a case stand, and who looks at them; with its number and code for whoever asked."""
    ref = places.get("ref", "")
    if operation in _LISTED:
        yield who, _LISTED[operation].format(**places), None
    if "item" in places:
        yield who, f"/work/items/{ref}/{places['item']}", None
        yield "chen", f"/work/projects/{ref}", None
    elif ref and "code" in given:
        yield "", "/r", {"ref": ref, "code": given["code"]}
        yield "clerk", f"/work/legal/{ref}", None
    elif ref.startswith("H"):
        path = next((path for act, path in PATHS.items() if act == operation), "")
        yield who, f"/work/requests/{ref}?act={path}", None
    elif ref:
        yield who, f"/work/legal/{ref}", None


def _as_sent(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


async def _sent(web: AsyncClient, sheet: Sheet, fields: list[tuple[str, str]], headers: dict[str, str]) -> Response:
    """Send a form with fields filled in, and the rest as it stands."""
    filled = {name for name, _ in fields}
    rest = [(one.name, one.value or "") for one in sheet.entries if one.is_sent and one.name not in filled]
    origin = {"Origin": f"{web.base_url}".rstrip("/")}
    if sheet.is_in_parts:
        parts = [(name, (None, value)) for name, value in (*rest, *fields)]
        return await web.post(sheet.action, files=parts, headers=headers | origin)
    data: dict[str, list[str]] = {}
    for name, value in (*rest, *fields):
        data.setdefault(name, []).append(value)
    return await web.post(sheet.action, data=data, headers=headers | origin)
