"""Whoever may not open every case learns of none from a figure: neither from a small one nor from the difference of two."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, datetime

import pytest
from banner import BODY, DISPATCHER, OTHER, OWNER
from supervising import ACCUSED, in_hand, supervised

from activities.bookkeeping import Bookkeeping
from domain.figures.definitions import Service, month_of
from domain.figures.grouping import DIMENSIONS, Dimension
from domain.hotline.off_list import KIND
from store.kept_figures import KeptFigure, keep_month
from store.shipped import figures

BOOK = figures()
HEAD, OTHERS_HEAD = f"head-{BODY}", f"head-{ACCUSED}"
MONTH = month_of(2026, 10, 19)
KEPT = f"from={MONTH.from_on}&until={MONTH.until_on}"
A_DAY = "from=2026-11-03&until=2026-11-04"
MORE = (  # than one kept month, together and by body
    *(f"by={by}&{KEPT}" for by in DIMENSIONS[Service.HOTLINE] if by not in (Dimension.BODY, Dimension.PERSON)),
    *(A_DAY, f"by=body&{A_DAY}", f"{KEPT}&as_of=2026-11-28T00:00:00Z", "from=2026-08-19&until=2026-10-19"),
    *("from=2026-09-19&until=2026-10-18", "from=2026-07-19&until=2026-08-19", "from=2026-11-19&until=2026-12-19"),
)
# Of so many legs each body's figures are; all together are of 43.
LEGS = {BODY: 3, "T1": 4, "V1": 6, "V2": 10, "CENTRE": 20}


@pytest.fixture
async def banner(office):
    """A demand that complains of a body, a request that another body has sent back, and a month that is kept."""
    banner = await supervised(office)
    await in_hand(banner)
    banner.returned = await banner.accepted()
    await banner.do(OWNER, banner.returned, "return", reason="not_our_duty", proposed=OTHER, text="不属本单位职责")
    await Bookkeeping(office.pool, BOOK).catch_up()
    legs = ("finished_in_time", "unfinished", "handling")
    rows = [KeptFigure(key, "", "", "v1", sum(LEGS.values()), 7, 0.5) for key in legs]
    worth = dict.fromkeys(LEGS, 0.75) | {BODY: 9.0}  # the largest is held back
    rows += [KeptFigure(key, "body", body, "v1", n, n, worth[body]) for key in legs for body, n in LEGS.items()]
    async with office.pool.acquire() as connection:
        await keep_month(connection, Service.HOTLINE, "2026-10", datetime(2026, 10, 24, tzinfo=UTC), rows)
    return banner


async def shown(office, path, who):
    answer = await office.web.get(path, headers=office.bearing(who))
    assert answer.status_code == 200, (path, answer.text)
    return answer


def numbers(figure):
    return {figure[name] for name in ("n", "counted", "excluded", "value", "percentiles", "kept")}


async def test_of_all_bodies_whoever_may_not_open_their_cases_asks_for_kept_months_only(banner, office):
    for query in MORE:
        for place in ("/api/v1/figures/hotline", "/work/figures/hotline", "/work/figures/hotline/sheet.csv"):
            answer = await office.web.get(f"{place}?of=all&{query}", headers=office.bearing(HEAD))
            assert answer.status_code == 403, (place, query)
            assert place.startswith("/work") or answer.json()["code"] == "only_kept_months", query
    cases = await office.get(f"/figures/hotline/returned/cases?of=all&{KEPT}", HEAD)
    assert (cases.status_code, cases.json()["code"]) == (403, "only_kept_months")
    told = (await office.get(f"/figures/hotline?of=all&by=town&{A_DAY}", HEAD)).json()
    assert "of=own" in told["title"]
    assert (told["given"], told["allowed"]) == ("by=town", "by=body")


async def test_of_the_own_body_everything_is_told_and_of_no_other(banner, office):
    for by in DIMENSIONS[Service.HOTLINE]:
        if by is not Dimension.PERSON:
            own = (await office.get(f"/figures/hotline?by={by}", HEAD)).json()
            none = (await office.get(f"/figures/hotline?by={by}", OTHERS_HEAD)).json()
            assert own["of"] == none["of"] == "own"
            assert {f["n"] for f in own["whole"]["figures"] if f["id"] == "returned"} == {1}, "not held back"
            assert {f["n"] for f in none["whole"]["figures"]} == {0}
            assert none["groups"] == []
    as_of = (await office.get("/figures/hotline?by=matter&as_of=2099-01-01T00:00:00Z", HEAD)).json()
    assert as_of["groups"] == (await office.get("/figures/hotline?by=matter", HEAD)).json()["groups"] != []


async def test_the_department_complained_of_learns_of_no_demand_from_any_figure(banner, office):
    everything = "from=2026-11-01&until=2027-12-01"
    for by in (Dimension.KIND, Dimension.MATTER):
        assert KIND in (await office.get(f"/figures/hotline?by={by}&{everything}", "leader")).text, "there to be told"
        for who in (OTHERS_HEAD, HEAD, "overseer-NRB"):
            for of in ("", f"&{everything}", f"&of=all&{everything}"):
                answer = await office.get(f"/figures/hotline?by={by}{of}", who)
                assert KIND not in answer.text, (who, by, of)


async def test_a_kept_month_is_told_without_what_is_of_few_or_would_tell_of_it(banner, office):
    answer = (await office.get(f"/figures/hotline?of=all&by=body&{KEPT}", OTHERS_HEAD)).json()
    told = {group["name"]: {f["id"]: f for f in group["figures"]} for group in answer["groups"]}

    assert {name for name, found in told.items() if found["handling"]["held_back"]} == {BODY, "T1"}
    assert all(numbers(figure) == {None} for name in (BODY, "T1") for figure in told[name].values())
    assert [told[name]["unfinished"]["n"] for name in ("V1", "V2", "CENTRE")] == [6, 10, 20]
    assert {f["n"] for f in answer["whole"]["figures"]} == {43}
    assert (answer["version"], answer["of"]) == ("v1", "all")

    knows = (await office.get(f"/figures/hotline?of=all&by=body&{KEPT}", HEAD)).json()
    hidden = {group["name"] for group in knows["groups"] for f in group["figures"] if f["held_back"]}
    assert hidden == {"T1", "V1"}, "T1 cannot hide behind what this head knows"


async def test_page_and_sheet_tell_no_more_of_a_kept_month_than_the_machine_is_told(banner, office):
    query = f"of=all&by=body&{KEPT}"
    page = html.unescape((await shown(office, f"/en/work/figures/hotline?{query}", OTHERS_HEAD)).text)
    sheet = await shown(office, f"/en/work/figures/hotline/sheet.csv?{query}", OTHERS_HEAD)
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))

    (row,) = re.findall(rf"<tr>(?:(?!</tr>).)*>{BODY}</span></th>.*?</tr>", page, re.DOTALL)
    assert "too few" in row
    assert not re.search(r"of [0-9]", row)
    assert "/cases" not in page
    assert {tuple(row[3:7]) + tuple(row[8:]) for row in rows if row[0] in (BODY, "T1")} == {("",) * 7}


async def test_the_longest_bar_is_one_that_is_told(banner, office):
    page = await shown(office, f"/en/work/figures/hotline?of=all&by=body&{KEPT}&figure=unfinished", OTHERS_HEAD)

    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([0-9.]+)"', page.text)]
    assert max(widths) == 520


async def test_what_the_page_offers_can_be_asked(banner, office):
    for who in (HEAD, DISPATCHER, "leader"):
        for service in ("hotline", "approvals"):
            left, seen = [f"/en/work/figures/{service}"], set()
            while left:
                address = left.pop()
                text = html.unescape((await shown(office, address, who)).text)
                seen.add(address)
                links = set(re.findall(rf'href="(/en/work/figures/{service}\?[^"#]*)"', text))
                left += [link for link in links - seen - set(left) if len(seen) + len(left) < 12]
            assert len(seen) > 3, (who, service)
            is_both = who == HEAD and service == "hotline"
            assert any("of=all" in address for address in seen) == is_both


async def test_who_may_open_every_case_is_told_whatever_is_asked(banner, office):
    for who in ("leader", "shen", DISPATCHER):
        answer = await office.get(f"/figures/hotline?by=town&{A_DAY}", who)
        assert (answer.status_code, answer.json()["of"]) == (200, "all"), who
    for who, of in (("leader", "all"), ("shen", "all"), (DISPATCHER, "own")):
        assert (await office.get("/figures/approvals?by=matter", who)).json()["of"] == of
    assert (await office.get("/figures/hotline?by=matter", "overseer-NRB")).json()["of"] == "own"
    assert (await office.get("/figures/hotline?of=own", "shen")).status_code == 422


async def test_what_is_taken_out_is_seen_and_asked_of_the_own_body_only(banner, office):
    body = {"subject": "holding", "ref": banner.returned, "part": "1", "reason": "harassing"}
    foreign = await office.post("/exclusions", body, OTHERS_HEAD)
    asked = await office.post("/exclusions", body, HEAD)

    assert (foreign.status_code, foreign.json()["code"]) == (404, "unknown_fact"), "not even that there is one"
    assert asked.status_code == 201
    for who, there in ((HEAD, True), (OTHERS_HEAD, False), (DISPATCHER, True), ("shen", True), ("overseer-NRB", False)):
        paths = ("/api/v1/exclusions", "/en/work/exclusions", "/en/work/exclusions.csv")
        lists = [await office.web.get(path, headers=office.bearing(who)) for path in paths]
        assert [banner.returned in one.text for one in lists] == [there] * 3, who
    decided = f"/exclusions/{asked.json()['id']}/decision"
    foreign = await office.post(decided, {"granted": True}, "overseer-NRB")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "unknown_fact")
    assert (await office.post(decided, {"granted": True}, "shen")).status_code == 200


async def test_what_a_recount_finds_is_not_for_heads(banner, office):
    assert (await office.get("/figures/alarms", HEAD)).status_code == 403
    assert (await office.get("/figures/alarms", "shen")).status_code == 200
