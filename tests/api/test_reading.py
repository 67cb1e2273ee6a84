"""What is read: one project, its record, why its dates are what they are, how long it took, and the lists."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

FIRST = "PR-05"


async def test_a_project_has_an_etag_that_changes_when_it_moves(office):
    ref = await office.open()
    seen = await office.get(f"/projects/{ref}")
    etag = seen.headers["etag"]

    same = await office.get(f"/projects/{ref}", **{"If-None-Match": etag})
    weak = await office.get(f"/projects/{ref}", **{"If-None-Match": f'"other", W/{etag}'})
    await office.do("chen", ref, FIRST, "receive")
    moved = await office.get(f"/projects/{ref}", **{"If-None-Match": etag})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    assert weak.status_code == 304
    assert (moved.status_code, moved.headers["etag"] == etag) == (200, False)


async def test_the_list_of_projects_is_read_page_by_page(office):
    refs = sorted([await office.open() for _ in range(5)])

    found, address = [], "/projects?limit=2"
    pages = 0
    while address:
        page = (await office.get(address.removeprefix("/api/v1"))).json()
        found += [row["ref"] for row in page["rows"]]
        address, pages = page["next"], pages + 1

    assert (found, pages) == (refs, 3)


async def test_the_record_is_read_page_by_page(office):
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")

    first = (await office.get(f"/projects/{ref}/events?limit=2")).json()
    rest = (await office.get(first["next"].removeprefix("/api/v1"))).json()

    assert [row["n"] for row in first["rows"] + rest["rows"]] == [1, 2, 3, 4]
    assert rest["next"] is None


@pytest.mark.parametrize("act", ["accept", "pause", "extend"])
async def test_why_ends_on_the_due_day(office, act):
    ref = await office.open(project_type="ent_approval", flags=["land_allocation_or_separate_site"])
    item = "LR-01"
    await office.do("chen", ref, item, "receive")
    await office.do("officer-NRB", ref, item, "accept")
    if act == "pause":
        until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
        await office.do("officer-NRB", ref, item, "pause", kind="expert_review", document="1号", until=until)
        await office.do("officer-NRB", ref, item, "resume")
    if act == "extend":
        await office.do("head-NRB", ref, item, "extend", days=7, reason="复杂")

    why = (await office.get(f"/projects/{ref}/items/{item}/why")).json()
    shown = await office.item(ref, item)

    assert why["promised"]["due_on"] == shown["due_on"]
    assert why["statutory"]["due_on"] == shown["law_on"]
    days = why["promised"]["days"]
    assert (days[0]["reason"], days[-1]["day"]) == ("start", shown["due_on"])
    assert days[-1]["number"] == shown["promised"] + shown["extended"]
    assert {day["reason"] for day in days if day["number"] is None} <= {"start", "weekend"}


async def test_a_stopped_clock_has_no_due_day_and_says_what_is_left(office):
    ref = await office.open(project_type="ent_approval", flags=["land_allocation_or_separate_site"])
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    await office.do("chen", ref, "LR-01", "receive")
    await office.do("officer-NRB", ref, "LR-01", "accept")
    await office.do("officer-NRB", ref, "LR-01", "pause", kind="expert_review", document="1号", until=until)

    why = (await office.get(f"/projects/{ref}/items/LR-01/why")).json()
    shown = await office.item(ref, "LR-01")

    assert (why["promised"]["due_on"], shown["due_on"], shown["light"]) == (None, None, "stopped")
    assert (shown["left_when_paused"], shown["pause_kind"], shown["days_left"]) == (4, "expert_review", None)


async def test_an_item_that_nobody_has_accepted_has_no_clock_to_explain(office):
    ref = await office.open()

    why = await office.get(f"/projects/{ref}/items/{FIRST}/why")
    unknown = await office.get(f"/projects/{ref}/items/FG-01/why")

    assert (why.json()["promised"], why.json()["statutory"]) == (None, None)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_item")


async def test_the_cycle_chart_names_items_stages_and_the_total(office):
    ref = await office.open()
    empty = (await office.get(f"/projects/{ref}/cycle")).json()
    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "approve")

    chart = (await office.get(f"/projects/{ref}/cycle")).json()

    assert empty == {"items": [], "stages": [], "total": None}
    assert [(span["id"], span["gross_days"], span["counted_days"]) for span in chart["items"]] == [(FIRST, 0, 0)]
    assert [span["id"] for span in chart["stages"]] == ["S1"]
    assert chart["total"]["ended_at"] is not None


async def test_an_inbox_holds_the_departments_open_items_by_urgency(office):
    flags = ["land_allocation_or_separate_site", "farmland_conversion"]
    slow = await office.open(project_type="ent_approval", flags=flags)
    quick = await office.open()
    await office.do("chen", slow, "LR-01", "receive")
    await office.do("chen", quick, FIRST, "receive")
    await office.do("chen", quick, "LR-03", "receive")
    await office.do("officer-NRB", quick, "LR-03", "accept")

    own = (await office.get("/inbox", "officer-NRB")).json()["rows"]
    other = await office.get("/inbox?department=DRC", "officer-NRB")
    everything, address = [], "/inbox?limit=1"
    while address:
        page = (await office.get(address.removeprefix("/api/v1"), "shen")).json()
        everything += [(row["ref"], row["item"]) for row in page["rows"]]
        address = page["next"]
    one = (await office.get("/inbox?department=DRC", "shen")).json()["rows"]

    assert [(row["ref"], row["item"], row["state"]) for row in own] == [
        (quick, "LR-03", "accepted"),
        (slow, "LR-01", "received"),
    ]
    assert own[0]["light"] in ("green", "yellow")
    assert (other.status_code, other.json()["code"]) == (403, "not_yours")
    assert everything[0] == (quick, "LR-03")
    assert sorted(everything) == sorted([(quick, "LR-03"), (slow, "LR-01"), (quick, FIRST)])
    assert [row["item"] for row in one] == [FIRST]


async def test_everybody_learns_who_they_are(office):
    visitor, officer = await office.get("/me"), await office.get("/me", "officer-DRC")

    assert visitor.json() == {"id": "", "role": "visitor", "department": ""}
    assert officer.json() == {"id": "officer-DRC", "role": "officer", "department": "DRC"}


async def test_everything_is_ready(office):
    alive, ready = await office.web.get("/healthz"), await office.web.get("/readyz")

    assert (alive.status_code, ready.status_code, ready.json()["missing"]) == (200, 200, [])


async def test_a_clock_that_does_not_act_turns_the_health_of_the_clocks_red(office):  # T56
    ref = await office.open()
    before = await office.web.get("/clockz")
    await office.pool.execute("UPDATE project SET wakes_at = now() - interval '5 minutes' WHERE ref = $1", ref)

    late = await office.web.get("/clockz")

    assert (before.status_code, before.json()["late"]) == (200, 0)
    assert (late.status_code, late.json()["status"], late.json()["late"]) == (503, "late", 1)


async def test_the_health_of_the_clocks_answers_machines_even_when_it_refuses(office):
    wrong = await office.web.post("/clockz")

    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert wrong.headers["content-type"] == "application/problem+json"


async def test_a_case_says_when_it_acts_next(office):
    ref = await office.open()
    nothing = await office.pool.fetchval("SELECT wakes_at FROM project WHERE ref = $1", ref)

    await office.do("chen", ref, FIRST, "receive")

    assert nothing is None
    assert await office.pool.fetchval("SELECT wakes_at > now() FROM project WHERE ref = $1", ref)


async def test_missing_migrations_are_named(office):
    await office.pool.execute("DELETE FROM migration")

    ready = await office.web.get("/readyz")

    assert (ready.status_code, ready.json()["missing"]) == (503, ["migrations"])


async def test_a_day_that_leans_on_an_unpublished_year_is_marked(office):
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "accept")
    await office.pool.execute("UPDATE item SET provisional = true WHERE id = $1", FIRST)

    page = (await office.web.get(f"/projects/{ref}")).text

    assert (await office.item(ref, FIRST))["provisional"] is True
    assert "暂按周末推算" in page


async def test_days_left_are_counted_to_the_due_day(office):
    ref = await office.open(project_type="ent_approval", flags=["land_allocation_or_separate_site"])
    await office.do("chen", ref, "LR-01", "receive")
    await office.do("officer-NRB", ref, "LR-01", "accept")

    shown = await office.item(ref, "LR-01")

    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    days = (
        date.fromordinal(n) for n in range(today.toordinal() + 1, date.fromisoformat(shown["due_on"]).toordinal() + 1)
    )
    assert shown["days_left"] == sum(day.weekday() < 5 for day in days) == 4
