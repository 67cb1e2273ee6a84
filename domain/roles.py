"""Who may do what: one table role × act × relation to the case.

The counters ask before they pass an act on, and the case asks again before it obeys.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.act_names import Act
from domain.refusals import NotAllowed, NotYours

__all__ = ["ANYONE", "LEADERS", "RULES", "SYSTEM", "Act", "Actor", "Relation", "Role", "check"]


class Role(StrEnum):
    """What a person is to the office."""

    VISITOR = "visitor"
    APPLICANT = "applicant"
    HELPER = "helper"
    OFFICER = "officer"
    HEAD = "head"
    GRID_MEMBER = "grid_member"
    DISPATCHER = "dispatcher"
    LEADER = "leader"  # of the hotline's centre
    LAWYER = "lawyer"  # anybody of the legal pool
    CLERK = "clerk"  # of the legal aid centre, its stations and points
    DIRECTOR = "director"  # of the legal aid centre
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"  # of data: calendars, catalogue, rules
    SECURITY = "security"  # of accounts and rights
    AUDITOR = "auditor"  # of the record of both
    SYSTEM = "system"


class Relation(StrEnum):
    """What must tie a person to the case; `ASSIGNED` and `PROVEN` are asked where it is found: for others there is none (H65)."""

    ANY = "any"
    OWN_PROJECT = "own_project"
    OWN_DEPARTMENT = "own_department"
    OWN_VILLAGE = "own_village"  # of a grid member; a village is a body like a department
    ASSIGNED = "assigned"  # called, offered, in hand, hosted or counted by the person, or by whom they stand in for
    PROVEN = "proven"  # by the code or the signature that comes with it


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) who acts; `department` is set for officers and heads. Ids only, never names.

    `stands_in_for` are those who are away at that moment and have named this person, `stands_in_as` is what each of them
    is. Whoever does what only somebody of these may (see `deputy`) does it as that one: `acts_for`, in their role.
    """

    id: str
    role: Role
    department: str = ""
    stands_in_for: tuple[str, ...] = field(default=(), repr=False)  # defaults are pinned by how they are shown
    stands_in_as: tuple[Role, ...] = field(default=(), repr=False)
    acts_for: str = field(default="", repr=False)

    def instead_of(self, holder: str) -> str:
        """For whom an act on something of this holder is done: who lends the right, or is away and has it; else nobody (empty)."""
        return self.acts_for or (holder if holder in self.stands_in_for and holder != self.id else "")

    def deputy(self, act: Act) -> Actor:
        """The actor as they may do this: as themselves, or else as the first whom they stand in for who leads them and may."""
        if self.role in RULES[act]:
            return self
        lent = [
            (person, role)
            for person, role in zip(self.stands_in_for, self.stands_in_as, strict=False)
            if LEADERS.get(self.role) is role and role in RULES[act]
        ]
        return replace(self, role=lent[0][1], acts_for=lent[0][0]) if lent else self


# Whose rights a stand-in has for the time beside their own; of all others a stand-in has only the relation to their cases.
LEADERS = {Role.OFFICER: Role.HEAD, Role.CLERK: Role.DIRECTOR, Role.DISPATCHER: Role.LEADER}

SYSTEM = Actor("system", Role.SYSTEM)
ANYONE = Actor("", Role.VISITOR)

