"""What citizens, seats, grid members and the city hand in: reports, and what is said to them later with number and code.

What people write is kept as it came, byte for byte: emoji, and the selectors and joiners without which Mongolian cannot be
written. Refused is only what cannot be shown or kept at all.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.bodies import MOST_LABEL, MOST_TEXT, Id, Instant, Latitude, Longitude, Yes
from domain.codes import code_of
from domain.destinations import e164

MOST_ROWS = 500
_MEANINGLESS = frozenset({"Cc", "Co", "Cs"})
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Zs", "Zl", "Zp", "Cc"})
_LAYOUT = "\n\r\t"
_MAIL = r"^[^@\s<>\"]{1,64}@[^@\s<>\"]{1,189}$"


def as_it_came(text: str, layout: str = "") -> str:
    """The text itself; refused if something in it can be no character of a text, or if there is nothing to be seen.

    Characters that this program does not know yet are kept: each year brings new emoji.
    """
    for character in text:
        point = ord(character)
        is_none = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
        if is_none or (category(character) in _MEANINGLESS and character not in layout):
            raise ValueError(f"U+{point:04X} is not a character that can be shown.")
    if all(category(character) in _UNSEEN for character in text):
        raise ValueError("There is nothing to be seen in this text.")
    return text


def _number(text: str) -> str:
    number = e164(text)
    if number is None:
        raise ValueError("This is no telephone number: 13900000001, 0475-0000001 or +976 70000000 are.")
    return number


def _code(text: str) -> str:
    code = code_of(text)
    if code is None:
        raise ValueError("A query code has six letters and digits, without 0, 1, I and O.")
    return code


Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MOST_TEXT),
    AfterValidator(lambda text: as_it_came(text, _LAYOUT)),
]
Line = Annotated[str, StringConstraints(min_length=1, max_length=MOST_LABEL), AfterValidator(as_it_came)]
Phone = Annotated[str, StringConstraints(max_length=40), AfterValidator(_number)]
Mail = Annotated[str, StringConstraints(pattern=_MAIL, max_length=254), AfterValidator(as_it_came)]
OuterNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$")]
Code = Annotated[str, StringConstraints(max_length=20), AfterValidator(_code)]
Language = Literal["zh", "mn", "en"]
Satisfied = Annotated[int, Field(strict=True, ge=1, le=5)]


class Told(BaseModel):
    """What a report says, whoever hands it in; names, numbers and words stay in the database."""

    model_config = ConfigDict(extra="forbid")

    text: Words = Field(
        description="What it is about, at most 2,000 characters, kept as it came.", examples=["路灯不亮"]
    )
    district: Id = Field(description="The village, community or town where it is.", examples=["V-001"])
    topic: Id | None = Field(default=None, description="A topic of the hotline's rules.", examples=["street_light"])
    address: Line | None = Field(default=None, description="Where exactly, at most 200 characters.")
    lat: Latitude | None = Field(default=None, description="Degrees north, with `lon`.", examples=[42.73])
    lon: Longitude | None = Field(default=None, description="Degrees east, with `lat`.", examples=[121.77])
    language: Language = Field(default="zh", description="In which the answers shall be.")
    name: Line | None = Field(default=None, description="Shown to dispatchers only.")
    phone: Phone | None = Field(default=None, description="As it is dialled in China, or with + and the country.")
    mail: Mail | None = Field(default=None, description="A mail address.")

    @model_validator(mode="after")
    def _is_a_place(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("A position has both `lat` and `lon`.")
        return self


class Report(Told):
    """A citizen's request, through the web, the mini-program, the seat or the grid member on the spot."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"text": "村口路灯不亮。", "district": "V-001", "phone": "13900000001"}},
    )

    via: Literal["web", "mini_program"] = Field(
        default="web", description="Through what a visitor came; who is on duty says it with the token."
    )


class CityReport(Told):
    """One request of the city's 12345."""

    external_no: OuterNumber = Field(description="The city's number: it is kept once.", examples=["TL20261125-0042"])
    outer_due: Instant = Field(description="By when the city wants the answer.")


class CityReports(BaseModel):
    """A list of the city's 12345: all of it is kept, or nothing."""

    model_config = ConfigDict(extra="forbid")

    rows: list[CityReport] = Field(min_length=1, max_length=MOST_ROWS, description="At most 500 requests.")


class WithCode(BaseModel):
    """What whoever knows the query code may say."""

    model_config = ConfigDict(extra="forbid")

    code: Code = Field(description="The query code.", examples=["K7M2QX"])


class Verdict(WithCode):
    """The answer to the question after a closing: once for each closing."""

    solved: Yes = Field(description="Is it solved?")
    satisfied: Satisfied | None = Field(default=None, description="1 is very dissatisfied, 5 very satisfied.")
    reason: Words | None = Field(default=None, description="If it is not solved: why; not required.")
    cycle: Annotated[int, Field(strict=True, ge=1, le=9999)] | None = Field(
        default=None, description="Which closing is meant: `cycle` of the question; the newest if absent."
    )


class TakeBack(WithCode):
    """The citizen wants to withdraw; the centre confirms it."""

    reason: Words = Field(description="Why, at most 2,000 characters.", examples=["已自行解决。"])


class Addition(WithCode):
    """A word of the citizen's for those who work on it; it moves no clock."""

    text: Words = Field(description="At most 2,000 characters.", examples=["东边第二盏也不亮。"])
