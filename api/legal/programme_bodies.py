"""What is handed in about programmes, and how they and their sessions are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.bodies import Id, Instant, Label, PersonId, Yes
from api.hotline.report_bodies import Code, Language, Mail, Phone
from api.legal.activity_bodies import Count, PlainDay
from domain.legal.programmes import Programme
from domain.legal.timetable import parse_cron
from domain.masking import masked_text
from store.programme_sessions import Session
from store.programmes import Skip


def _timetable(text: str) -> str:
    parse_cron(text)
    return " ".join(text.split())


Cron = Annotated[str, StringConstraints(max_length=100), AfterValidator(_timetable)]
Link = Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[^\s<>\"]+$")]


class NewProgramme(BaseModel):
    """Something that takes place again and again."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "id": "weekly-live",
                "name_zh": "八分钟普法直播",
                "name_en": "Eight-Minute Law Live",
                "host": "lawyer-01",
                "cron": "30 19 * * 3",
            }
        },
    )

    id: Id = Field(description="A new id.", examples=["weekly-live"])
    name_zh: Label = Field(description="Its Chinese name; it is public.")
    name_mn: Label | None = Field(default=None, description="Its Mongolian name.")
    name_en: Label = Field(description="Its English name.")
    host: PersonId = Field(description="Who is the host: somebody of the legal circle.", examples=["lawyer-01"])
    place: Id | None = Field(default=None, description="A place of the legal circle, if it is held at one.")
    language: Language = Field(default="zh", description="In which it is held.")
    cron: Cron = Field(
        description="When sessions begin, local: minute, hour, day of the month, month (always *), day of the week (0 is Sunday); on the days that both name.",
        examples=["30 19 * * 3"],
    )


class NewHost(BaseModel):
    """Somebody else is the host from now on."""

    model_config = ConfigDict(extra="forbid")

    host: PersonId = Field(description="Somebody of the legal circle.", examples=["lawyer-02"])


class SkipDay(BaseModel):
    """A session is left out."""

    model_config = ConfigDict(extra="forbid")

    on_day: PlainDay = Field(description="The local day of a session that has not begun.", examples=["2027-02-10"])
    why: Label = Field(description="Why, for everybody to read, so name no person; at most 200 characters.")


class SessionResult(BaseModel):
    """What became of a session."""

    model_config = ConfigDict(extra="forbid")

    starts_at: Instant = Field(description="When the session began.", examples=["2026-11-25T19:30:00+08:00"])
    held: Yes = Field(description="Was it held?")
    audience: Count | None = Field(default=None, description="How many were there, as counted.", examples=[312])
    language: Language | None = Field(default=None, description="In which it was held.")
    link: Link | None = Field(
        default=None, description="Where it can be seen.", examples=["https://example.org/live/7"]
    )
    remarks: Label | None = Field(default=None, description="At most 200 characters; name no person.")


class Subscribe(BaseModel):
    """Somebody wants to be reminded."""

    model_config = ConfigDict(extra="forbid")

    phone: Phone | None = Field(default=None, description="As it is dialled in China, or with + and the country.")
    mail: Mail | None = Field(default=None, description="A mail address.")
    language: Language = Field(default="zh", description="In which the reminders shall be.")

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        if not self.phone and not self.mail:
            raise ValueError("Give a telephone number or a mail address.")
        return self


class Unsubscribe(BaseModel):
    """Somebody wants to be reminded no more; the code stands in the body, so that it is in no log."""

    model_config = ConfigDict(extra="forbid")

    code: Code = Field(description="The code that came with the subscription.", examples=["K7M2QX"])


class SkipView(BaseModel):
    """A day that is left out, and why."""

    on_day: date
    why: str


class ProgrammeView(BaseModel):
    """A programme and what comes next; `host` is told to those who manage it only."""

    id: str
    names: dict[str, str | None] = Field(examples=[{"zh": "八分钟普法直播", "mn": None, "en": "Eight-Minute Law Live"}])
    place: str | None
    language: str
    cron: str
    zone: str
    paused: bool
    next: list[datetime] = Field(description="When the next sessions begin; none while it is paused.")
    skipped: list[SkipView]
    host: str | None = None


class SessionView(BaseModel):
    """A session and what became of it; `host`, `remarks` and `recorded_by` are told to the legal circle only."""

    programme: str
    starts_at: datetime
    state: str = Field(examples=["planned", "held", "not_held", "skipped"])
    audience: int | None
    language: str
    link: str
    recorded_at: datetime | None
    host: str | None = None
    remarks: str | None = None
    recorded_by: str | None = None


class Subscribed(BaseModel):
    """Somebody is reminded from now on; with the code they end it."""

    programme: str
    code: str = Field(examples=["K7M2QX"])


class Unsubscribed(BaseModel):
    """Whoever held the code is reminded no more."""

    programme: str
    status: str = "ended"


def programme_view(
    programme: Programme, coming: Sequence[datetime], skips: Sequence[Skip], *, with_host: bool
) -> ProgrammeView:
    """A programme with its next sessions and the days that are left out."""
    return ProgrammeView(
        id=programme.id,
        names={"zh": programme.name_zh, "mn": programme.name_mn, "en": programme.name_en},
        place=programme.place or None,
        language=programme.language,
        cron=programme.cron,
        zone=programme.zone,
        paused=programme.paused,
        next=list(coming),
        skipped=[
            SkipView(on_day=skip.on_day, why=masked_text(skip.why)) for skip in skips if skip.programme == programme.id
        ],
        host=programme.host if with_host else None,
    )


def session_view(session: Session, *, with_people: bool) -> SessionView:
    """A session; for everybody without those who held and recorded it."""
    return SessionView(
        programme=session.programme,
        starts_at=session.starts_at,
        state=session.state,
        audience=session.audience,
        language=session.language,
        link=session.link,
        recorded_at=session.recorded_at,
        host=session.host if with_people else None,
        remarks=session.remarks if with_people else None,
        recorded_by=session.recorded_by if with_people else None,
    )
