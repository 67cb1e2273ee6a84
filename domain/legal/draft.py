"""A change to a case of the legal circle while it is being put together: lines are written, notices are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Generic

from domain.legal.change import Case, LegalChange
from domain.legal.record import Happening, LegalEvent, LegalNotice, Step
from domain.roles import SYSTEM, Actor

_USEFUL = timedelta(hours=24)
_ASKED = timedelta(hours=72)
TO_ASKERS = frozenset(
    {Step.RECEIVED, Step.ANSWERED, Step.ENDED, Step.BECAME, Step.AID_PAPERS, Step.AID_DECIDED, Step.VISIT_CONFIRMED}
)


class LegalDraft(Generic[Case]):
    """A change being put together and never kept; `case` is how the case stands with what was done so far."""

    def __init__(self, case: Case, now: datetime) -> None:
        self._was_n, self.present, self._instead_of = case.n, now, ""
        self.case: Case = case
        self._events: list[LegalEvent] = []
        self._notices: list[LegalNotice] = []
        self._silenced: dict[str, None] = {}

    def change(self) -> LegalChange[Case]:
        """Everything that was done, as one change."""
        case = replace(self.case, n=self._n)
        return LegalChange(case, tuple(self._events), tuple(self._notices), tuple(self._silenced))

    @property
    def _n(self) -> int:
        return self._was_n + len(self._events)

    def update(self, **fields: Any) -> None:
        """The case with other values in these fields."""
        self.case = replace(self.case, **fields)

    def for_holder(self, actor: Actor, holder: str) -> None:
        """From now on the record says for whom somebody acts, where they stand in for this holder ("A for B")."""
        self._instead_of = actor.instead_of(holder)

    def write(
        self,
        kind: Happening,
        *,
        at: datetime,
        by: Actor = SYSTEM,
        person: str = "",
        note: str = "",
        what: str = "",
        acted_at: datetime | None = None,
        due_before: datetime | None = None,
        due_after: datetime | None = None,
    ) -> None:
        """Add one line to the record; the dues are shown where they differ."""
        moved = due_before != due_after
        self._events.append(
            LegalEvent(
                kind=kind,
                person=person,
                at=at,
                actor=by.id,
                role=by.role,
                acted_at=acted_at,
                note=note,
                what=what,
                due_before=due_before if moved else None,
                due_after=due_after if moved else None,
                n=self._n + 1,
                entered_at=self.present,
                instead_of="" if by is SYSTEM else self._instead_of,
            )
        )

    def tell(
        self,
        step: Step,
        key: str = "",
        *,
        thread: str = "",
        until: datetime | None = None,
        due_at: datetime | None = None,
        owner: str = "",
    ) -> None:
        """Say something; a newer notice of a thread overtakes an older one, and without a thread it has its own.

        `key` names what it speaks of, so that the same is said once; without one it is this line of the record. `until` is
        when it is of no more use.
        """
        left = max(timedelta(0), due_at - self.present) if due_at else timedelta(0)
        self._notices.append(
            LegalNotice(
                thread=thread or f"{step}:{key or self._n}",
                step=step,
                cycle=key or f"{self._n}",
                not_before=self.present,
                expires_at=until or self.present + (_ASKED if step in TO_ASKERS else _USEFUL),
                due_at=due_at,
                left_minutes=int(left.total_seconds() // 60),
                owner=owner,
            )
        )

    def silence(self, *threads: str) -> None:
        """Take back what was said in these threads, here and before."""
        self._notices = [notice for notice in self._notices if notice.thread not in threads]
        self._silenced |= dict.fromkeys(threads)
