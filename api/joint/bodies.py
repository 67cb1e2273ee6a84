"""What is entered about a project or its company."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.bodies import Id, Text
from api.hotline.request_bodies import RequestRef
from api.legal.activity_bodies import PlainDay
from domain.joint.entries import Credit, Risk

_AUTHORITY = r"\w{1,20}[〔［\[(（]\d{4}[〕］\])）]第?\d{1,6}号"  # 库应急罚〔2026〕3号
_COURT = r"[(（]\d{4}[)）]\w{1,20}\d{1,6}号"  # （2026）内0524行初12号
DocumentNumber = Annotated[str, StringConstraints(strip_whitespace=True, pattern=rf"^(?:{_AUTHORITY}|{_COURT})$")]


class CreditBody(BaseModel):
    """A mark of good or bad credit, by a document, for a time."""

    model_config = ConfigDict(extra="forbid")

    level: Credit
    document: DocumentNumber = Field(
        description="The number of the document that it goes back to: no words.", examples=["库应急罚〔2026〕3号"]
    )
    valid_from: PlainDay
    valid_until: PlainDay = Field(description="The last day.")
    of_company: bool = Field(default=False, description="About the company in all its projects.")


class WarningBody(BaseModel):
    """A warning of a risk, until a day."""

    model_config = ConfigDict(extra="forbid")

    level: Risk
    subject: Id = Field(description="Of the list in domain/data/joint.toml.", examples=["safety"])
    valid_until: PlainDay = Field(description="The last day.")
    text: Text
    of_company: bool = Field(default=False, description="About the company in all its projects.")


class ComplaintBody(BaseModel):
    """A request of the hotline that names the project."""

    model_config = ConfigDict(extra="forbid")

    request: RequestRef = Field(examples=["H20261125-000017"])


class SayBody(BaseModel):
    """Why an entry is withdrawn, or what the company objects."""

    model_config = ConfigDict(extra="forbid")

    text: Text


NewBody = CreditBody | WarningBody | ComplaintBody
