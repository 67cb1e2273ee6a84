"""A code is found again in whatever way people type it."""

import pytest

from domain.codes import ALPHABET, COVERED, code_of, codes_in, without_codes

CODE = "K7M2QX"


@pytest.mark.parametrize(
    "text",
    ["K7M2QX", " k7m2qx \n", "K7M 2QX", "k 7 m 2 q x", "K7M-2QX", "Ｋ７Ｍ２ＱＸ", "ｋ７ｍ２ｑｘ", "1 K7M2QX", "1K7M2QX", "OK K7M2QX", "okk7m2qx",
     "ok, k7m2qx", "收到 K7M2QX 谢谢", "收到K7M2QX。", "【K7M2QX】", "K7M2QX 1a 已收到 ᠮᠣᠩᠭᠣᠯ 😀", "K7M2QX.", "code: K7M2QX", "K7M\u30002QX"],
)  # fmt: skip
def test_a_code_is_found_in_a_text_whatever_is_around_it(text):
    assert CODE in codes_in(text)


@pytest.mark.parametrize(
    "text", ["", "1", "OK", "好的", "K7M2Q", "K7M2QX9", "K7M2Q0", "2611-150524-04-01-000001", "😀" * 6]
)
def test_what_is_no_code_is_none(text):
    assert codes_in(text) == ()
    assert code_of(text) is None


def test_two_codes_in_one_text_are_both_found_in_order():
    assert codes_in("ABC234 DEF567") == ("ABC234", "DEF567")


def test_not_more_than_five_are_looked_for():
    assert len(codes_in(" ".join(f"ABC23{sign}" for sign in ALPHABET))) == 5


@pytest.mark.parametrize("typed", ["K7M2QX", " k7m 2qx", "Ｋ７Ｍ２ＱＸ", "k7m-2qx"])
def test_a_code_typed_into_its_field_is_forgiven_case_and_blanks(typed):
    assert code_of(typed) == CODE


@pytest.mark.parametrize("typed", ["1K7M2QX", "<b>", "K7M2Qß", "../etc"])
def test_a_field_takes_nothing_but_a_code(typed):
    assert code_of(typed) is None


@pytest.mark.parametrize("typed", ["请看 k7m2-qx！", "Ｋ７Ｍ２ＱＸ", "1K7M2QX", "K 7 M.2 Q X", "K7M2QX h3jkmn k7m2qx"])
def test_what_may_be_a_code_is_covered_however_it_was_typed(typed):
    shown = without_codes(typed, typed)

    assert COVERED in shown
    assert codes_in(shown) == ()


def test_what_is_no_code_is_shown_as_it_was_typed():
    text = "已确认：ᠮᠣᠩᠭᠣᠯ᠎ᠠ ＡＢ 13812345678 2611-150524"

    assert without_codes(text, text) == text
    assert without_codes("Confirmed before", "k7m2qx") == "Confirmed before"
