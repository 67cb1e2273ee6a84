"""The three kinds of case as a course asks them: each answers with its own law and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain import commit as approval_commit
from domain import proceedings as approvals
from domain.approval import Approval, Change, is_finished
from domain.commit import Receipt
from domain.hotline import proceedings as requests
from domain.hotline.places import PlaceQuestion
from domain.hotline.record import RequestCommand
from domain.hotline.request import Request
from domain.hotline.standing import commit_of as request_commit
from domain.hotline.turns import next_wakening as next_of_request
from domain.legal.law import Law
from domain.legal.record import LegalCommand
from domain.legal.seeking import question
from domain.record import Command
from domain.turns import next_wakening as next_of_approval


class ApprovalLaw:
    """Projects: see workflows/approval.py."""

    act = staticmethod(approvals.act)
    not_done = staticmethod(approvals.not_done)
    advance = staticmethod(approvals.advance)
    commit_of = staticmethod(approval_commit.commit_of)
    is_over = staticmethod(is_finished)
    command = staticmethod(Command)

    def next_at(self, case: Approval) -> datetime | None:
        """When the case acts next by itself."""
        wakening = next_of_approval(case)
        return wakening.at if wakening else None

    def question(self, _: Approval) -> None:
        """A project asks nobody."""

    def answered(self, case: Approval, _question: Any, _answer: Any, _now: datetime) -> Change:
        """A project asks nobody."""
        return Change(case)

    def lighter(self, case: Approval, _: Any) -> Approval:
        """A project keeps everything."""
        return case


class RequestLaw:
    """Requests: see workflows/hotline.py."""

    act = staticmethod(requests.act)
    not_done = staticmethod(requests.not_done)
    advance = staticmethod(requests.advance)
    commit_of = staticmethod(request_commit)
    command = staticmethod(RequestCommand)

    def next_at(self, case: Request) -> datetime | None:
        """When the request acts next by itself."""
        wakening = next_of_request(case)
        return wakening.at if wakening else None

    def is_over(self, case: Request, _: datetime) -> bool:
        """Can nothing happen any more?"""
        return requests.is_over(case)

    def question(self, case: Request) -> PlaceQuestion | None:
        """Who takes it, where time hands it up."""
        return PlaceQuestion(case.ref, case.seeking) if case.seeking is not None else None

    def answered(self, case: Request, _: PlaceQuestion, found: Any, now: datetime) -> Any:
        """Handed up to whom was found."""
        return requests.handed_up(case, found, now)

    def lighter(self, case: Request, _: Any) -> Request:
        """A request keeps everything."""
        return case


class LegalLaw:
    """Cases of one service of the legal circle: see workflows/legal_runner.py."""

    command = staticmethod(LegalCommand)

    def __init__(self, law: Law[Any]) -> None:
        self._law = law
        self.act, self.not_done, self.advance = law.act, law.not_done, law.advance

    def commit_of(self, change: Any, *, seq: int, at: datetime, receipts: tuple[Receipt, ...]) -> Any:
        """The commit that writes a change down."""
        return self._law.commit_of(change, seq=seq, at=at, receipts=receipts)

    def next_at(self, case: Any) -> datetime | None:
        """When the case acts next by itself."""
        wakening = self._law.next_wakening(case)
        return wakening.at if wakening else None

    def is_over(self, case: Any, _: datetime) -> bool:
        """Can nothing happen any more?"""
        return self._law.is_over(case)

    def question(self, case: Any) -> Any:
        """Who is called next, where somebody is sought."""
        return question(case) if getattr(case, "seeking", None) is not None else None

    def answered(self, case: Any, asked: Any, found: Any, now: datetime) -> Any:
        """Called, if somebody was found."""
        return self._law.called(case, found, asked.n, now)

    def lighter(self, case: Any, commit: Any) -> Any:
        """Without what is written down and will not be asked for any more."""
        return self._law.lighten(case, commit.assignments)
