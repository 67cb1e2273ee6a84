"""What is entered about a project or a company, and what may be said of it; nothing is ever changed, only withdrawn."""

from __future__ import annotations

from enum import StrEnum

from domain.roles import Role

DEPARTMENT_SIDE = (Role.OFFICER, Role.HEAD)
CENTRE = (Role.DISPATCHER, Role.LEADER)


class Kind(StrEnum):
    """What an entry is."""

    CREDIT = "credit"  # a mark of good or bad credit, by a document
    WARNING = "warning"  # of a risk
    COMPLAINT = "complaint"  # a request of the hotline that names the project


class Credit(StrEnum):
    """What a credit mark says."""

    GOOD = "good"
    BAD = "bad"


class Risk(StrEnum):
    """How grave a risk is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Step(StrEnum):
    """What becomes of an entry, once each."""

    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"


def may_withdraw(kind: Kind, entered_for: str, role: Role, department: str) -> bool:
    """May somebody withdraw this: a department its own, the centre links of complaints, a supervisor everything?"""
    if role in DEPARTMENT_SIDE:
        return bool(department) and department == entered_for
    return role is Role.SUPERVISOR or (role in CENTRE and kind is Kind.COMPLAINT)


def may_object(kind: Kind, role: Role) -> bool:
    """May somebody object to this: the company to what its credit is said to be?"""
    return role is Role.APPLICANT and kind is Kind.CREDIT
