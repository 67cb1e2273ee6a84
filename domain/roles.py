"""Who may do what: one table role × act × relation to the case.

The counters ask before they pass an act on, and the case asks again before it obeys.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.refusals import NotAllowed, NotYours


class Role(StrEnum):
    """What a person is to the office."""

    VISITOR = "visitor"
    APPLICANT = "applicant"
    HELPER = "helper"
    OFFICER = "officer"
    HEAD = "head"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Act(StrEnum):
    """Everything that a person can do or read in this service."""

    OPEN = "open"
    RECEIVE = "receive"
    CORRECT = "correct"
    SUPPLY = "supply"
    ACCEPT = "accept"
    DECLINE = "decline"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXPLAIN = "explain"
    ASSIGN = "assign"
    REVOKE = "revoke"
    CLOSE = "close"
    READ_PUBLIC = "read_public"
    READ_CASE = "read_case"
    READ_INBOX = "read_inbox"
    READ_OUTBOX = "read_outbox"
    READ_UNREACHED = "read_unreached"
    SETTLE_MESSAGE = "settle_message"
    MANAGE_ROSTERS = "manage_rosters"
    READ_REVIEW = "read_review"
    READ_CALENDAR = "read_calendar"
    PUBLISH_CALENDAR = "publish_calendar"
    PUBLISH_CATALOGUE = "publish_catalogue"
    ACKNOWLEDGE = "acknowledge"  # with the code of a message
    REPORT = "report"  # what became of a message, with a carrier's signature


class Relation(StrEnum):
    """What ties a person to the case: it must hold for the act to be allowed."""

    ANY = "any"
    OWN_PROJECT = "own_project"
    OWN_DEPARTMENT = "own_department"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) who acts; `department` is set for officers and heads. Ids only, never names."""

    id: str
    role: Role
    department: str = ""


SYSTEM = Actor("system", Role.SYSTEM)
ANYONE = Actor("", Role.VISITOR)

_PROJECT_SIDE = {Role.APPLICANT: Relation.OWN_PROJECT, Role.HELPER: Relation.OWN_PROJECT}
_DEPARTMENT_SIDE = {Role.OFFICER: Relation.OWN_DEPARTMENT, Role.HEAD: Relation.OWN_DEPARTMENT}
_OVERSIGHT = {Role.SUPERVISOR: Relation.ANY, Role.ADMINISTRATOR: Relation.ANY}
_LEADING = {Role.HEAD: Relation.OWN_DEPARTMENT} | _OVERSIGHT
_EVERYONE = dict.fromkeys(Role, Relation.ANY)

RULES: dict[Act, dict[Role, Relation]] = {
    Act.OPEN: {Role.APPLICANT: Relation.ANY, Role.HELPER: Relation.ANY, Role.ADMINISTRATOR: Relation.ANY},
    Act.RECEIVE: _PROJECT_SIDE | _DEPARTMENT_SIDE,
    Act.CORRECT: _DEPARTMENT_SIDE,
    Act.SUPPLY: _PROJECT_SIDE,
    Act.ACCEPT: _DEPARTMENT_SIDE,
    Act.DECLINE: _DEPARTMENT_SIDE,
    Act.PAUSE: _DEPARTMENT_SIDE,
    Act.RESUME: _DEPARTMENT_SIDE,
    Act.EXTEND: {Role.HEAD: Relation.OWN_DEPARTMENT},
    Act.APPROVE: _DEPARTMENT_SIDE,
    Act.REFUSE: _DEPARTMENT_SIDE,
    Act.WITHDRAW: {Role.APPLICANT: Relation.OWN_PROJECT},
    Act.EXPLAIN: _DEPARTMENT_SIDE,
    Act.ASSIGN: {Role.HEAD: Relation.OWN_DEPARTMENT},
    Act.REVOKE: {Role.SUPERVISOR: Relation.ANY},
    Act.CLOSE: {Role.APPLICANT: Relation.OWN_PROJECT},
    Act.READ_PUBLIC: _EVERYONE,
    Act.READ_CASE: _PROJECT_SIDE | {Role.OFFICER: Relation.ANY, Role.HEAD: Relation.ANY} | _OVERSIGHT,
    Act.READ_INBOX: _DEPARTMENT_SIDE | _OVERSIGHT,
    Act.READ_OUTBOX: _OVERSIGHT,
    Act.READ_UNREACHED: _LEADING,
    Act.SETTLE_MESSAGE: _LEADING,
    Act.MANAGE_ROSTERS: _LEADING,
    Act.READ_REVIEW: _OVERSIGHT,
    Act.READ_CALENDAR: _EVERYONE,
    Act.PUBLISH_CALENDAR: {Role.ADMINISTRATOR: Relation.ANY},
    Act.PUBLISH_CATALOGUE: {Role.ADMINISTRATOR: Relation.ANY},
    Act.ACKNOWLEDGE: _EVERYONE,
    Act.REPORT: _EVERYONE,
}


def check(actor: Actor, act: Act, *, department: str = "", owns: bool = False) -> None:
    """Pass when `actor` may do `act` to a thing of `department`; `owns` says that the project is the actor's own.

    Raises:
        NotAllowed: the role may never do this.
        NotYours: the role may, but not here.
    """
    relation = RULES[act].get(actor.role)
    if relation is None:
        raise NotAllowed(role=actor.role, act=act, allowed=", ".join(sorted(RULES[act])))
    if relation is Relation.OWN_DEPARTMENT and (not actor.department or actor.department != department):
        raise NotYours(act=act, department=department)
    if relation is Relation.OWN_PROJECT and not owns:
        raise NotYours(act=act)
