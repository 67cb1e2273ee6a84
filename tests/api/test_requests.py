"""Staff act on requests through the counters: each act, who may, who wins, what is found, and what is refused."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from banner import BODY, DISPATCHER, DISPATCHERS, OF_THE_VILLAGE, OTHER, OWNER, TOWN, VILLAGE, Banner

from store.organisation import reported
from store.rosters import add_absence
from system.converter import data_converter

SECRETS = ("秘密备注甲", "秘密理由乙", "诉求人某", "15400009999")
REMARKS, REASON, NAME, PHONE = SECRETS


def later(**length):
    return (datetime.now(UTC) + timedelta(**length)).isoformat()


@pytest.fixture
async def banner(office):
    return await Banner.staffed(office)


async def test_the_duty_list_and_the_roster_find_who_shall_hold_it(banner):
    by_banner, by_village = await banner.begun(), await banner.begun(topic=OF_THE_VILLAGE)

    await banner.do(DISPATCHER, by_banner, "accept", kind="consultation")
    await banner.do(DISPATCHER, by_village, "accept", kind="agent")

    first, second = [await banner.read(f"/requests/{ref}") for ref in (by_banner, by_village)]
    assert (first["state"], first["level"], first["body"], first["owner"]) == ("handling", "banner", BODY, OWNER)
    assert (second["level"], second["body"], second["owner"]) == ("village", VILLAGE, f"grid-{VILLAGE}")
    assert datetime.fromisoformat(first["goal_at"]) - datetime.fromisoformat(first["started_at"]) == timedelta(hours=12)


async def test_a_village_where_nobody_is_on_duty_is_passed_over_at_once_and_the_record_says_so(banner):  # H35
    ref = await banner.begun(topic=OF_THE_VILLAGE, district="V2")

    await banner.do(DISPATCHER, ref, "accept", kind="agent")

    shown = await banner.read(f"/requests/{ref}")
    events = (await banner.read(f"/requests/{ref}/events"))["rows"]
    assert (shown["level"], shown["body"], shown["owner"]) == ("town", TOWN, "officer-T1")
    assert next(row["texts"]["passed"] for row in events if row["kind"] == "accepted") == "village:V2"


async def test_a_dispatcher_may_correct_the_topic_and_what_is_found_later_follows_it(banner):
    ref = await banner.begun(topic="", district="V2")

    lacking = await banner.act(DISPATCHER, ref, "accept", kind="agent")
    await banner.do(DISPATCHER, ref, "accept", kind="agent", topic=OF_THE_VILLAGE)
    await banner.do("officer-T1", ref, "escalate", reason="镇里无权办理")

    async with banner.counter.pool.acquire() as connection:
        asked_by_time = await reported(connection, ref)
    assert asked_by_time.topic == OF_THE_VILLAGE
    assert (lacking.status_code, lacking.json()["code"]) == (422, "not_classified")
    assert (await banner.read(f"/requests/{ref}"))["body"] == OTHER


async def test_a_body_and_a_person_that_are_named_are_taken_as_they_are(banner):
    ref, other = await banner.begun(), await banner.begun()

    await banner.do(DISPATCHER, ref, "accept", kind="consultation", body=OTHER, assists=[BODY], guide=f"grid-{VILLAGE}")
    await banner.do(DISPATCHER, other, "accept", kind="consultation", owner=f"head-{OTHER}")

    shown, alone = await banner.read(f"/requests/{ref}"), await banner.read(f"/requests/{other}")
    assert (shown["body"], shown["owner"], shown["assists"]) == (OTHER, f"officer-{OTHER}", [BODY])
    assert shown["guide"] == f"grid-{VILLAGE}"
    await banner.do(OWNER, ref, "comment", text="协办单位已到场。")  # of the assisting body
    assert (alone["body"], alone["owner"]) == (OTHER, f"head-{OTHER}")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"body": "XXX"}, 422, "unknown_body"),
        ({"body": "GONE"}, 422, "unknown_body"),
        ({"body": BODY, "owner": f"officer-{OTHER}"}, 422, "unknown_person"),
        ({"owner": "nobody"}, 422, "unknown_person"),
        ({"owner": "chen"}, 422, "unknown_person"),
        ({"owner": f"head-{BODY}"}, 422, "unknown_person"),  # who is away
        ({"body": "EMB"}, 409, "nobody_there"),
        ({"body": "V2"}, 409, "nobody_there"),
        ({"assists": ["GONE"]}, 422, "unknown_body"),
        ({"guide": OWNER}, 422, "unknown_person"),
        ({"topic": "no_such_topic"}, 422, "not_in_policy"),
        ({"kind": "no_such_kind"}, 422, "not_in_policy"),
        ({"acted_at": "2090-01-01T00:00:00+08:00"}, 422, "time_not_allowed"),
    ],
)
async def test_who_is_not_there_does_not_get_it(banner, body, status, code):
    pool, now = banner.counter.pool, datetime.now(UTC)
    await pool.execute(
        "INSERT INTO department (id, name_zh, name_en, valid_until) VALUES ('GONE', 'x', 'x', $1)",
        now.date() - timedelta(days=1),
    )
    async with pool.acquire() as connection:
        period = now - timedelta(hours=1), now + timedelta(hours=1)
        await add_absence(connection, f"head-{BODY}", *period, stand_in=None, by="root")
    ref = await banner.begun()

    answer = await banner.act(DISPATCHER, ref, "accept", **({"kind": "consultation"} | body))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await banner.read(f"/requests/{ref}"))["state"] == "reported"


async def test_twenty_dispatchers_accept_at_once_and_nineteen_are_told_who_was_first(banner):  # H68
    ref = await banner.begun()

    answers = await asyncio.gather(
        *(banner.act(who, ref, "accept", kind="consultation", key="k") for who in DISPATCHERS)
    )

    won = [who for who, answer in zip(DISPATCHERS, answers, strict=True) if answer.status_code == 200]
    lost = [answer for answer in answers if answer.status_code != 200]
    assert len(won) == 1
    assert [(answer.status_code, answer.json()["code"], answer.json()["by"]) for answer in lost] == [
        (409, "already_accepted", won[0])
    ] * 19
    assert (await banner.events(ref)).count("accepted") == 1


async def test_every_act_of_a_long_life_is_obeyed(banner):
    ref = await banner.begun(topic=OF_THE_VILLAGE)
    grid, town = f"grid-{VILLAGE}", "officer-T1"

    await banner.do(DISPATCHER, ref, "accept", kind="consultation")
    await banner.do(grid, ref, "sign")
    await banner.do(grid, ref, "comment", text="已联系。")
    await banner.do(grid, ref, "return", reason="other_level", proposed=TOWN, text="应由镇里办理。")
    await banner.do(DISPATCHER, ref, "dispatch", body=TOWN)
    await banner.do(town, ref, "pause", reason="third_party", until=later(days=2), document="检测委托书")
    await banner.do(town, ref, "resume")
    await banner.do(DISPATCHER, ref, "reclassify", kind="immediate", reason="需上门")
    await banner.do(town, ref, "ask-extension", hours=6, reason="等待材料")
    await banner.do(DISPATCHER, ref, "extend")
    await banner.do(town, ref, "park", review_at=later(days=9), reason="待资金")
    await banner.do(town, ref, "unpark")
    await banner.do(town, ref, "escalate", reason="镇里无权办理")
    evidence = {"photo": "sha256:1", "place": "村口", "time": later(minutes=-1)}
    await banner.do(f"officer-{OTHER}", ref, "close", text="已办结。", **evidence)
    await banner.do(DISPATCHER, ref, "call", outcome="not_reached")
    await banner.do(DISPATCHER, ref, "call", outcome="unsolved", satisfied=2)
    await banner.do(f"officer-{OTHER}", ref, "close", text="再次办结。", **evidence)
    await banner.do(DISPATCHER, ref, "reopen", reason="抽查发现未办")
    await banner.do(f"officer-{OTHER}", ref, "close", text="三次办结。", **evidence)
    await banner.do(DISPATCHER, ref, "call", outcome="solved", satisfied=5)

    shown = await banner.read(f"/requests/{ref}")
    wanted = [
        "reported", "accepted", "signed", "commented", "returned", "dispatched", "paused", "resumed", "reclassified",
        "extension_asked", "extended", "parked", "unparked", "escalated", "closed", "called", "answered", "reopened",
        "closed", "reopened", "closed", "answered", "followed_up",
    ]  # fmt: skip
    assert [kind for kind in await banner.events(ref) if kind in wanted] == wanted
    assert (shown["state"], shown["outcome"], shown["cycle"]) == ("archived", "solved", 3)
    assert [answer["satisfied"] for answer in shown["answers"]] == [2, 5]
    assert [row["body"] for row in await banner.read(f"/requests/{ref}/custodies")][:3] == [VILLAGE, TOWN, OTHER]


async def test_a_matter_for_another_road_is_told_so_and_closed(banner):
    ref = await banner.begun()

    unknown = await banner.act(DISPATCHER, ref, "advise", road="no_such_road")
    await banner.do(DISPATCHER, ref, "advise", road=banner.policy.roads[0])
    late = await banner.act(DISPATCHER, ref, "accept", kind="consultation")

    shown = await banner.read(f"/requests/{ref}")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "not_in_policy")
    assert (shown["state"], shown["road"]) == ("advised", banner.policy.roads[0])
    assert (late.status_code, late.json()["code"]) == (409, "request_ended")


@pytest.mark.parametrize(
    ("who", "act", "body", "status", "code"),
    [
        (DISPATCHER, "accept", {"kind": "consultation"}, 409, "already_accepted"),
        (OWNER, "accept", {"kind": "consultation"}, 403, "not_allowed"),
        (f"officer-{OTHER}", "sign", {}, 403, "not_yours"),
        ("", "sign", {}, 401, "token_missing"),
        ("chen", "comment", {"text": "x"}, 403, "not_allowed"),
        (OWNER, "resume", {}, 409, "wrong_state"),
        (OWNER, "pause", {"reason": "weather", "until": "P", "document": "x"}, 422, "invalid_request"),
        (OWNER, "close", {"text": "x", "photo": ""}, 422, "invalid_request"),
        (OWNER, "return", {"reason": "not_our_duty", "proposed": "XXX", "text": "x"}, 422, "unknown_body"),
        (OWNER, "return", {"reason": "tired", "proposed": OTHER, "text": "x"}, 422, "not_in_policy"),
        (OWNER, "return", {"reason": "not_our_duty", "text": "x"}, 422, "invalid_request"),
        (OWNER, "ask-extension", {"hours": 13, "reason": "x"}, 422, "extension_not_allowed"),
        (DISPATCHER, "extend", {}, 409, "nothing_asked"),
        (DISPATCHER, "deny-extension", {"reason": "x"}, 409, "nothing_asked"),
        (DISPATCHER, "withdraw", {}, 409, "nothing_asked"),
        (DISPATCHER, "deny-withdrawal", {"reason": "x"}, 409, "nothing_asked"),
        (OWNER, "withdraw", {}, 403, "not_allowed"),
        (DISPATCHER, "call", {"outcome": "no_answer"}, 409, "wrong_state"),
        (DISPATCHER, "call", {"outcome": "no_answer", "satisfied": 5}, 422, "invalid_request"),
        (DISPATCHER, "call", {"outcome": "solved", "satisfied": 6}, 422, "invalid_request"),
        (DISPATCHER, "call", {"outcome": "solved", "complainant": "c-0"}, 422, "unknown_person"),
        (OWNER, "park", {"review_at": "2099-01-01T00:00:00+08:00", "reason": "x"}, 422, "time_not_allowed"),
        (OWNER, "unpark", {}, 409, "wrong_state"),
        (DISPATCHER, "reopen", {"reason": "x"}, 409, "wrong_state"),
        (DISPATCHER, "merge", {"into": "H20200101-000001"}, 404, "unknown_request"),
        (DISPATCHER, "reclassify", {"kind": "immediate"}, 422, "invalid_request"),
    ],
)
async def test_a_refusal_has_a_stable_code(banner, who, act, body, status, code):
    ref = await banner.accepted()

    answer = await banner.act(who, ref, act, **body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["instance"] == f"/api/v1/requests/{ref}/{act}"


async def test_a_closing_without_the_evidence_of_its_kind_is_refused(banner):
    ref = await banner.accepted(kind="immediate")

    answer = await banner.act(OWNER, ref, "close", text="已修复。", place="村口")

    assert (answer.status_code, answer.json()["code"]) == (422, "evidence_missing")
    assert answer.json()["missing"] == "photo, time"


async def test_there_is_no_level_above_the_centre(banner):
    ref = await banner.accepted()

    await banner.do(OWNER, ref, "escalate", reason="需多部门协调")
    again = await banner.act(DISPATCHER, ref, "escalate", reason="x")

    shown = await banner.read(f"/requests/{ref}")
    assert (shown["level"], shown["body"], shown["owner"]) == ("centre", "CENTRE", DISPATCHER)
    assert (again.status_code, again.json()["code"]) == (409, "no_level_above")


async def test_two_requests_become_one_and_saying_it_again_changes_nothing(banner):
    earlier, later_one = await banner.accepted(at=datetime.now(UTC) - timedelta(hours=1)), await banner.accepted()

    itself = await banner.act(DISPATCHER, earlier, "merge", into=earlier)
    first = await banner.act(DISPATCHER, earlier, "merge", key="k", into=later_one)
    again = await banner.act(DISPATCHER, earlier, "merge", key="k", into=later_one)
    into_merged = await banner.act(DISPATCHER, later_one, "merge", into=earlier)
    late = await banner.act(DISPATCHER, earlier, "merge", into=later_one)

    gone, stays = await banner.read(f"/requests/{earlier}"), await banner.read(f"/requests/{later_one}")
    assert (itself.status_code, itself.json()["code"]) == (409, "same_request")
    assert (first.status_code, again.text) == (200, first.text)
    assert (into_merged.status_code, late.status_code) == (409, 409)
    assert (gone["state"], gone["merged_into"]) == ("merged", later_one)
    assert (stays["state"], stays["complainants"]) == ("handling", 2)
    reported_at = datetime.fromisoformat(gone["reported_at"])
    assert datetime.fromisoformat(stays["goal_at"]) == reported_at + timedelta(hours=12), "the earlier deadline holds"
    assert {row["first_ref"] for row in await banner.read(f"/requests/{later_one}/complainants")} == {
        earlier,
        later_one,
    }
    assert (await banner.events(later_one)).count("absorbed") == 1


async def test_one_key_may_merge_several_requests_into_one(banner):
    one, two, goal = [await banner.accepted() for _ in range(3)]

    answers = [await banner.act(DISPATCHER, ref, "merge", key="k", into=goal) for ref in (one, two)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (await banner.read(f"/requests/{goal}"))["complainants"] == 3


async def test_the_same_key_has_one_effect_and_for_other_words_is_refused(banner):
    ref = await banner.accepted()

    answers = await asyncio.gather(*(banner.act(OWNER, ref, "comment", key="k", text="甲") for _ in range(20)))
    other = await banner.act(OWNER, ref, "comment", key="k", text="乙")

    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
    assert (await banner.events(ref)).count("commented") == 1
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


async def test_an_acceptance_that_is_repeated_is_not_looked_up_again(banner):
    """The roster may have changed meanwhile: the answer is that of the first time."""
    ref = await banner.begun()
    first = await banner.act(DISPATCHER, ref, "accept", key="k", kind="consultation")
    await banner.counter.pool.execute("UPDATE duty SET until_at = now()")

    again = await banner.act(DISPATCHER, ref, "accept", key="k", kind="consultation")

    assert (first.status_code, again.status_code, again.text) == (200, 200, first.text)


async def test_who_handed_it_in_is_shown_to_the_centre_only(banner):
    ref = await banner.accepted()
    await banner.do(OWNER, ref, "comment", text=REMARKS)

    people = await banner.read(f"/requests/{ref}/complainants")
    refused = [await banner.counter.get(f"/requests/{ref}/complainants", who) for who in (OWNER, "shen", "root", "")]
    shown = [(await banner.counter.get(f"/requests/{ref}{part}", OWNER)).text for part in ("", "/events", "/custodies")]

    assert [(row["name"], row["phone"]) for row in people] == [(NAME, f"+86{PHONE}")]
    assert [answer.status_code for answer in refused] == [403, 403, 403, 401]
    assert not [text for text in shown if NAME in text or PHONE in text]
    assert REMARKS in shown[1], "words of staff are for those who work on it"


async def test_who_helps_goes_on_when_it_is_given_to_another_person_of_the_body(banner):
    ref = await banner.begun()
    await banner.do(DISPATCHER, ref, "accept", kind="consultation", assists=["EEB", OTHER])

    await banner.do(DISPATCHER, ref, "dispatch", body=BODY, owner=f"grid-{BODY}")
    kept = (await banner.read(f"/requests/{ref}"))["assists"]
    await banner.do(DISPATCHER, ref, "dispatch", body=OTHER)
    await banner.do(DISPATCHER, ref, "dispatch", body=BODY, topic=OF_THE_VILLAGE)

    assert kept == ["EEB", OTHER]
    assert (await banner.read(f"/requests/{ref}"))["assists"] == []  # the duty list's, which does not stand here


async def test_a_body_that_held_it_may_still_read_it_and_others_never(banner):
    ref = await banner.accepted()
    await banner.do(OWNER, ref, "return", reason="not_our_duty", proposed=OTHER, text="不属本单位职责。")
    await banner.do(DISPATCHER, ref, "dispatch", body=OTHER, assists=["EEB"])

    readers = (OWNER, f"officer-{OTHER}", "officer-EEB", "officer-DRC", "chen", "shen", DISPATCHER, "")
    answers = [await banner.counter.get(f"/requests/{ref}", who) for who in readers]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 403, 403, 200, 200, 401]
    assert (await banner.act(OWNER, ref, "comment", text="x")).json()["code"] == "not_yours"


async def test_words_and_contacts_stay_out_of_the_workflow(banner):
    ref = await banner.accepted()
    await banner.do(OWNER, ref, "comment", text=REMARKS)
    await banner.do(OWNER, ref, "ask-extension", hours=1, reason=REASON)

    history = await banner.counter.client.get_workflow_handle(f"hotline/{ref}").fetch_history()

    payloads = [payload for event in history.events for payload in _payloads(event)]
    text = str(await data_converter.decode(payloads))
    assert "comment" in text
    assert not [secret for secret in SECRETS if secret in text]


def _payloads(message):
    """Every payload in a history event, however deep."""
    for descriptor, value in message.ListFields():
        if descriptor.message_type is None:
            continue
        is_many = hasattr(value, "__iter__") and not hasattr(value, "ListFields")
        parts = value.values() if hasattr(value, "values") else value if is_many else [value]
        for part in parts:
            if getattr(getattr(part, "DESCRIPTOR", None), "name", "") == "Payload":
                yield part
            elif hasattr(part, "ListFields"):
                yield from _payloads(part)


async def test_a_request_goes_before_projects_when_workers_are_busy(banner):
    ref, project = await banner.begun(), await banner.counter.open()

    told = [
        await banner.counter.client.get_workflow_handle(name).describe()
        for name in (f"hotline/{ref}", f"approval/{project}")
    ]

    assert [each.raw_description.workflow_execution_info.priority.priority_key for each in told] == [1, 3]
    assert {"CaseKind": ["hotline"], "District": [VILLAGE]}.items() <= dict(told[0].search_attributes).items()


async def test_without_a_worker_an_act_is_kept_and_obeyed_later(counter):
    banner = await Banner.staffed(counter)
    async with counter.worker():
        ref = await banner.begun()

    taken = await banner.act(DISPATCHER, ref, "accept", key="k", kind="consultation")
    waiting = await counter.web.get(taken.headers["location"], headers=counter.bearing(DISPATCHER))
    with counter.app.state.desk.live.listen(ref) as bell:
        async with counter.worker():
            while (await banner.read(f"/requests/{ref}"))["state"] == "reported":
                assert await bell.heard(within=15)
    done = await counter.web.get(taken.headers["location"], headers=counter.bearing(DISPATCHER))
    again = await banner.act(DISPATCHER, ref, "accept", key="k", kind="consultation")

    assert (taken.status_code, taken.json()["status"]) == (202, "pending")
    assert taken.headers["location"] == f"/api/v1/requests/{ref}/commands/{taken.json()['id']}"
    assert (waiting.json()["status"], done.json()["status"]) == ("pending", "done")
    assert (again.status_code, again.json()["n"]) == (200, done.json()["n"])


async def test_without_a_worker_nothing_is_merged_away(counter):
    banner = await Banner.staffed(counter)
    async with counter.worker():
        one, other = await banner.begun(), await banner.begun()

    answer = await banner.act(DISPATCHER, one, "merge", key="k", into=other)
    async with counter.worker():
        again = await banner.act(DISPATCHER, one, "merge", key="k", into=other)
        for _ in range(60):  # each waits half a second: what the former worker kept is given to the new one after ten
            if again.status_code == 200:
                break
            again = await banner.act(DISPATCHER, one, "merge", key="k", into=other)

    assert (answer.status_code, answer.json()["code"]) == (503, "merge_pending")
    assert again.status_code == 200
    assert (await banner.read(f"/requests/{other}"))["complainants"] == 2


async def test_two_that_are_merged_into_each_other_at_once_lose_no_citizen_and_share_none(banner):
    for number in range(5):
        one, other = await banner.begun(), await banner.begun()

        await asyncio.gather(
            banner.act(DISPATCHER, one, "merge", key=f"k{number}", into=other),
            banner.act(DISPATCHER, other, "merge", key=f"r{number}", into=one),
        )

        states = {ref: (await banner.read(f"/requests/{ref}")) for ref in (one, other)}
        open_ones = [row for row in states.values() if row["state"] != "merged"]
        assert sum(row["complainants"] for row in open_ones) == 2, [row["state"] for row in states.values()]


async def test_a_number_that_does_not_exist_is_unknown(banner):
    answers = [
        await banner.act(DISPATCHER, "H20200101-000001", "accept", kind="consultation"),
        await banner.counter.get("/requests/H20200101-000001", DISPATCHER),
        await banner.counter.get("/requests/H20200101-000001/complainants", DISPATCHER),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "unknown_request")] * 3
