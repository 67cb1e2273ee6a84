"""Graphemes and cuts, against the implementation of Unicode's rules in `regex`."""

from __future__ import annotations

from unicodedata import category, combining

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from domain.graphemes import fit, graphemes, units

X = regex.compile(r"\X")
OURS = st.sampled_from(
    [
        *"库伦旗政务𠮷㐂﨑，。〔〕“”…Aé1 \r\n\t",
        *"ᠬᠦᠷᠢᠶᠡᠠᠭᠳ᠄᠂᠃\u180b\u180c\u180d\u180e\u180f\u202f",
        *"👨👩👧❤🏳🌈👍✈♀©ℹ\u200d\u200c\ufe0e\ufe0f\u20e3🏻🏽🏿",
        *"🇨🇳🇲\U000e0067\U000e007f",
        *"가각힣한\u1100\u1161\u11a8\ua960\ud7b0\ud7cb",
        *"e\u0301\u0308\u0323\u3099\u0e33\u0903\u0600ﾊﾟ",
    ]
)
TEXTS = st.text(OURS, max_size=40)
# Everything that this Python knows, but for tied letters of India, on whose number Unicode's versions do not agree.
KNOWN = st.characters(exclude_categories=("Cs", "Cn", "Co")).filter(lambda c: combining(c) != 9)


@given(TEXTS)
@example("👨‍👩‍👧‍👦🇨🇳🇲👍🏽❤️‍🔥각ᠭ\u180b")
def test_the_graphemes_are_those_of_unicode(text):  # H58, H61
    assert list(graphemes(text)) == X.findall(text)


@given(st.text(KNOWN, max_size=20))
def test_what_unicode_keeps_together_is_never_cut(text):
    starts = {match.start() for match in X.finditer(text)}

    place = 0
    for grapheme in graphemes(text):
        assert place in starts, (text, place)
        place += len(grapheme)
    assert place == len(text)


def test_letters_of_india_that_are_tied_stay_together():
    assert graphemes("क्षि") == ("क्षि",)


@given(st.one_of(TEXTS, st.text()))
def test_a_length_is_counted_in_utf16(text):
    assert units(text) == len(text.encode("utf-16-le")) // 2


@given(TEXTS, st.integers(0, 50), st.sampled_from(["…", "..."]))
def test_a_text_that_fits_stays_and_another_is_cut_between_graphemes(text, most, mark):
    cut = fit(text, most, mark)

    assert units(cut) <= most
    if units(text) <= most:
        assert cut == text
    elif most >= units(mark):
        kept = graphemes(cut.removesuffix(mark))
        assert cut.endswith(mark)
        assert kept == graphemes(text)[: len(kept)]
        assert "".join(kept) == cut.removesuffix(mark)
    else:
        assert cut == ""


@given(st.text(st.sampled_from("库👨‍é🇨🇳\u0301"), max_size=30), st.integers(1, 30))
def test_no_longer_beginning_would_fit(text, most):
    kept = len(graphemes(fit(text, most).removesuffix("…")))

    if units(text) > most:
        assert units("".join(graphemes(text)[: kept + 1])) + 1 > most


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("施工许可证核发", 4, "施工许…"),
        ("施工许可", 4, "施工许可"),
        ("ab👨‍👩‍👧", 8, "ab…"),  # the family has eight units
        ("a🇨🇳🇲🇳", 7, "a🇨🇳…"),
        ("ᠬᠦᠷᠢᠶ\u180eᠡ ᠬᠣᠰᠢᠭᠤ", 12, "ᠬᠦᠷᠢᠶ\u180eᠡ …"),  # not within the second word
        ("施工 ᠠᠵᠢᠯ\u202fᠤᠨ", 8, "施工 …"),  # not between a word and its suffix
        ("施工 ᠬᠦᠷᠢᠶ\u180eᠡ", 9, "施工 …"),  # nor before its final vowel
        ("ᠬᠦᠷᠢᠶ\u180eᠡ", 4, "ᠬᠦᠷ…"),  # unless nothing would be left
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("", 0, ""),
    ],
)
def test_a_cut_reads_well(text, most, cut):
    assert fit(text, most) == cut


def test_the_alphabet_of_these_tests_has_what_is_hard():
    drawn = OURS.elements
    assert {category(c) for c in drawn} >= {"Mn", "Me", "Mc", "Cf", "Cc", "Sk", "So", "Lo"}
