"""Characters as people see them: a text in its graphemes, and a text cut so that none of them breaks."""

from __future__ import annotations

import re
from unicodedata import category, combining

# The rules of UAX #29 on one letter per character: r CR, n LF, C control, E extends what stands before, Z joiner,
# K virama (extends, and ties the next letter), P prepends, R regional indicator, L V T A B Hangul, X picture, O letter.
_GRAPHEME = re.compile(
    r"rn|[Crn]"
    r"|P*(?:RR|L*(?:AV*|V+|B)T*|L+|T+|X(?:[EK]*ZX)*|[^CrnP])(?:[EZ]*K[EZK]*O)*[EZK]*"
    r"|P+[EZK]*"
)
_JOINER = "\u200d"
_PREPENDED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd\U000111c2\U000111c3"
    "\U0001193f\U00011941\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88\U00011a89\U00011d46"
)
_EXTENDS = frozenset("\u200c\u0e33\u0eb3\uff9e\uff9f")
_PICTURES = frozenset("©®‼⁉ℹ™〰〽㊗㊙")
_CONTROLS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_VIRAMA = 9  # the canonical combining class


def graphemes(text: str) -> tuple[str, ...]:
    """The text in what people see as one character each; joined they are the text.

    These are the extended grapheme clusters of Unicode. Where Unicode's versions differ (which signs are pictures, which
    Indic letters are tied) the wider reading holds: what any of them keeps together stays together.

    Source: Unicode Standard Annex #29, rules GB3 to GB13.
    """
    kinds = "".join(map(_kind, text))
    return tuple(text[found.start() : found.end()] for found in _GRAPHEME.finditer(kinds))


def units(text: str) -> int:
    """The length of a text in UTF-16 units: two for each character outside the basic plane."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fit(text: str, most: int, mark: str = "…") -> str:
    """The text itself if it has at most `most` UTF-16 units; else the longest beginning of whole graphemes that fits with `mark`.

    A Mongolian word is not broken, nor its suffix or final vowel taken from it, unless nothing would be left: its letters
    change their form at a cut. Without room for the mark the answer is empty.
    """
    if units(text) <= most:
        return text
    room = most - units(mark)
    if room < 0:
        return ""
    parts = graphemes(text)
    kept = 0
    while units(parts[kept]) <= room:
        room -= units(parts[kept])
        kept += 1
    whole = kept
    while whole and _is_mongolian(parts[whole - 1]) and _is_mongolian(parts[whole]):
        whole -= 1
    return "".join(parts[: whole or kept]) + mark


def _is_mongolian(grapheme: str) -> bool:
    """Does it stand within a Mongolian word: a letter, a variation selector, the vowel separator, the narrow blank?"""
    return grapheme[0] == "\u202f" or "\u180b" <= grapheme[0] <= "\u180f" or "\u1820" <= grapheme[0] <= "\u18aa"


def _kind(character: str) -> str:
    """The letter that stands for a character in `_GRAPHEME`."""
    code = ord(character)
    if 0x20 <= code < 0x7F or 0x4E00 <= code <= 0x9FFF:
        return "."  # most of what we write
    if character in "\r\n":
        return "r" if character == "\r" else "n"
    if 0xAC00 <= code <= 0xD7A3:
        return "B" if (code - 0xAC00) % 28 else "A"
    if 0x1100 <= code <= 0x11FF or 0xA960 <= code <= 0xA97C or 0xD7B0 <= code <= 0xD7FB:
        return _hangul(code)
    return _joining(character, code) or _standing(character, code)


def _hangul(code: int) -> str:
    """Which part of a syllable a Hangul letter is: at its beginning, in the middle, at its end."""
    if code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    return "V" if code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6 else "T"


def _joining(character: str, code: int) -> str:
    """The letter of a character that joins its neighbours; empty if it does not."""
    if character == _JOINER:
        return "Z"
    if character in _PREPENDED:
        return "P"
    if combining(character) == _VIRAMA:
        return "K"
    is_tag = 0xE0020 <= code <= 0xE007F
    is_skin = 0x1F3FB <= code <= 0x1F3FF
    return "E" if is_tag or is_skin or character in _EXTENDS or category(character)[0] == "M" else ""


def _standing(character: str, code: int) -> str:
    """The letter of a character that joins nothing by itself."""
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "R"
    if category(character) in _CONTROLS:
        return "C"
    if 0x2190 <= code <= 0x2BFF or 0x1F000 <= code <= 0x1FFFD or character in _PICTURES:
        return "X"
    return "O" if category(character) == "Lo" else "."
