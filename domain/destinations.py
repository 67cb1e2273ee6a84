"""What can be done with a telephone number: one form for all numbers, and the abilities of each country as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import category, normalize

from domain.strict_table import StrictTable
from domain.toml_file import BadFile, read_top

LANGUAGES = ("zh", "mn", "en")
_CHINA = "+86"
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_PREFIX = re.compile(r"\+[1-9]\d{0,6}", re.ASCII)
_SIGNATURE = re.compile(r"【\w{2,12}】")
_BETWEEN = re.compile(r"[\s.()/\-‐-―]")
_CHINESE = re.compile(r"1[3-9]\d{9}|(?:10|2\d|[3-9]\d\d)\d{7,8}", re.ASCII)  # a mobile, or an area code and a line
_CHINESE_AT_HOME = re.compile(r"(?:86)?(1[3-9]\d{9})|0(\d+)", re.ASCII)  # a landline only with the 0 before its area


class BadDestinations(BadFile):
    """The file of destinations is refused whole; `problems` are all its faults in reading order."""


@dataclass(frozen=True, slots=True)
class Destination:
    """What the numbers with one prefix can do; domain/data/destinations.toml says what each value means.

    `mobile` is the form of the numbers that get SMS, without the prefix, and empty if all do.
    """

    prefix: str
    replies: bool
    links: bool
    voice: bool
    languages: tuple[str, ...]
    signature: str
    templates: bool
    mobile: str = ""

    def can_sms(self, number: str) -> bool:
        """Can this number of ours (E.164) get an SMS? No landline can."""
        if not _E164.fullmatch(number) or not number.startswith(self.prefix):
            return False
        return not self.mobile or bool(re.fullmatch(self.mobile, number.removeprefix(self.prefix), re.ASCII))


@dataclass(frozen=True, slots=True)
class Destinations:
    """All that is known of the countries, and what holds for the others."""

    known: tuple[Destination, ...]
    default: Destination

    def of(self, number: str) -> Destination:
        """The destination with the longest prefix of the number (E.164), else the default."""
        fitting = [destination for destination in self.known if number.startswith(destination.prefix)]
        return max(fitting, key=lambda destination: len(destination.prefix), default=self.default)

    @property
    def all(self) -> tuple[Destination, ...]:
        """Every destination, the default last."""
        return (*self.known, self.default)


def e164(number: str, country: str = _CHINA) -> str | None:
    """The number as E.164, or None if it can be none: 13900000001 and 0475-0000001 become +8613900000001 and +864750000001.

    Blanks, hyphens, brackets and full-width forms do not matter. A number without + or 00 is one of `country`. Of China
    only mobiles and landlines with their area pass; of other countries everything with 7 to 15 digits.
    """
    plain = "".join(character for character in normalize("NFKC", number) if category(character) != "Cf")
    digits = _BETWEEN.sub("", plain)
    if not re.fullmatch(r"\+?\d{1,20}", digits, re.ASCII):
        return None
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not digits.startswith("+"):
        digits = _from_home(digits, country)
    if digits.startswith(_CHINA):
        own = digits.removeprefix(_CHINA).removeprefix("0")
        return f"{_CHINA}{own}" if _CHINESE.fullmatch(own) else None
    return digits if _E164.fullmatch(digits) else None


def _from_home(digits: str, country: str) -> str:
    """A number as it is dialled within its country, with the country's prefix; empty if nobody there dials so."""
    if country != _CHINA:
        return f"{country}{digits.removeprefix('0')}"
    found = _CHINESE_AT_HOME.fullmatch(digits)
    return f"{_CHINA}{found[1] or found[2]}" if found else ""


def parse_destinations(text: str) -> Destinations:
    """The destinations in the text of a file like domain/data/destinations.toml.

    Raises:
        BadDestinations: the text is not TOML, or something in it is unknown, missing, of the wrong type, no prefix, no
            signature, no form, or there twice. All faults are told at once.
    """
    top, problems = read_top(text, BadDestinations)
    default = _destination(top.table("default"), prefix="")
    known: dict[str, Destination] = {}
    for row in top.rows("destinations"):
        prefix = row.text("prefix")
        if prefix and not _PREFIX.fullmatch(prefix):
            row.report("prefix", "This must be + and one to seven digits, the first of them no 0.")
        if prefix in known:
            row.report("prefix", f"The prefix {prefix} is there twice.")
        known[prefix] = _destination(row, prefix=prefix)
    top.close()
    if problems:
        raise BadDestinations(problems)
    return Destinations(tuple(known.values()), default)


def _destination(row: StrictTable, *, prefix: str) -> Destination:
    languages = row.references("languages", LANGUAGES, "language")
    if not languages:
        row.report("languages", "There must be at least one.")
    signature = row.text("signature", default="")
    if signature and not _SIGNATURE.fullmatch(signature):
        row.report("signature", "This must be 2 to 12 letters or digits in 【】.")
    return Destination(
        prefix=prefix,
        replies=row.yes("replies"),
        links=row.yes("links"),
        voice=row.yes("voice"),
        languages=languages,
        signature=signature,
        templates=row.yes("templates"),
        mobile=_form(row),
    )


def _form(row: StrictTable) -> str:
    """The form of the numbers that get SMS, if it is one."""
    form = row.text("mobile", default="")
    try:
        re.compile(form)
    except re.error as error:
        row.report("mobile", f"This is no regular expression: {error}.")
    return form
