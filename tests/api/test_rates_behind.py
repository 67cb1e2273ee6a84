"""Behind each number stand its own cases, for those who may open them, and none where few would be found out."""

from __future__ import annotations

import csv
import html
import io
import random
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlparse

import pytest
from banner import BODY, OTHER, OWNER, Banner

from activities.bookkeeping import Bookkeeping
from domain.figures.definitions import Composite, Service
from domain.figures.facts import Fact, Mark, Measure, Subject
from store import facts
from store.shipped import figures

LATER = "2099-01-01T00:00:00%2B08:00"


@pytest.fixture
async def banner(office):
    """A banner with three requests that HUB has sent back."""
    banner = await Banner.staffed(office)
    banner.refs = [await sent_back(banner) for _ in range(3)]
    await Bookkeeping(office.pool, figures()).catch_up()
    return banner


async def sent_back(banner):
    ref = await banner.accepted()
    await banner.do(OWNER, ref, "return", reason="not_our_duty", proposed=OTHER, text="不属本单位职责")
    return ref


async def refs(office, query, who="leader"):
    answer = await office.get(f"/figures/hotline/returned/cases{query}", who)
    assert answer.status_code == 200, answer.text
    return {row["ref"] for row in answer.json()["rows"]}


async def page(office, path, who="leader"):
    answer = await office.web.get(f"/en/work/figures/{path}", headers=office.bearing(who))
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


async def test_a_head_lists_the_cases_of_the_own_department_only(banner, office):
    for query in ("", "?by=town&group=T1", f"?as_of={LATER}", "?only=counted"):
        assert await refs(office, query) == set(banner.refs), query
        assert await refs(office, query, f"head-{BODY}") == set(banner.refs), query
        assert await refs(office, query, f"head-{OTHER}") == set(), query
    assert "own body" in await page(office, "hotline/returned/cases", f"head-{OTHER}")


async def test_of_a_group_whose_figure_is_held_back_no_cases_are_listed(banner, office):
    refused = await office.get(f"/figures/hotline/returned/cases?by=body&group={BODY}", "leader")
    shown = await page(office, "hotline?by=body")

    assert (refused.status_code, refused.json()["code"]) == (403, "held_back")
    assert await refs(office, "?by=body&group=nobody") == set()
    assert not re.search(rf'returned/cases[^"]*group={BODY}"', shown)
    assert "too few" in shown


@pytest.mark.parametrize("by", ["body", "place", "person"])
async def test_people_bodies_and_places_are_compared_over_whole_months_only(banner, office, by):
    days = "from=2026-10-19&until=2026-11-18"
    for path in (f"/figures/hotline?by={by}&{days}", f"/figures/hotline/returned/cases?by={by}&{days}"):
        answer = await office.get(path, "leader")
        assert (answer.status_code, answer.json()["code"]) == (422, "period_not_allowed")
    assert (await office.get(f"/figures/hotline?by={by}&from=2026-01-19&until=2026-11-19", "leader")).status_code == 200
    assert (await office.get(f"/figures/hotline?by=town&{days}", "leader")).status_code == 200


async def test_every_period_that_the_page_offers_can_be_compared(banner, office):
    offered = set(
        re.findall(r'href="/en/work/figures/(hotline\?from=[^"#]*by=body[^"]*)"', await page(office, "hotline?by=body"))
    )

    assert len(offered) > 3
    for address in offered:
        await page(office, address)


async def any_facts(office):
    """Facts of every subject with any marks, in two kinds, some of them not measured, in two months."""
    dice, begin = random.Random(13), datetime(2026, 2, 1, tzinfo=UTC)  # noqa: S311 - the same every time
    pauses = [f"{Mark.PAUSED}_{kind}" for kind in ("hearing", "expert_review", "public_notice")]
    found = []
    for number in range(300):
        at = begin + timedelta(hours=dice.randrange(1200))
        marks = frozenset(mark for mark in (*Mark, *pauses) if mark is not Mark.EXCLUDED and dice.random() < 0.4)
        found.append(
            Fact(
                subject=dice.choice([*Subject]), ref=f"R{number}", part="PR-05.1", created_at=at,
                closed_at=at if dice.random() < 0.7 else None, kind=dice.choice(["one", "other"]), marks=marks,
                measures={one: dice.randrange(90) for one in Measure if dice.random() < 0.7},
                due_at=at if Mark.DUE in marks else None,
            )
        )  # fmt: skip
    async with office.pool.acquire() as connection:
        await facts.keep(connection, [facts.Behind(one.ref, 1, 1, is_project=True) for one in found], found)


@pytest.mark.parametrize("service", Service)
async def test_behind_every_number_stand_as_many_cases_as_it_says(office, service):
    await Banner.staffed(office)
    await any_facts(office)
    asked = f"{service}?from=2026-01-19&until=2026-04-19&by=kind"
    told = (await office.get(f"/figures/{asked}", "leader")).json()
    numbers = {
        (group["name"] if group is not told["whole"] else None, one["id"]): one
        for group in (told["whole"], *told["groups"])
        for one in group["figures"]
    }
    known = figures().of(service, datetime(2026, 4, 18, tzinfo=UTC).date())
    links = set(re.findall(rf'href="/en(/work/figures/{service}/[a-z_]+/cases\?[^"]+)"', await page(office, asked)))

    assert len(links) == 3 * sum(not isinstance(one, Composite) for one in known.values())
    for link in links:
        group, figure = parse_qs(urlparse(link).query).get("group", [None])[0], link.split("/")[4]
        sheet = await office.web.get(link.replace("/cases?", "/cases.csv?"), headers=office.bearing("leader"))
        listed = len([*csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"), newline=""))]) - 1
        number = numbers[group, figure]
        assert listed == (number["counted"] if getattr(known[figure], "is_count", False) else number["n"]), link


async def test_before_anything_was_defined_the_page_is_empty(banner, office):
    for service in ("approvals", "hotline"):
        assert "nothing to count" in await page(office, f"{service}?from=2019-01-01&until=2019-02-01&by=month")


async def test_the_cases_are_those_of_the_instant_that_the_number_is_of(banner, office):
    before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    late = await sent_back(banner)
    await Bookkeeping(office.pool, figures()).catch_up()

    assert await refs(office, f"?as_of={before}") == set(banner.refs)
    assert await refs(office, f"?as_of={LATER}") == await refs(office, "") == {*banner.refs, late}
    first = await office.get(f"/figures/hotline/returned/cases?as_of={before}&limit=2", "leader")
    rest = await office.web.get(first.json()["next"], headers=office.bearing("leader"))
    assert {row["ref"] for row in first.json()["rows"] + rest.json()["rows"]} == set(banner.refs)
    (link,) = re.findall(
        r'href="/en/work/figures/(hotline/returned/cases[^"]*)"', await page(office, f"hotline?as_of={before}")
    )
    cases = await page(office, link)
    assert late not in cases
    assert banner.refs[0] in cases


async def test_what_is_not_recorded_is_a_group_with_its_own_cases(banner, office):
    await office.pool.execute("UPDATE fact SET kind = '' WHERE ref = $1", banner.refs[0])

    links = re.findall(r'href="/en/work/figures/(hotline/returned/cases[^"]*)"', await page(office, "hotline?by=kind"))

    (unrecorded,) = [link for link in links if "by=kind" in link and "group=" not in link]
    shown = await page(office, unrecorded)
    assert [ref in shown for ref in banner.refs] == [True, False, False]
    assert "not recorded" in shown.lower()
