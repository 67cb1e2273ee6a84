"""The second factor: who needs one, which codes are taken at a moment (RFC 6238), and the codes for whoever has lost it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from domain.codes import ALPHABET
from domain.roles import Role

STEP = 30  # seconds for which a code is shown
TOLERATED = 1  # steps that a clock may be off, either way
RECOVERY_CODES = 10
RECOVERY_LENGTH = 12  # 60 bits: nobody guesses one, so a plain hash keeps it
_WITHOUT = (Role.VISITOR, Role.APPLICANT, Role.HELPER, Role.GRID_MEMBER, Role.LAWYER, Role.SYSTEM)
_CODE = re.compile(r"[0-9]{6}", re.ASCII)
_RECOVERY = re.compile(f"[{ALPHABET}]{{{RECOVERY_LENGTH}}}")
_BETWEEN = re.compile(r"[\s-]+")


def needs_factor(role: Role) -> bool:
    """Must this role have one? All who decide, oversee or administer; others may."""
    return role not in _WITHOUT


def accepted_step(typed: str, code_at: Callable[[int], str], *, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed, or None: not a code, wrong, out of time, or not newer than `last_step`.

    `code_at` tells the code of a step; `last_step` is the newest that was ever taken, so that no code is taken twice.
    """
    code = _BETWEEN.sub("", typed)
    if not _CODE.fullmatch(code):
        return None
    present = int(now.timestamp()) // STEP
    steps = range(max(present - TOLERATED, last_step + 1), present + TOLERATED + 1)
    return next((step for step in steps if code_at(step) == code), None)


def recovery_of(typed: str) -> str | None:
    """The recovery code that was typed, in the form in which it is hashed; None if it can be none."""
    code = _BETWEEN.sub("", typed).upper()
    return code if _RECOVERY.fullmatch(code) else None
