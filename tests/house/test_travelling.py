"""What travels through Temporal keeps its meaning: every field and default is pinned in travelling.txt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from domain.approval import Approval
from domain.catalogue import PauseRule, ProjectItem
from domain.commit import Commit, Receipt, Written
from domain.hotline.commit import RequestCommit, RequestRow
from domain.hotline.places import Found, PlaceQuestion
from domain.hotline.policy import FollowUp, Kind, Leg, Paper, PauseReason, Policy, Returns, Waiting
from domain.hotline.record import Issue, Place, RequestCommand, RequestEvent, RequestNotice
from domain.hotline.request import Answer, Asked, Call, Custody, Parking, Request, Result
from domain.item import Item, Round
from domain.legal.assignment import Assignment, PersonFound, PersonQuestion
from domain.legal.cases import Aid, Checkup, Finding, Inquiry, Visit
from domain.legal.commit import AidRow, CheckupRow, InquiryRow, LegalCommit, VisitRow
from domain.legal.policy import (
    AidKind,
    AidRules,
    Calling,
    CheckupRules,
    Group,
    InquiryRules,
    Proof,
    Severity,
    VisitRules,
)
from domain.legal.programmes import Attended, Occasion
from domain.legal.record import LegalCommand, LegalEvent, LegalNotice
from domain.promise import Extension, Pause
from domain.record import Command, Event, Notice
from domain.roles import Actor
from domain.standing import Standing
from domain.term import Term
from domain.workdays import CalendarYear, Office, Span, WorkCalendar
from workflows.messages import (
    AidStart,
    ApprovalStart,
    CheckupStart,
    HotlineStart,
    InquiryStart,
    Kept,
    ProgrammeStart,
    VisitStart,
)

PINNED = Path(__file__).with_name("travelling.txt")
TRAVELLING = (
    *(ApprovalStart, Kept, Approval, Item, Round, ProjectItem, PauseRule, Term, Pause, Extension),
    *(WorkCalendar, CalendarYear, Span, Office, Command, Actor, Event, Notice, Standing, Commit, Receipt, Written),
    *(HotlineStart, Request, Custody, Result, Answer, Call, Parking, Asked),
    *(Policy, Kind, Leg, PauseReason, Waiting, Returns, FollowUp, Paper),
    *(RequestCommand, Place, RequestEvent, RequestNotice, Issue, RequestCommit, RequestRow, PlaceQuestion, Found),
    *(InquiryStart, AidStart, VisitStart, CheckupStart, Inquiry, Aid, Visit, Checkup, Assignment, Finding),
    *(InquiryRules, AidRules, VisitRules, CheckupRules, Calling, AidKind, Group, Proof, Severity),
    *(LegalCommand, LegalEvent, LegalNotice, LegalCommit, InquiryRow, AidRow, VisitRow, CheckupRow),
    *(PersonQuestion, PersonFound),
    *(ProgrammeStart, Occasion, Attended),
)
CHANGED = """
These lines of tests/house/travelling.txt are no longer true:
  {lost}
What travels through Temporal stands in the histories of running cases, and values at their default are left out there
and filled in by whoever reads them. A field that is renamed or removed is lost from those cases; a changed default
rewrites what they say. Put the field and its default back, and add a new field for the new meaning.
"""
NOT_LISTED = """
These fields are not in tests/house/travelling.txt:
  {new}
A new field needs a default that means what was true before the field was there, for running cases will be read with it.
If it has one, add its line below those of its class; from then on the default never changes.
"""


def lines(kind: type[Any]) -> Iterator[str]:
    """A line for each field of a dataclass: its name, and its default as it would be left out."""
    return (f"{kind.__name__}.{field.name}{_default(field)}" for field in fields(kind))


def pinned() -> list[str]:
    """The lines that were promised."""
    return PINNED.read_text(encoding="utf-8").splitlines()


def _default(pinned_field: Field[Any]) -> str:
    made = pinned_field.default_factory
    value = made() if made is not MISSING else pinned_field.default
    if value is MISSING:
        return ""
    return f" = {value.value if isinstance(value, Enum) else value!r}"


@pytest.fixture(scope="module")
def present() -> list[str]:
    """The lines as the classes are now."""
    return [line for kind in TRAVELLING for line in lines(kind)]


def test_no_field_and_no_default_of_what_travels_ever_changes(present):
    lost = [line for line in pinned() if line not in present]

    assert not lost, CHANGED.format(lost="\n  ".join(lost))


def test_each_new_field_of_what_travels_is_listed(present):
    known = pinned()
    new = [line for line in present if line not in known]

    assert not new, NOT_LISTED.format(new="\n  ".join(new))


def test_a_new_field_of_what_travels_has_a_default(present):
    """A dataclass allows no field without a default behind one with a default, so the first lines tell it all."""
    for kind in TRAVELLING:
        of_kind = [line for line in pinned() if line.startswith(f"{kind.__name__}.")]
        required = [line for line in lines(kind) if " = " not in line]

        assert of_kind[: len(required)] == required
    assert len(pinned()) == len(set(pinned()))


def test_a_line_tells_the_default():
    @dataclass
    class Parcel:
        id: str
        weight: int = 3
        marks: list[str] = field(default_factory=list)

    assert list(lines(Parcel)) == ["Parcel.id", "Parcel.weight = 3", "Parcel.marks = []"]
