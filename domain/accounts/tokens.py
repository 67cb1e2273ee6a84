"""What a token may be made for: never more than its owner may, and never without an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.accounts.refusals import ExpiryNotAllowed, ScopeNotAllowed
from domain.roles import LEADERS, RULES, Act, Role

LONGEST = timedelta(days=366)
BY_PERSON = frozenset({Act.KEEP_OWN_ACCOUNT, Act.MANAGE_ACCOUNTS})  # whoever does this has signed in


def check_scope(role: Role, scope: Iterable[str]) -> None:
    """Pass when a token of somebody with this role may be made for these acts.

    Raises:
        ScopeNotAllowed: none is named, one that is not known or that the role may not do, or one for which a person must sign in.
    """
    wanted = frozenset(scope)
    allowed = scope_of(role)
    if not wanted or not wanted.issubset(allowed):
        raise ScopeNotAllowed(acts=", ".join(sorted(wanted.difference(allowed))), allowed=", ".join(allowed))


def scope_of(role: Role) -> tuple[Act, ...]:
    """Everything that a token of this role may be made for: what it may do itself, and what it may for whoever leads it, while they are away."""
    roles = {role, LEADERS.get(role, role)}
    return tuple(sorted(act for act, rules in RULES.items() if not roles.isdisjoint(rules) and act not in BY_PERSON))


def check_expiry(expires_at: datetime, now: datetime) -> None:
    """Pass when a token may end then.

    Raises:
        ExpiryNotAllowed: in the past, or more than `LONGEST` ahead.
    """
    if not now < expires_at <= now + LONGEST:
        raise ExpiryNotAllowed(latest=(now + LONGEST).isoformat())
