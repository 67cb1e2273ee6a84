"""The table is summed from what cases and people have left: in the period in which it was, once, and of today's rows only."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from legal_rows import aid, checkup, happen, inquiry, matter, settle_in, visit, works

from domain.legal.figures import Known, figures
from domain.legal.policy_file import parse_legal
from domain.legal.quality import Quality
from domain.privacy.readings import EXAMPLES
from store.legal_activities import NewActivity, Wanted, activities, activity, add_activity, end_activity, is_matter
from store.legal_figures import rows_of
from store.pool import Pool
from store.shipped import legal_figures, legal_file

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, AFTER = date(2026, 11, 1), date(2026, 12, 1)
DAY = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
FIRST_DAY = datetime(2026, 11, 2, 10, 0, tzinfo=ZONE)
NIGHT = datetime(2026, 11, 25, 22, 0, tzinfo=ZONE)
POLICY = parse_legal(legal_file()).policy
KNOWN = Known(
    {("test", kind.id): kind.criminal for kind in POLICY.aid.kinds}, frozenset(group.id for group in POLICY.aid.groups)
)


@pytest.fixture
async def memory(pool: Pool) -> Pool:
    """A database with a small legal circle."""
    await settle_in(pool)
    return pool


def new(number: int = 1, **more: object) -> NewActivity:
    values = (f"activity-{number:07d}", "leaflet", date(2026, 11, 25), "station-1", 312, None, "签收单 12", "lawyer-1", None, "clerk-1", DAY)  # fmt: skip
    return replace(NewActivity(*values), **more)


async def enter(memory: Pool, *entries: NewActivity) -> list[str]:
    async with memory.acquire() as connection:
        return [(await add_activity(connection, entry)).id for entry in entries]


async def table(memory: Pool, first: date = FIRST, after: date = AFTER):
    async with memory.acquire() as connection:
        rows = await rows_of(connection, first, after, rules=legal_figures())
    return rows, figures(legal_figures(), KNOWN, rows)


async def test_the_identities_of_the_published_table_hold_in_the_database(memory):  # S14
    asked = [("web", DAY)] * 30 + [("chat", DAY)] * 24 + [("hotline", DAY)] * 59 + [("web", NIGHT), ("hotline", NIGHT)] * 6  # fmt: skip
    for channel, at in asked:
        await inquiry(memory, at, channel)
    applied = [("criminal", "minor migrant_worker")] * 2 + [("criminal", "minor")] * 4 + [("criminal", "mandated")] * 27
    applied += [("wages", "migrant_worker")] * 18 + [("civil", "poor")] * 14
    for kind, people in applied:
        await aid(memory, DAY, kind, people)

    _, shown = await table(memory)

    online = shown.online
    assert (online.total, online.consultation, online.hotline, online.night) == (125, 54, 59, 12)
    assert (shown.aid.total, shown.aid.criminal, shown.aid.civil) == (65, 33, 32)
    assert (shown.aid.of_which["migrant_workers"], shown.aid.of_which["minors"]) == (20, 6)
    assert (shown.online.in_time.count, shown.online.in_time.of) == (125, 125)


async def test_a_period_begins_and_ends_with_local_days(memory):
    begin = datetime(2026, 11, 1, tzinfo=ZONE)
    end = datetime(2026, 12, 1, tzinfo=ZONE)
    for at in (begin - timedelta(microseconds=1), begin, end - timedelta(microseconds=1), end):
        await inquiry(memory, at.astimezone(UTC))
        await aid(memory, at)
        await visit(memory, begin, at)
        await checkup(memory, begin, at)
    days = (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1))
    await enter(memory, *(new(number, on_day=day) for number, day in enumerate(days)))

    rows, shown = await table(memory)

    assert (shown.online.total, shown.aid.total) == (2, 2)
    assert {kind: row.entries for kind, row in shown.activities.items() if row.entries} == {
        "visit": 2,
        "checkup": 2,
        "leaflet": 2,
    }
    assert {row.on for row in rows.done} == {date(2026, 11, 1), date(2026, 11, 30)}


async def test_days_are_those_of_the_zone_whatever_the_database_believes(memory):
    at = datetime(2026, 12, 1, 7, 0, tzinfo=ZONE)
    await visit(memory, DAY, at)
    async with memory.acquire() as connection:
        days = [
            [
                row.on
                for row in (
                    await rows_of(connection, FIRST, date(2027, 1, 1), rules=replace(legal_figures(), zone=zone))
                ).done
            ]
            for zone in ("Asia/Shanghai", "UTC")
        ]

    assert days == [[date(2026, 12, 1)], [date(2026, 11, 30)]]


async def test_an_inquiry_counts_when_it_was_asked_whatever_became_of_it(memory):
    became = await inquiry(memory, DAY, state="became")
    await inquiry(memory, DAY, state="withdrawn", kept=None)
    await aid(memory, DAY + timedelta(days=10), from_ref=became)
    await memory.execute("DELETE FROM inquiry WHERE ref = $1", await inquiry(memory, DAY, kept=False))  # not begun yet

    november, shown = await table(memory)
    _, december = await table(memory, AFTER, date(2027, 1, 1))

    assert (shown.online.total, december.online.total) == (3, 0)
    assert (shown.aid.total, december.aid.total) == (0, 1), "it counts once as inquiry and once as legal aid"
    assert (shown.online.in_time.count, shown.online.in_time.of, shown.online.in_time.open) == (1, 1, 2)
    assert len(november.asked) == 3


async def test_a_visit_that_was_a_case_is_not_counted_once_more_by_hand(memory):
    done, planned = await visit(memory, DAY, DAY), await visit(memory, DAY, None)
    examined = await checkup(memory, DAY, DAY)
    entries = [
        new(1, kind="visit", ref=done, evidence="a"),
        new(2, kind="visit", ref=planned, count=2, evidence="b"),
        new(3, kind="visit", count=3, evidence="c"),
        new(4, kind="checkup", ref=examined),
        new(5, kind="document", ref=done, count=4),
    ]
    await enter(memory, *entries)

    _, shown = await table(memory)

    assert {kind: (row.entries, row.count) for kind, row in shown.activities.items() if row.entries} == {
        "visit": (3, 6),
        "checkup": (1, 1),
        "document": (1, 4),
    }


async def test_documents_and_mediations_of_legal_aid_count_by_themselves_and_not_once_more_by_hand(memory):  # B8
    yesterday = datetime(2026, 11, 24, 23, 30, tzinfo=ZONE)
    busy = await aid(memory, FIRST_DAY, district="V-001")
    other, idle = await aid(memory, FIRST_DAY), await aid(memory, FIRST_DAY)
    await works(memory, busy, ("document", DAY, yesterday), ("document", DAY, None), ("mediation", DAY, None), ("meeting", DAY, None))  # fmt: skip
    await works(memory, other, ("document", DAY + timedelta(days=10), None))
    entries = [
        new(1, kind="document", ref=busy, evidence="a", count=5),
        new(2, kind="lecture", ref=busy, evidence="b"),
        new(3, kind="document", ref=idle, evidence="c", count=3),
        new(4, kind="mediation", evidence="d", count=2),
        new(5, kind="document", ref=other, evidence="e"),
    ]
    await enter(memory, *entries)

    rows, shown = await table(memory)

    assert {kind: (row.entries, row.count) for kind, row in shown.activities.items() if row.entries} == {
        "document": (3, 5),
        "mediation": (2, 3),
        "lecture": (1, 312),
    }
    mine = Counter((row.kind, row.on.day, row.town) for row in rows.done if row.town == "T-01" and row.count == 1)
    assert mine == {("document", 24, "T-01"): 1, ("document", 25, "T-01"): 1, ("mediation", 25, "T-01"): 1}


async def test_work_that_a_reset_of_the_case_abandoned_is_not_counted(memory):
    ref = await aid(memory, FIRST_DAY)
    await works(memory, ref, ("document", DAY, None), ("document", DAY, None))
    await memory.execute("INSERT INTO run (ref, run_id, epoch, first_n, asked_at) VALUES ($1, 'r', 2, 2, now())", ref)

    assert (await table(memory))[1].activities["document"].count == 1


async def test_what_came_of_a_referral_is_what_happened_first_after_it(memory):  # S10, row 25
    roads = {
        "taken": ("taken", "referred", "called", "taken", "replied"),
        "became": ("taken", "referred", "became"),
        "promise_over": ("taken", "referred", "promise_over", "raised", "taken"),
        "withdrawn": ("taken", "referred", "withdrawn"),
        "": ("taken", "referred", "called"),
    }
    for happenings in (*roads.values(), ("taken", "referred", "taken", "referred", "promise_over")):
        ref = await inquiry(memory, DAY, district="V-001")
        await happen(memory, ref, *((kind, DAY, {}) for kind in happenings))
        await memory.execute("UPDATE inquiry SET referrals = $2 WHERE ref = $1", ref, happenings.count("referred"))
    await inquiry(memory, DAY)

    rows, shown = await table(memory)

    assert Counter(row.then for row in rows.referred) == Counter([*roads, "taken", "promise_over"])
    assert {(row.asked_at, row.town) for row in rows.referred} == {(DAY, "T-01")}
    accepted = shown.quality.shares[Quality.ACCEPTED]
    assert (accepted.count, accepted.of, accepted.open) == (3, 5, 1)


async def test_a_pledge_is_true_false_or_unchecked_and_what_an_objection_set_right_was_true(memory):  # row 32
    no, yes = ("verified", {"what": "false"}), ("verified", {"what": "true"})
    upheld, rejected = (("objection_decided", {"what": what}) for what in ("upheld", "rejected"))
    cases = [
        (True, [yes], "true"),
        (False, [no], "false"),
        (False, [no, rejected], "false"),
        (False, [no, upheld], "true"),
        (False, [upheld, no], "false"),
        (None, [upheld], "open"),
        (None, [("verify_over", {})], "unchecked"),
    ]
    for verified, happenings, _ in cases:
        ref = await aid(memory, DAY)
        await memory.execute("INSERT INTO pledge (ref, means, waived, may_check, spoken, pledged_at) VALUES ($1, '', '{}', true, false, $2)", ref, DAY)  # fmt: skip
        await memory.execute("UPDATE aid_application SET verified = $2 WHERE ref = $1", ref, verified)
        await happen(memory, ref, *((kind, DAY, more) for kind, more in happenings))
    await happen(memory, await aid(memory, DAY), ("verify_over", DAY, {}))

    rows, shown = await table(memory)

    assert sum(row.pledged for row in rows.applied) == len(cases)
    expected, shares = Counter(word for *_, word in cases), shown.quality.shares
    for word in ("true", "false", "unchecked"):
        share = shares[Quality(f"pledges_{word}")]
        assert (share.count, share.of, share.open) == (expected[word], len(cases) - 1, expected["open"]), word


async def test_answers_are_read_with_what_was_said_of_them_and_whether_more_is_to_come(memory):
    over, open_ = await inquiry(memory, DAY), await inquiry(memory, DAY)
    for ref, helped in ((over, False), (open_, None)):
        await memory.execute("UPDATE inquiry SET answered_at = $2, helped = $3 WHERE ref = $1", ref, NIGHT, helped)
    await memory.execute("UPDATE legal_case SET ended_at = $2 WHERE ref = $1", over, NIGHT)

    rows, _ = await table(memory)

    assert {(row.answered_at, row.helped, row.ended) for row in rows.asked} == {(NIGHT, False, True), (NIGHT, None, False)}  # fmt: skip


async def test_what_was_taken_back_counts_no_more_and_may_be_entered_again(memory):
    (first,) = await enter(memory, new(1))
    async with memory.acquire() as connection:
        await end_activity(connection, first, DAY, "重复录入。")
        await end_activity(connection, first, DAY + timedelta(days=1), "再次。")
        kept = await activity(connection, first)
    assert (kept.ended_at, kept.why) == (DAY, "重复录入。"), "once"

    _, before = await table(memory)
    again = await enter(memory, new(2, count=300))

    assert before.activities["leaflet"].entries == 0
    assert again == ["activity-0000002"]
    assert (await table(memory))[1].activities["leaflet"].count == 300


async def test_the_same_twenty_times_at_once_is_counted_once(memory):
    kept = await asyncio.gather(*(enter(memory, new(number)) for number in range(20)))

    assert len({entry for (entry,) in kept}) == 1
    assert await memory.fetchval("SELECT count(*) FROM legal_activity") == 1


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"count": 0}, asyncpg.CheckViolationError),
        ({"evidence": ""}, asyncpg.CheckViolationError),
        ({"place": "nowhere"}, asyncpg.ForeignKeyViolationError),
        ({"person": "nobody"}, asyncpg.ForeignKeyViolationError),
        ({"count": "300余"}, asyncpg.DataError),
    ],
)
async def test_the_database_itself_keeps_nothing_without_place_evidence_and_a_whole_count(memory, more, fault):
    with pytest.raises(fault):
        await enter(memory, new(**more))

    assert await memory.fetchval("SELECT count(*) FROM legal_activity") == 0


async def test_towns_follow_from_the_village_or_town_of_each_row(memory):
    for district in ("V-001", "T-01", "V-002", "JUB", ""):
        await inquiry(memory, DAY, district=district)
        await aid(memory, DAY, district=district)
        await visit(memory, DAY, DAY, district=district)
    await enter(memory, new(1, place="station-1"), new(2, place="point-2"), new(3, place="centre"))

    rows, _ = await table(memory)

    for kind in (rows.asked, rows.applied, [row for row in rows.done if row.kind == "visit"]):
        assert Counter(row.town for row in kind) == {"T-01": 2, "T-02": 1, "": 2}
    assert sorted(row.town for row in rows.done if row.kind == "leaflet") == ["", "T-01", "T-02"]


async def test_a_list_goes_on_where_it_stopped_and_knows_what_is_asked_for(memory):
    entries = [new(number, on_day=date(2026, 11, 1 + number % 5), evidence=f"e{number}") for number in range(12)]
    entries += [new(20, kind="lecture", place="point-2", person="lawyer-2", evidence="x")]
    await enter(memory, *entries)
    wanted = Wanted(FIRST, AFTER)

    seen, after = [], (None, "")
    async with memory.acquire() as connection:
        while page := await activities(connection, EXAMPLES, wanted, after=after, most=5):
            seen += page
            after = (page[-1].on_day, page[-1].id)
        for name, value in (("kind", "lecture"), ("place", "point-2"), ("person", "lawyer-2")):
            found = await activities(connection, EXAMPLES, replace(wanted, **{name: value}), after=(None, ""), most=99)
            assert [row.id for row in found] == ["activity-0000020"], name
        assert await activities(connection, EXAMPLES, Wanted(AFTER, AFTER), after=(None, ""), most=9) == []

    assert [(row.on_day, row.id) for row in seen] == sorted(((row.on_day, row.id) for row in entries), reverse=True)


async def test_a_case_is_known_by_its_number(memory):
    ref = await matter(memory, "visit", DAY)
    async with memory.acquire() as connection:
        assert await is_matter(connection, ref)
        assert not await is_matter(connection, "V20261125-999999")