_PROJECT_SIDE = {Role.APPLICANT: Relation.OWN_PROJECT, Role.HELPER: Relation.OWN_PROJECT}
_DEPARTMENT_SIDE = {Role.OFFICER: Relation.OWN_DEPARTMENT, Role.HEAD: Relation.OWN_DEPARTMENT}
_OVERSIGHT = {Role.SUPERVISOR: Relation.ANY, Role.ADMINISTRATOR: Relation.ANY}
_LEADING = {Role.HEAD: Relation.OWN_DEPARTMENT} | _OVERSIGHT
_EVERYONE, _HOLDERS = dict.fromkeys(Role, Relation.ANY), dict.fromkeys(Role, Relation.PROVEN)
_CENTRE = {Role.DISPATCHER: Relation.ANY, Role.LEADER: Relation.ANY}
_OVERSEERS = dict.fromkeys((Role.LEADER, Role.SUPERVISOR), Relation.ANY)
_ANSWERABLE = dict.fromkeys((Role.HEAD, Role.SUPERVISOR), Relation.ANY)
_BODY = _DEPARTMENT_SIDE | {Role.GRID_MEMBER: Relation.OWN_VILLAGE}
_DESK = {Role.CLERK: Relation.ANY, Role.DIRECTOR: Relation.ANY}
_POOL = {Role.LAWYER: Relation.ASSIGNED}
_LEGAL = _DESK | _POOL

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
    Act.REVIEW: {Role.SUPERVISOR: Relation.ANY},
    Act.CLOSE: {Role.APPLICANT: Relation.OWN_PROJECT},
    Act.READ_PUBLIC: _EVERYONE,
    Act.HAND_IN: _PROJECT_SIDE,
    **dict.fromkeys(
        (Act.READ_DOCUMENTS, Act.READ_ORIGINAL), _PROJECT_SIDE | _DEPARTMENT_SIDE | {Role.SUPERVISOR: Relation.ANY}
    ),
    Act.READ_CASE: _PROJECT_SIDE | _DEPARTMENT_SIDE | _OVERSIGHT,
    Act.READ_INBOX: _DEPARTMENT_SIDE | _OVERSIGHT,
    Act.READ_OVERVIEW: _OVERSEERS,
    **dict.fromkeys((Act.READ_RATES, Act.ASK_EXCLUSION), _CENTRE | _ANSWERABLE),
    **dict.fromkeys((Act.READ_RATES_OF_PEOPLE, Act.DECIDE_EXCLUSION), _OVERSEERS),
    Act.READ_LOG: _OVERSIGHT | {Role.LEADER: Relation.ANY},
    Act.READ_SILENCE: {Role.HEAD: Relation.OWN_DEPARTMENT, Role.SUPERVISOR: Relation.ANY},
    Act.READ_RECURRING: _CENTRE | {Role.SUPERVISOR: Relation.ANY},
    Act.OPEN_JOINT_TASK: {Role.LEADER: Relation.ANY},
    Act.READ_JOINT: _DEPARTMENT_SIDE | _OVERSEERS | _CENTRE | {Role.APPLICANT: Relation.OWN_PROJECT},
    Act.MARK_CREDIT: _DEPARTMENT_SIDE,
    Act.WARN_OF_RISK: _DEPARTMENT_SIDE | {Role.SUPERVISOR: Relation.ANY},
    Act.LINK_COMPLAINT: _OVERSEERS | _CENTRE,
    Act.WITHDRAW_ENTRY: _DEPARTMENT_SIDE | _OVERSEERS | _CENTRE,
    Act.OBJECT_TO_CREDIT: {Role.APPLICANT: Relation.OWN_PROJECT},
    Act.READ_OUTBOX: _OVERSIGHT,
    Act.READ_UNREACHED: _LEADING | _CENTRE,
    Act.SETTLE_MESSAGE: _LEADING | _CENTRE,
    Act.MANAGE_ROSTERS: _LEADING | dict.fromkeys((Role.LEADER, Role.DIRECTOR), Relation.OWN_DEPARTMENT),
    Act.READ_REVIEW: _OVERSIGHT | {Role.AUDITOR: Relation.ANY},
    Act.READ_FINDINGS: {Role.SUPERVISOR: Relation.ANY, Role.LEADER: Relation.ANY, Role.HEAD: Relation.OWN_DEPARTMENT},
    Act.READ_OFF_LIST: {Role.SUPERVISOR: Relation.ANY},
    Act.JUDGE_FINDING: {Role.SUPERVISOR: Relation.ANY, Role.HEAD: Relation.OWN_DEPARTMENT},
    Act.READ_CALENDAR: _EVERYONE,
    Act.PUBLISH_CALENDAR: {Role.ADMINISTRATOR: Relation.ANY},
    Act.PUBLISH_CATALOGUE: {Role.ADMINISTRATOR: Relation.ANY},
    Act.ACKNOWLEDGE: _HOLDERS,
    Act.REPORT: _HOLDERS,
    Act.REQUEST_OPEN: _EVERYONE,
    Act.REQUEST_IMPORT: _CENTRE | {Role.ADMINISTRATOR: Relation.ANY},
    Act.REQUEST_ADVISE: _CENTRE,
    Act.REQUEST_ACCEPT: _CENTRE,
    Act.REQUEST_DISPATCH: _CENTRE,
    Act.REQUEST_SIGN: _BODY,
    Act.REQUEST_RECLASSIFY: _CENTRE,
    Act.REQUEST_PAUSE: _BODY,
    Act.REQUEST_RESUME: _BODY | _CENTRE,
    Act.REQUEST_ASK_EXTENSION: _BODY,
    Act.REQUEST_EXTEND: _CENTRE,
    Act.REQUEST_DENY_EXTENSION: _CENTRE,
    Act.REQUEST_PARK: _BODY | _CENTRE,
    Act.REQUEST_UNPARK: _BODY | _CENTRE,
    Act.REQUEST_RETURN: _BODY,
    Act.REQUEST_ESCALATE: _BODY | _CENTRE,
    Act.REQUEST_COMMENT: _BODY | _CENTRE | _OVERSIGHT,
    Act.REQUEST_ADD_WORDS: _HOLDERS,
    Act.REQUEST_CLOSE: _BODY | _CENTRE,
    Act.REQUEST_CALL: _CENTRE,
    Act.REQUEST_ANSWER: _HOLDERS,
    Act.REQUEST_REOPEN: _CENTRE,
    Act.REQUEST_MERGE: _CENTRE,
    Act.REQUEST_ABSORB: _CENTRE,
    Act.REQUEST_RELEASE: _CENTRE,
    Act.REQUEST_ASK_WITHDRAWAL: _HOLDERS,
    Act.REQUEST_WITHDRAW: _CENTRE,
    Act.REQUEST_DENY_WITHDRAWAL: _CENTRE,
    Act.READ_REQUEST: _BODY | _CENTRE | _OVERSIGHT,
    Act.READ_QUEUE: _CENTRE | _OVERSIGHT,
    Act.READ_COMPLAINANTS: _CENTRE,
    Act.TRACK_REQUEST: _HOLDERS,
    Act.PUBLISH_HOTLINE: {Role.ADMINISTRATOR: Relation.ANY},
    Act.LEGAL_ASK: _EVERYONE,
    Act.ENTER_FOR_VISITOR: dict.fromkeys(
        (*_LEGAL, *_CENTRE, Role.HELPER, Role.OFFICER, Role.HEAD, Role.GRID_MEMBER), Relation.ANY
    ),
    Act.LEGAL_TAKE: _LEGAL,
    Act.LEGAL_REPLY: _LEGAL,
    Act.LEGAL_REFER: _LEGAL,
    Act.LEGAL_BECOME: _LEGAL,
    Act.LEGAL_RATE: _HOLDERS,
    Act.LEGAL_SAY: _HOLDERS,
    Act.LEGAL_COMMENT: _LEGAL,
    Act.LEGAL_WITHDRAW: _HOLDERS | _DESK,
    Act.ENTER_FOR_ASKER: _DESK,
    Act.LEGAL_ASSIGN: _DESK,
    Act.LEGAL_MOVE: _DESK,
    Act.LEGAL_DECLINE: _LEGAL,
    Act.AID_ASK_PAPERS: _DESK,
    Act.AID_SUPPLY: _HOLDERS | _DESK,
    Act.AID_GRANT: _DESK,
    Act.AID_REFUSE: _DESK,
    Act.AID_HURRY: _DESK,
    Act.AID_ACCEPT: _POOL,
    Act.AID_ASK_CHANGE: _HOLDERS | _DESK,
    Act.AID_GRANT_CHANGE: _DESK,
    Act.AID_DENY_CHANGE: _DESK,
    Act.AID_VERIFY: _DESK,
    Act.AID_WORK: _LEGAL,
    Act.AID_CLOSE: _LEGAL,
    Act.AID_TERMINATE: _DESK,
    Act.AID_OBJECT: _HOLDERS | _DESK,
    Act.AID_DECIDE_OBJECTION: {Role.DIRECTOR: Relation.ANY},
    Act.VISIT_CONFIRM: _LEGAL,
    Act.VISIT_DONE: _LEGAL,
    Act.CHECKUP_ORDER: _DESK,
    Act.CHECKUP_FIND: _LEGAL,
    Act.CHECKUP_REPORT: _LEGAL,
    Act.CHECKUP_FOLLOW: _LEGAL,
    Act.READ_LEGAL: _LEGAL | _OVERSIGHT,
    Act.READ_LEGAL_QUEUE: _DESK | _OVERSIGHT,
    Act.READ_ASKERS: _LEGAL,
    Act.TRACK_LEGAL: _HOLDERS,
    Act.READ_PLACES: _EVERYONE,
    Act.MANAGE_LEGAL: _DESK | {Role.ADMINISTRATOR: Relation.ANY},
    Act.RUN_PROGRAMME: _LEGAL,
    Act.COUNT_ACTIVITY: _LEGAL,
    Act.READ_FIGURES: _DESK | _OVERSIGHT,
    Act.PUBLISH_LEGAL: {Role.ADMINISTRATOR: Relation.ANY},
    Act.LOG_IN: _EVERYONE,
    Act.KEEP_OWN_ACCOUNT: {role: Relation.ANY for role in Role if role not in (Role.VISITOR, Role.SYSTEM)},
    Act.READ_ACCOUNTS: {Role.SECURITY: Relation.ANY, Role.AUDITOR: Relation.ANY},
    Act.MANAGE_ACCOUNTS: {Role.SECURITY: Relation.ANY},
    Act.READ_HEALTH: _OVERSIGHT | {Role.SECURITY: Relation.ANY, Role.AUDITOR: Relation.ANY},
    Act.MOVE_WORK: {Role.HEAD: Relation.OWN_DEPARTMENT} | _CENTRE | _DESK,
    Act.READ_SECURITY_RECORD: {Role.AUDITOR: Relation.ANY},
    Act.READ_ACCESS_LOG: {Role.SUPERVISOR: Relation.ANY, Role.AUDITOR: Relation.ANY},
    Act.MANAGE_RETENTION: _OVERSIGHT,
    Act.TAKE_OWN: {role: Relation.ANY for role in Role if role not in (Role.VISITOR, Role.SYSTEM)},
    Act.TAKE_OWN_AS_CITIZEN: _HOLDERS,
    Act.ERASE_OWN: _HOLDERS,
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
    if relation in (Relation.OWN_DEPARTMENT, Relation.OWN_VILLAGE) and (
        not actor.department or actor.department != department
    ):
        raise NotYours(act=act, department=department)
    if relation is Relation.OWN_PROJECT and not owns:
        raise NotYours(act=act)
