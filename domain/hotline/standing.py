"""A request as its row shows it, and the commit that writes a change down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.commit import Receipt
from domain.hotline.clocks import accept_at, goal_at, share
from domain.hotline.commit import RequestCommit, RequestRow
from domain.hotline.request import ENDED, Request, RequestChange, State
from domain.hotline.turns import next_wakening


def row_of(case: Request) -> RequestRow:
    """The whole state of a request."""
    holder, part, pause = case.holder, share(case), case.pauses[-1] if case.pauses else None
    is_paused = case.state is State.PAUSED and pause is not None
    return RequestRow(
        state=case.state,
        kind=case.kind_id,
        level=holder.level if holder else "",
        body=holder.body if holder else "",
        owner=holder.owner if holder else "",
        assists=case.assists,
        guide=case.guide,
        cycle=case.cycle,
        leg=case.leg_no,
        accept_at=accept_at(case),
        accepted_at=case.accepted_at,
        started_at=case.started_at,
        goal_at=goal_at(case) if case.state not in ENDED else None,
        share_at=part.over_at if part else None,
        held_since=holder.since if holder else None,
        signed_at=holder.signed_at if holder else None,
        returns=case.returns,
        designated=holder.designated if holder else False,
        pause_reason=pause.kind if is_paused and pause else "",
        paused_at=pause.since if is_paused and pause else None,
        planned_end=case.planned_end,
        extended_hours=sum(extension.amount for extension in case.extensions),
        asked_hours=case.asked.hours if case.asked else 0,
        parked_by=case.parking.owner if case.parking else "",
        review_at=case.parking.review_at if case.parking else None,
        withdrawal_asked=case.withdrawal_asked,
        closed_at=case.closed_at,
        outcome=case.outcome,
        road=case.road,
        merged_into=case.merged_into,
        calls=sum(call.cycle == case.cycle for call in case.calls),
        ended_at=case.ended_at,
    )


def commit_of(change: RequestChange, *, seq: int, at: datetime, receipts: tuple[Receipt, ...]) -> RequestCommit:
    """The commit that writes a change down at the instant `at`; its events leave out what the commit says for all."""
    case, wakening = change.case, next_wakening(change.case)
    return RequestCommit(
        ref=case.ref,
        at=at,
        seq=seq,
        n=case.n,
        row=row_of(case),
        wakes_at=wakening.at if wakening else None,
        custodies=case.custodies,
        results=case.results,
        answers=case.answers,
        called=case.calls,
        complainants=case.complainants,
        events=tuple(
            replace(event, n=0, entered_at=None, at=None if event.at == at else event.at) for event in change.events
        ),
        notices=change.notices,
        silenced=change.silenced,
        papers=change.papers,
        receipts=receipts,
    )
