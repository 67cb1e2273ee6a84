"""Those who work on cases of the legal circle act on them, and for everybody else there are none."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from circle import AID, CLERK, DIRECTOR, INQUIRY, PLEDGE, STRANGER, VILLAGE, VISIT, Circle

from api.legal.deeds import ASKERS_DEEDS, DEEDS
from domain.roles import ANYONE, RULES
from store.policies import HOTLINE
from store.shipped import hotline_file

PHONE = "15400008888"
NOBODYS = "A20200101-999999"
BODIES = {
    "refer": {"reason": "other_field"},
    "assign": {"person": "bo"},
    "decline": {"reason": "busy"},
    "papers": {"proofs": ["identity"]},
    "refuse": {"ground": "not_in_scope", "text": "不属于范围"},
    "hurry": {"urgency": "evidence"},
    "deny-change": {"text": "理由不足"},
    "verify": {"yes": True, "text": "属实"},
    "work": {"kind": "meeting", "text": "会见"},
    "close": {"text": "结案"},
    "terminate": {"ground": "asked_to_end", "text": "本人要求"},
    "decide-objection": {"yes": True, "text": "成立"},
    "confirm": {"at": "2099-01-01T09:00:00+08:00"},
    "visited": {"outcome": "advised", "text": "已解答"},
    "reply": {"text": "可以申请劳动仲裁"},
    "comment": {"text": "备注"},
    "rate": {"code": "ABCDEF", "helped": True},
    "say": {"code": "ABCDEF", "kind": "thanks", "text": "谢谢"},
    "supply": {"text": "已补交"},
    "ask-change": {"text": "沟通不畅"},
    "object": {"text": "不服"},
    "find": {"severity": "high", "field": "labour", "text": "未签合同"},
    "report": {"text": "报告"},
    "follow": {"finding": 1, "result": "mended"},
}
READINGS = ("", "/events", "/askers", "/commands/0123456789abcdef")


@pytest.fixture
async def circle(office):
    return await Circle.staffed(office)


@pytest.fixture
async def idle(counter):
    return await Circle.staffed(counter)


def told(answer):
    """What an answer says but for the address."""
    return answer.status_code, {key: value for key, value in answer.json().items() if key != "instance"}


# ---- inquiries


async def test_whoever_is_called_takes_it_answers_and_the_asker_says_that_it_helped(circle):  # B1
    ref, code = await circle.begun("inquiries", INQUIRY | {"field": "labour"})
    person = await circle.called(ref)

    await circle.do(person, ref, "take")
    await circle.do(person, ref, "reply", text="可以申请劳动仲裁。")
    answered = await circle.followed(ref, code)
    await circle.do("", ref, "rate", code=code, helped=True, satisfied=5)

    assert [event["text"] for event in answered["events"] if event["kind"] == "replied"] == ["可以申请劳动仲裁。"]
    assert answered["question"]["about"] == "helped"
    assert (await circle.followed(ref, code))["state"] == "finished"
    row = await circle.counter.pool.fetchrow("SELECT kept, helped, satisfied FROM inquiry WHERE ref = $1", ref)
    assert tuple(row) == (True, True, 5)


async def test_the_same_act_under_the_same_key_is_obeyed_once(circle):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    person = await circle.called(ref)

    first, again = [await circle.act(person, ref, "take", key="once") for _ in range(2)]
    other = await circle.act(person, ref, "reply", key="once", text="另一件事")

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


async def test_of_two_who_take_it_at_once_one_has_it(circle):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    first = await circle.called(ref)
    other = "bo" if first == "ann" else "ann"
    await circle.do(CLERK, ref, "assign", person=other)

    answers = await asyncio.gather(*(circle.act(who, ref, "take") for who in ("ann", "bo")))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (refusal,) = [a.json()["code"] for a in answers if a.status_code == 409]
    assert refusal in ("taken_before", "offer_gone")  # before, or after, the first taking can be read


async def test_what_is_referred_waits_again_and_only_for_a_reason_of_the_list(circle):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    person = await circle.called(ref)
    await circle.do(person, ref, "take")

    unlisted = await circle.act(person, ref, "refer", reason="tired")
    await circle.do(person, ref, "refer", reason="other_field", field="land")

    assert (unlisted.status_code, unlisted.json()["code"]) == (422, "not_in_policy")
    assert (await circle.until(ref, lambda row: row["state"] == "waiting"))["holder"] == ""


async def test_the_desk_takes_and_answers_what_is_called_out_to_it_and_no_stranger_does(circle):
    ref, code = await circle.begun("inquiries", INQUIRY)

    strangers = {who: (await circle.act(who, ref, "take")).json()["code"] for who in (STRANGER, "dispatcher", "")}
    await circle.do(CLERK, ref, "assign", person=DIRECTOR)  # the leader of this night
    mine = (await circle.counter.get("/legal/mine", DIRECTOR)).json()["rows"]
    await circle.do(DIRECTOR, ref, "take")
    await circle.do(DIRECTOR, ref, "reply", text="可以申请劳动仲裁。")

    assert strangers == {STRANGER: "unknown_case", "dispatcher": "not_allowed", "": "token_missing"}
    assert [(row["ref"], row["how"], row["is_open"]) for row in mine] == [(ref, "designated", True)]
    assert (await circle.followed(ref, code))["state"] == "answered"
    lines = await circle.counter.pool.fetch(
        "SELECT kind, person, role FROM event WHERE ref = $1 AND kind IN ('taken', 'replied') ORDER BY n", ref
    )
    assert [tuple(line) for line in lines] == [(kind, DIRECTOR, "director") for kind in ("taken", "replied")]


async def test_the_desk_answers_at_once_what_nobody_has_and_declines_what_it_was_called_for(circle):
    ref, code = await circle.begun("inquiries", INQUIRY)
    other, _ = await circle.begun("inquiries", INQUIRY)

    await circle.do(CLERK, ref, "reply", text="请带身份证来窗口办理。")
    await circle.do(DIRECTOR, other, "assign", person=CLERK)
    await circle.do(CLERK, other, "decline", reason="busy")

    assert (await circle.followed(ref, code))["state"] == "answered"
    assert await circle.counter.pool.fetchval("SELECT kept FROM inquiry WHERE ref = $1", ref) is True
    ended = await circle.counter.pool.fetchval(
        "SELECT ended FROM assignment WHERE ref = $1 AND person = $2", other, CLERK
    )
    assert ended == "declined"


async def test_a_visit_and_legal_aid_are_for_people_of_the_pool_only(circle):
    visit, _ = await circle.begun("visits", VISIT)
    aid, _ = await circle.begun("aid", AID | {"pledge": PLEDGE})
    at = (datetime.now(UTC) + timedelta(hours=3)).isoformat()

    by_clerk = await circle.act(CLERK, visit, "confirm", at=at)
    to_director = [await circle.act(CLERK, ref, "assign", person=DIRECTOR) for ref in (visit, aid)]

    assert (by_clerk.status_code, by_clerk.json()["code"]) == (409, "not_qualified")
    assert {(answer.status_code, answer.json()["code"]) for answer in to_director} == {(422, "unknown_person")}


# ---- nobody has to say anything twice


async def test_an_inquiry_becomes_an_application_with_its_words_its_asker_and_their_code(circle):
    ref, code = await circle.begun("inquiries", INQUIRY | {"phone": PHONE, "district": VILLAGE, "field": "labour"})
    person = await circle.called(ref)
    await circle.do(person, ref, "take")
    new = {"to": "aid", "kind": "wages", "groups": ["migrant_worker"], "pledge": PLEDGE}

    first, again = [await circle.act(person, ref, "become", key="once", new=new) for _ in range(2)]

    other = first.json()["other"]
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (200, first.json())
    await circle.until(other, lambda row: row["n"] > 0)
    old, made = [
        await circle.counter.pool.fetchrow("SELECT * FROM legal_matter WHERE ref = $1", number)
        for number in (ref, other)
    ]
    assert (made["text"], made["district"], made["field"], made["from_ref"]) == (*(old["text"], VILLAGE, "labour"), ref)
    assert made["first_at"] == old["asked_at"] < made["asked_at"]
    assert (await circle.followed(ref, code))["became"] == other
    assert (await circle.followed(other, code))["from_ref"] == ref
    assert await circle.counter.pool.fetchval("SELECT phone FROM asker WHERE ref = $1", other) == "+8615400008888"


async def test_the_clock_of_the_new_case_knows_the_old_one_for_citizens_and_for_staff(circle):
    async with circle.counter.pool.acquire() as connection:
        await HOTLINE.add(connection, hotline_file(), by="root")
    inquiry = INQUIRY | {"phone": PHONE, "district": VILLAGE}
    (kept, code), (late, late_code) = [await circle.begun("inquiries", inquiry) for _ in range(2)]
    aid = (await circle.do(CLERK, kept, "become", new={"to": "aid", "kind": "wages", "groups": ["poor", "woman"]}))[
        "other"
    ]
    request = (await circle.do(CLERK, late, "become", new={"to": "hotline", "topic": "street_lamps"}))["other"]
    await circle.until(aid, lambda row: row["n"] > 0)
    with circle.counter.app.state.desk.live.listen(request) as bell:
        while not await circle.counter.pool.fetchval("SELECT n FROM request WHERE ref = $1", request):
            assert await bell.heard(within=15), "it writes itself down"
    await circle.counter.pool.execute("UPDATE inquiry SET kept = false WHERE ref = $1", late)  # as a late one is
    taken_at = dict(await circle.counter.pool.fetch("SELECT ref, taken_at FROM inquiry"))

    old, new = [(await circle.counter.get(f"/legal/{ref}", CLERK)).json() for ref in (kept, aid)]
    assert (old["groups"], new["groups"]) == ([], ["poor", "woman"])
    seen = {
        "staff": (await circle.counter.get(f"/legal/{aid}", CLERK)).json()["origin"],
        "citizen": (await circle.followed(aid, code))["origin"],
    }
    late_seen = {
        "staff": (await circle.counter.get(f"/requests/{request}", "dispatcher")).json()["origin"],
        "citizen": (await circle.counter.get(f"/requests/{request}/track", **{"Query-Code": late_code})).json()[
            "origin"
        ],
    }

    assert (old["became"], old["origin"]) == (aid, None)
    assert seen["staff"] == seen["citizen"]
    assert late_seen["staff"] == late_seen["citizen"]
    for ref, origin in ((kept, seen["staff"]), (late, late_seen["staff"])):
        asked_at, due_at = (datetime.fromisoformat(origin[name]) for name in ("asked_at", "due_at"))
        assert (origin["ref"], due_at - asked_at) == (ref, timedelta(minutes=8))
        assert datetime.fromisoformat(origin["taken_at"]) == taken_at[ref]
    assert (seen["staff"]["kept"], seen["staff"]["kept_words"]["zh"]) == (True, "8分钟内已接办")
    assert (late_seen["staff"]["kept"], late_seen["staff"]["kept_words"]["zh"]) == (False, "超过8分钟")
    for ref, its_code, words in ((aid, code, "8分钟内已接办"), (request, late_code, "超过8分钟")):
        page = (await circle.counter.web.post("/r", data={"ref": ref, "code": its_code})).text
        assert f'由法律咨询转来：<span class="number">{kept if ref == aid else late}</span>' in page
        assert words in page


async def test_an_inquiry_becomes_a_home_visit_or_a_request_of_the_hotline(circle):
    async with circle.counter.pool.acquire() as connection:
        await HOTLINE.add(connection, hotline_file(), by="root")
    visit, _ = await circle.begun("inquiries", INQUIRY)
    request, code = await circle.begun("inquiries", INQUIRY | {"text": "路灯不亮"})

    lacking = await circle.act(CLERK, request, "become", new={"to": "hotline", "topic": "street_lamps"})
    to_visit = await circle.do(CLERK, visit, "become", new={"to": "visit", "group": "elderly", "address": "三队"})
    to_request = await circle.do(
        CLERK, request, "become", new={"to": "hotline", "topic": "street_lamps", "district": VILLAGE}
    )

    assert lacking.json()["problems"][0]["place"] == "body.new.district"
    assert to_visit["other"].startswith("V")
    assert to_request["other"].startswith("H")
    tracked = await circle.counter.get(f"/requests/{to_request['other']}/track", **{"Query-Code": code})
    assert tracked.status_code == 200, tracked.text


@pytest.mark.parametrize("way", ["decline", "refer"])
async def test_whoever_has_stated_a_conflict_of_interest_has_no_part_in_what_the_inquiry_becomes(circle, way):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    first = await circle.called(ref)
    if way == "refer":
        await circle.do(first, ref, "take")
    await circle.do(first, ref, way, reason="conflict")

    new = {"to": "aid", "kind": "wages", "groups": ["migrant_worker"]}
    other = (await circle.do(CLERK, ref, "become", new=new))["other"]
    await circle.until(other, lambda row: row["n"] > 0)
    await circle.do(CLERK, other, "grant", text="符合条件")
    named = await circle.act(CLERK, other, "assign", person=first)

    assert (await circle.counter.get(f"/legal/{other}", CLERK)).json()["bars"] == [first]
    assert await circle.called(other) == ("ann" if first == "bo" else "bo")
    assert (named.status_code, named.json()["code"]) == (409, "other_side")


async def test_what_would_not_be_obeyed_begins_no_other_case(circle):
    ref, code = await circle.begun("inquiries", INQUIRY)
    visit, _ = await circle.begun("visits", VISIT)
    person = await circle.called(ref)
    await circle.do(person, ref, "take")
    other = "bo" if person == "ann" else "ann"
    await circle.counter.pool.execute(
        "INSERT INTO assignment (ref, n, service, person, how, since) VALUES ($1, 90, 'inquiry', $2, 'call', now())",
        *(ref, other),
    )
    new = {"to": "visit", "group": "elderly", "address": "三队"}

    not_theirs = await circle.act(other, ref, "become", new=new)
    no_inquiry = await circle.act(CLERK, visit, "become", new=new)
    await circle.do("", ref, "withdraw", code=code)
    over = await circle.act(CLERK, ref, "become", new=new)

    codes = [answer.json()["code"] for answer in (not_theirs, no_inquiry, over)]
    assert codes == ["not_the_holder", "wrong_state", "case_closed"]
    assert await circle.counter.pool.fetchval("SELECT count(*) FROM legal_matter") == 2


# ---- legal aid


async def test_an_application_with_a_pledge_goes_its_way_from_grant_to_rating(circle):  # B4
    ref, code = await circle.begun("aid", AID | {"pledge": PLEDGE, "phone": PHONE})

    waived = await circle.act(CLERK, ref, "papers", proofs=["means"])
    await circle.do(CLERK, ref, "grant", text="符合条件")
    lawyer = await circle.called(ref)
    await circle.do(lawyer, ref, "accept-offer")
    await circle.do(CLERK, ref, "verify", yes=True, text="已核查")
    await circle.do(lawyer, ref, "work", kind="meeting", text="会见受援人")
    await circle.do(lawyer, ref, "close", text="调解结案")
    await circle.do("", ref, "rate", code=code or await _code(circle, ref), satisfied=4)

    assert (waived.status_code, waived.json()["code"]) == (409, "proof_waived")
    row = await circle.counter.pool.fetchrow("SELECT * FROM aid_application WHERE ref = $1", ref)
    assert (row["kept"], row["decision"], row["works"], row["satisfied"], row["verified"]) == (
        True,
        "granted",
        1,
        4,
        True,
    )
    assert (await circle.until(ref, lambda row: row["ended_at"] is not None))["state"] == "finished"


async def _code(circle, ref):
    return await circle.counter.pool.fetchval("SELECT code FROM asker WHERE ref = $1", ref)


async def test_whoevers_pledge_was_found_false_cannot_let_an_inquiry_become_another_pledge(circle):
    who = {"phone": PHONE, "name": "其其格"}
    ref, _ = await circle.begun("aid", AID | who | {"pledge": PLEDGE})
    await circle.do(CLERK, ref, "verify", yes=False, text="与事实不符")
    inquiry, _ = await circle.begun("inquiries", INQUIRY | who)
    new = {"to": "aid", "kind": "wages", "groups": ["poor"]}

    refused = await circle.act(CLERK, inquiry, "become", new=new | {"pledge": PLEDGE})
    with_papers = await circle.act(CLERK, inquiry, "become", new=new | {"proofs": ["means"]})

    assert (refused.json()["code"], refused.json()["place"]) == ("pledge_barred", "body.new.pledge")
    assert with_papers.status_code == 200, with_papers.text
    row = await circle.counter.pool.fetchrow("SELECT decision, ground FROM aid_application WHERE ref = $1", ref)
    assert tuple(row) == ("refused", "false_pledge"), "and the record says why"


async def test_missing_papers_are_told_once_and_supplied_with_the_code(circle):
    ref, code = await circle.begun("aid", AID | {"groups": ["poor"]})

    await circle.do(CLERK, ref, "papers", proofs=["identity", "means"], text="请带原件")
    shown = await circle.followed(ref, code)
    again = await circle.act(CLERK, ref, "papers", proofs=["case_papers"])
    await circle.do("", ref, "supply", code=code, text="已补交身份证复印件")
    twice = await circle.act(CLERK, ref, "papers", proofs=["case_papers"])

    assert [paper["names"]["zh"] for paper in shown["missing"]] == ["身份证明", "经济困难状况说明"]
    assert shown["supply_at"]
    assert again.json()["code"] == "wrong_state"
    assert twice.json()["code"] == "papers_told_once"


async def test_a_refusal_is_a_written_notice_and_the_director_decides_the_objection(circle):
    ref, code = await circle.begun("aid", AID)

    await circle.do(CLERK, ref, "refuse", ground="not_in_scope", text="请求事项不属于法律援助范围")
    refused = await circle.followed(ref, code)
    await circle.do("", ref, "object", code=code, text="工资属于范围")
    by_clerk = await circle.act(CLERK, ref, "decide-objection", yes=True, text="成立")
    await circle.do(DIRECTOR, ref, "decide-objection", yes=True, text="异议成立")
    after = await circle.followed(ref, code)

    assert refused["decision"]["ground_words"]["zh"] == "不属于法律援助范围"
    assert refused["decision"]["object_days"] == 60
    assert [e["text"] for e in refused["events"] if e["kind"] == "aid_refused"] == ["请求事项不属于法律援助范围"]
    assert (by_clerk.status_code, by_clerk.json()["code"]) == (403, "not_allowed")
    assert after["state"] == "granted"
    assert [e["detail"]["zh"] for e in after["events"] if e["kind"] == "objection_decided"] == ["异议成立"]


async def test_nobody_is_named_who_may_not_take_the_case(circle):
    body = AID | {"kind": "criminal_serious", "groups": ["mandated"], "bars": ["bo"]}
    ref, _ = await circle.begun("aid", body, CLERK)

    refused = {}
    for person in ("young", "lee", "bo"):
        answer = await circle.act(CLERK, ref, "assign", person=person)
        refused[person] = answer.json()["code"]

    assert refused == {"young": "not_qualified", "lee": "not_qualified", "bo": "other_side"}
    await circle.do(CLERK, ref, "assign", person="ann")


async def test_two_lawyers_cannot_both_accept_and_an_offer_that_is_over_says_so(circle):
    ref, _ = await circle.begun("aid", AID | {"pledge": PLEDGE})
    await circle.do(CLERK, ref, "grant")
    first = await circle.called(ref)
    other = "bo" if first == "ann" else "ann"
    await circle.do(CLERK, ref, "assign", person=other)

    answers = await asyncio.gather(*(circle.act(who, ref, "accept-offer") for who in (first, other)))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [a.json()["code"] for a in answers if a.status_code == 409] == ["offer_gone"]


# ---- home visits


async def test_a_visit_is_confirmed_and_told_by_role_and_never_by_name(circle):  # B5
    ref, code = await circle.begun("visits", VISIT)
    person = await circle.called(ref)
    at = (datetime.now(UTC) + timedelta(hours=3)).isoformat()

    await circle.do(person, ref, "confirm", at=at)
    shown = await circle.track(ref, code)
    await circle.do(person, ref, "visited", outcome="advised", text="已解答遗嘱问题")

    coming = shown.json()["coming"]
    assert datetime.fromisoformat(coming["planned_at"]) == datetime.fromisoformat(at)
    assert coming["as_words"]["zh"] in ("法律援助律师", "执业律师")
    assert f'"{person}"' not in shown.text
    assert f"人才库{person}" not in shown.text
    assert (await circle.followed(ref, code))["outcome_words"]["zh"] == "已解答"


# ---- whose case it is


async def test_for_a_lawyer_who_was_not_called_there_is_no_case(circle):  # H65
    ref, _ = await circle.begun("aid", AID | {"phone": PHONE})
    theirs = [deed for deed in DEEDS if "lawyer" in {role.value for role in RULES[deed.act]}]

    for deed in theirs:
        body = BODIES.get(deed.path, {})
        real, unreal = [await circle.act(STRANGER, number, deed.path, **body) for number in (ref, NOBODYS)]
        assert real.status_code == 404, deed.path
        assert told(real) == told(unreal), deed.path
    for path in READINGS:
        real, unreal = [await circle.counter.get(f"/legal/{number}{path}", STRANGER) for number in (ref, NOBODYS)]
        assert real.status_code == 404, path
        assert told(real) == told(unreal), path


@pytest.mark.parametrize("who", ["", "chen", "dispatcher", "officer-NRB"])
async def test_whoever_is_not_of_the_circle_learns_nothing_of_any_case(circle, who):  # H65
    ref, _ = await circle.begun("aid", AID)

    for path in READINGS:
        real, unreal = [await circle.counter.get(f"/legal/{number}{path}", who) for number in (ref, NOBODYS)]
        assert real.status_code in (401, 403), path
        assert told(real) == told(unreal), path
    for deed in DEEDS:
        body = BODIES.get(deed.path, {})
        real, unreal = [await circle.act(who, number, deed.path, **body) for number in (ref, NOBODYS)]
        assert real.status_code in (401, 403), deed.path
        assert told(real) == told(unreal), deed.path
    for deed in ASKERS_DEEDS:
        body = BODIES.get(deed.path, {})
        real, unreal = [await circle.act(who, number, deed.path, **body) for number in (ref, NOBODYS)]
        assert told(real) == told(unreal), deed.path
        assert real.status_code in (403, 404), deed.path


async def test_a_lawyer_who_was_offered_a_case_reads_it_and_one_who_declined_it_no_more(circle):
    ref, _ = await circle.begun("aid", AID | {"pledge": PLEDGE})
    await circle.do(CLERK, ref, "grant")
    lawyer = await circle.called(ref)

    offered = await circle.counter.get(f"/legal/{ref}", lawyer)
    await circle.do(lawyer, ref, "decline", reason="conflict")
    declined = await circle.counter.get(f"/legal/{ref}", lawyer)

    late = await circle.act(lawyer, ref, "accept-offer")

    assert offered.status_code == 200, offered.text
    assert declined.status_code == 404
    assert (late.status_code, late.json()["code"]) == (409, "offer_gone")


async def test_without_the_code_only_the_desk_enters_what_an_asker_says(circle):
    ref, _ = await circle.begun("aid", AID)

    by_visitor = await circle.act("", ref, "withdraw")
    rating = await circle.act(CLERK, ref, "rate", satisfied=5)
    by_clerk = await circle.act(CLERK, ref, "withdraw", text="申请人来电")

    assert (by_visitor.status_code, by_visitor.json()["code"]) == (403, "code_missing")
    assert rating.status_code == 422
    assert by_clerk.status_code == 200, by_clerk.text
    assert {deed.path for deed in ASKERS_DEEDS if ANYONE.role not in RULES[deed.act]} == set()
