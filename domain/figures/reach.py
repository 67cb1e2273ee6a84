"""How far the figures reach that somebody is told, so that neither one of them nor the difference of two tells of a case that they may not open.

Decided here alone; pages, charts, sheets and the API ask it. Whoever may open every case of a service is told whatever is asked. All others are
told of their own body, whose cases they may open, and of all together one table a month: the whole and by body, as it was kept. Months do not
overlap and a kept one never changes, so there are no two sets of which one lies within the other.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from domain.figures.definitions import Service
from domain.figures.facts import Subject
from domain.figures.grouping import DIMENSIONS, Dimension
from domain.roles import RULES, Act, Actor, Relation


class Of(StrEnum):
    """Whose figures are asked for."""

    ALL = "all"
    OWN = "own"  # of the reader's body


class Reach(StrEnum):
    """What may be asked."""

    OPEN = "open"  # any period, as of any instant, by everything
    OWN = "own"  # likewise, of one body
    KEPT = "kept"  # single months as they were kept, together and by body


SUBJECTS = {Service.APPROVALS: frozenset({Subject.ITEM}), Service.HOTLINE: frozenset(Subject) - {Subject.ITEM}}
_KEPT_BY = (Dimension.BODY,)
_WITHIN = {Dimension.BODY, Dimension.LEVEL}  # which compare bodies, of which there is one
_OPENS = {Service.APPROVALS: Act.READ_LOG, Service.HOTLINE: Act.READ_REQUEST}  # by which every case is opened


def opens_all(actor: Actor, service: Service) -> bool:
    """May they open every case of a service? Of the hotline nobody who works in a body that a report may complain of (decision 19)."""
    if RULES[_OPENS[service]].get(actor.role) is not Relation.ANY:
        return False
    return service is Service.APPROVALS or not actor.department or actor.role in RULES[Act.READ_COMPLAINANTS]


def opens_all_of(actor: Actor) -> Collection[Subject]:
    """The subjects of which they may open every case."""
    return [subject for service, about in SUBJECTS.items() if opens_all(actor, service) for subject in sorted(about)]


def reach_of(actor: Actor, service: Service, of: Of | None) -> Reach:
    """How far what they ask for reaches; without `of` it is all where they may open all, and their own body, if they have one, otherwise."""
    if opens_all(actor, service) and of is not Of.OWN:
        return Reach.OPEN
    return Reach.KEPT if of is Of.ALL or (of is None and not actor.department) else Reach.OWN


def dimensions_of(actor: Actor, service: Service, reach: Reach) -> list[Dimension]:
    """By what they may have groups made. People are compared by those only who lead or oversee."""
    if reach is Reach.KEPT:
        return list(_KEPT_BY)
    left_out = set() if actor.role in RULES[Act.READ_RATES_OF_PEOPLE] else {Dimension.PERSON}
    left_out |= _WITHIN if reach is Reach.OWN else set()
    return [one for one in DIMENSIONS[service] if one not in left_out]
