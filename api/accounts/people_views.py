"""What the security office hands in and sees of accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.accounts.views import TokenView
from api.bodies import Id, Label, PersonId
from domain.fate import Fate
from store.open_work import Kind

_Short = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class InviteBody(BaseModel):
    """Who is invited, as what, and how they are reached."""

    model_config = ConfigDict(extra="forbid")

    person: PersonId = Field(description="The person's id.", examples=["p-204"])
    role: Id = Field(description="What the person is to the office.", examples=["officer"])
    department: Id | None = Field(default=None, description="The department, for roles that belong to one.")
    name: Label | None = Field(default=None, description="The name; personal data.")
    work_no: _Short | None = Field(default=None, description="The work number.")
    phone: _Short | None = Field(default=None, description="The telephone number.")
    mail: _Short | None = Field(default=None, description="The mail address.")
    language: _Short | None = Field(default=None, description="zh, mn or en.")
    by_letter: bool = Field(
        default=False, description="Let the postroom bring the code by SMS or mail, to nobody else; else hand it over."
    )


class LinkBody(BaseModel):
    """Whom the provider names."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[str, StringConstraints(min_length=1, max_length=255)] = Field(
        description="The provider's `sub` for this person; only a hash of it is kept.", examples=["a8f5f167"]
    )


_FIRST = "The first half of what will let the person in, shown now and never again; null where there is none."
_SECOND = "The second half, shown now and never again: it goes behind the first, with a hyphen between."


class PlanView(BaseModel):
    """Nothing was done yet: somebody else of the security office must ask for the same, before `expires_at`."""

    what: str = Field(examples=["invite"])
    person: str
    half: str | None = Field(description=_FIRST, examples=["K7M2-QX3Y-9ABC"])
    expires_at: datetime


class InvitationView(BaseModel):
    """An invitation: half of its code; null when a letter brings it."""

    person: str
    half: str | None = Field(description=_SECOND)
    expires_at: datetime


class FirstPasswordView(BaseModel):
    """A password that must be changed: half of it."""

    half: str = Field(description=_SECOND)


class SystemTokenView(BaseModel):
    """A token of a system: half of it."""

    id: str
    half: str = Field(description=_SECOND)
    expires_at: datetime


class InvitationLetterView(BaseModel):
    """What became of the newest invitation by letter; what stays in the house (`outbox`) reaches nobody, and is to be handed over."""

    model_config = ConfigDict(from_attributes=True)

    expires_at: datetime
    state: Fate
    carrier: str


class AccountView(BaseModel):
    """An account; `must_change` is null without a password."""

    model_config = ConfigDict(from_attributes=True)

    person: str
    role: str
    department: str
    must_change: bool | None
    has_factor: bool
    is_linked: bool = Field(description="Somebody whom the provider names may sign in as this person.")
    left_at: datetime | None
    tokens: list[TokenView] = []
    invitation_letter: InvitationLetterView | None = Field(
        default=None, description="Only where one account is asked for."
    )


class AccountPage(BaseModel):
    """A page of accounts; `after` begins the next one."""

    rows: list[AccountView]
    after: str | None


class PieceView(BaseModel):
    """A piece of work that somebody has in hand; `item` is that of a project, or the day from which a village is advised."""

    model_config = ConfigDict(from_attributes=True)

    kind: Kind
    ref: str
    item: str
    body: str


class MovePiece(BaseModel):
    """A piece of work as it was listed."""

    model_config = ConfigDict(extra="forbid")

    kind: Id = Field(description="As it was listed.", examples=["legal"])
    ref: _Short = Field(description="As it was listed.")
    item: Annotated[str, StringConstraints(max_length=100)] = Field(default="", description="As it was listed.")


class MoveBody(BaseModel):
    """To whom the work goes."""

    model_config = ConfigDict(extra="forbid")

    to: PersonId = Field(description="The person who takes it over.", examples=["p-205"])
    pieces: list[MovePiece] | None = Field(default=None, max_length=500, description="Only these; all, if not said.")


class MovedView(PieceView):
    """What became of a piece: done, pending, or the code of the refusal because of which it is where it was."""

    outcome: str


class SecurityEventView(BaseModel):
    """A line of the record of accounts and rights."""

    model_config = ConfigDict(from_attributes=True)

    n: int
    at: datetime
    kind: str
    actor: str
    person: str
    about: str


class SecurityPage(BaseModel):
    """A page of that record, the newest first; `before` begins the next one."""

    rows: list[SecurityEventView]
    before: int | None
