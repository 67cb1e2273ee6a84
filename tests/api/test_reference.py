"""Catalogues and calendars are published whole, or not at all."""

import re
from datetime import UTC, datetime

from store.shipped import catalogue_file

FIRST = "PR-05"


def year_text(year, off="[]"):
    """A year file."""
    return (
        f'year = {year}\nstatus = "official"\nnotice = "n"\nissued_on = {year}-01-01\n'
        f'source = "s"\noff = {off}\nworked = []\n'
    )


async def test_a_new_year_keeps_the_others_and_goes_round(office):
    this_year = datetime.now(UTC).year
    holiday = f'[{{ name = "某节", from = {this_year}-12-31, to = {this_year}-12-31 }}]'
    ref = await office.open()

    published = await office.post("/calendars", {"text": year_text(this_year, holiday)}, "root")
    again = await office.post("/calendars", {"text": year_text(this_year, holiday)}, "root")
    shown = (await office.get("/calendars")).json()
    reached = await office.until(ref, lambda shown: shown["calendar_rev"] == 2)

    assert (published.status_code, published.json()) == (201, {"rev": 2, "year": this_year})
    assert (again.status_code, again.json()) == (200, published.json())
    assert [year["year"] for year in shown["years"]] == list(range(this_year - 1, this_year + 4))
    assert [row["rev"] for row in shown["revisions"]] == [2, 1]
    assert reached["n"] == 3


async def test_a_faulty_calendar_is_refused_whole_with_every_fault(office):
    year = datetime.now(UTC).year
    text = year_text(year, f'[{{ name = "", from = {year}-02-02, to = {year}-02-01 }}]').replace(
        "worked = []", "worked = [5]"
    )

    refused = await office.post("/calendars", {"text": text}, "root")
    gap = await office.post("/calendars", {"text": year_text(year + 20)}, "root")

    assert (refused.status_code, refused.json()["code"]) == (422, "file_refused")
    assert {problem["place"] for problem in refused.json()["problems"]} == {"off[0].name", "worked[0]"}
    assert (gap.status_code, gap.json()["code"]) == (422, "file_refused")
    assert await office.pool.fetchval("SELECT max(rev) FROM calendar") == 1


async def test_a_catalogue_serves_projects_that_are_opened_later(office):
    text = re.sub(r'(?m)^version = ".*"', 'version = "next"', catalogue_file())
    before = await office.open()

    published = await office.post("/catalogues", {"text": text}, "root")
    again = await office.post("/catalogues", {"text": text}, "root")
    other = await office.post("/catalogues", {"text": text + "\n# other"}, "root")
    after = await office.open()

    assert (published.status_code, published.json()) == (201, {"version": "next", "items": 33})
    assert again.json() == published.json()
    assert (other.status_code, other.json()["code"]) == (409, "catalogue_exists")
    assert (await office.get("/catalogue")).json()["version"] == "next"
    assert [(await office.get(f"/projects/{ref}")).json()["catalogue_version"] for ref in (before, after)] == [
        "2026-11-29",
        "next",
    ]


async def test_a_faulty_catalogue_is_refused_and_the_current_one_stays(office):
    text = (
        catalogue_file()
        .replace('department = "DRC"', 'department = "XXX"', 1)
        .replace('goal = "CP-06"', 'goal = "CP-99"')
    )

    refused = await office.post("/catalogues", {"text": text}, "root")
    syntax = await office.post("/catalogues", {"text": "= ="}, "root")

    assert (refused.status_code, refused.json()["code"]) == (422, "file_refused")
    assert {"goal", "items[PR-01].department"} <= {problem["place"] for problem in refused.json()["problems"]}
    assert (syntax.status_code, syntax.json()["problems"][0]["place"]) == (422, "line 1")
    assert (await office.get("/catalogue")).json()["version"] == "2026-11-29"
