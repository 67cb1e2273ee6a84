"""Every night the detectors look at what became whole, find each thing once, and count what they looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from temporalio.testing import ActivityEnvironment
from watched import at

from activities.supervision import Supervision
from store.reference import add_calendar
from store.shipped import calendar_files
from store.watching import needs_of, records_of
from workflows.nightly_schedules import SUPERVISION
from workflows.supervision import NightlySupervision

ZONE = "Asia/Shanghai"
PROJECT = """
INSERT INTO person (id, name, role) VALUES ('chen', '陈', 'officer'), ('p-app', '某', 'applicant');
INSERT INTO dossier (ref, print, name, site, project_type, land_mode, flags, rule_set, catalogue_version, applicant, opened_by, opened_at)
SELECT 'P' || n, '', '某项目', '库伦镇', 'x', 'x', '{}', 'platform', (SELECT max(version) FROM catalogue), 'p-app', 'p-app', now()
  FROM generate_series(1, 3) AS n;
INSERT INTO project (ref, phase, n, calendar_rev, epoch, seq, updated_at)
SELECT 'P' || n, 'open', 9, 1, 1, 1, now() FROM generate_series(1, 3) AS n;
INSERT INTO item (ref, department, id, state, round, filed, provisional, extended, revoked, breached, explained)
SELECT 'P' || n, 'NRB', 'LR-04', 'approved', 1, false, false, 0, false, false, false FROM generate_series(1, 3) AS n;
INSERT INTO note (id, ref, author, written_at, body)
VALUES ('pause', 'P1', 'chen', now(), '{"document": "口头通知"}'),
       ('numbered', 'P1', 'chen', now(), '{"document": "库自然资〔2026〕12号"}'),
       ('decision', 'P1', 'chen', now(), '{"document": "x1", "document_on": "2026-03-02"}'),
       ('filing', 'P1', 'p-app', now(), '{"first_contact_on": "2026-02-02"}');
INSERT INTO demand (ref, command, material, refused, item, department, asked_by, asked_at)
VALUES ('P2', 'c1', 'bank_statement', 'not_in_catalogue', 'LR-04', 'NRB', 'chen', '2026-03-03 09:00+08');
INSERT INTO department (id, name_zh, name_en) VALUES ('V-1', '某村', 'a village');
INSERT INTO report (ref, print, source, topic, text, district, policy_version, reported_at)
VALUES ('H1', '', 'web', 'noise', 'x', 'V-1', '', '2026-03-02 09:00+08'),
       ('H2', '', 'web', 'noise', 'x', 'V-1', '', '2026-03-20 09:00+08');
INSERT INTO complainant (id, ref, first_ref, phone, code, made_at)
VALUES ('a', 'H1', 'H1', '+8613900000000', 'x', now()), ('b', 'H2', 'H2', '+8613900000000', 'y', now());
"""
TAKEN_OUT = """
INSERT INTO department (id, name_zh, name_en, kind) VALUES ('T-1', '甲镇', 'a', 'town'), ('T-2', '乙镇', 'b', 'town');
INSERT INTO fact (subject, ref, part, created_at, closed_at, body, person, matter, stage, kind, place, marks, measures)
SELECT 'follow_up', body || n, '1.1', day, day, body, '', '', '', '', '', '{}', '{}'
  FROM generate_series(1, 20) AS n, (VALUES ('T-1'), ('T-2')) AS of (body), (SELECT '2026-03-31 23:30+08'::timestamptz AS day) AS at;
