"""The words of the pages: each stands in the code in Chinese, and in a wordbook (`locales/*.po`) for every other language.

The wordbooks are read at start as they are; nothing is compiled. A line that nobody has checked who speaks the language is flagged
`draft`, and a page that shows one says so. `python -m local words` brings the wordbooks up to date with the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from api.language import Language

FOLDER = Path(__file__).parent / "locales"
DRAFT = "draft"
NAME = "name"  # the context of the names that data brings: of items, departments, places
_NO_CONTEXT = ""
Forms = tuple[str, ...]


def N_(word: str) -> str:  # noqa: N802  # as gettext and its tools call it
    """Mark a word of a module, so that it gets into the wordbooks; a page translates it when it shows it."""
    return word


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word is in another language: one form, or one for each number that the language tells apart."""

    forms: Forms
    is_draft: bool


@dataclass(frozen=True)
class Wordbook:
    """The words of one language. Chinese needs none: its wordbook is empty, and every word is what it says."""

    language: Language
    catalog: Catalog
    entries: dict[tuple[str, str], Entry]  # by context and Chinese word

    def find(self, word: str, context: str = _NO_CONTEXT) -> Entry:
        """A word in this language; one that is missing stands in Chinese (a test holds that none is)."""
        return self.entries.get((context, word)) or Entry((word,), is_draft=False)

    def name(self, chinese: str) -> Entry | None:
        """What a thing of that Chinese name is called in this language; None where nobody has named it."""
        return self.entries.get((NAME, chinese))

    def form(self, entry: Entry, number: int) -> str:
        """The form that goes with a number."""
        if len(entry.forms) == 1:
            return entry.forms[0]
        return entry.forms[self._plural(number)]

    def _plural(self, number: int) -> int:
        return int(number != 1) if self.catalog.num_plurals > 1 else 0


@cache
def wordbook(language: Language) -> Wordbook:
    """The wordbook of a language, read once."""
    if language is Language.ZH:
        return Wordbook(language, Catalog(), {})
    catalog = read_catalog(language)
    return Wordbook(language, catalog, dict(_entries(catalog)))


def file_of(language: Language) -> Path:
    """Where a wordbook stands."""
    return FOLDER / f"{language}.po"


def read_catalog(language: Language) -> Catalog:
    """A wordbook as gettext's tools see it."""
    with file_of(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def written(message: Message) -> Forms:
    """The forms of a message as they are written, blank ones too."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def is_whole(message: Message) -> bool:
    """Is it translated, in every form?"""
    return bool(written(message)) and all(written(message))


def word_of(message: Message) -> str:
    """The Chinese word of a message; the first where a form for more is given too."""
    return message.id if isinstance(message.id, str) else message.id[0]


def _entries(catalog: Catalog) -> Iterator[tuple[tuple[str, str], Entry]]:
    for message in catalog:
        if message.id and is_whole(message):
            key = message.context or _NO_CONTEXT, word_of(message)
            yield key, Entry(written(message), DRAFT in message.flags)
