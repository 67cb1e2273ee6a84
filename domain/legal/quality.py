"""What the help was worth: how soon a useful answer came, whether referrals were accepted, whether it helped, whether pledges were checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.legal.cases import State
from domain.legal.counted import Applied, Asked, Referred, Rows
from domain.legal.record import Happening
from domain.legal.shares import Lengths, Share, lengths_of


class Quality(StrEnum):
    """The figures of quality; each has a name in the rules."""

    FIRST_USEFUL_ANSWER = "first_useful_answer"
    ACCEPTED = "referrals_accepted"
    LAPSED = "referrals_lapsed"
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    NOT_SAID = "not_said"
    PLEDGES_TRUE = "pledges_true"
    PLEDGES_FALSE = "pledges_false"
    PLEDGES_UNCHECKED = "pledges_unchecked"


# Under which meaning figures are shares of the same whole.
WHOLES = {
    "referrals": (Quality.ACCEPTED, Quality.LAPSED),
    "ratings": (Quality.HELPED, Quality.NOT_HELPED, Quality.NOT_SAID),
    "pledges": (Quality.PLEDGES_TRUE, Quality.PLEDGES_FALSE, Quality.PLEDGES_UNCHECKED),
}
_OPEN = "open"  # not decided yet
_NOTHING_DUE = ""
_ACCEPTED = frozenset({Happening.TAKEN, Happening.BECAME})
_GONE = frozenset({State.WITHDRAWN, State.DEEMED_WITHDRAWN})  # nothing hangs on their pledge any more


@dataclass(frozen=True, slots=True)
class QualityFigures:
    """The time to the first useful answer, and every other figure as a share of its whole."""

    first_useful_answer: Lengths
    shares: Mapping[Quality, Share]


def quality(rows: Rows) -> QualityFigures:
    """The figures of quality of all rows."""
    found = {
        "referrals": [_referral(row) for row in rows.referred],
        "ratings": [_rating(row) for row in rows.asked],
        "pledges": [_pledge(row) for row in rows.applied],
    }
    shares = {figure: _share(found[about], figure, whole) for about, whole in WHOLES.items() for figure in whole}
    return QualityFigures(_first_useful_answer(rows.asked), shares)


def _share(found: Sequence[str], figure: Quality, whole: Sequence[Quality]) -> Share:
    return Share(found.count(figure), sum(found.count(part) for part in whole), found.count(_OPEN))


def _first_useful_answer(asked: Sequence[Asked]) -> Lengths:
    """An answer that did not help is none: what came after it counts. Nobody waits for one when the inquiry has ended."""
    took = [at - row.asked_at for row in asked if (at := _useful_at(row)) is not None]
    return lengths_of(took, still=sum(1 for row in asked if _useful_at(row) is None and not row.ended))


def _useful_at(row: Asked) -> datetime | None:
    return None if row.helped is False else row.answered_at


def _referral(row: Referred) -> str:
    """Accepted by somebody before the promise was over, or not; what the asker took back before that is neither."""
    if row.then in _ACCEPTED:
        return Quality.ACCEPTED
    if row.then == Happening.PROMISE_OVER:
        return Quality.LAPSED
    return _NOTHING_DUE if row.then else _OPEN


def _rating(row: Asked) -> str:
    if row.answered_at is None:
        return _NOTHING_DUE
    if row.helped is not None:
        return Quality.HELPED if row.helped else Quality.NOT_HELPED
    return Quality.NOT_SAID if row.ended else _OPEN


def _pledge(row: Applied) -> str:
    if not row.pledged:
        return _NOTHING_DUE
    if row.verified is not None:
        return Quality.PLEDGES_TRUE if row.verified else Quality.PLEDGES_FALSE
    if row.decision == "refused" or row.state in _GONE:
        return _NOTHING_DUE
    return Quality.PLEDGES_UNCHECKED if row.verify_over or row.state == State.FINISHED else _OPEN
