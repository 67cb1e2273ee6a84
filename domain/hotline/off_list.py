"""Demands outside the catalogue: a body that supervises looks into them, and who reported one stays hidden from the body complained of.

Complainants are never named to those whom they complain of, and who has a conflict keeps away (济南 12345 rules, art. 32).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from domain.hotline.book import HotlineBook, Topic
from domain.hotline.policy import Policy
from domain.refusals import BodyComplainedOf

KIND = "off_list_demand"  # its id in the rules of the hotline


class Demanded(StrEnum):
    """What was asked for outside the catalogue."""

    MATERIAL = "material"  # one that no list names for the item
    APPROVAL = "approval"  # outside the system, or one that the catalogue does not have


def topic_of_demands(book: HotlineBook) -> Topic | None:
    """The topic under which such a report is kept, with the body that supervises as its lead; None in older rules."""
    return next((topic for topic in book.topics.values() if topic.kind == KIND), None)


def topics_for(book: HotlineBook, barred: Collection[str] = ()) -> Mapping[str, Topic]:
    """The topics that a request may have: that of the demands where a body is complained of, else all others.

    A demand is reported in its own way, which asks of whom.
    """
    is_demand = bool(barred)
    return {key: topic for key, topic in book.topics.items() if (topic.kind == KIND) is is_demand}


def kinds_for(policy: Policy, barred: Collection[str] = (), *, joint: bool = False) -> tuple[str, ...]:
    """The kinds that a request may have: those of joint tasks, that of the demands where a body is complained of, else all others."""
    is_demand = bool(barred)
    return tuple(kind.id for kind in policy.kinds if kind.joint is joint and (joint or (kind.id == KIND) is is_demand))


def check_conflict(barred: Collection[str], *bodies: str) -> None:
    """Pass when none of these bodies is complained of.

    Raises:
        BodyComplainedOf: one is; it may neither hold the request nor help with it.
    """
    for body in bodies:
        if body in barred:
            raise BodyComplainedOf(body=body)
