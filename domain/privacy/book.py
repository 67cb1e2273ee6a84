"""Where personal data stands, what for, and how long it is kept, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Period(StrEnum):
    """By which period something is kept."""

    APPROVAL = "approval"
    HOTLINE = "hotline"
    LEGAL = "legal"
    LETTER = "letter"
    SUBSCRIPTION = "subscription"
    ACCOUNT = "account"
    READING = "reading"


OF_CASES = (Period.APPROVAL, Period.HOTLINE, Period.LEGAL)  # they run from the end of a case


class Swept(StrEnum):
    """Traces of accounts of which the nights delete what has been over for long."""

    SESSION = "session"
    LOGIN_ATTEMPT = "login_attempt"
    INVITATION = "invitation"
    DEVICE = "device"
    OUTSIDE_SIGN_IN = "outside_sign_in"


@dataclass(frozen=True, slots=True)
class Kept:
    """A period, in whole years from the end of what is kept, and the law that asks for it."""

    id: Period
    years: int
    law: str

    def until(self, end: datetime) -> datetime:
        """Until when something is kept that ended then; what ended on a 29 February is kept through the 28th."""
        try:
            return end.replace(year=end.year + self.years)
        except ValueError:
            return end.replace(year=end.year + self.years, day=28)

    def before(self, now: datetime) -> datetime:
        """What ended before this instant is kept no longer."""
        try:
            return now.replace(year=now.year - self.years)
        except ValueError:
            return now.replace(year=now.year - self.years, day=28)


@dataclass(frozen=True, slots=True)
class Personal:
    """Columns of a table that are personal data, and what they are for."""

    table: str
    columns: tuple[str, ...]
    kept: Period
    purpose: str


@dataclass(frozen=True, slots=True)
class PrivacyBook:
    """All that is personal, with its periods; `impersonal` are the columns that are not, by table.

    `swept` says how long after its end a trace of an account is deleted.
    """

    version: str
    source: str
    kept: Mapping[Period, Kept]
    personal: tuple[Personal, ...]
    impersonal: Mapping[str, tuple[str, ...]]
    swept: Mapping[Swept, timedelta]

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The personal columns by table."""
        return {entry.table: entry.columns for entry in self.personal}

    def before(self, now: datetime) -> dict[Period, datetime]:
        """For each period the instant before which whatever ended is kept no longer."""
        return {period: kept.before(now) for period, kept in self.kept.items()}
