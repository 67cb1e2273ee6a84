"""What can be done with a telephone number, and that every form of a number is read as the same one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain
from domain.destinations import BadDestinations, e164, parse_destinations

FILE = (Path(domain.__file__).with_name("data") / "destinations.toml").read_text(encoding="utf-8")
WORLD = parse_destinations(FILE)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13900000001", "+8613900000001"),
        (" 139-0000 0001 ", "+8613900000001"),
        ("１３９００００００01", "+8613900000001"),
        ("+86 139 0000 0001", "+8613900000001"),
        ("(+86)13900000001", "+8613900000001"),
        ("008613900000001", "+8613900000001"),
        ("8613900000001", "+8613900000001"),
        ("\u202a13900000001\u202c", "+8613900000001"),  # as copied from an address book
        ("0475-0000001", "+864750000001"),
        ("（0475）0000001", "+864750000001"),
        ("010-12345678", "+861012345678"),
        ("+86 0755 12345678", "+8675512345678"),
        ("+15005550006", "+15005550006"),
        ("+976 8811 2233", "+97688112233"),
        ("12345", None),  # the hotline
        ("110", None),
        ("1390000000", None),
        ("139000000012", None),
        ("4750000001", None),  # a landline without the 0 before its area
        ("0475-0000001转8002", None),
        ("+86 12345", None),
        ("+0123456789", None),
        ("+1234567890123456", None),
        ("++8613900000001", None),
        ("139 0000 000x", None),
        ("", None),
        ("+", None),
    ],
)
def test_every_form_of_a_number_is_read_as_the_same_one(typed, number):
    assert e164(typed) == number


def test_a_number_without_a_country_is_of_the_one_that_is_named():
    assert e164("500 555 0006", country="+1") == "+15005550006"
    assert e164("13900000001", country="+86") == "+8613900000001"


@given(st.text())
def test_whatever_is_typed_becomes_a_number_or_nothing(typed):
    number = e164(typed)

    assert number is None or (number[0] == "+" and 8 <= len(number) <= 16 and number[1:].isascii())
    assert number is None or e164(number) == number


def test_mainland_china_takes_a_signature_and_no_link_no_reply_no_call():
    china = WORLD.of("+8613900000001")

    assert (china.replies, china.links, china.voice, china.templates) == (False, False, False, True)
    assert (china.languages, china.signature) == (("zh",), "【库伦旗政务】")


def test_the_numbers_for_tests_take_everything():
    test = WORLD.of("+15005550006")

    assert (test.replies, test.links, test.voice, test.templates, test.signature) == (True, True, True, False, "")
    assert set(test.languages) == {"zh", "en", "mn"}


def test_an_unknown_country_takes_a_bare_text():
    unknown = WORLD.of("+4930123456")

    assert unknown == WORLD.default
    assert (unknown.replies, unknown.links, unknown.voice, unknown.signature) == (False, False, False, "")
    assert unknown.can_sms("+4930123456")


@pytest.mark.parametrize(
    ("number", "can"),
    [
        ("+8613900000001", True),
        ("+864750000001", False),  # a landline: Twilio's error 21614
        ("+15005550009", True),
        ("+97688112233", True),
        ("+97611322000", False),
        ("", False),
        ("13900000001", False),
    ],
)
def test_landlines_get_no_sms(number, can):
    assert WORLD.of(number).can_sms(number) is can


def test_the_longest_prefix_decides():
    closer = '[[destinations]]\nprefix = "+1500"\nreplies = false\nlinks = false\nvoice = false\nlanguages = ["en"]\ntemplates = false\n'

    world = parse_destinations(FILE + closer)

    assert world.of("+15005550006").prefix == "+1500"
    assert world.of("+15105550006").prefix == "+1"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('prefix = "+86"', 'prefix = "86"', "destinations[0].prefix"),
        ('prefix = "+976"', 'prefix = "+1"', "destinations[2].prefix"),
        ('languages = ["zh"]', "languages = []", "destinations[0].languages"),
        ('languages = ["zh"]', 'languages = ["zh", "ru"]', "destinations[0].languages[1]"),
        ('"【库伦旗政务】"', '"库伦旗政务"', "destinations[0].signature"),
        ("templates = true", "templates = 1", "destinations[0].templates"),
        ("links = true", 'link = "yes"', "destinations[1].link"),
        ("mobile = '1[3-9]", "mobile = '1[3-9", "destinations[0].mobile"),
        ("[default]", "[defaults]", "default"),
        ("[default]", "[default", "line 7"),
    ],
)
def test_a_bad_file_is_refused_with_the_place(old, new, place):
    assert old in FILE

    with pytest.raises(BadDestinations) as refused:
        parse_destinations(FILE.replace(old, new, 1))

    assert place in [problem.place for problem in refused.value.problems]
