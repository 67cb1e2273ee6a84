"""What is left of a name, a number or an address for those who need not know all of it."""

from __future__ import annotations

import re

from domain.roles import Role

STAR = "*"
_CHINESE_MOBILE = re.compile(r"(?:\+?86)?(1[0-9]{2})[0-9]{4}([0-9]{4})")
_PLACE = re.compile(r"^.*?(?:嘎查|村|社区|镇|苏木|乡)(?!委)")
# In a text: ID numbers before telephone numbers, for one could be taken for a part of the other.
_IN_TEXT = (
    (re.compile(r"(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9Xx](?![0-9])"), lambda _: STAR * 6),
    (re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"), lambda _: STAR * 6),
    (
        re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])"),
        lambda hit: masked_phone(hit[0]),
    ),
    (re.compile(r"(?<![0-9])0[0-9]{2,3}[ -]?[0-9]{7,8}(?![0-9])"), lambda hit: masked_phone(hit[0])),
)
_NEED_NOT_KNOW = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def needs_all(role: Role) -> bool:
    """Does somebody of this role need names, numbers and addresses? Who oversees sees how a case goes, not whose it is."""
    return role not in _NEED_NOT_KNOW


def masked_name(name: str) -> str:
    """The first character, 张*: of a Chinese name the family's."""
    name = name.strip()
    return name[0] + STAR if name else ""


def masked_phone(number: str) -> str:
    """138****1234; of another number the last four digits, of a short one none."""
    digits = re.sub(r"[^0-9+]", "", number)
    if mobile := _CHINESE_MOBILE.fullmatch(digits):
        return f"{mobile[1]}****{mobile[2]}"
    if not digits:
        return ""
    return STAR * 4 + (digits[-4:] if len(digits) >= 8 else "")


def masked_id(number: str) -> str:
    """Nothing of an ID number: six digits tell the place, eight the birthday."""
    return STAR * 6 if number.strip() else ""


def masked_address(address: str) -> str:
    """The village, community or town that it begins with; nothing where it names none."""
    found = _PLACE.match(address.strip())
    return found[0] if found else (STAR * 4 if address.strip() else "")


def masked_text(text: str) -> str:
    """A text in which telephone numbers, ID numbers and mail addresses are covered. Names it cannot know."""
    for pattern, covered in _IN_TEXT:
        text = pattern.sub(covered, text)
    return text
