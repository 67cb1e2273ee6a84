"""What the bureau's table is counted from: inquiries, their referrals, applications for legal aid, and what else was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """An inquiry; `kept` is whether the eight minutes were kept, None while or where that is open.

    `answered_at` is the last answer, `helped` what the asker said of it (None: nothing), `ended` whether nothing more is to come.
    """

    channel: str
    asked_at: datetime
    town: str
    kept: bool | None
    answered_at: datetime | None = None
    helped: bool | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral of an inquiry that was asked at `asked_at`; `then` is what came of it first, empty while nobody has accepted it."""

    asked_at: datetime
    town: str
    then: str


@dataclass(frozen=True, slots=True)
class Applied:
    """An application for legal aid. `groups` are those of the applicant, with a blank between; `version` is that of its rules.

    With a pledge (`pledged`): `verified` is whether it was found true or false, None where nobody has looked, and `verify_over` whether
    the time for that has passed. What an objection has set right was true.
    """

    kind: str
    version: str
    groups: str
    received_at: datetime
    town: str
    decision: str
    kept: bool | None
    same_day: bool | None
    state: str = ""
    pledged: bool = False
    verified: bool | None = None
    verify_over: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done on a day: so many of a kind, before so many people."""

    kind: str
    on: date
    town: str
    count: int
    audience: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that is counted."""

    asked: Sequence[Asked] = ()
    applied: Sequence[Applied] = ()
    done: Sequence[Done] = ()
    referred: Sequence[Referred] = ()
