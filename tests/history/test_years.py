"""A small history: as large as asked for, on record like anything that happened, with every abuse planted, and silent."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from past import SIZE, UNTIL, Made, peopled

import verify
from activities.kept_carrier import KeptCarrier
from activities.postroom import Postroom
from domain.approval import Approval
from domain.bundle import written
from domain.fate import Channel
from domain.hotline.off_list import kinds_for
from domain.standing import standing
from history.banner import banner_of
from history.requests import Requests
from history.truth import Abuse
from history.years import Size, make_history
from store import shipped
from store.bundles import PROJECT, bundle_of
from store.roots import seal
from system.postgres import EmbeddedPostgres

LATER = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)  # Monday
REFS = "SELECT ref, min(kind) FILTER (WHERE n = 1) AS first FROM event GROUP BY ref ORDER BY ref"
RECORD = "SELECT ref, n, kind, item, at, entered_at, actor, what, note FROM event ORDER BY ref, n"


async def test_there_are_as_many_cases_as_were_asked_for(made: Made):
    rows = await made.pool.fetchrow(
        "SELECT (SELECT count(*) FROM project), (SELECT count(*) FROM request), "
        "count(*) FILTER (WHERE service = 'inquiry'), count(*) FILTER (WHERE service = 'aid') FROM legal_case"
    )

    assert tuple(rows) == (SIZE.projects, SIZE.requests, SIZE.inquiries, SIZE.aid)


async def test_citizens_report_only_what_a_request_may_be_accepted_as(made: Made):
    async with made.pool.acquire() as connection:
        asked = Requests(await banner_of(connection, 1), 10, made.history.since, made.history.until, [])
    allowed = kinds_for(asked.banner.hotline.policy, ())

    assert {topic.kind for topic in asked.topics.values()} == set(allowed)


async def test_it_begins_with_the_first_year_whose_calendar_is_known_and_ends_where_it_should(made: Made):
    first, last = await made.pool.fetchrow("SELECT min(entered_at), max(entered_at) FROM event")

    assert made.history.since <= first
    assert made.history.since.year == 2025  # 1 January is a holiday; there is no official file of 2024
    assert last <= UNTIL


@pytest.mark.parametrize("kind", Abuse)
def test_each_abuse_is_planted_and_the_truth_says_where(made: Made, kind: Abuse):
    assert [planted for planted in made.history.truth if planted.kind is kind]


async def test_what_is_planted_lies_in_cases_that_are_there(made: Made):
    refs = {row["ref"] for row in await made.pool.fetch(REFS)}

    assert {planted.ref for planted in made.history.truth} <= refs


async def test_every_case_verifies_as_one_that_has_happened(made: Made):
    for row in await made.pool.fetch(REFS):
        async with made.pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
            service = PROJECT if row["first"] == "opened" else "request"
            bundle = await bundle_of(connection, row["ref"], service)
        report = verify.check(written(bundle).encode())

        assert not report.faults, (row["ref"], report.faults[:3])
        assert report.events == len(bundle.links)


async def test_the_stored_items_of_an_open_project_are_what_the_law_says(made: Made):
    left = [course.case for course in made.history.left if isinstance(course.case, Approval)]
    rows = await made.pool.fetch("SELECT * FROM item WHERE ref = ANY ($1)", [case.ref for case in left])
    stored = {(row["ref"], row["id"]): row for row in rows}

    assert left
    for case in left:
        for item in case.items:
            for name, value in asdict(standing(case, item.id, UNTIL)).items():
                if name != "left":  # counted when it was written
                    assert stored[case.ref, item.id][name] == value, (case.ref, item.id, name)


async def test_the_nightly_root_stands_over_it(made: Made):
    root = await seal(made.pool, date(2026, 11, 29), LATER)

    assert root is not None
    assert root.torn == 0
    assert root.cases == SIZE.projects + SIZE.requests + SIZE.inquiries + SIZE.aid


async def test_nothing_of_the_past_is_sent_and_no_alarm_rises(made: Made):
    carriers = dict.fromkeys(Channel, KeptCarrier())
    postroom = Postroom(made.pool, shipped.rulebook("http://127.0.0.1:8800"), carriers, now=lambda: LATER)

    assert await made.pool.fetchval("SELECT count(*) FROM notice")
    while await postroom.work():
        pass

    assert await made.pool.fetchval("SELECT count(*) FROM letter") == 0
    assert await made.pool.fetchval("SELECT count(*) FROM alarm") == 0
    assert await made.pool.fetchval("SELECT count(*) FROM notice WHERE state = 'open'") == 0


async def test_the_same_seed_makes_the_same_history(postgres: EmbeddedPostgres, tmp_path):
    records = []
    for _ in range(2):
        async with peopled(postgres, tmp_path) as pool:
            await make_history(pool, Size(projects=1, requests=8, inquiries=3, aid=2), seed=5, until=UNTIL)
            records.append([tuple(row) for row in await pool.fetch(RECORD)])

    assert records[0] == records[1]
