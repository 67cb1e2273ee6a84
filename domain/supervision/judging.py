"""Who may say what of a finding: the head whose department it is about is heard, a supervisor judges, or writes down what the department has said; the newest word holds."""

from __future__ import annotations

from enum import StrEnum

from domain.refusals import NotAllowed, Refusal
from domain.roles import Act, Actor, Role

OPEN = "open"  # the state of a finding of which nobody has said anything


class Verdict(StrEnum):
    """What is said of a finding; it is the state of the finding until somebody says something else."""

    HEARD = "heard"  # the department has had its say
    EXPLAINED = "explained"  # there was a good reason
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"  # the detector was wrong


class UnknownFinding(Refusal):
    """There is no such finding."""

    code = "no_such_finding"
    status = 404


def verdicts_of(actor: Actor) -> tuple[Verdict, ...]:
    """What somebody may say of the findings that they may judge at all."""
    if actor.role is Role.HEAD:
        return (Verdict.HEARD,)
    return tuple(Verdict) if actor.role is Role.SUPERVISOR else ()


def check_verdict(actor: Actor, verdict: Verdict) -> None:
    """Pass when somebody may say this.

    Raises:
        NotAllowed: it is for a supervisor to say.
    """
    if verdict not in verdicts_of(actor):
        raise NotAllowed(role=actor.role, act=Act.JUDGE_FINDING, allowed=", ".join(verdicts_of(actor)))
