"""What is sent to workflows. Fields are added with defaults, never renamed or removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.approval import Approval
from domain.commit import Receipt
from domain.roles import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Kept:
    """What the machinery of a workflow carries into its next run."""

    seq: int
    epoch: int
    seen: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovalStart:
    """The start of a project's case, or its continuation when `kept` is set.

    `renew_after` is the number of history events after which a run is continued as a new one.
    """

    case: Approval
    opened_by: Actor = SYSTEM
    opened_at: datetime | None = None
    kept: Kept | None = None
    renew_after: int = 4000

    __packed__ = True


def rollout_id(rev: int) -> str:
    """The workflow id of a calendar's rollout."""
    return f"calendar/{rev}"


def approval_id(ref: str) -> str:
    """The workflow id of a project's case."""
    return f"approval/{ref}"
