"""What is sent to workflows. Fields are added with defaults, never renamed or removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.approval import Approval
from domain.commit import Receipt
from domain.hotline.record import RequestCommand
from domain.hotline.request import Request
from domain.legal.cases import Aid, Checkup, Inquiry, Visit
from domain.legal.record import LETTERS, Service
from domain.roles import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Kept:
    """What the machinery of a workflow carries into its next run."""

    seq: int
    epoch: int
    seen: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovalStart:
    """The start of a project's case, or its continuation when `kept` is set.

    `renew_after` is the number of history events after which a run is continued as a new one.
    """

    case: Approval
    opened_by: Actor = SYSTEM
    opened_at: datetime | None = None
    kept: Kept | None = None
    renew_after: int = 4000

    __packed__ = True


@dataclass(frozen=True, slots=True)
class HotlineStart:
    """The start of a request's case, or its continuation when `kept` is set; see `ApprovalStart`.

    A joint task is given to its bodies as it begins: `first` is that act.
    """

    case: Request
    opened_by: Actor = SYSTEM
    kept: Kept | None = None
    renew_after: int = 4000
    first: RequestCommand | None = None

    __packed__ = True


@dataclass(frozen=True, slots=True)
class InquiryStart:
    """The start of an inquiry, or its continuation when `kept` is set; see `ApprovalStart`."""

    case: Inquiry
    opened_by: Actor = SYSTEM
    kept: Kept | None = None
    renew_after: int = 4000

    __packed__ = True


@dataclass(frozen=True, slots=True)
class AidStart:
    """The start of an application for legal aid, or its continuation when `kept` is set; see `ApprovalStart`."""

    case: Aid
    opened_by: Actor = SYSTEM
    kept: Kept | None = None
    renew_after: int = 4000

    __packed__ = True


@dataclass(frozen=True, slots=True)
class VisitStart:
    """The start of a home visit, or its continuation when `kept` is set; see `ApprovalStart`."""

    case: Visit
    opened_by: Actor = SYSTEM
    kept: Kept | None = None
    renew_after: int = 4000

    __packed__ = True


@dataclass(frozen=True, slots=True)
class CheckupStart:
    """The start of a legal check-up, or its continuation when `kept` is set; see `ApprovalStart`."""

    case: Checkup
    opened_by: Actor = SYSTEM
    kept: Kept | None = None
    renew_after: int = 4000

    __packed__ = True


@dataclass(frozen=True, slots=True)
class ProgrammeStart:
    """The start of a session of a programme, by its Schedule; when the session is, the Schedule's own time says."""

    programme: str


LegalStart = InquiryStart | AidStart | VisitStart | CheckupStart
_SERVICES = {letter: service for service, letter in LETTERS.items()}


def service_of(ref: str) -> Service:
    """Which service of the legal circle a case belongs to, by the first letter of its number."""
    return _SERVICES[ref[0]]


def legal_id(ref: str) -> str:
    """The workflow id of a case of the legal circle, `inquiry/L…` for an inquiry."""
    return f"{service_of(ref)}/{ref}"


def case_id(ref: str) -> str:
    """The workflow id of a case that counts days: of the legal circle, or of a project."""
    return legal_id(ref) if ref[0] in _SERVICES else approval_id(ref)


def hotline_id(ref: str) -> str:
    """The workflow id of a request's case."""
    return f"hotline/{ref}"


def rollout_id(rev: int) -> str:
    """The workflow id of a calendar's rollout."""
    return f"calendar/{rev}"


def approval_id(ref: str) -> str:
    """The workflow id of a project's case."""
    return f"approval/{ref}"
