"""The rules of the legal circle are read by everybody and published by administrators, and a case keeps its own."""

import pytest
from circle import CLERK, INQUIRY, Circle

from store.shipped import legal_file

NEXT = legal_file().replace('version = "2026-11-25"', 'version = "2027-01-01"').replace(
    'promise = { value = 8, unit = "min" }', 'promise = { value = 7, unit = "min" }'
)  # fmt: skip


@pytest.fixture
async def circle(counter):
    return await Circle.staffed(counter)


async def test_everybody_reads_the_rules_with_their_names(circle):
    rules = (await circle.counter.get("/legal")).json()

    assert rules["policy"]["inquiry"]["promise"] == {"value": 8, "unit": "min"}
    assert rules["names"]["kind.wages"]["zh"] == "劳动报酬与劳动关系"
    assert len(rules["pledge"]) == 6


async def test_an_administrator_publishes_rules_for_what_is_asked_from_now_on(circle):
    before = (await circle.ask("inquiries", INQUIRY, key="a-key-of-a-visitor")).json()
    first, again = [await circle.counter.post("/legal", {"text": NEXT}, "root") for _ in range(2)]
    repeated = (await circle.ask("inquiries", INQUIRY, key="a-key-of-a-visitor")).json()

    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json() == {"version": "2027-01-01", "kinds": 11}
    assert repeated == before
    versions = await circle.counter.pool.fetch("SELECT DISTINCT policy_version FROM legal_matter")
    assert [row["policy_version"] for row in versions] == ["2026-11-25"]


async def test_other_rules_under_a_known_version_are_refused(circle):
    answer = await circle.counter.post("/legal", {"text": legal_file() + "# another\n"}, "root")

    assert (answer.status_code, answer.json()["code"]) == (409, "legal_exists")


async def test_a_file_with_faults_is_refused_whole_with_every_place(circle):
    broken = NEXT.replace("urgent_days = 7", "urgent_days = 0").replace("warn = 80", "warn = 200")

    answer = await circle.counter.post("/legal", {"text": broken}, "root")

    assert answer.status_code == 422
    assert {problem["place"] for problem in answer.json()["problems"]} == {"aid.urgent_days", "visit.warn"}
    assert await circle.counter.pool.fetchval("SELECT count(*) FROM policy WHERE service = 'legal'") == 1


@pytest.mark.parametrize(("who", "status"), [("", 401), ("chen", 403), (CLERK, 403)])
async def test_nobody_else_publishes(circle, who, status):
    assert (await circle.counter.post("/legal", {"text": NEXT}, who)).status_code == status


async def test_without_rules_nothing_can_be_asked(counter):
    answer = await counter.post("/legal/inquiries", INQUIRY, key="a-key-of-a-visitor")

    assert (answer.status_code, answer.json()["code"]) == (503, "legal_missing")
    assert (await counter.get("/legal")).status_code == 503
