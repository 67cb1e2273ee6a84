"""What every page must be, whichever test reaches it: read from its HTML, so that it holds without a browser too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from httpx import Response

from api.gathering import named
from api.language import Language

ASSETS = Path(__file__).parents[2] / "api" / "assets"
MOST_BYTES = 60_000  # raw: the page with its sheet, script and icon, as a slow line brings them the first time
OURS = {word for _, word in named(Language.MN)}  # items, departments and places that have Mongolian names
TAGS = {"zh": "zh-Hans", "mn": "mn-Mong", "en": "en"}
LONG = ("/docs",)  # for those who write programs, at a desk; names things in Chinese too
_VOID = {"meta", "link", "input", "br", "img", "hr", "source", "wbr"}
_HAN = re.compile(r"[\u3400-\u9fff]")
_MONGOLIAN = re.compile(r"[\u1820-\u18af]")
_SPOKEN = ("title", "placeholder", "aria-label", "alt", "data-label", "data-on", "data-lost")
_STATED = re.compile(r"/(zh|mn|en)/")
_MACHINES = ("/api/", "/assets/", "/openapi.json")


@dataclass
class Element:
    """An element with everything above it."""

    tag: str
    attributes: dict[str, str]
    above: tuple[Element, ...] = ()
    text: str = ""

    @property
    def lang(self) -> str:
        """The language of what is in it."""
        return next((e.attributes["lang"] for e in (self, *reversed(self.above)) if "lang" in e.attributes), "")


@dataclass
class Read(HTMLParser):
    """A page, read: all its elements, and every piece of text with the element around it."""

    elements: list[Element] = field(default_factory=list)
    texts: list[tuple[Element, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open:
            self.texts.append((self._open[-1], data.strip()))
            for element in self._open:
                element.text += data

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]


def read(html: str) -> Read:
    """Read a page."""
    found = Read()
    found.feed(html)
    found.close()
    return found


def faults_of(html: str, path: str = "/") -> list[str]:
    """What is wrong with a page; empty when it is sound."""
    return _faults(read(html), html, path)


async def sound(response: Response) -> None:
    """Pass when an answer is no page, or a sound one: a hook of clients."""
    if response.request.method == "HEAD" or not response.headers.get("content-type", "").startswith("text/html"):
        return
    await response.aread()
    page = read(response.text)
    faults = _faults(page, response.text, response.request.url.path)
    lang = page.all("html")[0].attributes.get("lang")
    if response.headers.get("content-language") != lang:
        faults.append(f"Content-Language is not {lang}")
    if not {"Accept-Language", "Cookie"} <= {name.strip() for name in response.headers.get("vary", "").split(",")}:
        faults.append("it varies with Accept-Language and Cookie, and does not say so")
    assert not faults, f"{response.request.method} {response.request.url}: {faults}"


def _faults(page: Read, html: str, path: str) -> list[str]:
    faults = [*_bones(page), *_fields(page), *_inline(page), *_links(page, path)]
    return faults if path.endswith(LONG) else [*faults, *_words(page), *_weight(page, html)]


def _bones(page: Read) -> Iterator[str]:
    html, headings = page.all("html"), page.all("h1")
    titles = [title for title in page.all("title") if all(above.tag != "svg" for above in title.above)]
    if len(html) != 1 or html[0].attributes.get("lang") not in TAGS.values():
        yield "it does not say its language"
    if len(titles) != 1 or not titles[0].text.strip(" ·\n"):
        yield "it has no title"
    if len(headings) != 1 or not headings[0].text.strip():
        yield f"it has {len(headings)} h1"
    if len(page.all("main")) != 1:
        yield "it has not one main part"
    twice = [
        name
        for name, times in Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes).items()
        if times > 1
    ]
    if twice:
        yield f"these ids stand there twice: {twice}"
    yield from (f"a picture says nothing: {e.attributes}" for e in page.all("img") if "alt" not in e.attributes)


def _fields(page: Read) -> Iterator[str]:
    named = {label.attributes.get("for") for label in page.all("label") if label.text.strip()}
    for element in page.all("input", "select", "textarea"):
        attributes = element.attributes
        if attributes.get("type") in ("hidden", "submit"):
            continue
        is_inside = any(above.tag == "label" and above.text.strip() for above in element.above)
        if not (attributes.get("id") in named or is_inside or {"aria-label", "aria-labelledby"} & set(attributes)):
            yield f"a field has no label: {attributes}"
    yield from (
        "a button says nothing" for e in page.all("button") if not (e.text.strip() or "aria-label" in e.attributes)
    )


def _inline(page: Read) -> Iterator[str]:
    for element in page.elements:
        handlers = [name for name in element.attributes if name.startswith("on") or name == "style"]
        if handlers or element.tag == "style" or (element.tag == "script" and "src" not in element.attributes):
            yield f"<{element.tag}> brings script or style inline: {handlers}"
        for name in ("src", "href", "action"):
            value = element.attributes.get(name, "")
            if value.startswith("javascript:") or (element.tag != "a" and urlsplit(value).netloc):
                yield f"<{element.tag}> leads elsewhere: {value}"


def _words(page: Read) -> Iterator[str]:
    """In a page that is not Chinese, Chinese stands only where it is said to be: what people wrote, and names without another.

    What people wrote in both is said to be in that of most of its letters; no part of a field can bear a language of its own.
    """
    for element, text in page.texts:
        is_theirs = element.tag == "textarea" or "lang" in element.attributes
        is_mongolian = is_theirs and len(_MONGOLIAN.findall(text)) > len(_HAN.findall(text))
        is_said = element.lang.startswith("zh") or (is_mongolian and element.lang.startswith("mn"))
        if element.tag != "title" and _HAN.search(text) and not is_said:
            yield f"not translated: {text[:60]}"
        if text in OURS and page.all("html")[0].attributes.get("lang") == TAGS["mn"]:
            yield f"has a Mongolian name, and is called {text}"
    for element in page.elements:
        for name in _SPOKEN:
            if _HAN.search(element.attributes.get(name, "")) and not element.lang.startswith("zh"):
                yield f"not translated: {name}={element.attributes[name][:60]}"


def _links(page: Read, path: str) -> Iterator[str]:
    if not _STATED.match(path):
        return
    for element in page.all("a", "form"):
        to = element.attributes.get("href", element.attributes.get("action", ""))
        if to.startswith("/") and not to.startswith(_MACHINES) and not _STATED.match(to):
            yield f"leads out of its language (use link()): {to}"


def _weight(page: Read, html: str) -> Iterator[str]:
    scripts = [e.attributes["src"] for e in page.all("script") if "src" in e.attributes]
    sheets = [e.attributes["href"] for e in page.all("link") if e.attributes.get("rel") == "stylesheet"]
    assets = {"page.css", "icon.svg", *(urlsplit(address).path.rpartition("/")[2] for address in (*scripts, *sheets))}
    whole = len(html.encode()) + sum((ASSETS / name).stat().st_size for name in assets)
    if whole > MOST_BYTES:
        yield f"it weighs {whole} bytes with its sheet and script"
