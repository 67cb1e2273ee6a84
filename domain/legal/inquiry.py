"""An inquiry: answered, or taken over by a named person, within eight minutes, day and night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.legal import seeking
from domain.legal.assignment import How, PersonFound
from domain.legal.cases import Inquiry, State
from domain.legal.commit import InquiryRow
from domain.legal.inquiry_deeds import DEEDS
from domain.legal.inquiry_steps import Draft, call_leader, call_next, due_at, finish
from domain.legal.law import Law, Wakening, length, repeats
from domain.legal.record import Happening, Service, Step
from domain.roles import Actor


def row(case: Inquiry) -> InquiryRow:
    """The inquiry as its row shows it."""
    return InquiryRow(
        due_at=due_at(case),
        taken_at=case.taken_at,
        first_answer_at=case.first_answer_at,
        answered_at=case.answered_at,
        kept=_kept(case),
        referrals=case.referrals,
        became=case.became,
        helped=case.helped,
        satisfied=case.satisfied,
    )


def _kept(case: Inquiry) -> bool | None:
    """Was the promise kept so far? None while that is open."""
    if not case.kept or (f"over:{case.wait_no}" in case.taken and case.waits_since is not None):
        return False
    return True if case.taken_at is not None else None


def _begin(draft: Draft, by: Actor) -> None:
    at = draft.case.asked_at
    draft.update(waits_since=at, seeking=How.CALL)
    draft.write(Happening.ASKED, at=at, by=by, what=draft.case.channel)
    if draft.case.askers:
        draft.tell(Step.RECEIVED, due_at=due_at(draft.case))


def _wakenings(case: Inquiry) -> Iterator[Wakening]:
    rules, turn = case.rules, case.wait_no
    if case.state is State.WAITING and case.waits_since is not None:
        over = case.waits_since + length(rules.promise)
        yield Wakening(over, f"over:{turn}")
        yield Wakening(case.waits_since + length(rules.leader), f"leader:{turn}")
        number = 1 + repeats(case, f"raised:{turn}")
        yield Wakening(over + length(rules.up_again) * number, f"raised:{turn}:{number}")
        yield from seeking.next_call(case, rules.calling)
    elif case.state is State.TAKEN:
        mine = seeking.holding(case)
        assert mine is not None, "somebody has it"
        assert mine.accepted_at is not None, "and accepted it"
        series = f"unanswered:{mine.n}"
        number = repeats(case, series)
        reply_at = mine.accepted_at + length(rules.reply) + length(rules.reply_again) * number
        yield Wakening(reply_at, f"{series}:{number + 1}")
    elif case.state is State.ANSWERED and case.answered_at is not None:
        yield Wakening(case.answered_at + length(rules.helped), f"finish:{turn}")


def _ring(draft: Draft, wakening: Wakening) -> None:
    case, at = draft.case, wakening.at
    match wakening.why:
        case "next":
            call_next(draft, at)
        case "round":
            seeking.begin_round(draft, How.CALL)
        case "leader":
            call_leader(draft, at)
        case "over":
            draft.silence("leader")
            draft.write(Happening.PROMISE_OVER, at=at)
            draft.tell(Step.OVER, f"{case.wait_no}", thread="over", due_at=at)
        case "raised":
            draft.write(Happening.RAISED, at=at, what=wakening.key.rpartition(":")[2])
            draft.tell(Step.RAISED, wakening.key.partition(":")[2], thread="over", due_at=due_at(case))
        case "unanswered":
            draft.write(Happening.UNANSWERED, at=at, person=seeking.holder(case))
            draft.tell(Step.UNANSWERED, wakening.key.partition(":")[2], thread="work", owner=seeking.holder(case))
        case _:
            finish(draft, at)


def _found(draft: Draft, answer: PersonFound, n: int) -> None:
    case = draft.case
    if case.seeking is None or case.state is not State.WAITING or n != seeking.made(case) + 1:
        seeking.release(draft, answer, n)
    elif answer.person:
        seeking.call(draft, answer.person, How.CALL, draft.present, due_at=due_at(case))
    else:
        seeking.leave(draft, draft.present, skipped=answer.skipped)
        call_leader(draft, draft.present)


def _moments(case: Inquiry) -> Iterator[datetime]:
    yield case.asked_at
    yield from (entry.until or entry.accepted_at for entry in case.assignments if entry.accepted_at is not None)
    if case.answered_at is not None:
        yield case.answered_at


LAW = Law(
    service=Service.INQUIRY,
    begin=_begin,
    deeds=DEEDS,
    wakenings=_wakenings,
    ring=_ring,
    found=_found,
    moments=_moments,
    row=row,
    holder=seeking.holder,
    lighten=seeking.lightened,
)
