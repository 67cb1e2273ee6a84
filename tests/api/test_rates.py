"""Figures through the counter: from facts that are kept and from the record alone, with the cases behind them, and what two people took out."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from banner import BODY, DISPATCHER, OTHER, OWNER, Banner

from activities.bookkeeping import Bookkeeping
from domain.figures.definitions import Period, Service, months_in
from domain.figures.grouping import COMPARING, DIMENSIONS
from store import kept_figures
from store.shipped import figures

BOOK = figures()
FIRST = "PR-05"
LEG = {"subject": "leg", "part": "1.1", "reason": "entry_error"}


@pytest.fixture
async def banner(office):
    """A banner with three requests: one closed and answered, one sent back, one that waits."""
    banner = await Banner.staffed(office)
    banner.answered = await banner.closed()
    who = await office.pool.fetchval("SELECT id FROM complainant WHERE ref = $1", banner.answered)
    await banner.do(DISPATCHER, banner.answered, "call", complainant=who, outcome="solved", satisfied=3)
    banner.returned = await banner.accepted()
    await banner.do(OWNER, banner.returned, "return", reason="not_our_duty", proposed=OTHER, text="不属本单位职责")
    banner.waiting = await banner.begun()
    await kept(office)
    return banner


async def kept(office) -> int:
    """The books are brought up to date, as the worker does every few seconds."""
    return await Bookkeeping(office.pool, BOOK).catch_up()


async def read(office, path, who="leader"):
    answer = await office.get(path, who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def by_id(group):
    return {figure["id"]: figure for figure in group["figures"]}


async def test_each_figure_has_its_whole_and_there_is_none_of_nothing(banner, office):
    whole = by_id((await read(office, "/figures/hotline"))["whole"])

    assert (whole["accepted_in_time"]["n"], whole["accepted_in_time"]["value"]) == (2, 1)
    assert (whole["finished_in_time"]["n"], whole["finished_in_time"]["value"]) == (1, 1)
    assert (whole["satisfaction"]["n"], whole["satisfaction"]["value"]) == (1, 0.9)
    assert (whole["returned"]["n"], whole["returned"]["counted"]) == (2, 1)
    assert whole["composite"]["value"] == pytest.approx(0.96)
    assert (whole["signed_in_time"]["n"], whole["signed_in_time"]["value"]) == (0, None)


async def test_the_record_alone_says_the_same_and_says_what_was_true_before(banner, office):
    before = datetime.now(UTC).isoformat()
    now = await read(office, "/figures/hotline?by=body")
    await banner.do(DISPATCHER, banner.waiting, "accept", kind="consultation")
    await kept(office)
    after = await read(office, "/figures/hotline?by=body")
    path = f"/figures/hotline?by=body&as_of={before.replace('+', '%2B')}"
    as_of = await read(office, path)

    assert as_of["whole"] == now["whole"] != after["whole"]
    assert as_of["groups"] == now["groups"]
    assert {group["name"] for group in now["groups"]} >= {BODY}


async def test_groups_of_kept_facts_and_of_the_record_are_the_same_and_add_up(banner, office):
    for by in DIMENSIONS[Service.HOTLINE]:
        kept_now = await read(office, f"/figures/hotline?by={by}")
        alone = await read(office, f"/figures/hotline?by={by}&as_of=2099-01-01T00:00:00%2B08:00")

        assert kept_now["groups"] == alone["groups"], by
        for key, figure in by_id(kept_now["whole"]).items():
            if key != "composite" and by not in COMPARING:  # of few it is not even told of how many
                assert sum(by_id(group)[key]["n"] for group in kept_now["groups"]) == figure["n"], (by, key)


async def test_behind_a_number_stand_its_cases_and_none_of_their_people(banner, office):
    counted = await read(office, "/figures/hotline/returned/cases?only=counted")
    others = await read(office, "/figures/hotline/returned/cases?only=others")
    first = await read(office, "/figures/hotline/returned/cases?limit=1")

    assert [row["ref"] for row in counted["rows"]] == [banner.returned]
    assert [row["ref"] for row in others["rows"]] == [banner.answered]
    assert "诉求人某" not in str(first)
    assert len(first["rows"]) == 1
    rest = await office.web.get(first["next"], headers=office.bearing("leader"))
    assert len(rest.json()["rows"]) == 1
    assert rest.json()["next"] is None


async def test_what_is_taken_out_needs_a_reason_and_a_second_person(banner, office):
    body = {"subject": "follow_up", "ref": banner.answered, "part": "1.1", "reason": "unreasonable"}
    wrong = await office.post("/exclusions", body | {"reason": "because"}, DISPATCHER)
    unknown = await office.post("/exclusions", body | {"part": "9.9"}, DISPATCHER)
    asked = (await office.post("/exclusions", body, "leader")).json()
    own = await office.post(f"/exclusions/{asked['id']}/decision", {"granted": True}, "leader")
    still = by_id((await read(office, "/figures/hotline"))["whole"])["resolution"]
    not_theirs = await office.post(f"/exclusions/{asked['id']}/decision", {"granted": True}, DISPATCHER)
    granted = await office.post(f"/exclusions/{asked['id']}/decision", {"granted": True}, "shen")
    again = await office.post(f"/exclusions/{asked['id']}/decision", {"granted": False}, "shen")
    out = by_id((await read(office, "/figures/hotline"))["whole"])["resolution"]

    assert [answer.json()["code"] for answer in (wrong, unknown, own, not_theirs, again)] == [
        *("not_in_policy", "unknown_fact", "second_person_needed", "not_allowed", "already_decided")
    ]
    assert granted.json()["granted"] is True
    assert (still["n"], still["excluded"], out["n"], out["excluded"], out["value"]) == (1, 0, 0, 1, None)
    assert (await read(office, "/figures/hotline/resolution/cases"))["rows"] == []
    assert [row["ref"] for row in (await read(office, "/exclusions?decided=true"))["rows"]] == [banner.answered]


async def test_people_are_compared_by_those_who_lead_only_and_too_few_are_held_back(banner, office):
    refused = await office.get("/figures/hotline?by=person", f"head-{BODY}")
    people = await read(office, "/figures/hotline?by=person")
    figure = next(
        f for group in people["groups"] for f in group["figures"] if f["id"] == "finished_in_time" and f["held_back"]
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert {figure[name] for name in ("value", "counted", "n", "excluded", "percentiles", "kept")} == {None}


UNFIT = {
    "/figures/hotline?by=stage": 422,
    "/figures/hotline?from=2026-11-30&until=2026-11-30": 422,
    "/figures/hotline?from=2020-01-01&until=2026-01-01": 422,
    "/figures/hotline?as_of=2026-11-30": 422,
    "/figures/hotline?as_of=2026-11-30T10:00:00%2B08:00&from=2026-08-01&until=2026-11-30": 422,
    "/figures/alarms?after=x": 422,
    "/figures/alarms?limit=0": 422,
    "/figures/hotline?as_of=2026-11-30T10:00:00": 422,
    "/figures/weather": 422,
    "/figures/hotline/nothing/cases": 404,
    "/figures/hotline/composite/cases": 404,
    "/figures/hotline/returned/cases?after=x": 422,
}


async def test_what_cannot_be_asked_gets_a_clear_answer(banner, office):
    for path, status in UNFIT.items():
        answer = await office.get(path, "leader")

        assert answer.status_code == status, path
        assert answer.json()["code"] in ("invalid_request", "period_not_allowed", "unknown_figure")


async def test_approvals_are_counted_by_stage_item_and_department(office):
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "approve")
    await kept(office)
    shown = await read(office, "/figures/approvals?by=matter", "shen")
    mine = {group["name"]: group for group in shown["groups"]}[FIRST]

    assert by_id(mine)["on_time"]["value"] == by_id(mine)["on_time"]["n"] == 1
    assert by_id(mine)["counted_days"]["percentiles"] == {"50": 0, "90": 0}
    assert mine["names"]["zh"]


async def test_a_recount_finds_a_fact_that_is_not_what_the_record_says(banner, office):
    books = Bookkeeping(office.pool, BOOK)
    quiet = await books.recount(datetime.now(UTC) + timedelta(days=70))
    await office.pool.execute(
        "UPDATE fact SET marks = '{due,late}' WHERE subject = 'leg' AND ref = $1", banner.answered
    )
    found = await books.recount(datetime.now(UTC) + timedelta(days=70))
    async with office.pool.acquire() as connection:
        alarms = await kept_figures.alarms(
            connection, datetime.now(UTC), after=kept_figures.BEGINNING, most=10, hidden_from=""
        )

    assert (quiet, found) == (0, 1)
    assert [(alarm.figure, alarm.name) for alarm in alarms] == [("facts", banner.answered)]


async def test_alarms_are_told_page_by_page_and_none_is_left_out(banner, office):
    now = datetime.now(UTC)
    async with office.pool.acquire() as connection:
        rows = [kept_figures.FigureAlarm(now, "hotline", "2026-10", "facts", "case", f"H{n}", "", "") for n in range(5)]
        await kept_figures.raise_alarms(connection, rows)
    page = await read(office, "/figures/alarms?limit=2")
    names = [row["name"] for row in page["rows"]]
    while page["next"]:
        page = (await office.web.get(page["next"], headers=office.bearing("leader"))).json()
        names += [row["name"] for row in page["rows"]]

    assert names == ["H4", "H3", "H2", "H1", "H0"]


async def test_a_month_that_is_kept_stays_as_it_was_told(banner, office):
    books, later = Bookkeeping(office.pool, BOOK), datetime.now(UTC) + timedelta(days=70)
    await books.recount(later)
    async with office.pool.acquire() as connection:
        months = {row["month"] for row in await connection.fetch("SELECT DISTINCT month FROM kept_figure")}
        before = [await kept_figures.month_kept(connection, Service.HOTLINE, month) for month in sorted(months)]
    await banner.do(DISPATCHER, banner.waiting, "accept", kind="consultation")
    await kept(office)
    await books.recount(later)
    async with office.pool.acquire() as connection:
        after = [await kept_figures.month_kept(connection, Service.HOTLINE, month) for month in sorted(months)]

    assert months
    assert before == after


async def test_a_month_that_is_over_is_told_as_it_is_and_as_it_was_kept(banner, office):
    later = datetime.now(UTC) + timedelta(days=70)
    await Bookkeeping(office.pool, BOOK).recount(later)
    month, period = next(
        (name, one)
        for name, one in months_in(Period(later.date() - timedelta(days=110), later.date()), 19)
        if one.from_on <= datetime.now(BOOK.place).date() < one.until_on
    )
    path = f"/figures/hotline?from={period.from_on}&until={period.until_on}"
    same = by_id((await read(office, path))["whole"])["accepted_in_time"]
    await banner.do(DISPATCHER, banner.waiting, "accept", kind="consultation")
    await kept(office)
    changed = by_id((await read(office, f"{path}&by=body"))["whole"])["accepted_in_time"]
    of_month = next(group for group in (await read(office, f"{path}&by=month"))["groups"] if group["name"] == month)
    other = by_id((await read(office, f"/figures/hotline?from={period.from_on}&until={period.from_on + timedelta(days=20)}"))["whole"])  # fmt: skip
    page = await office.web.get(f"/en/work{path}&by=body", headers=office.bearing("leader"))
    sheet = await office.web.get(f"/en/work{path.replace('?', '/sheet.csv?')}", headers=office.bearing("leader"))
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))

    assert (same["n"], same["kept"]["n"], same["kept"]["value"]) == (2, 2, 1)
    assert (changed["n"], changed["kept"]) == (3, same["kept"])
    assert by_id(of_month)["accepted_in_time"]["kept"] == same["kept"]
    assert {figure["kept"] for figure in other.values()} == {None}
    assert "kept: 100.0% (of 2)" in page.text or "kept: 100% (of 2)" in page.text
    assert {tuple(row.values())[-2:] for row in rows} >= {("1.0", "2"), ("", "0")}


async def test_the_page_and_its_sheet_tell_the_same_as_the_machine(banner, office):
    page = await office.web.get("/en/work/figures/hotline?by=body", headers=office.bearing("leader"))
    sheet = await office.web.get("/en/work/figures/hotline/sheet.csv?by=body", headers=office.bearing("leader"))
    cases = await office.web.get("/en/work/figures/hotline/returned/cases", headers=office.bearing("leader"))
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))

    assert page.status_code == cases.status_code == 200
    assert '<title id="chart-title">accepted in time' not in page.text, "before the acceptance no body has it"
    assert "resolution rate" in page.text
    assert banner.returned in cases.text
    line = next(row for row in rows if row[0] == "" and row[2] == "satisfaction rate")
    assert [float(cell) for cell in line[3:7]] == [0.9, 0.9, 1, 0]


async def rows_of(office, path, who="leader"):
    answer = await office.web.get(path, headers=office.bearing(who))
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_the_cases_behind_a_figure_and_what_is_taken_out_are_sheets_for_whoever_reads_their_lists(banner, office):
    place = "/en/work/figures/hotline/returned/cases.csv"
    asked = await office.post("/exclusions", LEG | {"ref": banner.answered}, f"head-{BODY}")
    await office.post(f"/exclusions/{asked.json()['id']}/decision", {"granted": False}, "shen")
    await office.post("/exclusions", LEG | {"ref": banner.answered}, DISPATCHER)

    head, *counted = await rows_of(office, f"{place}?only=counted")
    _, *excluded = await rows_of(office, "/en/work/exclusions.csv")

    assert (head[0], [row[0] for row in counted]) == ("Number", [banner.returned])
    assert len(await rows_of(office, place)) == 3
    assert [(row[1], row[3], row[4], row[6], row[7]) for row in excluded] == [
        (banner.answered, "error of entry", DISPATCHER, "To decide", ""),
        (banner.answered, "error of entry", f"head-{BODY}", "stays in", "shen"),
    ]
    for who, status in (("officer-DRC", 403), ("", 401)):
        for path in (place, "/en/work/exclusions.csv"):
            assert (await office.web.get(path, headers=office.bearing(who))).status_code == status, (who, path)
    links = await office.web.get(
        "/en/work/figures/hotline/returned/cases?only=counted", headers=office.bearing("leader")
    )
    assert f"{place}?only=counted" in links.text


async def test_one_asks_on_the_page_and_another_one_decides(banner, office):
    page = await office.web.get(
        f"/en/work/exclusions?subject=leg&ref={banner.answered}&part=1.1", headers=office.bearing("leader")
    )

    assert page.status_code == 200
    assert f'value="{banner.answered}"' in page.text
    assert '<option value="leg" selected>' in page.text