INSERT INTO exclusion (subject, ref, part, reason, asked_by, asked_at)
SELECT 'follow_up', 'T-1' || n, '1.1', 'harassing', 'head', '2026-03-31 23:40+08' FROM generate_series(1, 5) AS n;
INSERT INTO exclusion_decision (exclusion, granted, decided_by, decided_at)
SELECT id, ref <> 'T-15', 'leader', '2026-03-31 23:50+08' FROM exclusion;
"""
LINES = [
    ("P2", 1, "opened", "Mon 2026-03-02 08:00", "p-app", "applicant", None, None),
    ("P1", 1, "received", "Mon 2026-03-02 09:00", "p-app", "applicant", "LR-04", "filing"),
    ("P1", 2, "accepted", "Tue 2026-03-03 09:00", "chen", "officer", "LR-04", None),
    ("P1", 3, "paused", "Wed 2026-03-04 09:00", "chen", "officer", "LR-04", "pause"),
    ("P1", 4, "resumed", "Thu 2026-03-05 09:00", "chen", "officer", "LR-04", None),
    ("P1", 5, "paused", "Fri 2026-03-06 09:00", "chen", "officer", "LR-04", "numbered"),
    ("P1", 6, "resumed", "Fri 2026-03-06 10:00", "chen", "officer", "LR-04", None),
    ("P1", 7, "approved", "Mon 2026-03-09 09:00", "chen", "officer", "LR-04", "decision"),
    *((f"P{n}", 8, "accepted", "Mon 2026-03-09 10:00", "chen", "officer", "LR-04", None) for n in (1, 2, 3)),
    *(
        (f"P{n}", 9, "approved_by_silence", f"Tue 2026-03-10 0{n}:00", "system", "system", "LR-04", None)
        for n in (1, 2, 3)
    ),
    ("H1", 1, "reported", "Mon 2026-03-02 09:00", "caller:a", "visitor", None, None),
    ("H1", 2, "accepted", "Mon 2026-03-02 09:05", "dis", "dispatcher", None, None),
    ("H1", 3, "closed", "Thu 2026-03-05 09:00", "ann", "officer", None, None),
]
FOUND = {
    ("dated_before", "P1", "LR-04"),
    ("review_before", "P1", "LR-04"),
    ("pause_undocumented", "P1", "LR-04"),
    ("off_list", "P2", "LR-04"),
    ("lapse_cluster", "P3", "LR-04"),
    ("empty_acceptance", "H1", ""),
    ("closed_unanswered", "H1", ""),
}


ADD_LINE = (
    "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, item, note, body)"
    " VALUES ($1, 1, $2, $3, $4, $4, $5, $6, $7, $8, 'NRB')"
)


async def write_down(pool, lines) -> None:
    """A database with these lines on record, and the official calendars."""
    await pool.execute(PROJECT)
    await pool.executemany(ADD_LINE, [(ref, n, kind, at(when), *rest) for ref, n, kind, when, *rest in lines])
    async with pool.acquire() as connection:
        await add_calendar(connection, calendar_files(), by="test")


@pytest.fixture
async def recorded(pool):
    """A database with some abuses on record."""
    await write_down(pool, LINES)
    return pool


async def night(pool, when: str) -> int:
    found: int = await ActivityEnvironment().run(Supervision(pool, ZONE).watch_days, at(when))
    return found


async def found_in(pool) -> set[tuple[str, str, str]]:
    return {tuple(row) for row in await pool.fetch("SELECT detector, ref, part FROM finding")}


async def test_a_night_finds_what_is_on_record_once_and_a_second_one_writes_nothing(recorded):
    first = await night(recorded, "Wed 2026-04-08 00:35")
    looked = await recorded.fetch("SELECT * FROM looked ORDER BY 1, 2")

    again = [await night(recorded, "Wed 2026-04-08 00:35"), await night(recorded, "Thu 2026-04-09 00:35")]

    assert (first, again) == (len(FOUND), [0, 0])
    assert await found_in(recorded) == FOUND
    assert await recorded.fetch("SELECT * FROM looked ORDER BY 1, 2") == looked
    assert await recorded.fetchval("SELECT sum(looks) FROM looked WHERE detector = 'pause_undocumented'") == 2
    assert await recorded.fetchval("SELECT sum(looks) FROM looked WHERE detector = 'off_list'") == 1
    text = str(await recorded.fetch("SELECT evidence, body FROM finding"))
    assert not [word for word in ("口头", "bank_statement", "139", "陈") if word in text]


async def test_night_after_night_finds_the_same_as_one_night_over_all(recorded):
    day, last = at("Tue 2026-03-03 00:35"), at("Wed 2026-04-08 00:35")
    environment, hands = ActivityEnvironment(), Supervision(recorded, ZONE)
    while day <= last:
        await environment.run(hands.watch_days, day)
        day += timedelta(days=1)
    one_by_one = await recorded.fetch("SELECT detector, day, looks FROM looked ORDER BY 1, 2")

    await recorded.execute("DELETE FROM looked")
    assert await night(recorded, "Wed 2026-04-08 00:35") == 0

    assert await found_in(recorded) == FOUND
    assert await recorded.fetch("SELECT detector, day, looks FROM looked ORDER BY 1, 2") == one_by_one


async def test_a_night_knows_only_what_was_on_record_at_midnight(recorded):
    await night(recorded, "Thu 2026-03-05 00:35")
    early = await found_in(recorded)
    await night(recorded, "Fri 2026-03-20 00:35")
    later = await found_in(recorded)

    assert early == {row for row in FOUND if row[0] in ("review_before", "pause_undocumented", "off_list", "empty_acceptance")}  # fmt: skip
    assert later == {row for row in FOUND if row[0] != "closed_unanswered"}, "the caller came again on the day after"


async def test_much_that_was_taken_out_in_a_local_month_is_found_when_the_month_is_over(recorded):
    await recorded.execute(TAKEN_OUT)

    await night(recorded, "Tue 2026-03-31 00:35")
    assert "exclusion_excess" not in {row[0] for row in await found_in(recorded)}
    await night(recorded, "Thu 2026-04-02 00:35")

    row = await recorded.fetchrow("SELECT ref, part, body, evidence FROM finding WHERE detector = 'exclusion_excess'")
    assert (row["ref"], row["part"], row["body"]) == ("T-14", "", "T-1"), "what was refused is not taken out"
    assert row["evidence"] == {
        "subject": "follow_up",
        "of": 20,
        "exclusions": 4,
        "percent": 20,
        "usual": 0,
        "others": ["T-11", "T-12", "T-13"],
    }
    assert await recorded.fetchval("SELECT sum(looks) FROM looked WHERE detector = 'exclusion_excess'") == 2


@pytest.mark.parametrize("change", ["topic = 'heating'", "topic = ''"])
async def test_a_caller_who_comes_again_about_something_else_tells_nothing_of_the_closing(recorded, change):
    await recorded.execute(f"UPDATE report SET {change} WHERE ref = 'H2'")  # noqa: S608

    await night(recorded, "Wed 2026-04-08 00:35")

    assert await found_in(recorded) == {row for row in FOUND if row[0] != "closed_unanswered"}


async def test_the_same_answer_again_and_again_is_a_formula_and_its_words_stay_in_the_database(recorded):
    await recorded.execute(
        "INSERT INTO report (ref, print, source, topic, text, district, policy_version, reported_at)"
        " SELECT 'H1' || n, '', 'web', 'noise', 'x', 'V-1', '', '2026-02-01 09:00+08' FROM generate_series(1, 6) AS n;"
        "INSERT INTO note (id, ref, author, written_at, body)"
        """ SELECT 'said' || n, 'H1' || n, 'ann', now(), '{"text": "已按规定处理完毕。"}'::jsonb FROM generate_series(1, 5) AS n"""
        """ UNION ALL SELECT 'said6', 'H16', 'ann', now(), '{"text": "已更换变压器，供电恢复。"}';"""
        "INSERT INTO complainant (id, ref, first_ref, phone, code, made_at)"
        " SELECT 'again' || n, ref, ref, '+8613800000000', ref, now()"
        "   FROM (VALUES (1, 'H14'), (2, 'H15'), (3, 'H16')) AS again (n, ref);"
        "UPDATE report SET reported_at = '2026-03-25 09:00+08' WHERE ref = 'H16'"
    )
    closed = [
        (f"H1{n}", 1, "closed", f"{day} 09:00", "ann", "officer", None, f"said{n}")
        for n, day in enumerate(("Thu 2026-02-12", "Tue 2026-02-17", "Mon 2026-03-09", "Tue 2026-03-10", "Wed 2026-03-11", "Thu 2026-03-26"), 1)
    ]  # fmt: skip
    await recorded.executemany(ADD_LINE, [(ref, n, kind, at(when), *rest) for ref, n, kind, when, *rest in closed])

    await night(recorded, "Wed 2026-05-13 00:35")

    found = dict(await recorded.fetch("SELECT ref, evidence FROM finding WHERE detector = 'closed_unanswered'"))
    assert set(found) == {"H1", "H15"}, "of the fourth the same caller came again too"
    assert found["H15"] == {"days": 14, "again": "H16", "characters": 9, "same": 5}
    assert "已按规定" not in str(await recorded.fetch("SELECT * FROM finding"))


async def test_a_night_counts_what_it_could_not_look_at(recorded):
    await night(recorded, "Wed 2026-04-08 00:35")

    blind = dict(await recorded.fetch("SELECT detector, sum(blind)::integer FROM looked GROUP BY 1"))
    looks = dict(await recorded.fetch("SELECT detector, sum(looks)::integer FROM looked GROUP BY 1"))
    assert [(looks[name], blind[name]) for name in ("dated_before", "review_before")] == [(1, 0), (1, 0)]

    later = [
        ("P2", 2, "received", "Mon 2026-04-06 09:00", "p-app", "applicant", "LR-04", None),
        ("P2", 3, "approved", "Tue 2026-04-07 09:00", "chen", "officer", "LR-04", None),
    ]
    await recorded.executemany(ADD_LINE, [(ref, n, kind, at(when), *rest) for ref, n, kind, when, *rest in later])
    await night(recorded, "Thu 2026-04-09 00:35")

    blind = dict(await recorded.fetch("SELECT detector, sum(blind)::integer FROM looked GROUP BY 1"))
    assert (blind["dated_before"], blind["review_before"]) == (1, 1)


UNTOUCHED = [
    (f"P{n}", place, kind, f"{day} 0{n}:00", *by, "LR-04", None)
    for n in (1, 2, 3)
    for place, (day, kind, by) in enumerate(
        (
            ("Mon 2026-03-02", "received", ("p-app", "applicant")),
            ("Mon 2026-03-09", "accepted_by_silence", ("system", "system")),
            ("Tue 2026-03-31", "approved_by_silence", ("system", "system")),
        ),
        1,
    )
]


async def test_items_that_nobody_ever_touched_are_a_cluster_of_their_department(pool):
    await write_down(pool, UNTOUCHED)

    await night(pool, "Wed 2026-04-08 00:35")

    [row] = await pool.fetch("SELECT ref, body, evidence FROM finding WHERE detector = 'lapse_cluster'")
    assert (row["ref"], row["body"]) == ("P3", "NRB")
    assert row["evidence"] == {"lapses": 3, "of": 3, "percent": 100, "others": ["P1 LR-04", "P2 LR-04"]}


@pytest.mark.parametrize("kind", ["correcting", "paused", "resumed"])
async def test_who_did_something_about_the_item_that_lapsed_has_had_it(pool, kind):
    asked = [(f"P{n}", 4, kind, f"Tue 2026-03-03 0{n}:00", "chen", "officer", "LR-04", None) for n in (1, 2, 3)]
    await write_down(pool, [*asked, *((ref, n + 4, *rest) for ref, n, *rest in UNTOUCHED)])

    await night(pool, "Wed 2026-04-08 00:35")

    evidence = await pool.fetchval("SELECT evidence FROM finding WHERE detector = 'lapse_cluster'")
    assert evidence["officer"] == "chen"


async def test_a_print_is_no_word_and_an_answer_is_counted_in_characters(recorded):
    await recorded.execute(
        "INSERT INTO note (id, ref, author, written_at, body) VALUES"
        """ ('taken', 'H3', 'dis', now(), '{"print": "x", "topic": "noise"}'),"""
        """ ('closing', 'H3', 'ann', now(), '{"print": "x", "text": " 已当面说明政策。 "}');"""
        "INSERT INTO report (ref, print, source, topic, text, district, policy_version, reported_at)"
        " VALUES ('H3', '', 'web', 'noise', 'x', 'V-1', '', '2026-03-02 09:00+08');"
        "INSERT INTO complainant (id, ref, first_ref, phone, code, made_at)"
        " VALUES ('c', 'H3', 'H3', '+8613900000000', 'z', now())"
    )
    lines = (("reported", None), ("accepted", "taken"), ("closed", "closing"))
    await recorded.executemany(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, note, body)"
        " VALUES ('H3', 1, $1, $2, $3, $3, 'dis', 'dispatcher', $4, 'NRB')",
        [(n, kind, at(f"Tue 2026-03-03 09:0{n}"), note) for n, (kind, note) in enumerate(lines)],
    )

    await night(recorded, "Wed 2026-04-08 00:35")

    assert ("empty_acceptance", "H3", "") not in await found_in(recorded), "somebody closed it a minute later"
    assert ("closed_unanswered", "H3", "") not in await found_in(recorded)
    async with recorded.acquire() as connection:
        [record] = await records_of(connection, await needs_of(connection), ["H3"], at("Wed 2026-04-08 00:35"))
    assert [line.has_words for line in record.lines] == [False, False, True]


async def test_nights_that_were_missed_are_made_up_for(recorded):
    await night(recorded, "Mon 2026-03-02 00:35")
    await recorded.execute("INSERT INTO looked VALUES ('refiled', '2026-03-01', 0, 0)")

    assert await night(recorded, "Wed 2026-04-08 00:35") == len(FOUND)


async def test_without_a_calendar_nobody_is_judged_by_days(pool):
    await pool.execute(PROJECT)

    assert await night(pool, "Wed 2026-04-08 00:35") == 0


async def test_the_worker_looks_by_itself(town):
    async with town.worker():
        new = await town.temporal.client.execute_workflow(
            NightlySupervision.run, id=f"night-{town.task_queue}", task_queue=town.task_queue
        )

    assert new == 0
    assert SUPERVISION.minute == 35
