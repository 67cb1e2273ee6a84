"""What people ask the legal circle for: a question, legal aid, a home visit. Names, numbers and words stay in the database."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.bodies import Day, Id, PersonId, Yes
from api.hotline.report_bodies import Language, Line, Mail, Phone, Words

MOST_PROOFS = 20
MOST_GROUPS = 20
MOST_BARS = 20

Proofs = Annotated[list[Id], Field(max_length=MOST_PROOFS)]


class Asking(BaseModel):
    """What everybody says who comes, whatever they ask for."""

    model_config = ConfigDict(extra="forbid")

    text: Words = Field(description="What it is about, at most 2,000 characters, kept as it came.")
    language: Language = Field(default="zh", description="In which the answer shall be.")
    channel: Id | None = Field(
        default=None,
        description="By which way they came: visitors say web or mini_program, whoever is on duty enters the others.",
        examples=["web"],
    )
    district: Id | None = Field(default=None, description="The village or town, where it is known.", examples=["V-001"])
    name: Line | None = Field(default=None, description="Shown to those who work on the case only.")
    phone: Phone | None = Field(default=None, description="As it is dialled in China, or with + and the country.")
    mail: Mail | None = Field(default=None, description="A mail address.")


class Inquire(Asking):
    """A legal question: answered, or taken over by a named person, within eight minutes, day and night."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"text": "老板拖欠工资怎么办？", "field": "labour", "phone": "15400000001", "language": "zh"}
        },
    )

    field: Id | None = Field(default=None, description="A field of law of the rules, if it is known.")


class PledgeTold(BaseModel):
    """A pledge instead of proofs (告知承诺): what the applicant says of their means, and that it may be checked."""

    model_config = ConfigDict(extra="forbid")

    means: Words = Field(description="Income and property, in the applicant's words.", examples=["无固定收入。"])
    waived: Proofs = Field(default_factory=list, description="Which papers it replaces; all that it can, if empty.")
    may_check: Yes = Field(description="May the office check it? Without that there is no pledge.")
    spoken: Yes = Field(default=False, description="Read aloud to somebody who cannot read, before a witness.")
    witness: Line | None = Field(default=None, description="Who witnessed it.")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.may_check:
            raise ValueError("Without the authority to check there is no pledge: hand in the papers instead.")
        if self.spoken and not self.witness:
            raise ValueError("A spoken pledge has a witness.")
        return self


class AidFields(BaseModel):
    """What an application for legal aid says beside its text and who applies."""

    model_config = ConfigDict(extra="forbid")

    kind: Id = Field(description="A kind of legal aid of the rules.", examples=["wages"])
    groups: list[Id] = Field(
        min_length=1,
        max_length=MOST_GROUPS,
        description="All groups of the rules to which the applicant belongs.",
        examples=[["migrant_worker", "woman"]],
    )
    field: Id | None = Field(default=None, description="A field of law of the rules, if it is known.")
    limit_on: Day | None = Field(default=None, description="The last day of a limitation, if one is near.")
    other_side: Line | None = Field(default=None, description="Who is on the other side, in words.")
    bars: list[PersonId] | None = Field(
        default=None, max_length=MOST_BARS, description="For the desk: persons of the pool who are on the other side."
    )
    pledge: PledgeTold | None = Field(default=None, description="Instead of the papers that it replaces.")
    proofs: Proofs = Field(default_factory=list, description="Which papers are handed in.", examples=[["identity"]])


class ApplyForAid(AidFields, Asking):
    """An application for legal aid: decided and a lawyer appointed within one working day."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "text": "工地欠薪三个月。",
                "kind": "wages",
                "groups": ["migrant_worker", "woman"],
                "phone": "15400000001",
                "pledge": {"means": "无固定收入。", "may_check": True},
            }
        },
    )


class AskVisit(Asking):
    """A home visit to somebody who cannot come: within 24 hours."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"text": "想立遗嘱。", "group": "elderly", "address": "三队东头", "phone": "15400000001"}
        },
    )

    group: Id = Field(description="A group of the rules that may ask for a visit.", examples=["elderly"])
    address: Line = Field(description="Where, at most 200 characters.")
