"""What is handed in twice has its effect once, and gets the same answer."""

import asyncio

FIRST = "PR-05"


async def test_the_same_key_twenty_times_at_once_has_one_effect(office):
    ref = await office.open()

    answers = await asyncio.gather(*(office.act("chen", ref, FIRST, "receive", key="once") for _ in range(20)))

    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
    events = (await office.get(f"/projects/{ref}/events")).json()["rows"]
    assert [event["kind"] for event in events if event["item"] == FIRST] == ["ready", "received"]


async def test_the_same_key_for_another_request_is_refused(office):
    ref = await office.open()
    await office.act("chen", ref, FIRST, "receive", key="k", remarks="甲")

    other_text = await office.act("chen", ref, FIRST, "receive", key="k", remarks="乙")
    other_act = await office.act("chen", ref, FIRST, "withdraw", key="k", reason="甲")
    same = await office.act("chen", ref, FIRST, "receive", key="k", remarks="甲")

    assert [(a.status_code, a.json()["code"]) for a in (other_text, other_act)] == [(422, "key_reused")] * 2
    assert same.status_code == 200


async def test_a_refused_request_keeps_its_key_too(office):
    """Otherwise the words of the first request would stand in the record of the second."""
    ref = await office.open()
    await office.act("officer-DRC", ref, FIRST, "approve", key="k", remarks="第一次")
    await office.do("chen", ref, FIRST, "receive")

    other = await office.act("officer-DRC", ref, FIRST, "approve", key="k", remarks="第二次")
    same = await office.act("officer-DRC", ref, FIRST, "approve", key="k", remarks="第一次")

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert same.status_code == 200


async def test_two_people_with_the_same_key_never_meet(office):
    ref = await office.open()
    received = await office.act("chen", ref, FIRST, "receive", key="1")

    accepted = await office.act("officer-DRC", ref, FIRST, "accept", key="1")

    assert (received.status_code, accepted.status_code) == (200, 200)
    assert received.json()["id"] != accepted.json()["id"]


async def test_of_two_accounts_that_decide_at_once_under_one_key_one_wins_and_the_other_hears_it(office):  # H68
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "accept")

    answers = await asyncio.gather(
        *(office.act(who, ref, FIRST, "approve", key="same") for who in ("officer-DRC", "head-DRC") for _ in range(5))
    )

    by_person = [{(a.status_code, a.json().get("code")) for a in part} for part in (answers[:5], answers[5:])]
    assert sorted(by_person, key=str) == [{(200, None)}, {(409, "already_decided")}]
    events = (await office.get(f"/projects/{ref}/events")).json()["rows"]
    assert [event["kind"] for event in events].count("approved") == 1


async def test_fifty_identical_openings_make_one_project(office, project):
    answers = await asyncio.gather(*(office.post("/projects", project, "chen") for _ in range(50)))

    assert {(answer.status_code, answer.text, answer.headers["location"]) for answer in answers} == {
        (201, answers[0].text, f"/api/v1/projects/{project['ref']}")
    }
    events = (await office.get(f"/projects/{project['ref']}/events")).json()["rows"]
    assert [event["kind"] for event in events].count("opened") == 1


async def test_another_project_under_a_known_code_is_refused(office, project):
    await office.post("/projects", project, "chen")

    other_name = await office.post("/projects", project | {"name": "另一个项目"}, "chen")
    other_person = await office.post("/projects", project, "zhou")

    assert [(a.status_code, a.json()["code"]) for a in (other_name, other_person)] == [(409, "project_exists")] * 2
    shown = (await office.get(f"/projects/{project['ref']}")).json()
    assert shown["name"] == project["name"]
