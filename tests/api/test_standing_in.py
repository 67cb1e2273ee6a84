"""Who is away and has named a stand-in: acts are recorded as "A for B", in every service, and only as long as it lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from banner import BODY, OWNER, Banner
from circle import AID, CLERK, DIRECTOR, INQUIRY, PLEDGE, VISIT, Circle


@pytest.fixture
async def circle(office):
    """A bureau where ann alone is on duty."""
    return await Circle.staffed(office, on_duty=("ann",))


async def away(counter, person, stand_in, by="root"):
    """Somebody is away from now on for a day; the entry."""
    now = datetime.now(UTC)
    body = {"person": person, "from_at": now.isoformat(), "until_at": (now + timedelta(days=1)).isoformat()}
    answer = await counter.post("/absences", body | {"stand_in": stand_in}, by)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def back(counter, entry, by="root"):
    """Somebody is back before they were expected."""
    answer = await counter.web.delete(f"/api/v1/absences/{entry}", headers=counter.bearing(by))
    assert answer.status_code == 200, answer.text


async def recorded(circle, ref, kind):
    """By whom and for whom a thing was done, as the record shows it."""
    rows = (await circle.counter.get(f"/legal/{ref}/events", CLERK)).json()["rows"]
    return [(row["actor"], row["instead_of"]) for row in rows if row["kind"] == kind]


async def test_what_a_stand_in_does_is_recorded_as_done_for_whoever_is_away(office):
    ref = await office.open()
    await office.do("chen", ref, "PR-05", "receive")
    department = (await office.item(ref, "PR-05"))["department"]
    officer, head = f"officer-{department}", f"head-{department}"
    await office.do(officer, ref, "PR-05", "accept")
    await away(office, officer, head, by=head)
    listed = {who: (await office.get("/inbox", who)).json()["rows"][0]["instead_of"] for who in (head, officer)}

    await office.do(head, ref, "PR-05", "approve")

    rows = await office.pool.fetch("SELECT kind, actor, instead_of FROM event WHERE ref = $1 AND actor LIKE '%-%'", ref)
    assert {tuple(row) for row in rows} == {("accepted", officer, None), ("approved", head, officer)}
    assert listed == {head: officer, officer: ""}


async def test_an_officer_who_stands_in_for_the_head_does_what_only_the_head_may_as_done_for_the_head(office):
    ref = await office.open()
    await office.do("chen", ref, "PR-05", "receive")
    department = (await office.item(ref, "PR-05"))["department"]
    officer, head = f"officer-{department}", f"head-{department}"
    refused = await office.act(officer, ref, "PR-05", "assign", officer=officer)
    entry = await away(office, head, officer)

    await office.do(officer, ref, "PR-05", "assign", officer=officer)
    await back(office, entry)
    later = await office.act(officer, ref, "PR-05", "assign", officer=officer)

    row = await office.pool.fetchrow(
        "SELECT actor, role, instead_of FROM event WHERE ref = $1 AND kind = 'assigned'", ref
    )
    assert tuple(row) == (officer, "head", head)
    assert [answer.json()["code"] for answer in (refused, later)] == ["not_allowed"] * 2


async def test_a_request_is_handled_for_its_owner_and_shown_as_theirs(office):
    banner = await Banner.staffed(office)
    ref = await banner.accepted()
    head = f"head-{BODY}"
    await away(office, OWNER, head, by=head)

    shown = (await banner.read("/requests/inbox", head))["rows"][0]
    await banner.do(head, ref, "sign")

    rows = (await banner.read(f"/requests/{ref}/events"))["rows"]
    assert (shown["owner"], shown["instead_of"]) == (OWNER, OWNER)
    assert [(row["actor"], row["instead_of"]) for row in rows if row["kind"] == "signed"] == [(head, OWNER)]


async def test_a_call_is_the_stand_ins_from_the_entry_of_the_absence_until_the_early_return(circle):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    assert await circle.called(ref) == "ann"
    hidden = await circle.counter.get(f"/legal/{ref}", "bo")
    entry = await away(circle.counter, "ann", "bo", by=DIRECTOR)
    mine = (await circle.counter.get("/legal/mine", "bo")).json()["rows"]

    await circle.do("bo", ref, "take")
    shown = (await circle.counter.get(f"/legal/{ref}", "bo")).json()
    askers = await circle.counter.get(f"/legal/{ref}/askers", "bo")
    await back(circle.counter, entry, by=DIRECTOR)
    gone = [await circle.counter.get(f"/legal/{ref}{what}", "bo") for what in ("", "/askers", "/events")]
    late = await circle.act("bo", ref, "reply", text="可以申请仲裁。")
    await circle.do("ann", ref, "reply", text="可以申请仲裁。")

    assert hidden.json()["code"] == "unknown_case"
    assert [(row["ref"], row["is_open"], row["instead_of"]) for row in mine] == [(ref, True, "ann")]
    assert (shown["holder"], askers.status_code) == ("ann", 200)
    assert [answer.json()["code"] for answer in (*gone, late)] == ["unknown_case"] * 4
    assert await recorded(circle, ref, "taken") == [("bo", "ann")]
    assert await recorded(circle, ref, "replied") == [("ann", "")]
    assert (await circle.counter.get("/legal/mine", "bo")).json()["rows"] == []


async def test_an_act_of_a_stand_in_said_again_is_answered_alike_though_the_case_is_over(circle):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    await circle.called(ref)
    await away(circle.counter, "ann", "bo")

    first = await circle.act("bo", ref, "reply", key="once", text="可以申请仲裁。")
    again = await circle.act("bo", ref, "reply", key="once", text="可以申请仲裁。")
    shown = await circle.counter.get(f"/legal/{ref}", "bo")

    assert (first.status_code, first.json()) == (200, again.json())
    assert shown.status_code == 200, "they have done something in it, and whoever had it is still away"


async def test_an_offer_is_accepted_and_worked_on_for_the_lawyer_who_is_away(circle):
    ref, _ = await circle.begun("aid", AID | {"pledge": PLEDGE})
    await circle.do(CLERK, ref, "grant")
    person = await circle.called(ref)
    stand_in = "bo" if person == "ann" else "ann"
    await away(circle.counter, person, stand_in)

    await circle.do(stand_in, ref, "accept-offer")
    await circle.do(stand_in, ref, "work", kind="meeting", text="会见")

    assert (await circle.until(ref, lambda row: row["state"] == "appointed"))["holder"] == person
    assert await recorded(circle, ref, "worked") == [(stand_in, person)]


async def test_who_is_no_lawyer_does_not_work_on_legal_aid_for_one(circle):
    ref, _ = await circle.begun("aid", AID | {"pledge": PLEDGE})
    await circle.do(CLERK, ref, "grant")
    person = await circle.called(ref)
    await away(circle.counter, person, "lee")

    refused = await circle.act("lee", ref, "accept-offer")

    assert (refused.status_code, refused.json()["code"]) == (409, "not_qualified")


async def test_a_visit_is_agreed_and_made_for_whoever_was_called(circle):
    ref, _ = await circle.begun("visits", VISIT)
    person = await circle.called(ref)
    stand_in = "bo" if person != "bo" else "ann"
    await away(circle.counter, person, stand_in)

    await circle.do(stand_in, ref, "confirm", at=(datetime.now(UTC) + timedelta(hours=2)).isoformat())
    await circle.do(stand_in, ref, "visited", outcome="advised", text="已解答")

    assert await recorded(circle, ref, "confirmed") == await recorded(circle, ref, "visited") == [(stand_in, person)]


async def test_a_conflict_of_the_stand_in_shuts_them_out_and_leaves_the_case_with_whoever_is_away(circle):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    await circle.called(ref)
    await circle.do("ann", ref, "take")
    await away(circle.counter, "ann", "bo")
    await circle.do("bo", ref, "decline", reason="conflict")

    shut_out = [await circle.counter.get(f"/legal/{ref}{what}", "bo") for what in ("", "/askers")]
    acts = [
        await circle.act("bo", ref, act, **body)
        for act, body in (("reply", {"text": "x"}), ("take", {}), ("comment", {"text": "x"}))
    ]

    assert [answer.json()["code"] for answer in shut_out + acts] == ["unknown_case"] * 5
    assert (await circle.counter.get("/legal/mine", "bo")).json()["rows"] == []
    assert (await circle.until(ref, lambda row: row["n"] > 0))["holder"] == "ann"
    assert await recorded(circle, ref, "declined") == [("bo", "ann")]


async def test_a_conflict_that_a_stand_in_declared_bars_them_from_what_the_case_becomes(circle):
    ref, _ = await circle.begun("inquiries", INQUIRY | {"district": "V-001"})
    await circle.called(ref)
    await circle.do("ann", ref, "take")
    await away(circle.counter, "ann", "bo")
    await circle.do("bo", ref, "decline", reason="conflict")

    answer = await circle.act(CLERK, ref, "become", new={"to": "aid", "kind": "wages", "groups": ["migrant_worker"]})

    assert answer.status_code == 200, answer.text
    barred = await circle.counter.pool.fetch("SELECT ref, person FROM legal_bar")
    assert [(row["ref"][0], row["person"]) for row in barred] == [("A", "bo")]


async def test_through_a_chain_the_last_one_acts_for_the_first(circle):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    await circle.called(ref)
    await away(circle.counter, "ann", "bo")
    await away(circle.counter, "bo", "young")

    await circle.do("young", ref, "take")

    assert await recorded(circle, ref, "taken") == [("young", "ann")]


async def test_a_clerk_decides_an_objection_for_the_director_who_is_away(circle):
    ref, code = await circle.begun("aid", AID | {"pledge": PLEDGE})
    await circle.do(CLERK, ref, "refuse", ground="not_in_scope", text="不属于范围")
    await circle.do("", ref, "object", code=code, text="不服")
    refused = await circle.act(CLERK, ref, "decide-objection", yes=True, text="成立")
    await away(circle.counter, DIRECTOR, CLERK)

    await circle.do(CLERK, ref, "decide-objection", yes=True, text="成立")

    assert refused.json()["code"] == "not_allowed"
    assert await recorded(circle, ref, "objection_decided") == [(CLERK, DIRECTOR)]


@pytest.mark.parametrize(
    ("person", "stand_in", "reason"),
    [("ann", CLERK, "may do less"), (CLERK, "ann", "may do less"), ("ann", "ann", "the same person")],
)
async def test_nobody_stands_in_who_may_not_do_it(circle, person, stand_in, reason):
    now = datetime.now(UTC)
    period = {"from_at": now.isoformat(), "until_at": (now + timedelta(days=1)).isoformat()}

    refused = await circle.counter.post("/absences", {"person": person, "stand_in": stand_in, **period}, DIRECTOR)

    assert (refused.status_code, refused.json()["code"]) == (422, "stand_in_not_allowed")
    assert refused.json()["reason"] == reason


async def test_whoever_is_away_is_not_called_for_anything_new(circle):
    await away(circle.counter, "ann", "bo")

    ref, _ = await circle.begun("inquiries", INQUIRY)

    assert await circle.called(ref) == "bo", "who stands in has the duty"


async def test_a_case_can_be_read_by_those_on_duty_from_the_moment_at_which_it_was_taken_in(counter):
    """Nobody works here, so the case never writes itself down."""
    circle = await Circle.staffed(counter)
    for what, body, state in (
        ("inquiries", INQUIRY, "waiting"),
        ("visits", VISIT, "waiting"),
        ("aid", AID | {"pledge": PLEDGE}, "received"),
    ):
        ref = (await circle.ask(what, body)).json()["ref"]

        shown = await counter.get(f"/legal/{ref}", CLERK)
        events = await counter.get(f"/legal/{ref}/events", CLERK)

        assert (shown.status_code, shown.json()["state"], shown.json()["n"]) == (200, state, 0)
        assert (shown.json()["text"], shown.json()["holder"], shown.json()["due_at"]) == (body["text"], "", None)
        assert events.json()["rows"] == []
        assert (await counter.get(f"/legal/{ref}", "ann")).json()["code"] == "unknown_case"
