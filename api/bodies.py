"""What people hand in: one small body for each act, with every length stated, and nothing that was not asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar
from unicodedata import category

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from domain.needs import Defect

MOST_TEXT = 2000
MOST_LABEL = 200
REF_PATTERN = r"^[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}$"
ID_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]{0,63}$"
PERSON_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$"
_MEANINGLESS = frozenset({"Cc", "Cn", "Co", "Cs"})
_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
_SHAPING = "\u200c\u200d\u180e"  # ZWNJ, ZWJ, MVS: Mongolian cannot be written without (FVS and NNBSP are no Cf)
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are drawn as nothing
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def _legible(text: str, layout: str = "") -> str:
    """The text without what nobody sees; refused if nothing is left, or if it has no meaning for whoever reads it."""
    for character in text:
        if category(character) in _MEANINGLESS and character not in layout:
            raise ValueError(f"U+{ord(character):04X} is not a character that can be shown.")
    text = "".join(c for c in text if category(c) != "Cf" or c in _SHAPING).strip()
    if all(category(character) in _INVISIBLE or character in _BLANK + layout for character in text):
        raise ValueError("There is nothing to be seen in this text.")
    return text


def _as_text(value: object) -> object:
    if not isinstance(value, str) or value.strip().lstrip("+-").replace(".", "").isdigit():
        raise ValueError("This must be a time such as 2026-11-25T09:30:00+08:00.")
    return value


def _in_our_time(value: datetime) -> datetime:
    """Refuse what no clock of ours can count with; compared as it is, for far years cannot be turned into UTC."""
    if not _EARLIEST <= value <= _LATEST:
        raise ValueError("This time is not between the years 2000 and 2100.")
    return value.astimezone(UTC)


def _to_the_step(degrees: float) -> float:
    """To six places, which is a tenth of a metre: next to nothing is more than a database can reckon with."""
    return round(degrees, 6)


Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False), AfterValidator(_to_the_step)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False), AfterValidator(_to_the_step)]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_TEXT),
    AfterValidator(lambda text: _legible(text.replace("\r\n", "\n"), "\n\t")),
]
Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_LABEL), AfterValidator(_legible)
]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
PersonId = Annotated[str, StringConstraints(pattern=PERSON_PATTERN)]
Ref = Annotated[str, StringConstraints(pattern=REF_PATTERN)]
Instant = Annotated[AwareDatetime, BeforeValidator(_as_text), AfterValidator(_in_our_time)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
Whole = Annotated[int, Field(strict=True, ge=1, le=9999)]
Yes = Annotated[bool, Field(strict=True)]

_REMARKS = Field(default=None, description="Free text, at most 2,000 characters.", examples=["材料齐全。"])
_REASON = Field(description="Free text, at most 2,000 characters.", examples=["设计深度不足。"])
_DOCUMENT = Field(default=None, description="The decision's number; at most 200 characters.")
_DOCUMENT_ON = Field(default=None, description="The day that the decision's document bears.", examples=["2026-11-25"])
_REMEDIES = Field(
    description="How the decision can be challenged; free text, at most 2,000 characters.",
    examples=["可在六十日内申请行政复议。"],
)


class Body(BaseModel):
    """What every act may say. Texts are kept in the database and never travel through a workflow."""

    model_config = ConfigDict(extra="forbid")
    texts: ClassVar[tuple[str, ...]] = (
        *("remarks", "reason", "remedies", "consequences"),
        *("document", "document_on", "first_contact_on"),
    )

    acted_at: Instant | None = Field(
        default=None,
        description="When it was done, if not now; with an offset, not in the future. It decides nothing: what counts is when we received it.",
        examples=["2026-11-25T09:30:00+08:00"],
    )

    def said(self) -> dict[str, str]:
        """The texts that were filled in, by their names; a day as text."""
        values: dict[str, Any] = {name: getattr(self, name, None) for name in self.texts}
        return {name: str(value) for name, value in values.items() if value}


class Receive(Body):
    """An application is handed in; `ahead` files it while prerequisites are still open."""

    ahead: Yes = Field(default=False, description="File it now, to be received when its prerequisites are approved.")
    first_contact_on: Day | None = Field(
        default=None,
        description="The day on which the applicant first came to the department about it, if it was an earlier one.",
        examples=["2026-11-18"],
    )
    remarks: Text | None = _REMARKS


class ReceiveMany(Receive):
    """One form for several items: all are handed in, or none."""

    items: list[Id] = Field(min_length=1, max_length=60, description="Item numbers.", examples=[["LR-02", "EE-01"]])


class Faulty(BaseModel):
    """Something that was handed in and should come again, better."""

    model_config = ConfigDict(extra="forbid")

    material: Id = Field(description="What it is, by the catalogue's name.", examples=["soil_plan"])
    defect: Defect = Field(description="What is wrong with it.", examples=["unsigned"])


class Correct(Body):
    """Everything that is missing or faulty is told, once and all together; at least one thing by the catalogue's name."""

    remarks: Text = Field(
        description="In words, shown beside what is named; at most 2,000 characters.", examples=["方案缺少单位盖章。"]
    )
    materials: list[Id] = Field(
        default_factory=list,
        max_length=60,
        description="What is missing, by the catalogue's names. What is there, or is not in the catalogue, is refused and recorded.",
        examples=[["soil_plan"]],
    )
    faulty: list[Faulty] = Field(
        default_factory=list, max_length=60, description="What is there and has a fault; what is not there is refused."
    )


