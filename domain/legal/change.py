"""What an act or a moment made of a case of the legal circle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.legal.cases import Aid, Checkup, Inquiry, Visit
from domain.legal.record import LegalEvent, LegalNotice

Case = TypeVar("Case", Inquiry, Aid, Visit, Checkup)


@dataclass(frozen=True, slots=True)
class LegalChange(Generic[Case]):
    """A case with what is new; `silenced` are the threads whose notices no longer hold."""

    case: Case
    events: tuple[LegalEvent, ...] = ()
    notices: tuple[LegalNotice, ...] = ()
    silenced: tuple[str, ...] = ()


def merged(held: LegalChange[Case], change: LegalChange[Case]) -> LegalChange[Case]:
    """What is to be written down when `change` follows on `held`, of which nothing is written down yet."""
    still_true: list[LegalNotice] = [notice for notice in held.notices if notice.thread not in change.silenced]
    return LegalChange(
        change.case,
        held.events + change.events,
        (*still_true, *change.notices),
        tuple(dict.fromkeys(held.silenced + change.silenced)),
    )
