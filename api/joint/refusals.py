"""The answers "no" of joint supervision."""

from __future__ import annotations

from domain.refusals import Refusal


class UnknownJointEntry(Refusal):
    """Nothing with this id was entered about this project."""

    code = "unknown_entry"
    status = 404


class LinkedBefore(Refusal):
    """This request is linked to the project already."""

    code = "linked_before"


class StepTaken(Refusal):
    """This entry is withdrawn already, or was objected to before."""

    code = "already_decided"
