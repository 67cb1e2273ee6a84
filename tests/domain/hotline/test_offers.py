"""What a page offers is what the case obeys: every act, every kind of person, in requests that stand in every way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from request_desk import DISPATCHER, POLICY, hours, place, reported

from domain.hotline.admission import ALLOWED
from domain.hotline.offers import open_to
from domain.hotline.policy import Level
from domain.hotline.request import State
from domain.hotline.standing import row_of
from domain.roles import RULES, Act, Actor, Relation, Role

VILLAGE, TOWN, BANNER, CENTRE = Level
NOT_OFFERED = {act for act in ALLOWED if Relation.PROVEN in RULES[act].values()} | {
    Act.REQUEST_ABSORB,
    Act.REQUEST_RELEASE,
}
PEOPLE = {
    "dispatcher": DISPATCHER,
    "holder": Actor("o-V1", Role.GRID_MEMBER, "V1"),
    "town": Actor("o-T1", Role.OFFICER, "T1"),
    "helper": Actor("o-H1", Role.OFFICER, "H1"),
    "supervisor": Actor("shen", Role.SUPERVISOR),
    "lawyer": Actor("ann", Role.LAWYER),
}


def accepted(level=VILLAGE):
    desk = reported()
    desk.does(Act.REQUEST_ACCEPT, desk.after(minutes=5), kind="consultation", place=place(level), assists=("H1",))
    return desk


def signed():
    desk = accepted()
    desk.does(Act.REQUEST_SIGN, desk.after(minutes=6))
    return desk


def paused():
    desk = accepted()
    desk.pause(desk.after(minutes=10), desk.after(hours=5))
    return desk


def returned():
    desk = accepted()
    desk.send_back(desk.after(minutes=10))
    return desk


def designated():
    desk = accepted()
    for minutes in (10, 20):
        desk.send_back(desk.after(minutes=minutes))
        desk.dispatch(desk.after(minutes=minutes + 5), VILLAGE)
    return desk


def asked():
    desk = accepted()
    desk.does(Act.REQUEST_ASK_EXTENSION, desk.after(minutes=10), hours=6)
    return desk


def extended():
    desk = accepted()
    desk.extend(desk.after(minutes=10), 6)
    return desk


def parked():
    desk = accepted()
    desk.does(Act.REQUEST_PARK, desk.after(minutes=10), until=desk.after(days=3))
    return desk


def withdrawing():
    desk = accepted()
    desk.does(Act.REQUEST_ASK_WITHDRAWAL, desk.after(minutes=10), complainant="c1")
    return desk


def closed():
    desk = accepted()
    desk.close(desk.after(minutes=10))
    return desk


def overdue():
    desk = accepted(CENTRE)
    desk.wait(desk.after(hours=13))
    return desk


CASES = {
    "new": (reported, hours(m=1)),
    "accepted": (accepted, hours(m=30)),
    "too late to return": (accepted, hours(h=3)),
    "at the centre": (lambda: accepted(CENTRE), hours(m=30)),
    "of the town": (lambda: accepted(TOWN), hours(m=30)),
    "signed": (signed, hours(m=30)),
    "paused": (paused, hours(m=30)),
    "returned": (returned, hours(m=30)),
    "designated": (designated, hours(m=30)),
    "extension asked": (asked, hours(m=30)),
    "extended": (extended, hours(m=30)),
    "parked": (parked, hours(m=30)),
    "withdrawal asked": (withdrawing, hours(m=30)),
    "closed": (closed, hours(m=30)),
    "overdue": (overdue, hours(h=13, m=1)),
}


def words(at, level):
    """Something fit to say with each act."""
    above = Level(level).above if level else None
    return {
        Act.REQUEST_ADVISE: {"reason": "court"},
        Act.REQUEST_ACCEPT: {"kind": "consultation", "place": place(VILLAGE)},
        Act.REQUEST_DISPATCH: {"place": place(TOWN)},
        Act.REQUEST_RECLASSIFY: {"kind": "immediate"},
        Act.REQUEST_PAUSE: {"reason": "weather", "until": at + timedelta(hours=1)},
        Act.REQUEST_ASK_EXTENSION: {"hours": 6},
        Act.REQUEST_PARK: {"until": at + timedelta(days=3)},
        Act.REQUEST_RETURN: {"reason": "not_ours"},
        Act.REQUEST_ESCALATE: {"place": place(above or CENTRE)},
        Act.REQUEST_CALL: {"outcome": "not_reached", "complainant": "c1"},
        Act.REQUEST_MERGE: {"other": "H20261125-000001"},
    }


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", CASES)
def test_what_is_offered_is_obeyed_and_what_is_not_is_refused(name, who):
    make, after = CASES[name]
    desk, by = make(), PEOPLE[who]
    at, row = desk.start + after, row_of(desk.case)
    body = desk.case.custodies[-1].body if desk.case.custodies else ""

    offered = set(open_to(by, row, POLICY, body=body, now=at))

    said = words(at, row.level)
    obeyed = {act for act in ALLOWED if desk.outcome(act, at, by=by, **said.get(act, {})) in set(State)}
    assert offered == obeyed - NOT_OFFERED


def test_somebody_who_stands_in_for_the_leader_is_offered_what_the_leader_may():
    desk, stand_in = reported(), Actor("d2", Role.DISPATCHER, "CENTRE", ("leader",), (Role.LEADER,))

    assert Act.REQUEST_ACCEPT in open_to(stand_in, row_of(desk.case), POLICY, body="", now=desk.after(minutes=1))
