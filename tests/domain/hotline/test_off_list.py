"""A report that complains of a body: it never gets there, has a clock of its own, and is joined with no other."""

from dataclasses import replace

import pytest
from request_desk import moment, place

from domain.hotline import proceedings
from domain.hotline.clocks import goal_at
from domain.hotline.off_list import KIND, kinds_for, topic_of_demands, topics_for
from domain.hotline.places import Found
from domain.hotline.policy import Level
from domain.hotline.policy_file import parse_hotline
from domain.hotline.record import Happening, Place, RequestCommand
from domain.hotline.request import Request, Source, State
from domain.organisation import CENTRE
from domain.refusals import BodyComplainedOf, KeptAnonymous, NotInPolicy, NotYours
from domain.roles import ANYONE, Act, Actor, Role
from store.shipped import hotline_file

BOOK = parse_hotline(hotline_file())
AT = moment("Mon 2026-11-30 10:00")
ACCUSED, SUPERVISING = "NRB", "ASB"
DISPATCHER = Actor("d", Role.DISPATCHER, CENTRE)


def begun(*barred, policy=BOOK.policy):
    case = Request("H20261130-000001", policy, Source.WEB, CENTRE, AT, complainants=("c1",), barred=barred)
    return proceedings.opened(case, by=ANYONE, now=AT).case


def done(case, act, by=DISPATCHER, at=AT, **more):
    return proceedings.act(case, RequestCommand("1", act, by, at, **more), at).case


def given(body=SUPERVISING, **more):
    return {"kind": KIND, "place": Place(Level.BANNER, body, "somebody")} | more


def accepted():
    return done(begun(ACCUSED), Act.REQUEST_ACCEPT, **given())


def test_the_shipped_rules_name_the_body_that_supervises_and_nobody_who_helps():
    topic = topic_of_demands(BOOK)

    assert topic is not None
    assert (topic.lead, topic.start, topic.assists) == (SUPERVISING, Level.BANNER, ())
    assert topic.id not in topics_for(BOOK)
    assert len(topics_for(BOOK)) == len(BOOK.topics) - 1


def test_its_clock_is_its_own_and_it_becomes_overdue_by_it():
    case = accepted()

    assert goal_at(case) == moment("Sat 2026-12-05 10:00")  # 120 hours
    assert list(case.kind.evidence) == ["text", "document"]
    change = proceedings.advance(case, moment("Fri 2026-12-04 10:00"))
    assert (change.case.seeking, change.case.state) == (Level.CENTRE, State.HANDLING)  # after 80 percent
    assert not any(event.kind is Happening.GOAL_OVER for event in change.events)
    over = proceedings.advance(change.case, moment("Sat 2026-12-05 10:00"))
    assert any(event.kind is Happening.GOAL_OVER for event in over.events)


@pytest.mark.parametrize(
    ("act", "more"),
    [
        (Act.REQUEST_DISPATCH, given(ACCUSED)),
        (Act.REQUEST_DISPATCH, given("JUB", assists=("FGB", ACCUSED))),
        (Act.REQUEST_ESCALATE, given(said=("reason",)) | {"place": Place(Level.CENTRE, ACCUSED, "x")}),
    ],
)
def test_it_never_goes_to_the_body_complained_of(act, more):
    with pytest.raises(BodyComplainedOf) as refused:
        done(accepted(), act, **more)

    assert refused.value.facts == {"body": ACCUSED}


@pytest.mark.parametrize("more", [given(ACCUSED), given(assists=(ACCUSED,))])
def test_it_is_not_given_to_it_at_first_either(more):
    with pytest.raises(BodyComplainedOf):
        done(begun(ACCUSED), Act.REQUEST_ACCEPT, **more)


def test_nobody_of_the_body_complained_of_does_anything_to_it():
    for role in (Role.SUPERVISOR, Role.DISPATCHER):
        with pytest.raises(NotYours):
            done(accepted(), Act.REQUEST_COMMENT, Actor("x", role, ACCUSED), said=("text",))
    done(accepted(), Act.REQUEST_COMMENT, Actor("x", Role.SUPERVISOR, SUPERVISING), said=("text",))


def test_time_hands_it_to_the_centre_where_only_the_body_complained_of_is_found():
    case = replace(accepted(), seeking=Level.BANNER)

    found = Found(Place(Level.BANNER, ACCUSED, "head"))
    assert proceedings.handed_up(case, found, AT).case.holder.body == CENTRE
    assert proceedings.handed_up(replace(case, barred=()), found, AT).case.holder.body == ACCUSED


@pytest.mark.parametrize("act", [Act.REQUEST_MERGE, Act.REQUEST_ABSORB])
def test_it_is_joined_with_no_other(act):
    with pytest.raises(KeptAnonymous):
        done(accepted(), act, other="H20261125-000009", complainants=("c9",))


def test_its_kind_is_for_reports_that_complain_of_a_body_and_no_other_kind_is():
    assert kinds_for(BOOK.policy, (ACCUSED,)) == (KIND,)
    assert KIND not in kinds_for(BOOK.policy, ())
    with pytest.raises(NotInPolicy):
        done(begun(), Act.REQUEST_ACCEPT, kind=KIND, place=place(Level.BANNER))
    with pytest.raises(NotInPolicy):
        done(accepted(), Act.REQUEST_RECLASSIFY, kind="consultation", said=("reason",))
