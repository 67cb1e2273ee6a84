"""The forms that a page shows to those who work on a case are those that the law admits."""

from copy import copy

import pytest
from legal_life import ASKER, CLERK, DIRECTOR, Life, aid_at, inquiry_at, lawyer, moment, visit_at

from domain.legal.aid_clocks import is_to_verify
from domain.legal.assignment import How
from domain.legal.cases import State
from domain.legal.record import Service
from domain.legal.seeking import holder, holding
from domain.legal.staff_acts import Standing, may_recuse, open_to_staff
from domain.refusals import Refusal
from domain.roles import Act, Actor, Role

PEOPLE = (CLERK, DIRECTOR, lawyer("ann"), lawyer("bo"))
WORDS = {
    Act.LEGAL_REFER: {"reason": "busy"},
    Act.LEGAL_DECLINE: {"reason": "busy"},
    Act.LEGAL_ASSIGN: {"person": "ed"},
    Act.AID_ASK_PAPERS: {"proofs": ("identity",)},
    Act.AID_REFUSE: {"reason": "no_ground"},
    Act.AID_HURRY: {"reason": "evidence"},
    Act.AID_VERIFY: {"yes": True},
    Act.AID_WORK: {"kind": "meeting"},
    Act.AID_TERMINATE: {"reason": "withdrawn_by_court"},
    Act.AID_DECIDE_OBJECTION: {"yes": True},
    Act.VISIT_CONFIRM: {"planned": moment("2026-12-25 10:00")},
    Act.VISIT_DONE: {"outcome": "advised"},
    Act.LEGAL_BECOME: {"other": "A20200101-000009"},
}
# What the law allows and is not offered all the same: it helps nobody, or is not for those who come to this page.
LEFT_OUT = {
    Act.LEGAL_COMMENT, Act.LEGAL_WITHDRAW, Act.AID_HURRY, Act.AID_WORK, Act.AID_ASK_CHANGE, Act.VISIT_CONFIRM, Act.LEGAL_BECOME,
}  # fmt: skip
NO_STAFF = {Act.LEGAL_RATE, Act.LEGAL_SAY}
TAKE, GRANT = (Act.LEGAL_TAKE, lawyer("ann"), {}), (Act.AID_GRANT, CLERK, {})
ACCEPT, REFUSE = (Act.AID_ACCEPT, lawyer("ann"), {}), (Act.AID_REFUSE, CLERK, {"reason": "no_ground"})
OBJECT, CONFIRM = (Act.AID_OBJECT, ASKER, {}), (Act.VISIT_CONFIRM, lawyer("ann"), WORDS[Act.VISIT_CONFIRM])
LIVES = {
    "inquiry waiting": [],
    "inquiry taken": [TAKE],
    "inquiry answered": [(Act.LEGAL_REPLY, lawyer("ann"), {})],
    "inquiry referred": [TAKE, (Act.LEGAL_REFER, lawyer("ann"), {"reason": "busy"})],
    "inquiry finished": [(Act.LEGAL_REPLY, lawyer("ann"), {}), (Act.LEGAL_RATE, ASKER, {"yes": True})],
    "aid received": [],
    "aid incomplete": [(Act.AID_ASK_PAPERS, CLERK, {"proofs": ("identity",)})],
    "aid supplied": [(Act.AID_ASK_PAPERS, CLERK, {"proofs": ("identity",)}), (Act.AID_SUPPLY, ASKER, {})],
    "aid urgent": [(Act.AID_HURRY, CLERK, {"reason": "evidence"})],
    "aid granted": [GRANT],
    "aid appointed": [GRANT, ACCEPT],
    "aid change asked": [GRANT, ACCEPT, (Act.AID_ASK_CHANGE, ASKER, {})],
    "aid refused": [REFUSE],
    "aid objected": [REFUSE, OBJECT],
    "aid refused again": [REFUSE, OBJECT, (Act.AID_DECIDE_OBJECTION, DIRECTOR, {"yes": False})],
    "aid terminated": [GRANT, ACCEPT, (Act.AID_TERMINATE, CLERK, {"reason": "withdrawn_by_court"})],
    "aid answered": [GRANT, ACCEPT, (Act.AID_CLOSE, lawyer("ann"), {})],
    "aid withdrawn": [(Act.LEGAL_WITHDRAW, ASKER, {})],
    "visit waiting": [],
    "visit confirmed": [CONFIRM],
    "visit declined": [CONFIRM, (Act.LEGAL_DECLINE, lawyer("ann"), {"reason": "busy"})],
    "visit finished": [CONFIRM, (Act.VISIT_DONE, lawyer("ann"), {"outcome": "advised"})],
}


def life_of(name, calendar, office) -> Life:
    """A case that has come to stand like this."""
    service = name.partition(" ")[0]
    life = aid_at("2026-11-25 10:00", calendar, office, pledged=True) if service == "aid" else None
    life = life or {"inquiry": inquiry_at, "visit": visit_at}[service]("2026-11-25 10:00")
    for act, by, more in LIVES[name]:
        life.act(act, by, **more)
    return life


def standing(life: Life, service: Service) -> Standing:
    """How the case stands, as its rows show it."""
    case, mine = life.case, holding(life.case)
    return Standing(
        service=service,
        state=case.state,
        holder=holder(case),
        called=tuple(entry.person for entry in case.assignments if entry.is_open),
        provisional=mine is not None and mine.how is How.PROVISIONAL,
        urgent=bool(getattr(case, "urgent", "")),
        papers_asked=bool(getattr(case, "papers_asked", ())),
        change_asked=getattr(case, "change_asked", False),
        objections=getattr(case, "objections", 0),
        verifiable=service is Service.AID and is_to_verify(case),
    )


