"""What is left of a name, a number or an address."""

import pytest

from domain.masking import masked_address, masked_id, masked_name, masked_phone, masked_text, needs_all
from domain.roles import Role


@pytest.mark.parametrize(
    ("name", "left"), [("张三", "张*"), (" 乌云其其格 ", "乌*"), ("Ann Lee", "A*"), ("", ""), ("  ", "")]
)
def test_of_a_name_the_first_character_is_left(name, left):
    assert masked_name(name) == left


@pytest.mark.parametrize(
    ("number", "left"),
    [
        ("13800001234", "138****1234"),
        ("+86 138-0000-1234", "138****1234"),
        ("0475-5551234", "****1234"),
        ("+97670001234", "****1234"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_of_a_telephone_number_the_ends_are_left(number, left):
    assert masked_phone(number) == left


def test_of_an_id_number_nothing_is_left():
    assert masked_id("150524199001011234") == "******"
    assert masked_id("") == ""


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("库伦镇养畜牧村三组12号", "库伦镇"),
        ("哈尔稿嘎查东头第二家", "哈尔稿嘎查"),
        ("三队东头", "****"),
        ("", ""),
    ],
)
def test_of_an_address_the_place_is_left(address, left):
    assert masked_address(address) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("打13800001234找我", "打138****1234找我"),
        ("身份证150524199001011234，15052419900101123X", "身份证******，******"),
        ("写信到 a.b@example.org。", "写信到 ******。"),
        ("座机0475-5551234", "座机****1234"),
        (
            "2611-150524-04-01-000001号项目，欠薪12000元，2026年11月25日",
            "2611-150524-04-01-000001号项目，欠薪12000元，2026年11月25日",
        ),
        ("H20261125-000017", "H20261125-000017"),
    ],
)
def test_in_a_text_numbers_are_covered_and_nothing_else(text, left):
    assert masked_text(text) == left
    assert masked_text(left) == left


def test_who_oversees_need_not_know_whose_a_case_is():
    assert {role for role in Role if not needs_all(role)} == {Role.SUPERVISOR, Role.ADMINISTRATOR}
