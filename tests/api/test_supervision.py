"""Findings are read by supervisors, leaders and the head whose department they are about; the head explains, a supervisor judges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from banner import Banner
from personal_sql import FILES
from watched import found

from domain.supervision.detectors import Abuse
from store.sql import load_sql
from store.watching import needs_of, records_of

ROOM = "/supervision"


@pytest.fixture
async def finding(counter):
    """A finding about a project of the department NRB, and one about DRC's."""
    await Banner.staffed(counter)
    ref = "2611-150524-04-01-000001"
    await found(counter.pool, ref, "DRC", Abuse.REFILED)
    return await found(counter.pool, ref, "NRB")


def said(verdict: str = "explained", reason: str = "停电补录。") -> dict[str, str]:
    return {"verdict": verdict, "reason": reason}


async def judged(counter, number, who, body, key="k1"):
    return await counter.post(f"{ROOM}/findings/{number}/judgements", body, who, key=key)


async def test_the_head_explains_and_the_supervisor_judges_and_the_newest_word_holds(counter, finding):
    heard = await judged(counter, finding, "head-NRB", said("heard"))
    confirmed = await judged(counter, finding, "shen", said("confirmed", "查实。"), "k2")
    explained = await judged(counter, finding, "shen", said("explained", "复核后有理由。"), "k3")

    shown = (await counter.get(f"{ROOM}/findings/{finding}", "head-NRB")).json()
    assert [answer.json()["state"] for answer in (heard, confirmed, explained)] == ["heard", "confirmed", "explained"]
    assert (shown["state"], shown["evidence"]) == ("explained", {"due_on": "2026-03-20", "left": 1})
    assert [(one["verdict"], one["judged_by"], one["reason"]) for one in shown["judgements"]] == [
        ("explained", "shen", "复核后有理由。"),
        ("confirmed", "shen", "查实。"),
        ("heard", "head-NRB", "停电补录。"),
    ]
    assert await counter.pool.fetchval("SELECT count(*) FROM access_log WHERE why = 'read_findings'") == 2


async def test_the_same_judgement_sent_twice_is_written_once_and_a_key_stands_for_its_words(counter, finding):
    first, again = [await judged(counter, finding, "shen", said()) for _ in range(2)]
    other = await judged(counter, finding, "shen", said("dismissed"))

    assert (first.status_code, again.status_code, other.json()["code"]) == (200, 200, "key_reused")
    assert await counter.pool.fetchval("SELECT count(*) FROM judgement") == 1


@pytest.mark.parametrize(
    ("who", "verdict", "code"),
    [
        ("head-NRB", "dismissed", "not_allowed"),  # nobody clears their own department
        ("head-DRC", "heard", "not_yours"),
        ("officer-NRB", "heard", "not_allowed"),
        ("leader", "confirmed", "not_allowed"),
        ("shen", "punished", "invalid_request"),
    ],
)
async def test_nobody_else_judges(counter, finding, who, verdict, code):
    answer = await judged(counter, finding, who, said(verdict))

    assert answer.json()["code"] == code
    assert await counter.pool.fetchval("SELECT count(*) FROM judgement") == 0


async def test_a_list_shows_what_somebody_may_see_by_detector_and_state(counter, finding):
    await judged(counter, finding, "shen", said("dismissed"))

    async def listed(who: str, query: str = "") -> list[str]:
        rows = (await counter.get(f"{ROOM}/findings{query}", who)).json()["rows"]
        return [row["detector"] for row in rows]

    assert await listed("leader") == ["pause_at_end", "refiled"]
    assert await listed("head-NRB") == ["pause_at_end"]
    assert await listed("shen", "?state=open") == ["refiled"]
    assert await listed("shen", "?detector=pause_at_end&state=dismissed") == ["pause_at_end"]
    first = (await counter.get(f"{ROOM}/findings?limit=1", "shen")).json()
    second = (await counter.get(first["next"].removeprefix("/api/v1"), "shen")).json()
    assert [row["detector"] for row in first["rows"] + second["rows"]] == ["pause_at_end", "refiled"]
    assert second["next"] is None
    assert (await counter.get(f"{ROOM}/findings/{finding + 9}", "shen")).json()["code"] == "no_such_finding"


async def test_a_detector_says_what_it_means_and_its_base_rate_which_of_nothing_is_null(counter, finding):
    await counter.pool.execute(
        "INSERT INTO looked VALUES ('pause_at_end', '2026-03-01', 7, 2), ('pause_at_end', '2026-03-02', 1, 0)"
    )

    rows = {row["id"]: row for row in (await counter.get(f"{ROOM}/detectors", "shen")).json()}
    own = {row["id"]: row for row in (await counter.get(f"{ROOM}/detectors", "head-DRC")).json()}

    one = rows["pause_at_end"]
    assert (one["looks"], one["blind"], one["found"], one["base_rate"], one["open"]) == (8, 2, 1, 0.125, 1)
    assert one["thresholds"] == {"last": "2 workdays", "term": "5 workdays"}
    assert (rows["refiled"]["found"], rows["month_end"]["base_rate"]) == (1, None)
    assert (own["pause_at_end"]["found"], own["refiled"]["found"], own["pause_at_end"]["base_rate"]) == (0, 1, None)


async def test_the_record_holds_the_date_of_the_document_and_of_the_first_contact(counter):
    await Banner.staffed(counter)
    async with counter.worker():
        ref = await counter.open()
        await counter.post(f"/projects/{ref}/items/PR-05/receive", {"first_contact_on": "2026-11-02"}, "chen")
        accepted = await counter.post(f"/projects/{ref}/items/PR-05/accept", {}, "officer-DRC")
        dated = {"document": "库自然资〔2026〕1号", "document_on": "2026-11-20"}
        decided = await counter.post(f"/projects/{ref}/items/PR-05/approve", dated, "officer-DRC")

    async with counter.pool.acquire() as connection:
        [record] = await records_of(
            connection, await needs_of(connection), [ref], datetime.now(UTC) + timedelta(hours=1)
        )
    said = {line.kind: line for line in record.lines}
    assert (accepted.status_code, decided.status_code) == (200, 200)
    assert (said["received"].first_contact_on, said["approved"].document_on) == (date(2026, 11, 2), date(2026, 11, 20))
    assert (said["approved"].has_number, said["approved"].body, said["opened"].part) == (True, "DRC", "")


async def test_nothing_else_in_the_system_reads_a_judgement():
    """A finding is no punishment: only the room of supervision names its tables."""

    named = {
        path.stem
        for path in FILES
        for statement in load_sql(str(path.with_suffix(".py"))).values()
        if "judgement" in statement or "FROM finding" in statement
    }

    assert named == {"findings"}
