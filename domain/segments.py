"""How many SMS a text takes."""

from __future__ import annotations

from collections.abc import Iterable

from domain.graphemes import graphemes, units

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape goes before each
_GSM_ONE, _GSM_EACH = 160, 153  # septets in a single segment, and in each of several
_UCS_ONE, _UCS_EACH = 70, 67  # UTF-16 units likewise


def is_gsm(text: str) -> bool:
    """Can the text be sent in the GSM alphabet? One other character makes all of it UCS-2."""
    return _BASIC.union(_EXTENDED).issuperset(text)


def segments(text: str) -> int:
    """The number of SMS segments that a text takes; an empty one takes one.

    In the GSM alphabet 160 septets, or 153 in each of several; characters of the extension table take two. Otherwise
    70 UTF-16 units, or 67 in each of several. Neither an escape nor what people see as one character is split
    over a border (unless it is longer than a segment), so a text can take more than its length alone would say.

    Source: 3GPP TS 23.038 section 6.2.1 and TS 23.040 section 9.2.3.24.1; Twilio's own message segment calculator
    packs whole graphemes.
    """
    if is_gsm(text):
        return _packed((2 if character in _EXTENDED else 1 for character in text), _GSM_ONE, _GSM_EACH)
    return _packed(map(units, graphemes(text)), _UCS_ONE, _UCS_EACH)


def _packed(lengths: Iterable[int], one: int, each: int) -> int:
    """Into how many segments pieces of these lengths go, in their order."""
    pieces = list(lengths)
    if sum(pieces) <= one:
        return 1
    count, used = 1, 0
    for length in pieces:
        used += length
        if used > each and length <= each:
            count, used = count + 1, length
        elif used > each:  # a piece that no segment can hold runs over the borders
            count, used = count + (used - 1) // each, (used - 1) % each + 1
    return count
