"""Whoever stands in acts for the one who is away: "A for B", and for nobody else."""

import pytest
from request_desk import moment as instant
from request_desk import reported

from domain.hotline.policy import Level
from domain.hotline.record import Happening as RequestHappening
from domain.record import Happening
from domain.roles import Act, Actor, Role

MONDAY = "Mon 2026-03-02 10:00"


@pytest.fixture
def of_li(opened):
    """LR-03, accepted by li."""
    desk = opened(MONDAY)
    desk.does(Act.RECEIVE, "LR-03", MONDAY)
    desk.does(Act.ACCEPT, "LR-03", MONDAY, by=Actor("li", Role.OFFICER, desk_department(desk)))
    return desk


def desk_department(desk):
    return desk.case.rules[desk.case.index("LR-03")].department


def last(desk, kind):
    return [event for event in desk.events if event.kind is kind][-1]


@pytest.mark.parametrize(
    ("actor", "instead_of"),
    [
        (Actor("bo", Role.OFFICER, "", ("li", "wu")), "li"),
        (Actor("bo", Role.OFFICER, "", ("wu",)), ""),
        (Actor("bo", Role.OFFICER, ""), ""),
        (Actor("li", Role.OFFICER, "", ("li",)), ""),
    ],
    ids=["for li who is away", "for others only", "for nobody", "for oneself"],
)
def test_an_act_on_what_somebody_away_has_is_recorded_as_done_for_them(of_li, actor, instead_of):
    actor = Actor(actor.id, actor.role, desk_department(of_li), actor.stands_in_for)

    of_li.does(Act.APPROVE, "LR-03", "Tue 2026-03-03 10:00", by=actor)

    approved = last(of_li, Happening.APPROVED)
    assert (approved.actor, approved.instead_of) == (actor.id, instead_of)


def test_an_item_that_nobody_has_is_nobody_elses(opened):
    desk = opened(MONDAY)
    desk.does(Act.RECEIVE, "LR-03", MONDAY)

    desk.does(Act.ACCEPT, "LR-03", MONDAY, by=Actor("bo", Role.OFFICER, desk_department(desk), ("li",)))

    assert last(desk, Happening.ACCEPTED).instead_of == ""


def test_a_request_is_signed_for_whoever_has_it_and_is_away():
    desk = reported()
    desk.accept(instant("Wed 2026-11-25 10:05"), level=Level.VILLAGE)
    holder = desk.case.holder

    desk.does(
        Act.REQUEST_SIGN,
        instant("Wed 2026-11-25 10:10"),
        by=Actor("bo", Role.GRID_MEMBER, holder.body, (holder.owner,)),
    )

    signed = last(desk, RequestHappening.SIGNED)
    assert (signed.actor, signed.instead_of) == ("bo", holder.owner)
