"""What is entered of what was done, and how it is shown: with place, day and evidence, in whole numbers."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.bodies import Day, Id, Label, PersonId
from api.legal.act_bodies import LegalRef

MOST_COUNT = 1_000_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _counted(value: object) -> object:
    """Refuse what is no count: "300余", "约300", 300.5. The answer says what is wanted, and does not repeat what came."""
    if type(value) is not int:  # nor a bool, which is one too
        raise ValueError("A whole number as counted, such as 312: without 余, 约, a fraction or quotation marks.")
    return value


def _as_day(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("This must be a day such as 2026-11-25.")
    return value


PlainDay = Annotated[Day, BeforeValidator(_as_day)]
Count = Annotated[int, Field(ge=1, le=MOST_COUNT), BeforeValidator(_counted)]


class NewActivityBody(BaseModel):
    """Something was done: what, when, where, by whom, how much, and what shows it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "kind": "leaflet",
                "on_day": "2026-11-25",
                "place": "station-T-01",
                "count": 312,
                "evidence": "签收单 2026-118",
                "person": "lawyer-03",
            }
        },
    )

    kind: Id = Field(description="A kind of activity: `GET /api/v1/legal/activity-kinds`.", examples=["leaflet"])
    on_day: PlainDay = Field(description="The local day on which it was done; not in the future.")
    place: Id = Field(description="A place of the legal circle.", examples=["station-T-01"])
    count: Count = Field(description="How many, as counted: leaflets, documents, lectures …", examples=[312])
    audience: Count | None = Field(default=None, description="Before how many people, as counted.")
    evidence: Label = Field(description="What shows it, at most 200 characters: a number, a list, a digest.")
    person: PersonId = Field(description="Who did it: somebody of the legal circle.", examples=["lawyer-03"])
    ref: LegalRef | None = Field(default=None, description="The case that it belongs to, if there is one.")


class TakeBackBody(BaseModel):
    """An activity is taken back: it was entered wrongly."""

    model_config = ConfigDict(extra="forbid")

    reason: Label = Field(description="Why, at most 200 characters.", examples=["重复录入。"])


class KindView(BaseModel):
    """A kind of activity with its names."""

    id: str
    names: dict[str, str]
