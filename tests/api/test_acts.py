"""People act on items through the counters, and are told no with stable codes."""

from datetime import UTC, datetime, timedelta

import pytest

FIRST, SECOND = "PR-05", "LR-06"


async def test_a_project_goes_from_its_opening_to_an_approval(office):
    ref = await office.open()

    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "accept")
    n = await office.do("officer-DRC", ref, FIRST, "approve", document="库发改备〔2026〕1号", remarks="同意备案。")

    shown = (await office.get(f"/projects/{ref}")).json()
    first = shown["items"][[row["id"] for row in shown["items"]].index(FIRST)]
    assert shown["n"] == n
    assert (first["state"], first["public_status"], first["officer_no"]) == ("approved", "in_time", "DRC-101")
    assert len(shown["items"]) == 33
    assert {row["public_status"] for row in shown["items"]} == {"in_time", "not_started", "not_applicable"}


async def test_the_first_contact_and_the_day_on_the_decision_are_kept_with_the_words(office):
    ref = await office.open()

    await office.do("chen", ref, FIRST, "receive", first_contact_on="2026-11-02")
    await office.do("officer-DRC", ref, FIRST, "approve", document="库发改备〔2026〕1号", document_on="2026-11-01")

    rows = await office.pool.fetch("SELECT body - 'print' AS said FROM note WHERE ref = $1", ref)
    said = [row["said"] for row in rows]
    assert {"first_contact_on": "2026-11-02"} in said
    assert {"document": "库发改备〔2026〕1号", "document_on": "2026-11-01"} in said


async def test_one_form_hands_in_several_items_or_none(office):
    ref = await office.open()
    items = [row["id"] for row in (await office.get(f"/projects/{ref}")).json()["items"] if row["state"] == "waiting"][
        :3
    ]

    refused = await office.post(f"/projects/{ref}/receive", {"items": [FIRST, *items]}, "chen")
    obeyed = await office.post(f"/projects/{ref}/receive", {"items": [FIRST], "ahead": True}, "chen")
    ahead = await office.post(f"/projects/{ref}/receive", {"items": items, "ahead": True}, "chen")

    assert (refused.status_code, refused.json()["code"]) == (409, "prerequisite_open")
    assert (obeyed.status_code, ahead.status_code) == (200, 200)
    assert (await office.item(ref, FIRST))["state"] == "received"
    assert (await office.item(ref, items[0]))["state"] == "waiting"


async def test_every_act_of_a_long_life_is_obeyed(office):
    ref = await office.open(
        project_type="ent_approval", flags=["energy_review_required", "land_allocation_or_separate_site"]
    )
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    item = "LR-01"

    await office.do("head-NRB", ref, item, "assign", officer="officer-NRB")
    await office.do("chen", ref, item, "receive", remarks="材料见附件。")
    await office.do("officer-NRB", ref, item, "correct", remarks="缺少勘测定界报告。", materials=["boundary_survey"])
    await office.do("chen", ref, item, "supply")
    await office.do("officer-NRB", ref, item, "accept")
    await office.do("officer-NRB", ref, item, "pause", kind="expert_review", document="评审通知1号", until=until)
    assert (await office.item(ref, item))["light"] == "stopped"
    await office.do("officer-NRB", ref, item, "resume")
    await office.do("head-NRB", ref, item, "extend", days=5, reason="情况复杂。")
    await office.do("officer-NRB", ref, item, "refuse", reason="不符合规划。", remedies="六十日内可申请复议。")
    await office.do("chen", ref, item, "receive")
    await office.do("chen", ref, item, "withdraw", reason="方案调整。")
    await office.do("chen", ref, item, "receive")
    await office.do("officer-NRB", ref, item, "decline", reason="不属于本机关职权。", remedies="可向上级反映。")
    closed = await office.post(f"/projects/{ref}/close", {"reason": "项目取消。"}, "chen")

    assert closed.status_code == 200
    kinds = [row["kind"] for row in (await office.get(f"/projects/{ref}/events")).json()["rows"] if row["item"] == item]
    assert kinds == [
        "ready", "assigned", "received", "correcting", "supplied", "accepted", "paused", "resumed", "extended", "refused",
        "received", "withdrawn", "received", "declined",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "item", "act", "body", "status", "code"),
    [
        ("officer-DRC", FIRST, "accept", {}, 409, "not_received"),
        ("officer-NRB", SECOND, "approve", {}, 409, "prerequisite_open"),
        ("officer-NRB", FIRST, "accept", {}, 403, "not_yours"),
        ("zhou", FIRST, "receive", {}, 403, "not_yours"),
        ("officer-DRC", FIRST, "extend", {"days": 1, "reason": "x"}, 403, "not_allowed"),
        ("", FIRST, "receive", {}, 401, "token_missing"),
        ("chen", "XX-99", "receive", {}, 404, "unknown_item"),
        ("chen", "FG-01", "receive", {}, 404, "unknown_item"),
        ("head-DRC", FIRST, "assign", {"officer": "officer-NRB"}, 422, "unknown_person"),
        ("head-DRC", FIRST, "assign", {"officer": "nobody"}, 422, "unknown_person"),
        ("chen", FIRST, "receive", {"acted_at": "2090-01-01T00:00:00+08:00"}, 422, "time_not_allowed"),
        ("shen", FIRST, "revoke", {"reason": "x"}, 409, "not_received"),
    ],
)
async def test_a_refusal_has_a_stable_code(office, who, item, act, body, status, code):
    ref = await office.open()

    answer = await office.act(who, ref, item, act, **body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["instance"] == f"/api/v1/projects/{ref}/items/{item}/{act}"


async def test_facts_of_a_refusal_come_back_from_the_workflow(office):
    ref = await office.open()

    problem = (await office.act("officer-NRB", ref, SECOND, "approve")).json()

    assert (problem["item"], problem["state"], problem["act"]) == (SECOND, "waiting", "approve")
    assert problem["title"] == "Another item must be approved first."


async def test_what_was_decided_is_not_decided_again(office):
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "approve")

    again = await office.act("officer-DRC", ref, FIRST, "approve")

    assert (again.status_code, again.json()["code"]) == (409, "already_decided")


