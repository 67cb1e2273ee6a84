"""Which field of an entry is seen from which seat; what is not listed here is seen by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from domain.joint.entries import CENTRE, DEPARTMENT_SIDE, Kind
from domain.roles import Role


class Seat(StrEnum):
    """From where somebody looks at an entry."""

    AUTHOR = "author"  # the department that has entered it
    SHARING = "sharing"  # another department with an item of the project, or of one of the company's
    CENTRE = "centre"  # of the hotline
    SUPERVISOR = "supervisor"
    COMPANY = "company"  # whose project it is


class Field(StrEnum):
    """A field of an entry."""

    LEVEL = "level"
    SUBJECT = "subject"
    DOCUMENT = "document"  # the number of the paper that it goes back to
    REQUEST = "request"  # the number of the complaint
    TOPIC = "topic"
    STATE = "state"  # of the complaint
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"
    DEPARTMENT = "department"
    ENTERED_BY = "entered_by"
    ENTERED_AT = "entered_at"
    TEXT = "text"
    WITHDRAWN_AT = "withdrawn_at"
    WITHDRAWAL = "withdrawal"  # why
    OBJECTED_AT = "objected_at"
    OBJECTION = "objection"


_INSIDE = frozenset({Seat.AUTHOR, Seat.SUPERVISOR})
_AUTHORITIES = _INSIDE | {Seat.SHARING}
_OFFICES = _AUTHORITIES | {Seat.CENTRE}
_ALL = frozenset(Seat)
_NOT_THE_CENTRE = _ALL - {Seat.CENTRE}

SEEN: Mapping[Kind, Mapping[Field, frozenset[Seat]]] = {
    Kind.CREDIT: {
        Field.LEVEL: _ALL,
        Field.DEPARTMENT: _ALL,
        Field.VALID_FROM: _ALL,
        Field.VALID_UNTIL: _ALL,
        Field.ENTERED_AT: _ALL,
        Field.WITHDRAWN_AT: _ALL,
        Field.DOCUMENT: _NOT_THE_CENTRE,
        Field.OBJECTED_AT: _NOT_THE_CENTRE,
        Field.OBJECTION: _INSIDE | {Seat.COMPANY},
        Field.WITHDRAWAL: _INSIDE | {Seat.COMPANY},
        Field.ENTERED_BY: _INSIDE,
    },
    Kind.WARNING: {
        Field.LEVEL: _OFFICES,
        Field.SUBJECT: _OFFICES,
        Field.DEPARTMENT: _OFFICES,
        Field.VALID_UNTIL: _OFFICES,
        Field.ENTERED_AT: _OFFICES,
        Field.WITHDRAWN_AT: _OFFICES,
        Field.TEXT: _INSIDE,
        Field.WITHDRAWAL: _INSIDE,
        Field.ENTERED_BY: _INSIDE,
    },
    Kind.COMPLAINT: {
        Field.TOPIC: _OFFICES,
        Field.STATE: _OFFICES,
        Field.ENTERED_AT: _OFFICES,
        Field.WITHDRAWN_AT: _OFFICES,
        Field.REQUEST: frozenset({Seat.CENTRE, Seat.SUPERVISOR}),
        Field.WITHDRAWAL: frozenset({Seat.CENTRE, Seat.SUPERVISOR}),
        Field.ENTERED_BY: frozenset({Seat.CENTRE, Seat.SUPERVISOR}),
        Field.TEXT: frozenset({Seat.CENTRE}),  # whoever complained is never shown: the centre has the request itself
    },
}


def seen(kind: Kind, entered_for: str, role: Role, department: str) -> frozenset[Field]:
    """The fields of an entry that somebody sees, who is admitted to its project; none: not even that there is one."""
    seat = _seat(entered_for, role, department)
    return frozenset(field for field, seats in SEEN[kind].items() if seat in seats)


def _seat(entered_for: str, role: Role, department: str) -> Seat | None:
    if role in DEPARTMENT_SIDE:
        return Seat.AUTHOR if department and department == entered_for else Seat.SHARING
    if role in CENTRE:
        return Seat.CENTRE
    return {Role.SUPERVISOR: Seat.SUPERVISOR, Role.APPLICANT: Seat.COMPANY}.get(role)
