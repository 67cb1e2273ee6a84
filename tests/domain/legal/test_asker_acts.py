"""The forms that a page shows to whoever asked are those that the law admits."""

from copy import copy

import pytest
from legal_life import ASKER, CLERK, DIRECTOR, Life, aid_at, inquiry_at, lawyer, visit_at

from domain.legal.asker_acts import open_to_asker
from domain.legal.record import Service
from domain.refusals import Refusal
from domain.roles import Act

WORDS = {
    Act.AID_SUPPLY: {},
    Act.AID_OBJECT: {},
    Act.LEGAL_RATE: {"yes": True, "satisfied": 5},
    Act.AID_ASK_CHANGE: {},
    Act.LEGAL_SAY: {"kind": "thanks"},
    Act.LEGAL_WITHDRAW: {},
}
NEVER_OFFERED_IN_VAIN = {Act.AID_SUPPLY, Act.AID_OBJECT, Act.LEGAL_RATE, Act.LEGAL_SAY}
GRANT, ACCEPT = (Act.AID_GRANT, CLERK, {}), (Act.AID_ACCEPT, lawyer("ann"), {})
REFUSE = (Act.AID_REFUSE, CLERK, {"reason": "no_ground"})
OBJECT, REJECT = (Act.AID_OBJECT, ASKER, {}), (Act.AID_DECIDE_OBJECTION, DIRECTOR, {"yes": False})
AID_LIVES = {
    "received": [],
    "incomplete": [(Act.AID_ASK_PAPERS, CLERK, {"proofs": ("identity", "contract")})],
    "granted": [GRANT],
    "appointed": [GRANT, ACCEPT],
    "change_asked": [GRANT, ACCEPT, (Act.AID_ASK_CHANGE, ASKER, {})],
    "refused": [REFUSE],
    "objected": [REFUSE, OBJECT],
    "refused_again": [REFUSE, OBJECT, REJECT],
    "terminated": [GRANT, ACCEPT, (Act.AID_TERMINATE, CLERK, {"reason": "withdrawn_by_court"})],
    "answered": [GRANT, ACCEPT, (Act.AID_CLOSE, lawyer("ann"), {})],
    "finished": [GRANT, ACCEPT, (Act.AID_CLOSE, lawyer("ann"), {}), (Act.LEGAL_RATE, ASKER, {"satisfied": 5})],
    "withdrawn": [(Act.LEGAL_WITHDRAW, ASKER, {})],
}
INQUIRY_LIVES = {
    "waiting": [],
    "taken": [(Act.LEGAL_TAKE, lawyer("ann"), {})],
    "answered": [(Act.LEGAL_REPLY, lawyer("ann"), {})],
    "finished": [(Act.LEGAL_REPLY, lawyer("ann"), {}), (Act.LEGAL_RATE, ASKER, {"yes": True})],
    "withdrawn": [(Act.LEGAL_WITHDRAW, ASKER, {})],
}


def offered(life: Life, service: Service) -> tuple[Act, ...]:
    """What is offered to whoever asked, as the case stands."""
    case = life.case
    objections, change_asked = getattr(case, "objections", 0), getattr(case, "change_asked", False)
    return open_to_asker(service, case.state, objections=objections, change_asked=change_asked)


def is_allowed(life: Life, act: Act) -> bool:
    """Does the law allow it now? The case that is tried on is thrown away."""
    trial = copy(life)
    trial.events, trial.notices = [*life.events], [*life.notices]
    try:
        trial.act(act, ASKER, **WORDS[act])
    except Refusal:
        return False
    return True


def agrees(life: Life, service: Service) -> None:
    """What is offered is allowed; what is not offered is not, but for what helps nobody."""
    for act in WORDS:
        if act in offered(life, service):
            assert is_allowed(life, act), f"{act} in {life.case.state}"
        elif act in NEVER_OFFERED_IN_VAIN:
            assert not is_allowed(life, act), f"{act} in {life.case.state}"


@pytest.mark.parametrize("name", AID_LIVES)
def test_an_applicant_is_offered_what_the_law_allows(name, calendar, office):
    life = aid_at("2026-11-25 10:00", calendar, office)
    for act, by, more in AID_LIVES[name]:
        life.act(act, by, **more)

    agrees(life, Service.AID)


@pytest.mark.parametrize("name", INQUIRY_LIVES)
def test_whoever_put_a_question_is_offered_what_the_law_allows(name):
    life = inquiry_at("2026-11-25 10:00")
    for act, by, more in INQUIRY_LIVES[name]:
        life.act(act, by, **more)

    agrees(life, Service.INQUIRY)


def test_a_visit_can_be_taken_back_until_it_is_done():
    life = visit_at("2026-11-25 10:00")

    agrees(life, Service.VISIT)
    assert offered(life, Service.VISIT) == (Act.LEGAL_WITHDRAW,)
    life.act(Act.LEGAL_WITHDRAW, ASKER)
    assert offered(life, Service.VISIT) == ()


@pytest.mark.parametrize(
    ("name", "acts"),
    [
        ("incomplete", ["aid_supply", "legal_say", "legal_withdraw"]),
        ("appointed", ["aid_ask_change", "legal_say", "legal_withdraw"]),
        ("change_asked", ["legal_say", "legal_withdraw"]),
        ("refused", ["aid_object", "legal_say"]),
        ("refused_again", ["legal_say"]),
        ("answered", ["legal_rate", "legal_say"]),
        ("finished", []),
    ],
)
def test_what_is_waited_for_comes_first(name, acts, calendar, office):
    life = aid_at("2026-11-25 10:00", calendar, office)
    for act, by, more in AID_LIVES[name]:
        life.act(act, by, **more)

    assert list(offered(life, Service.AID)) == acts