async def test_a_closed_project_takes_nothing_more_but_repeats_its_answer(office):
    ref = await office.open()
    closed = await office.post(f"/projects/{ref}/close", {}, "chen", key="close")
    await office.client.get_workflow_handle(f"approval/{ref}").result()

    late = await office.act("chen", ref, FIRST, "receive")
    again = await office.post(f"/projects/{ref}/close", {}, "chen", key="close")

    assert (late.status_code, late.json()["code"]) == (409, "case_closed")
    assert (again.status_code, again.json()) == (200, closed.json())


async def test_a_project_that_does_not_exist_is_unknown(office):
    answer = await office.act("chen", "2611-150524-04-01-999999", FIRST, "receive")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_project")


async def test_a_decision_after_silence_is_refused_and_reviewed(hasty):
    ref = await hasty.open()
    await hasty.do("chen", ref, FIRST, "receive")
    await hasty.do("officer-DRC", ref, FIRST, "accept")
    await hasty.until(ref, lambda shown: any(row["state"] == "approved_by_silence" for row in shown["items"]))

    late = await hasty.act("officer-DRC", ref, FIRST, "refuse", key="late", reason="太迟了", remedies="复议")
    again = await hasty.act("officer-DRC", ref, FIRST, "refuse", key="late", reason="太迟了", remedies="复议")
    review = (await hasty.get("/review", "shen")).json()["rows"]
    revoked = await hasty.act("shen", ref, FIRST, "revoke", reason="须依法审查")

    assert (late.status_code, late.json()["code"]) == (409, "already_deemed")
    assert (again.status_code, again.json()["code"]) == (409, "already_deemed")
    assert [(row["item"], row["act"], row["actor"], row["texts"]["reason"]) for row in review] == [
        (FIRST, "refuse", "officer-DRC", "太迟了")
    ]
    assert revoked.status_code == 200
    assert not [row for row in (await hasty.get(f"/projects/{ref}/events")).json()["rows"] if row["kind"] == "not_done"]


async def test_each_approval_by_silence_waits_for_its_review_and_is_counted_with_what_came_of_it(hasty):
    refs = [await hasty.open() for _ in range(2)]
    for ref in refs:
        await hasty.do("chen", ref, FIRST, "receive")
        await hasty.do("officer-DRC", ref, FIRST, "accept")
    for ref in refs:
        await hasty.until(ref, lambda shown: any(row["state"] == "approved_by_silence" for row in shown["items"]))

    async def waiting(who):
        return {row["ref"] for row in (await hasty.get("/silence", who)).json()["unreviewed"]}

    before = [await waiting(who) for who in ("shen", "head-DRC", "head-NRB")]
    confirmed = await hasty.act("shen", refs[0], FIRST, "review", reason="材料齐全，维持")
    again = await hasty.act("shen", refs[0], FIRST, "review", reason="再看一次")
    by_head = await hasty.act("head-DRC", refs[1], FIRST, "review", reason="x")
    annulled = await hasty.act("shen", refs[1], FIRST, "revoke", reason="材料不实", consequences="后续事项须重新核验")
    _, month, *_ = (await hasty.web.get("/silence.csv")).text.splitlines()
    events = await hasty.get(f"/projects/{refs[0]}/events")
    page = await hasty.web.get(f"/work/items/{refs[1]}/{FIRST}", headers=hasty.bearing("shen"))

    assert before == [set(refs), set(refs), set()]
    assert (confirmed.status_code, again.json()["code"], by_head.status_code) == (200, "already_decided", 403)
    assert annulled.status_code == 200
    assert "后续事项须重新核验" in page.text
    assert await waiting("shen") == set()
    assert month.split(",")[1:] == ["2", "2", "1", "1", "0"]
    assert (await hasty.item(refs[0], FIRST))["state"] == "approved_by_silence"
    assert [row["kind"] for row in events.json()["rows"]].count("reviewed") == 1
    assert "材料" not in events.text