def is_allowed(life: Life, act: Act, by: Actor) -> bool:
    """Does the law allow it now? The case that it is tried on is thrown away."""
    trial = copy(life)
    trial.events, trial.notices = [*life.events], [*life.notices]
    words = WORDS.get(act, {})
    if act is Act.LEGAL_MOVE:
        called = [entry.person for entry in life.case.assignments if entry.is_open]
        words = {"former": holder(life.case) or (called or ["nobody"])[0], "person": "ed"}
    try:
        trial.act(act, by, **words)
    except Refusal:
        return False
    return True


def _left_out(life: Life, actor: Actor) -> set[Act]:
    """What need not be offered: what an asker says to a lawyer, and a pledge on which nothing hangs any more."""
    not_a_lawyers = {Act.AID_SUPPLY, Act.AID_OBJECT} if actor.role is Role.LAWYER else set()
    nothing_hangs = {Act.AID_VERIFY} if life.law.service is Service.AID and not is_to_verify(life.case) else set()
    return LEFT_OUT | not_a_lawyers | nothing_hangs


@pytest.mark.parametrize("name", LIVES)
def test_whoever_works_on_a_case_is_offered_what_the_law_allows_and_nothing_else(name, calendar, office):
    life = life_of(name, calendar, office)
    service = Service(name.partition(" ")[0])

    for actor in PEOPLE:
        offered = open_to_staff(standing(life, service), actor)
        for act in set(life.law.deeds) - NO_STAFF:
            if act in offered:
                assert is_allowed(life, act, actor), f"{actor.id}: {act} in vain"
            elif act not in _left_out(life, actor):
                assert not is_allowed(life, act, actor), f"{actor.id}: {act} is missing"


def test_a_lawyer_for_the_time_being_may_stay_or_decline(calendar, office):
    life = aid_at("2026-11-25 10:00", calendar, office)
    life.act(*(Act.AID_GRANT, CLERK))
    life.until("2026-11-27 00:00")
    mine = holding(life.case)

    assert mine is not None
    assert mine.how is How.PROVISIONAL
    offered = open_to_staff(standing(life, Service.AID), lawyer(mine.person))
    assert offered[:2] == (Act.AID_ACCEPT, Act.LEGAL_DECLINE)
    assert all(is_allowed(life, act, lawyer(mine.person)) for act in offered[:2])


def test_a_stand_in_is_offered_what_the_absent_is_and_a_deputy_what_the_director_may():
    case = Standing(Service.AID, State.OBJECTED, holder="")
    offer = Standing(Service.AID, State.GRANTED, called=("ann",))
    stand_in = Actor("zoe", Role.LAWYER, "JUB", ("ann",), (Role.LAWYER,))
    deputy = Actor("clerk", Role.CLERK, "JUB", ("director",), (Role.DIRECTOR,))

    assert open_to_staff(offer, stand_in)[0] is Act.AID_ACCEPT
    assert Act.AID_ACCEPT not in open_to_staff(offer, lawyer("zoe"))
    assert open_to_staff(case, deputy)[0] is Act.AID_DECIDE_OBJECTION
    assert Act.AID_DECIDE_OBJECTION not in open_to_staff(case, CLERK)


@pytest.mark.parametrize(
    ("case", "actor", "acts"),
    [
        (Standing(Service.CHECKUP, State.WAITING, "ann"), lawyer("ann"), ["checkup_find", "checkup_report"]),
        (Standing(Service.CHECKUP, State.FOLLOWING, "ann", to_follow=1), lawyer("ann"), ["checkup_follow"]),
        (Standing(Service.CHECKUP, State.FOLLOWING, "ann", to_follow=1), lawyer("bo"), []),
        (Standing(Service.CHECKUP, State.WAITING, "ann"), CLERK, ["checkup_find", "checkup_report", "legal_assign"]),
        (Standing(Service.CHECKUP, State.FINISHED), CLERK, None),
    ],
)
def test_a_check_up_is_made_by_whoever_has_it_and_given_away_by_the_desk(case, actor, acts):
    offered = [act.value for act in open_to_staff(case, actor)]
    more = ["legal_comment", "legal_withdraw"] if actor is CLERK else ["legal_comment"]

    assert offered == ([] if acts is None else acts + more)


@pytest.mark.parametrize("name", [name for name in LIVES if not name.startswith("checkup")])
def test_a_stand_in_may_declare_a_conflict_wherever_the_law_lets_them_and_declining_is_not_offered(
    name, calendar, office
):
    life = life_of(name, calendar, office)
    stand_in = Actor("zoe", Role.LAWYER, "JUB", ("ann",), (Role.LAWYER,))
    case = standing(life, Service(name.partition(" ")[0]))
    trial = copy(life)
    trial.events, trial.notices = [*life.events], [*life.notices]
    try:
        trial.act(Act.LEGAL_DECLINE, stand_in, reason="conflict")
        is_possible = True
    except Refusal:
        is_possible = False

    offered = may_recuse(case, stand_in) or Act.LEGAL_DECLINE in open_to_staff(case, stand_in)
    assert offered == is_possible
    assert not may_recuse(case, lawyer("ann"))
    assert not may_recuse(case, lawyer("zoe"))
