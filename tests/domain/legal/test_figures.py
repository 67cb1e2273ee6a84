"""The bureau's table adds up: three kinds of online service to all of them, criminal and civil to all aid, "of which" to nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from legal_life import moment

import domain
from domain.legal.counted import Applied, Asked, Done, Rows
from domain.legal.figures import Known, Online, by_month, by_town, figures
from domain.legal.figures_file import BadFigures, parse_figures
from domain.legal.policy_file import parse_legal
from domain.roles import RULES as RIGHTS
from domain.roles import Act, Relation

DATA = Path(domain.__file__).with_name("data")
TEXT = (DATA / "legal_figures.toml").read_text(encoding="utf-8")
RULES = parse_figures(TEXT, zone="Asia/Shanghai")
POLICY = parse_legal((DATA / "legal.toml").read_text(encoding="utf-8")).policy
KNOWN = Known(
    {("1", kind.id): kind.criminal for kind in POLICY.aid.kinds}, frozenset(group.id for group in POLICY.aid.groups)
)
DAY, NIGHT = moment("2026-11-25 10:00"), moment("2026-11-25 22:00")


def asked(channel="web", at=DAY, town="T-01", kept=True):
    return Asked(channel, at, town, kept)


def applied(kind="civil", groups="poor", **more):
    values = {"received_at": DAY, "town": "T-01", "decision": "granted", "kept": True, "same_day": True}
    return Applied(kind, "1", groups, **(values | more))


def table(*rows):
    return figures(RULES, KNOWN, Rows(*[[row for row in rows if isinstance(row, kind)] for kind in (Asked, Applied, Done)]))  # fmt: skip


def test_the_identities_of_the_published_table_hold():  # S14
    rows = [asked(("web", "mini_program", "chat")[n % 3]) for n in range(54)]
    rows += [asked("hotline") for _ in range(59)]
    rows += [asked(("web", "hotline")[n % 2], NIGHT) for n in range(12)]
    rows += [applied("criminal", "minor migrant_worker") for _ in range(2)]
    rows += [applied("criminal", "minor") for _ in range(4)]
    rows += [applied("criminal_serious", "mandated") for _ in range(27)]
    rows += [applied("wages", "migrant_worker") for _ in range(18)]
    rows += [applied("administrative", "poor") for _ in range(14)]

    shown = table(*rows)

    assert (shown.online.total, shown.online.consultation, shown.online.hotline, shown.online.night) == (125, 54, 59, 12)  # fmt: skip
    assert shown.online.total == 54 + 59 + 12 == len([row for row in rows if isinstance(row, Asked)])
    assert (shown.aid.total, shown.aid.criminal, shown.aid.civil) == (65, 33, 32)
    assert (shown.aid.of_which["migrant_workers"], shown.aid.of_which["minors"]) == (20, 6)
    assert shown.aid.of_which["migrant_workers"] + shown.aid.of_which["minors"] > 24, "two are in both, so no sum of them is a number of cases"  # fmt: skip


@pytest.mark.parametrize(
    ("at", "night"),
    [
        ("2026-11-25 19:59:59", False),
        ("2026-11-25 20:00:00", True),
        ("2026-11-25 23:59:59", True),
        ("2026-11-26 00:00:00", True),
        ("2026-11-26 07:59:59", True),
        ("2026-11-26 08:00:00", False),
    ],
)
def test_the_night_lasts_from_eight_to_eight_in_local_time(at, night):
    for channel in ("web", "hotline"):
        shown = table(asked(channel, moment(at))).online
        assert (shown.night, shown.total) == (int(night), 1)
        assert shown.consultation + shown.hotline == int(not night)


def test_a_night_may_also_lie_within_one_day():
    rules = replace(RULES, night_begins=RULES.night_ends, night_ends=RULES.night_begins)

    for at, night in (("07:59:59", False), ("08:00:00", True), ("19:59:59", True), ("20:00:00", False)):
        assert rules.is_night(moment(f"2026-11-25 {at}")) is night


def test_what_is_asked_in_person_is_no_online_service_at_any_hour():
    shown = table(asked("counter"), asked("counter", NIGHT), asked("web")).online

    assert (shown.total, shown.counter, shown.night) == (1, 2, 0)


def test_what_nobody_has_placed_is_shown_and_in_no_sum():
    shown = table(asked("telegram"), asked("telegram", NIGHT), asked("web"), applied("space law"), applied("civil"))

    assert (shown.online.total, shown.online.unplaced) == (1, 2)
    assert (shown.aid.total, shown.aid.unplaced) == (1, 1)


def test_shares_are_told_with_numerator_and_denominator_and_there_is_none_of_none():
    rows = [asked(kept=kept) for kept in (True, True, False, None)]
    rows += [applied(kept=kept, same_day=same) for kept, same in ((True, True), (True, False), (False, False), (None, None))]  # fmt: skip

    shown, empty = table(*rows), table()

    told = shown.online.in_time, shown.aid.promise, shown.aid.same_day
    assert [(one.count, one.of, one.open, one.share) for one in told] == [
        (2, 3, 1, 0.6667),
        (2, 3, 1, 0.6667),
        (1, 3, 1, 0.3333),
    ]
    assert [one.share for one in (empty.online.in_time, empty.aid.promise, empty.aid.same_day)] == [None, None, None]


def test_an_applicant_of_several_groups_is_counted_in_each_of_their_rows_and_once_in_the_total():
    shown = table(applied(groups="minor woman migrant_worker"), applied(groups="woman"), applied()).aid

    assert shown.total == 3
    assert shown.of_which == {"migrant_workers": 1, "minors": 1, "women": 2, "disabled": 0, "elderly": 0}


def test_what_nobody_records_is_not_the_same_as_none():
    rules = Known(KNOWN.criminal, KNOWN.groups - {"woman"})

    counted = [figures(RULES, rules, Rows((), rows)).aid.of_which for rows in ([applied()], [applied(groups="woman")])]

    assert [(row["women"], row["minors"]) for row in counted] == [(None, 0), (1, 0)]


def test_applications_count_whatever_became_of_them():
    shown = table(*[applied(decision=decision) for decision in ("granted", "granted", "refused", "")]).aid

    assert (shown.total, shown.granted, shown.refused) == (4, 2, 1)


def test_activities_add_up_what_they_count():
    day = date(2026, 11, 25)
    shown = table(Done("leaflet", day, "", 300, 0), Done("leaflet", day, "", 12, 0), Done("lecture", day, "", 1, 85))

    told = {kind: (row.entries, row.count, row.audience) for kind, row in shown.activities.items() if row.entries}
    assert told == {"leaflet": (2, 312, 0), "lecture": (1, 1, 85)}
    assert set(shown.activities) == set(RULES.activities)


def test_months_and_towns_are_local_and_add_up_to_the_whole():
    edge = moment("2026-12-01 00:00")
    before = edge - timedelta(microseconds=1)
    rows = Rows(
        [asked(at=before), asked(at=edge, town="")],
        [applied(received_at=before, town="T-02")],
        [Done("visit", date(2026, 12, 1), "T-02", 1, 0)],
    )

    months, towns = by_month(RULES, KNOWN, rows), by_town(RULES, KNOWN, rows)

    assert {name: (t.online.total, t.aid.total, t.activities["visit"].count) for name, t in months.items()} == {
        "2026-11": (1, 1, 0),
        "2026-12": (1, 0, 1),
    }
    assert {name: (t.online.total, t.aid.total, t.activities["visit"].count) for name, t in towns.items()} == {
        "": (1, 0, 0),
        "T-01": (1, 0, 0),
        "T-02": (0, 1, 1),
    }


_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
_TOWNS = st.sampled_from(["", "T-01", "T-02"])
_ANSWERS = st.sampled_from([True, False, None])
_KINDS = st.sampled_from([*(kind.id for kind in POLICY.aid.kinds), "unknown"])
_GROUPS = st.lists(st.sampled_from(["migrant_worker", "minor", "poor", "woman"]), max_size=3).map(" ".join)
_ASKED = st.builds(Asked, st.sampled_from([*RULES.channels, "other"]), _MOMENTS, _TOWNS, _ANSWERS)
_APPLIED = st.builds(Applied, _KINDS, st.just("1"), _GROUPS, _MOMENTS, _TOWNS, st.sampled_from(["granted", "refused", ""]), _ANSWERS, _ANSWERS)  # fmt: skip
_DONE = st.builds(Done, st.sampled_from([*RULES.activities]), st.dates(date(2026, 1, 1), date(2027, 12, 31)), _TOWNS, st.integers(1, 500), st.integers(0, 90))  # fmt: skip


@given(st.lists(_ASKED, max_size=30), st.lists(_APPLIED, max_size=30), st.lists(_DONE, max_size=20))
def test_whatever_happened_the_table_is_what_a_clerk_counts_on_paper(asked, applied, done):
    rows = Rows(asked, applied, done)
    shown = figures(RULES, KNOWN, rows)
    placed = Counter(_on_paper(row) for row in asked)
    criminal = sum(row.kind in ("criminal", "criminal_serious", "compulsory_treatment") for row in applied)

    online, aid = shown.online, shown.aid
    assert online.total == online.consultation + online.hotline + online.night
    assert online.total + online.counter + online.unplaced == len(asked)
    assert {kind: getattr(online, kind) for kind in Online} == {kind: placed[kind] for kind in Online}
    assert aid.criminal == criminal
    assert aid.total == aid.criminal + aid.civil == len(applied) - sum(row.kind == "unknown" for row in applied)
    assert aid.of_which["minors"] == sum("minor" in row.groups for row in applied) <= len(applied)
    for parts in (by_month(RULES, KNOWN, rows), by_town(RULES, KNOWN, rows)):
        assert sum(part.online.total for part in parts.values()) == online.total
        assert sum(part.online.in_time.of for part in parts.values()) == online.in_time.of
        assert sum(part.aid.total for part in parts.values()) == aid.total
        for kind, row in shown.activities.items():
            assert sum(part.activities[kind].count for part in parts.values()) == row.count


def _on_paper(row: Asked) -> str:
    hour = (row.asked_at + timedelta(hours=8)).hour
    if row.channel == "counter":
        return "counter"
    if row.channel == "other":
        return "unplaced"
    if hour >= 20 or hour < 8:
        return "night"
    return "hotline" if row.channel == "hotline" else "consultation"


def test_every_channel_of_the_rules_is_placed_and_every_group_is_known():
    assert set(RULES.channels) == set(POLICY.channels)
    groups = set().union(*(row.groups for row in RULES.of_which))
    assert groups <= KNOWN.groups


def test_works_of_legal_aid_are_of_the_rules_and_count_as_documents_and_mediations():
    assert RULES.works == {"document": "document", "mediation": "mediation"}
    assert set(RULES.works) <= set(POLICY.aid.works)


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        ('begins = "20:00"', 'begins = "eight"', "night.begins"),
        ('begins = "20:00"', 'begins = "20:00+08:00"', "night.begins"),
        ('hotline = ["hotline"]', 'hotline = ["hotline", "web"]', "channels.hotline[1]"),
        ('id = "visit"', 'id = "visits"', "activities"),
        ('works = ["mediation"]', 'works = ["document"]', "activities[mediation].works[0]"),
        ('id = "minors"', 'id = "migrant_workers"', "of_which"),
        ('groups = ["minor"]', "groups = 3", "of_which[minors].groups"),
        ('version = "2026-11-25"', "", "version"),
        ("[night]", "[[night]]", "night"),
        ("[definitions]", "[other]", "definitions"),
        ("[quality]", "[quantity]", "quality"),
        ("not_said = {", "not_asked = {", "quality.not_said"),
        ('version = "2026-11-25"', 'version = "2026-11-25"\nextra = 1', "extra"),
        ("version =", "version", "line"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_its_place(was, now, place):
    with pytest.raises(BadFigures) as refused:
        parse_figures(TEXT.replace(was, now, 1), zone="Asia/Shanghai")

    assert any(problem.place.startswith(place) for problem in refused.value.problems), refused.value.problems


def test_small_numbers_too_are_told_to_those_only_who_may_open_every_case():
    assert {RIGHTS[Act.READ_LEGAL].get(role) for role in RIGHTS[Act.READ_FIGURES]} == {Relation.ANY}
