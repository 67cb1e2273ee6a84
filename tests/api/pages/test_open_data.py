"""Open data: counted from the record, withheld where it is little, explained, for everybody and in three languages."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from banner import Banner
from played import Played
from playwright.async_api import expect
from surfing import needs_browser

from activities.publishing import Publishing
from domain.catalogue_file import parse
from domain.project_items import project_items
from domain.roles import Act, Actor, Role
from store.shipped import catalogue_file, figures

CATALOGUE = parse(catalogue_file())
MONDAY = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
RESULT = """
INSERT INTO request_result (ref, cycle, leg, kind, started_at, ended_at, due_at, counted_seconds, paused_seconds, in_time, ended)
VALUES ($1, 1, $2, 'immediate', $3, $4, $4, 60, 0, $5, $6)
"""
OUT = """
WITH asked AS (
    INSERT INTO exclusion (subject, ref, part, reason, asked_by, asked_at) VALUES ($4, $5, $6, $1, 'head', $2) RETURNING id)
INSERT INTO exclusion_decision (exclusion, granted, decided_by, decided_at) SELECT id, $3, 'leader', $2 FROM asked
"""
ANSWER = """
INSERT INTO request_answer (ref, cycle, complainant, at, way, solved, satisfied)
SELECT ref, 1, id, $2, 'call', $3, 5 FROM complainant WHERE ref = $1
"""


def rules():
    """The items of a small warehouse."""
    example = CATALOGUE.profiles["simple_warehouse"]
    chosen = {"project_type": example.project_type, "land_mode": example.land_mode, "flags": example.flags}
    return project_items(CATALOGUE, **chosen, rule_set="platform", on=MONDAY.date())


FIRST = next(rule.id for rule in rules() if not rule.prerequisites)
SECOND = next(rule.id for rule in rules() if rule.prerequisites == (FIRST,))


async def publish(counter, at=None):
    """What the night publishes."""
    return await Publishing(counter.pool, figures()).publish_sets(at or datetime.now(UTC))


async def sheet(counter, dataset):
    """The rows of a set, by their columns; published first, if it is not yet."""
    await publish(counter)
    return await published(counter, dataset)


async def published(counter, dataset):
    """The same of a set that is published."""
    answer = await counter.web.get(f"/open-data/{dataset}.csv")
    assert answer.status_code == 200, answer.text
    return [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))]


async def approved(counter, at, times, *, acted_at=None, withheld=False):
    """So many projects, opened at an instant, in which the first item is decided the next day; their numbers.

    A decision with an `acted_at` was entered later. With `withheld` silence approves it, that is revoked, and another item, which was accepted in between,
    is not approved by silence for that: somebody approves both long after.
    """
    refs = []
    for _ in range(times):
        played = Played(counter.pool, rules(), at)
        await played.open(CATALOGUE.version, CATALOGUE.profiles["simple_warehouse"])
        await played.does(Act.RECEIVE, FIRST)
        await played.does(Act.ACCEPT, FIRST)
        if withheld:
            played.at += timedelta(days=4)
            await played.does(Act.RECEIVE, SECOND)
            await played.does(Act.ACCEPT, SECOND)
            await played.does(Act.REVOKE, FIRST, Actor("shen", Role.SUPERVISOR))
            played.at += timedelta(days=18)
        played.at += timedelta(hours=25)
        await played.does(Act.APPROVE, FIRST, acted_at=acted_at)
        if withheld:
            await played.does(Act.APPROVE, SECOND)
        refs.append(played.ref)
    return refs


async def cells(counter, subject):
    """What the published months of a subject count."""
    asked = "SELECT cell FROM published_set, jsonb_array_elements(cells) AS cell WHERE subject = $1"
    return [row["cell"] for row in await counter.pool.fetch(asked, subject)]


async def taken_out(counter, reason, granted, subject="leg", ref="H1", part="1.1"):
    """Somebody wants something out of the figures, and another one has decided on it."""
    await counter.pool.execute(OUT, reason, MONDAY, granted, subject, ref, part)


async def closed(counter, banner, at, *, in_time=True, solved=None, ended="closed"):
    """A request of the street lamps that was closed, or ended otherwise, at an instant in two legs, and perhaps answered an hour later."""
    ref = await banner.handed_in(at=at)
    await counter.pool.execute("INSERT INTO request (ref, state, updated_at) VALUES ($1, 'archived', $2)", ref, at)
    await counter.pool.execute(RESULT, ref, 1, at, at, True, "reported_up")
    await counter.pool.execute(RESULT, ref, 2, at, at + timedelta(minutes=1), in_time, ended)
    if solved is not None:
        await counter.pool.execute(ANSWER, ref, at + timedelta(hours=1), solved)


async def test_decisions_are_counted_in_their_month_and_a_few_are_withheld_with_what_would_tell_them(counter):
    await approved(counter, MONDAY, 6)
    await approved(counter, MONDAY + timedelta(days=31), 2)

    (march,) = await sheet(counter, "approvals-2025-03")
    (april,) = await sheet(counter, "approvals-2025-04")
    year = await sheet(counter, "approvals-2025")

    department = next(rule.department for rule in rules() if rule.id == FIRST)
    assert march == {"department": department, "item": FIRST, "n": "6", "withheld": "false"} | {
        "on_time_percent": "",
        "by_silence_percent": "",
        "days_half": "1",
        "days_nine_tenths": "1",
    }
    assert (april["n"], april["withheld"], april["days_half"]) == ("", "true", "")
    assert {row["n"] for row in year} == {""}
    assert await sheet(counter, "approvals-2025-05") == []


async def test_a_decision_is_on_time_where_the_figures_say_so(counter):
    await approved(counter, MONDAY, 5)
    await approved(counter, MONDAY, 2, withheld=True)
    await approved(counter, MONDAY, 3, acted_at=MONDAY + timedelta(minutes=5))  # entered long after: nobody knows
    for ref in await approved(counter, MONDAY, 4):
        await taken_out(counter, "entry_error", True, "item", ref, f"{FIRST}.1")
    await publish(counter)

    counted = {cell["item"]: cell for cell in await cells(counter, "approvals")}
    assert {
        item: [cell[key] for key in ("n", "on_time", "unjudged", "by_silence")] for item, cell in counted.items()
    } == {
        FIRST: [10, 5, 3, 0],
        SECOND: [2, 0, 0, 0],
    }


async def test_closings_count_once_a_cycle_and_answers_in_the_month_in_which_they_were_given(counter):
    banner = await Banner.staffed(counter)
    evening = datetime(2025, 3, 31, 15, 30, tzinfo=UTC)  # 23:30 here, so the answer comes in April
    for number in range(15):
        await closed(counter, banner, MONDAY, in_time=number > 2, solved=number < 9)
    for _ in range(15):
        await closed(counter, banner, evening, solved=False)

    (march,) = await sheet(counter, "hotline-2025-03")
    year = await sheet(counter, "hotline-2025")

    assert march == {"topic": "street_lamps", "kind": "immediate", "town": "T1", "n": "30", "withheld": "false"} | {
        "in_time_percent": "90",
        "solved_percent": "",  # of fifteen answers
    }
    assert await sheet(counter, "hotline-2025-04") == []
    assert [row["town"] for row in year] == ["", "", "", "T1"]
    assert {(row["n"], row["solved_percent"]) for row in year} == {("30", "30")}


async def test_what_two_people_took_out_of_the_figures_is_told_by_reason_and_month(counter):
    await approved(counter, MONDAY, 1)
    for reason, granted in [("harassing", True)] * 6 + [("unreasonable", True)] * 3 + [("harassing", False)] * 9:
        await taken_out(counter, reason, granted)

    assert [*map(tuple, map(dict.values, await sheet(counter, "exclusions-2025-03")))] == [
        ("harassing", "6", "false"),
        ("unreasonable", "", "true"),
    ]
    assert [row["n"] for row in await sheet(counter, "exclusions-2025")] == ["", "6", ""]


async def test_only_what_was_closed_counts_as_closed(counter):
    banner = await Banner.staffed(counter)
    for ended in (*["closed"] * 5, "withdrawn", "merged", "advised", "reported_up"):
        await closed(counter, banner, MONDAY, ended=ended)
    leg = "INSERT INTO request_result SELECT ref, 2, 1, kind, started_at, $1, due_at, 0, 0, true, $2 FROM request_result WHERE ended = 'reported_up' AND leg = 2"
    await counter.pool.execute(leg, MONDAY, "reported_up")  # again, and not closed yet

    assert [row["n"] for row in await sheet(counter, "hotline-2025-03")] == ["5"]


async def test_what_is_published_stays_as_it_was_and_the_year_tells_no_more(counter):
    first_of_april = datetime(2025, 4, 1, 1, 0, tzinfo=UTC)
    banner = await Banner.staffed(counter)
    for _ in range(4):
        await closed(counter, banner, MONDAY)
    assert await publish(counter, first_of_april + timedelta(days=9)) == 0
    assert await publish(counter, first_of_april + timedelta(days=10)) == 3  # one of each subject
    assert await publish(counter, first_of_april + timedelta(days=11)) == 0
    before = await published(counter, "hotline-2025-03")
    await closed(counter, banner, MONDAY)

    assert await sheet(counter, "hotline-2025-03") == before
    assert [(row["n"], row["withheld"]) for row in before] == [("", "true")]
    assert {row["n"] for row in await sheet(counter, "hotline-2025")} == {""}
    assert (
        await counter.pool.fetchval(
            "SELECT sum((cell ->> 'n')::integer) FROM published_set, jsonb_array_elements(cells) AS cell"
        )
        == 4
    )


async def test_the_dictionary_explains_every_column_of_every_set(counter):
    await approved(counter, MONDAY, 1)
    await publish(counter)

    package = (await counter.web.get("/open-data/datapackage.json")).json()

    assert {"approvals-2025", "hotline-2025", "exclusions-2025", "approvals-2025-03"} <= {
        one["name"] for one in package["resources"]
    }
    assert "25" in package["description"], "from how many on a share is told"
    for one in package["resources"][:4]:
        answer = await counter.web.get(f"/open-data/{one['path']}")
        head = answer.content.decode("utf-8-sig").splitlines()[0].split(",")
        assert head == [field["name"] for field in one["schema"]["fields"]]
        assert all(field["description"] for field in one["schema"]["fields"])
        rows = (await counter.web.get(f"/open-data/{one['name']}.json")).json()["rows"]
        assert all(list(row) == head for row in rows)


@pytest.mark.parametrize("dataset", ["approvals-2025-13", "approvals-2024-12", "taxes-2025", "x", "hotline-2999"])
async def test_a_set_that_there_is_not_is_not_there(counter, dataset):
    await approved(counter, MONDAY, 1)
    await publish(counter)

    assert (await counter.web.get(f"/open-data/{dataset}.json")).status_code == 404
    assert (await counter.web.get(f"/open-data/{dataset}.csv")).status_code == 404


@needs_browser
@pytest.mark.parametrize(("lang", "word"), [("zh", "数据字典"), ("en", "Data dictionary"), ("mn", "ᠳ᠋ᠠᠲ᠋ᠠ")])
async def test_everybody_finds_the_sets_and_what_they_mean(look, office, lang, word):
    await approved(office, MONDAY, 1)
    await publish(office)
    async with look("/open-data", lang=lang) as page:
        await expect(page.locator("main")).to_contain_text(word)
        await page.locator('a[href$="/open-data?year=2025"]').click()
        async with page.expect_download() as download:
            await page.locator('a[href$="approvals-2025-03.csv"]').click()
        assert (await download.value).suggested_filename == "approvals-2025-03.csv"
