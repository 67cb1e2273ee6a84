"""Who of the pool is called or offered a case next: language, field, duty, load, distance, qualification, never the other side's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.legal.assignment import How, PersonFound
from domain.legal.record import Service

LAWYERS = frozenset({"licensed_lawyer", "aid_lawyer", "public_lawyer"})
AID_LAWYER = "aid_lawyer"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the pool at this moment, as far as one case is concerned.

    Who stands on the roster is `on_duty` even while `away`. `load` are cases of legal aid in hand, open offers included, `work` is everything. `metres` is how far their place lies from the matter.
    """

    person: str
    roles: frozenset[str]
    on_duty: bool
    away: bool
    speaks: bool
    knows: bool
    practises_from: date | None
    most_load: int | None
    load: int
    work: int
    barred: bool
    metres: float


@dataclass(frozen=True, slots=True)
class Need:
    """What a case asks for: as what somebody is sought, for which service; `since` is by when a lawyer must have begun to practise.

    `most_load` holds for whoever has no number of their own; `passed` were asked before.
    """

    how: How
    service: Service
    most_load: int = 0
    since: date | None = None
    passed: tuple[str, ...] = ()


def choose(candidates: Iterable[Candidate], need: Need) -> PersonFound:
    """The best of those who fit, or nobody; then those on duty are named with why they do not."""
    everybody = [person for person in candidates if person.person not in need.passed]
    unfit = {person.person: _unfit(person, need) for person in everybody}
    fit = [person for person in everybody if not unfit[person.person]]
    if need.how is How.CALL and need.service is Service.INQUIRY:
        fit = [person for person in fit if person.on_duty]
    if fit:
        return PersonFound(min(fit, key=lambda person: _order(person, need)).person)
    return PersonFound("", tuple(f"{p.person}:{unfit[p.person]}" for p in everybody if p.on_duty and unfit[p.person]))


def _unfit(person: Candidate, need: Need) -> str:
    """Why somebody cannot take it; empty when they can."""
    reasons: list[tuple[str, Callable[[], bool]]] = [
        ("absent", lambda: person.away),
        ("other_side", lambda: person.barred),
        ("language", lambda: not person.speaks),
        ("field", lambda: not person.knows),
    ]
    if need.how is not How.CALL:
        reasons += [
            ("qualification", lambda: not _is_qualified(person, need)),
            ("load", lambda: need.how is How.OFFER and person.load >= _most(person, need)),
        ]
    return next((why for why, holds in reasons if holds()), "")


def _most(person: Candidate, need: Need) -> int:
    """How many cases somebody may have at once; 0 is a number too."""
    return need.most_load if person.most_load is None else person.most_load


def _is_qualified(person: Candidate, need: Need) -> bool:
    """A lawyer, for a serious case one who has practised for long enough; for the time being a lawyer of the aid centre."""
    if need.how is How.PROVISIONAL and AID_LAWYER not in person.roles:
        return False
    if not person.roles & LAWYERS:
        return False
    return need.since is None or (person.practises_from is not None and person.practises_from <= need.since)


def _order(person: Candidate, need: Need) -> tuple[Any, ...]:
    """Who comes first. For a home visit whoever is nearest; else whoever is on duty, then whoever has least in hand."""
    if need.service is Service.VISIT:
        return (round(person.metres), person.work, person.person)
    return (
        not person.on_duty,
        person.load if need.how is How.OFFER else person.work,
        round(person.metres),
        person.person,
    )
