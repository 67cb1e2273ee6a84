"""A recurring problem is opened as a joint task: by whom, with whom, once, and without a trace in what is counted of citizens."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from banner import BODY, DISPATCHER, OF_THE_VILLAGE, OTHER, TOPIC, VILLAGE, Banner
from citizens import with_numbers_of_its_own, written

from activities.bookkeeping import Bookkeeping
from api.hotline.unbegun import looking_after
from domain.hotline.off_list import topic_of_demands
from domain.organisation import CENTRE
from store import joint_tasks
from store.joint_tasks import JointTask
from store.reports import Report, add_report, new_number
from store.request_readers import duplicates, public_requests
from store.shipped import figures, hotline

TODAY = datetime.now(UTC).astimezone().date()
PERIOD = {
    "from_on": (TODAY - timedelta(days=20)).isoformat(),
    "until_on": (TODAY + timedelta(days=2)).isoformat(),
}
TASK = {"topic": OF_THE_VILLAGE, "place": "T1", "lead": OTHER, "assists": [BODY, "T1"], "text": "办完积压的确权登记。"}
TASK |= PERIOD


@pytest.fixture
async def banner(office):
    """A banner in which four have reported land titles, one of them to the body that assists, and one a lamp."""
    staffed = await with_numbers_of_its_own(await Banner.staffed(office))
    for number in range(3):
        at = datetime.now(UTC) - timedelta(days=number + 1)
        await staffed.handed_in(topic=OF_THE_VILLAGE, district=("V1", "V2")[number % 2], at=at)
    await staffed.handed_in(topic=TOPIC, district="T1", at=datetime.now(UTC) - timedelta(days=1))
    return staffed


async def opened(banner, *, who="leader", key=None, **more):
    """A task whose bodies have it."""
    answer = await banner.counter.post("/joint-tasks", TASK | more, who, key)
    assert answer.status_code == 201, answer.text
    ref = answer.json()["ref"]
    await written(banner, ref)
    return ref, answer.json()


async def code(banner, who="leader", key=None, **more):
    """With what a task is refused: its status and its code."""
    body = {name: value for name, value in (TASK | more).items() if value is not None}
    answer = await banner.counter.post("/joint-tasks", body, who, key)
    return answer.status_code, answer.json().get("code")


async def test_from_a_problem_to_a_task_that_its_bodies_have(banner):
    hers = await banner.begun(topic=OF_THE_VILLAGE)
    await banner.do(DISPATCHER, hers, "accept", kind="immediate", body=BODY)

    ref, told = await opened(banner)

    length = datetime.fromisoformat(told["due_at"]) - datetime.fromisoformat(told["opened_at"])
    assert length == timedelta(hours=720)
    task = await banner.read(f"/requests/{ref}", "leader")
    assert (task["kind"], task["state"], task["body"], task["owner"]) == (
        "joint_task",
        "handling",
        OTHER,
        f"officer-{OTHER}",
    )
    assert (task["assists"], task["complainants"], task["text"]) == ([BODY, "T1"], 0, TASK["text"])
    problem = task["problem"]
    assert (problem["topic"], problem["place"], problem["requests"], problem["reports"]) == (OF_THE_VILLAGE, "T1", 4, 4)
    assert problem["counted_by"] == "topic_town"
    assert (len(problem["linked"]), problem["hidden"]) == (4, 0)
    assert (await banner.read(f"/requests/{hers}"))["part_of"] == [{"ref": ref, "readable": True}]
    assert await banner.events(ref) == ["reported", "accepted"]


async def test_each_body_has_it_in_its_list_writes_to_it_and_sees_of_its_requests_what_it_may(banner):
    hers = await banner.begun(topic=OF_THE_VILLAGE)
    await banner.do(DISPATCHER, hers, "accept", kind="immediate", body=BODY)
    ref, _ = await opened(banner)

    for who in (f"officer-{OTHER}", f"officer-{BODY}", "officer-T1"):
        assert ref in {row["ref"] for row in (await banner.read("/requests/inbox", who))["rows"]}, who
        mine = await banner.counter.web.get("/work/mine", headers=banner.counter.bearing(who))
        assert mine.text.count("· 专项联合治理") == 1, "the others are citizens'"
        await banner.do(who, ref, "comment", text="本单位已完成部分。")
    problem = (await banner.read(f"/requests/{ref}", f"officer-{BODY}"))["problem"]
    assert (problem["linked"], problem["hidden"]) == ([hers], 3)
    assert (await banner.counter.get(f"/requests/{ref}", "officer-DRC")).status_code == 403
    assert (await banner.act(f"officer-{BODY}", ref, "close", text="x", document="x")).json()["code"] == "not_yours"
    await banner.do(f"officer-{OTHER}", ref, "close", text="已办完。", document="验收单")
    (waits,) = (await banner.read("/requests/decisions", "leader"))["rows"]
    assert (waits["ref"], waits["what"]) == (ref, "closing")
    await banner.do("leader", ref, "reopen", reason="还有两户。")


async def bodies_of(banner, ref):
    """Who has it, and who assists."""
    shown = await banner.read(f"/requests/{ref}")
    return shown["body"], shown["owner"], shown["assists"]


async def test_it_keeps_its_bodies_when_it_is_dispatched_moved_or_sent_back(banner):
    ref, _ = await opened(banner, place=VILLAGE)
    lead, head = f"officer-{OTHER}", f"head-{OTHER}"

    await banner.counter.post(f"/accounts/{lead}/open-work/move", {"to": head}, DISPATCHER)
    moved = await bodies_of(banner, ref)
    await banner.do(DISPATCHER, ref, "dispatch", body=OTHER, topic=OF_THE_VILLAGE)  # as the page says it again
    dispatched = await bodies_of(banner, ref)
    await banner.do(lead, ref, "return", reason="not_our_duty", proposed="T1", text="不属本单位职责。")
    readable = (await banner.counter.get(f"/requests/{ref}", f"officer-{BODY}")).status_code
    await banner.do(DISPATCHER, ref, "dispatch")  # by the duty list it begins in the village

    assert moved == (OTHER, head, [BODY, "T1"])
    assert dispatched == (OTHER, lead, [BODY, "T1"])
    assert readable == 200
    assert await bodies_of(banner, ref) == ("T1", "officer-T1", [BODY])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"body": VILLAGE}, "unknown_choice"),
        ({"owner": f"grid-{VILLAGE}"}, "unknown_choice"),
        ({"body": "T1", "assists": []}, "nobody_assists"),
        ({"body": "T1", "assists": ["T1"]}, "nobody_assists"),
    ],
)
async def test_a_village_does_not_lead_it_and_nobody_has_it_alone(banner, said, expected):
    ref, _ = await opened(banner)

    refused = await banner.act(DISPATCHER, ref, "dispatch", **said)

    assert (refused.status_code, refused.json()["code"]) == (422, expected)
    assert (await bodies_of(banner, ref))[0] == OTHER


async def test_on_its_page_several_bodies_are_named(banner):
    ref, _ = await opened(banner)
    form = await banner.counter.web.get(
        f"/work/requests/{ref}?act=dispatch", headers=banner.counter.bearing(DISPATCHER)
    )
    fields = re.findall('<input id="[^"]*" name="assists" type="text" value="([^"]*)"', form.text)

    sent = await banner.counter.web.post(
        f"/work/requests/{ref}/dispatch",
        data={"body": OTHER, "assists": ["T1", "DRC"], "topic": OF_THE_VILLAGE, "key": "k1"},
        headers=banner.counter.bearing(DISPATCHER) | {"Origin": "http://office"},
    )

    assert fields == [BODY, "T1", ""]
    assert f'<option value="{VILLAGE}"' not in form.text
    assert sent.status_code == 303, sent.text
    assert (await bodies_of(banner, ref))[2] == ["T1", "DRC"]


async def test_its_page_says_which_bodies_have_written_nothing(banner):
    ref, _ = await opened(banner)
    await banner.do(f"officer-{BODY}", ref, "comment", text="本单位已办完。")

    shown = await banner.read(f"/requests/{ref}")
    page = await banner.counter.web.get(f"/work/requests/{ref}", headers=banner.counter.bearing(DISPATCHER))

    assert shown["problem"]["unheard"] == ["T1"]
    assert page.text.count("尚无反馈") == 1


async def test_one_that_was_closed_comes_first_is_told_and_the_list_goes_on_where_it_ended(banner):
    late, _ = await opened(banner)
    closed, _ = await opened(banner, place=None)
    over, _ = await opened(banner, place="V2")
    await banner.do(f"officer-{OTHER}", closed, "close", text="已办完。", document="验收单")
    pool = banner.counter.pool
    await pool.execute("UPDATE request SET ended_at = now() WHERE ref = $1", over)
    closed_at = await pool.fetchval("SELECT closed_at FROM request WHERE ref = $1", closed)

    listed, address = [], "/joint-tasks?ended=true&limit=1"
    while address:
        page = await banner.read(address.removeprefix("/api/v1"))
        listed, address = listed + [row["ref"] for row in page["rows"]], page["next"]
    (waits,) = (await banner.read("/requests/decisions", "leader"))["rows"]

    assert listed == [closed, late, over]
    assert [row["ref"] for row in (await banner.read("/joint-tasks"))["rows"]] == [closed, late]
    assert datetime.fromisoformat(waits["due_at"]) == closed_at + timedelta(hours=72)
    assert await pool.fetchval("SELECT count(*) FROM notice WHERE ref = $1 AND step = 'closing'", closed) == 1


async def test_none_is_opened_on_the_topic_of_demands(banner):
    demands = topic_of_demands(hotline()).id
    await banner.handed_in(topic=demands, district="T1", at=datetime.now(UTC) - timedelta(days=1))
    headers = banner.counter.bearing("leader")

    listed = await banner.counter.web.get("/work/recurring?by=topic_town", headers=headers)
    form = await banner.counter.web.get(f"/work/recurring/task?topic={demands}&place=T1", headers=headers)

    assert await code(banner, topic=demands) == (422, "not_in_policy")
    assert f'topic={OF_THE_VILLAGE}&amp;place=T1">专项联合治理</a>' in listed.text
    assert f'topic={demands}&amp;place=T1">专项联合治理</a>' not in listed.text
    assert (form.status_code, "<textarea" in form.text) == (200, False)


async def test_none_is_opened_on_what_lies_on_no_map_where_demands_would_be(banner):
    await banner.handed_in(topic=TOPIC, district=CENTRE, at=datetime.now(UTC) - timedelta(days=1))

    assert await code(banner, topic=None, place=CENTRE) == (422, "no_such_problem")


async def test_assistants_are_told_when_it_is_opened_and_no_citizen_is(banner):
    ref, _ = await opened(banner)

    rows = await banner.counter.pool.fetch("SELECT step, body, complainant FROM notice WHERE ref = $1", ref)
    assert {(row["step"], row["body"]) for row in rows} == {("assigned", ""), ("assigned", BODY), ("assigned", "T1")}
    assert {row["complainant"] for row in rows} == {""}
    linked = "SELECT count(*) FROM notice JOIN joint_task_request ON ref = request WHERE step <> 'confirmed'"
    assert await banner.counter.pool.fetchval(linked) == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [("", 401), (DISPATCHER, 403), ("shen", 403), (f"head-{OTHER}", 403), ("root", 403), ("chen", 403)],
)
async def test_only_the_leader_of_the_centre_opens_one(banner, who, status):
    assert (await code(banner, who))[0] == status
    assert (
        await banner.counter.web.get("/work/recurring/task", headers=banner.counter.bearing(who))
    ).status_code == status


async def test_who_stands_in_for_the_leader_opens_one_for_them(banner):
    now = datetime.now(UTC)
    away = {"from_at": now.isoformat(), "until_at": (now + timedelta(days=1)).isoformat(), "stand_in": DISPATCHER}
    entered = await banner.counter.post("/absences", {"person": "leader"} | away, "leader")
    assert entered.status_code == 201, entered.text

    ref, _ = await opened(banner, who=DISPATCHER)

    (first, *_) = (await banner.read(f"/requests/{ref}/events"))["rows"]
    assert (first["actor"], first["instead_of"]) == (DISPATCHER, "leader")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"lead": "NOBODY"}, (422, "unknown_body")),
        ({"lead": VILLAGE}, (422, "unknown_choice")),
        ({"lead": "DRC"}, (409, "nobody_there")),
        ({"assists": ["NOBODY"]}, (422, "unknown_body")),
        ({"assists": []}, (422, "invalid_request")),
        ({"assists": [BODY, OTHER]}, (422, "invalid_request")),
        ({"text": " "}, (422, "invalid_request")),
        ({"topic": "wages"}, (422, "no_such_problem")),
        ({"topic": None, "place": None}, (422, "no_such_problem")),
        ({"place": "nowhere"}, (422, "no_such_problem")),
        ({"from_on": "2020-01-01", "until_on": "2020-02-01"}, (422, "no_such_problem")),
        ({"until_on": PERIOD["from_on"]}, (422, "period_not_allowed")),
        ({"from_on": "yesterday"}, (422, "invalid_request")),
    ],
)
async def test_what_does_not_hold_is_refused_and_nothing_is_kept(banner, more, expected):
    assert await code(banner, **more) == expected
    assert await banner.counter.pool.fetchval("SELECT count(*) FROM report WHERE source = 'centre'") == 0


async def test_a_problem_has_one_open_task_and_one_key_opens_one(banner):
    ref, told = await opened(banner, key="same")

    assert await opened(banner, key="same") == (ref, told)
    assert await code(banner, key="same", text="另一件事") == (422, "key_reused")
    answer = await banner.counter.post(
        "/joint-tasks", TASK | {"until_on": (TODAY + timedelta(days=1)).isoformat()}, "leader"
    )
    assert (answer.status_code, answer.json()["code"], answer.json()["ref"]) == (409, "joint_task_open", ref)
    other, _ = await opened(banner, place=None)  # the same matter in the whole banner is another problem
    assert {row["ref"] for row in (await banner.read("/joint-tasks", "shen"))["rows"]} == {ref, other}
    await banner.counter.pool.execute("UPDATE request SET ended_at = now() WHERE ref = $1", ref)
    await opened(banner)


async def test_nothing_of_it_is_counted_of_citizens(banner):
    async def counted():
        pool = banner.counter.pool
        await Bookkeeping(pool, figures()).catch_up()
        async with pool.acquire() as connection:
            public = [row.ref for row in await public_requests(connection, most=50)]
            of_the_matter = {
                "district": "T1",
                "topic": OF_THE_VILLAGE,
                "phone": None,
                "since": datetime(2026, 1, 1, tzinfo=UTC),
            }
            similar = await duplicates(connection, **of_the_matter, most=9)
        rows = await pool.fetch("SELECT * FROM public_closing")
        facts = await pool.fetchval("SELECT count(*) FROM fact")
        shown = (await banner.read("/recurring?by=topic_town", "leader"))["rows"]
        period = f"from={PERIOD['from_on']}&until={PERIOD['until_on']}"
        rates = (await banner.read(f"/figures/hotline?{period}", "leader"))["whole"]
        return public, rows, facts, [(row["topic"], row["requests"], row["reports"]) for row in shown], rates, similar

    await banner.closed()
    before = await counted()
    ref, _ = await opened(banner)
    await banner.do(f"officer-{OTHER}", ref, "close", text="已办完。", document="验收单")

    assert await counted() == before
    cases = await banner.counter.web.get(
        f"/work/recurring/cases.csv?topic={OF_THE_VILLAGE}", headers=banner.counter.bearing("leader")
    )
    assert ref not in cases.text


async def test_it_is_begun_from_what_is_kept_if_the_counter_died_before(banner):
    at = datetime.now(UTC) - timedelta(minutes=1)
    async with banner.counter.pool.acquire() as connection:
        ref = await new_number(connection, at)
        place = (OF_THE_VILLAGE, "办完。", "T1", "", None, None, "zh", None)
        await add_report(
            connection, Report(ref, "print", ref, "centre", None, *place, banner.policy.version, "leader", at)
        )
        days = (TODAY - timedelta(days=9), TODAY)
        bodies = (OTHER, "banner", f"officer-{OTHER}", [BODY])
        task = JointTask(ref, OF_THE_VILLAGE, "T1", "topic_town", *days, 3, 3, *bodies, "leader", "", at)
        await joint_tasks.add(connection, task, [])

    async with looking_after(banner.counter.app.state.desk, every=0.1):
        await written(banner, ref)

    row = await banner.counter.pool.fetchrow(
        "SELECT state, kind, body, assists, goal_at FROM request WHERE ref = $1", ref
    )
    assert tuple(row) == ("handling", "joint_task", OTHER, [BODY], at + timedelta(hours=720))


async def test_the_list_and_the_sheet_show_its_clock(banner):
    ref, told = await opened(banner)

    (row,) = (await banner.read("/joint-tasks", "shen"))["rows"]
    assert (row["ref"], row["due_at"], row["requests"], row["body"]) == (ref, told["due_at"], 3, OTHER)
    assert 0 < row["seconds_to_due"] <= 720 * 3600
    answer = await banner.counter.web.get("/en/work/recurring/tasks.csv", headers=banner.counter.bearing("shen"))
    head, line = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert (head[0], head[10], line[0], line[5]) == ("Number", "To be closed by", ref, "3")
    assert TASK["text"] not in answer.text
    assert (await banner.counter.get("/joint-tasks", f"officer-{OTHER}")).status_code == 403


@pytest.mark.parametrize(
    ("lang", "opens", "part", "goal"),
    [
        ("", "专项联合治理", "属于专项联合治理", "治理目标"),
        ("/en", "Joint task", "Part of joint task", "What is to be reached"),
    ],
)
async def test_the_pages_lead_from_the_problem_to_the_task_and_back(banner, lang, opens, part, goal):
    async def page(path, who="leader", **form):
        headers = banner.counter.bearing(who) | {"Origin": "http://office"}
        way = (
            banner.counter.web.post(f"{lang}{path}", data=form, headers=headers)
            if form
            else banner.counter.web.get(f"{lang}{path}", headers=headers)
        )
        return await way

    hers = await banner.begun(topic=OF_THE_VILLAGE)
    query = f"from={PERIOD['from_on']}&until={PERIOD['until_on']}"
    listed = await page(f"/work/recurring?by=topic_town&{query}")
    assert f'topic={OF_THE_VILLAGE}&amp;place=T1">{opens}</a>' in listed.text
    assert "/work/recurring/task?" not in (await page(f"/work/recurring?by=topic_town&{query}", "shen")).text
    form = await page(f"/work/recurring/task?{query}&topic={OF_THE_VILLAGE}&place=T1")
    assert goal in form.text
    assert f'<option value="{OTHER}" selected>' in re.sub(' lang="[a-zA-Z-]+"', "", form.text)  # by the duty list
    wrong = await page("/work/recurring/task", **TASK | {"assists": OTHER})
    assert wrong.status_code == 422
    assert TASK["text"] in wrong.text
    done = await page("/work/recurring/task", **TASK, key="k1")
    assert done.status_code == 303, done.text
    again = await page("/work/recurring/task", **TASK, key="k2")
    ref = await banner.counter.pool.fetchval("SELECT ref FROM joint_task")
    assert (again.status_code, ref in again.text) == (409, True)
    await written(banner, ref)
    assert ref in (await page(f"/work/recurring?{query}")).text
    task = await page(f"/work/requests/{ref}")
    assert goal in task.text
    assert hers in task.text
    assert part in (await page(f"/work/requests/{hers}")).text
    nothing = await page("/work/recurring/task?topic=wages")
    assert (nothing.status_code, "<textarea" in nothing.text) == (200, False)
