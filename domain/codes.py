"""The codes that are printed in messages, and how they are found again in what people type."""

from __future__ import annotations

import re
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 and O, 1 and I, which look alike
LENGTH = 6
COVERED = "·" * LENGTH  # what is shown instead of one
_MOST = 5  # a text with more words of this form is no answer to a message
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_YES = re.compile(r"(?:OK|1)(?=.)")  # neither 1 nor O is in any code
_FOREIGN = re.compile(r"[^0-9A-Z\s.\-]+")
_BETWEEN = re.compile(r"[\s.\-]+")


def code_of(typed: str) -> str | None:
    """The code that somebody typed into a field for it, in the form in which it is kept; None if it can be none.

    Case, blanks, dots, hyphens and full-width forms do not matter.
    """
    found = _BETWEEN.sub("", _plain(typed))
    return found if _CODE.fullmatch(found) else None


def codes_in(text: str) -> tuple[str, ...]:
    """What may be codes in a text that somebody wrote, each once, in order; at most five.

    As in `code_of`; a leading "1" or "OK" and words around do not matter, and a word of six letters is found too:
    whether there is such a code is known to the memory alone.
    """
    return tuple(_found(text))[:_MOST]


def without_codes(text: str, typed: str) -> str:
    """A text in which everything is covered that may be a code in what somebody typed, words of six letters too.

    Whoever has a code may do what it is for.
    """
    for code in _found(typed):
        written = re.compile(r"[\s.\-]*".join(code), re.IGNORECASE)
        text = written.sub(COVERED, text)
        if written.search(plain := unicodedata.normalize("NFKC", text)):  # in full-width forms
            text = written.sub(COVERED, plain)
    return text


def _found(text: str) -> dict[str, None]:
    found: dict[str, None] = {}
    for part in _FOREIGN.split(_plain(text)):
        for word in ("".join(_BETWEEN.split(part)), *_BETWEEN.split(part)):
            bare = _YES.sub("", word, count=1) if _YES.match(word) else word
            if _CODE.fullmatch(bare):
                found[bare] = None
    return found


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).upper()
