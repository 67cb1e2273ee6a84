"""Which acts can be done with a request now, and by whom: what a page offers, so that nobody is led to a refusal.

What it offers a case may still refuse, for what is said with it (a term that is too long, evidence that is missing) and for what
has happened since it was read; what it does not offer, a case refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from domain.hotline.admission import ALLOWED, FOR_CITIZENS
from domain.hotline.clocks import length_of
from domain.hotline.policy import Level, Policy
from domain.refusals import Refusal
from domain.roles import RULES, Act, Actor, Relation, check


class Standing(Protocol):
    """How a request stands, as its row shows it."""

    @property
    def state(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def assists(self) -> list[str]: ...
    @property
    def goal_at(self) -> datetime | None: ...
    @property
    def share_at(self) -> datetime | None: ...
    @property
    def held_since(self) -> datetime | None: ...
    @property
    def signed_at(self) -> datetime | None: ...
    @property
    def designated(self) -> bool: ...
    @property
    def extended_hours(self) -> int: ...
    @property
    def asked_hours(self) -> int: ...
    @property
    def review_at(self) -> datetime | None: ...
    @property
    def withdrawal_asked(self) -> bool: ...


_BY_OTHERS = (Act.REQUEST_ABSORB, Act.REQUEST_RELEASE)  # what a merger does to the other request


def open_to(actor: Actor, case: Standing, policy: Policy, *, body: str, now: datetime) -> tuple[Act, ...]:
    """What the actor can do now, in the order of the law's list; `body` holds the request, or held it last."""
    return tuple(
        act
        for act, states in ALLOWED.items()
        if act not in _BY_OTHERS
        and not (act in FOR_CITIZENS and _is_joint(case, policy))
        and case.state in states
        and _may(actor, act, case, body)
        and _ONLY.get(act, _always)(case, policy, now)
    )


def _may(actor: Actor, act: Act, case: Standing, body: str) -> bool:
    """May the actor do this, as themselves or as a deputy? What citizens do with their code is none of it."""
    acting = actor.deputy(act)
    if RULES[act].get(acting.role) in (None, Relation.PROVEN):
        return False
    is_helper = act is Act.REQUEST_COMMENT and actor.department in case.assists
    try:
        check(acting, act, department=actor.department if is_helper else body)
    except Refusal:
        return False
    return True


def _is_joint(case: Standing, policy: Policy) -> bool:
    """Is it a joint task? Then it is of such a kind from its first line on."""
    kind = policy.kind(case.kind)
    return kind is not None and kind.joint


def _always(_case: Standing, _policy: Policy, _now: datetime) -> bool:
    return True


def _is_unsigned(case: Standing, _policy: Policy, _now: datetime) -> bool:
    return case.signed_at is None


def _is_in_time(case: Standing, _policy: Policy, now: datetime) -> bool:
    """Runs the clock still, both the citizen's and that of the level? When that is over, time hands the request up."""
    is_handed_up = case.level != Level.CENTRE and case.share_at is not None and case.share_at <= now
    return not is_handed_up and (case.goal_at is None or now < case.goal_at)


def _may_be_extended(case: Standing, policy: Policy, now: datetime) -> bool:
    kind = policy.kind(case.kind)
    is_first = not case.extended_hours and not case.asked_hours
    return bool(kind and kind.extension_hours) and is_first and (case.goal_at is None or now < case.goal_at)


def _is_extension_asked(case: Standing, _policy: Policy, _now: datetime) -> bool:
    return case.asked_hours > 0


def _is_parked(case: Standing, _policy: Policy, _now: datetime) -> bool:
    return case.review_at is not None


def _may_go_back(case: Standing, policy: Policy, now: datetime) -> bool:
    is_bound = case.designated or case.level == Level.CENTRE or case.held_since is None
    return not is_bound and now < (case.held_since or now) + length_of(policy.returns.within)


def _has_level_above(case: Standing, _policy: Policy, _now: datetime) -> bool:
    return case.level != Level.CENTRE


def _is_withdrawal_asked(case: Standing, _policy: Policy, _now: datetime) -> bool:
    return case.withdrawal_asked


_ONLY: Mapping[Act, Callable[[Standing, Policy, datetime], bool]] = {
    Act.REQUEST_SIGN: _is_unsigned,
    Act.REQUEST_PAUSE: _is_in_time,
    Act.REQUEST_ASK_EXTENSION: _may_be_extended,
    Act.REQUEST_EXTEND: _is_extension_asked,
    Act.REQUEST_DENY_EXTENSION: _is_extension_asked,
    Act.REQUEST_UNPARK: _is_parked,
    Act.REQUEST_RETURN: _may_go_back,
    Act.REQUEST_ESCALATE: _has_level_above,
    Act.REQUEST_WITHDRAW: _is_withdrawal_asked,
    Act.REQUEST_DENY_WITHDRAWAL: _is_withdrawal_asked,
}
