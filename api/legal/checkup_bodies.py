"""What is said of legal check-ups: companies for which they are ordered, what is found, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.bodies import Id, PersonId, Text
from api.hotline.report_bodies import Language, Line, Mail, Phone, Words
from api.legal.act_bodies import LegalBody
from api.legal.activity_bodies import PlainDay
from store.checkups import FoundThing, WholeCheckup

MOST_COMPANIES = 50

FindingNumber = Annotated[int, Field(strict=True, ge=1, le=9999)]


class Company(BaseModel):
    """A company that is checked, and whom to speak to there; both stay in the database."""

    model_config = ConfigDict(extra="forbid")

    company: Line = Field(description="Its name.", examples=["库伦旗某某商贸有限公司"])
    name: Line | None = Field(default=None, description="Whom to speak to.")
    phone: Phone | None = Field(default=None, description="As it is dialled in China, or with + and the country.")
    mail: Mail | None = Field(default=None, description="A mail address.")
    language: Language = Field(default="zh", description="In which the company is written to.")
    district: Id | None = Field(default=None, description="The village or town, where it is known.", examples=["V-001"])
    address: Line | None = Field(default=None, description="Where, at most 200 characters.")
    person: PersonId | None = Field(default=None, description="Who makes this one, if somebody else.")


class OrderCheckups(BaseModel):
    """A check-up of a company, or a campaign of several: each has its own case, and all are kept, or none."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "text": "小微企业法治体检：用工与合同。",
                "person": "lawyer-03",
                "campaign": "spring-2026",
                "companies": [{"company": "某某商贸有限公司", "phone": "15400000001", "district": "V-001"}],
            }
        },
    )

    text: Words = Field(description="What is to be looked at, at most 2,000 characters.")
    person: PersonId = Field(description="Who makes it: somebody of the pool.", examples=["lawyer-03"])
    campaign: Id | None = Field(default=None, description="The campaign that it belongs to.", examples=["spring-2026"])
    companies: list[Company] = Field(min_length=1, max_length=MOST_COMPANIES, description="At most 50 companies.")

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if len({one.company for one in self.companies}) < len(self.companies):
            raise ValueError("A company is named twice.")
        return self


class Find(LegalBody):
    """Something was found: how grave it is, what is advised, and when it is followed up."""

    sends: ClassVar[dict[str, str]] = {"kind": "severity", "field": "field", "on": "follow_up_on"}

    severity: Id = Field(description="A severity of the rules.", examples=["high"])
    field: Id = Field(description="A field of law of the rules.", examples=["labour"])
    text: Text = Field(description="What was found and is advised, at most 2,000 characters.")
    follow_up_on: PlainDay | None = Field(default=None, description="When it is followed up; by severity if absent.")


class ReportFindings(LegalBody):
    """All findings are told to the company; from now on they are followed up. Without any the check-up is over."""

    text: Text = Field(description="The report, at most 2,000 characters.", examples=["共发现两项问题，已提出建议。"])


class FollowUp(LegalBody):
    """What came of a finding; with the last one the check-up is over."""

    sends: ClassVar[dict[str, str]] = {"finding": "finding", "outcome": "result"}

    finding: FindingNumber = Field(description="The number of the finding.", examples=[1])
    result: Id = Field(description="A result of the rules.", examples=["mended"])
    text: Text | None = Field(default=None, description="Free text, at most 2,000 characters.", examples=["已整改。"])


class OrderedView(BaseModel):
    """A check-up that was ordered. Its number and code together are the company's way to it."""

    ref: str = Field(examples=["C20261125-000017"])
    company: str
    person: str
    code: str = Field(description="The query code. Empty where the company can be told: it goes there.")
    due_on: date | None = Field(description="The last day for the findings; null where the calendar does not know.")


@dataclass(frozen=True, slots=True)
class WholeCheckupView(WholeCheckup):
    """A check-up with what is to be looked at, and its findings."""

    rows: list[FoundThing]