class Supply(Body):
    """The applicant hands in the corrections."""

    remarks: Text | None = _REMARKS


class Accept(Body):
    """The application is complete; the promise starts."""

    remarks: Text | None = _REMARKS


class Decline(Body):
    """The application is not admitted (不予受理)."""

    reason: Text = _REASON
    remedies: Text = _REMEDIES


class Pause(Body):
    """The clock is stopped for a reason of the closed list."""

    kind: Id = Field(description="A kind of pause that the catalogue lists for the item.", examples=["expert_review"])
    document: Label = Field(
        description="The document that orders it; at most 200 characters.", examples=["库自然资〔2026〕12号"]
    )
    until: Instant = Field(description="The planned end, with an offset.", examples=["2026-12-05T17:30:00+08:00"])
    reason: Text | None = _REMARKS


class Resume(Body):
    """The clock runs again."""

    remarks: Text | None = _REMARKS


class Extend(Body):
    """The head grants the one extension."""

    days: Whole = Field(description="How many units of the promise more.", examples=[5])
    reason: Text = _REASON


class Approve(Body):
    """The item is approved."""

    document: Label | None = _DOCUMENT
    document_on: Day | None = _DOCUMENT_ON
    remarks: Text | None = _REMARKS


class Refuse(Body):
    """The item is refused, with the reason and the remedies that the law demands."""

    reason: Text = _REASON
    remedies: Text = _REMEDIES
    document: Label | None = _DOCUMENT
    document_on: Day | None = _DOCUMENT_ON


class Withdraw(Body):
    """The applicant takes the application back."""

    reason: Text = _REASON


class Explain(Body):
    """Why the term ran out; the law wants the reason published."""

    reason: Text = Field(
        description="It will be published with the item (优化营商环境条例 art. 36), so name no person; at most 2,000 characters.",
        examples=["专家论证未能按期完成。"],
    )


class Assign(Body):
    """The head gives the item to an officer of the department."""

    officer: PersonId = Field(description="The person's id.", examples=["p-204"])


class Revoke(Body):
    """An approval by silence is taken back by the supervisors."""

    reason: Text = _REASON
    consequences: Text | None = Field(default=None, description="What follows for later items and for the project.")


class Review(Body):
    """An approval by silence was looked at by the supervisors, and stands."""

    reason: Text = _REASON


class Close(Body):
    """The applicant gives the whole project up."""

    reason: Text | None = _REMARKS


class OpenProject(BaseModel):
    """A project, handed in once for all departments."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "ref": "2611-150524-04-01-000001",
                "name": "库伦镇冷链仓储项目",
                "site": "库伦镇工业园区",
                "project_type": "ent_record",
                "land_mode": "grant",
                "flags": ["soil_erosion_area", "construction_waste"],
            }
        },
    )

    ref: Ref = Field(description="The national project code (项目代码).")
    name: Label = Field(description="The project's name; it is public.")
    site: Label = Field(description="Where it is built; it is public.")
    project_type: Id = Field(description="One of the catalogue's project types.")
    land_mode: Id = Field(description="One of the catalogue's land modes.")
    flags: list[Id] = Field(
        default_factory=list, max_length=60, description="What is true of the project; see the catalogue."
    )
    rule_set: Id | None = Field(
        default=None, description="What silence means; the catalogue's usual rule set if absent."
    )
    applicant: PersonId | None = Field(default=None, description="For helpers and administrators: whose project it is.")
    helper: PersonId | None = Field(default=None, description="For helpers and administrators: who helps (帮办代办).")


class FileText(BaseModel):
    """The text of a TOML file."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, StringConstraints(min_length=1, max_length=1024 * 1024)] = Field(
        description="The whole file.", examples=['year = 2027\nstatus = "official"\n…']
    )
