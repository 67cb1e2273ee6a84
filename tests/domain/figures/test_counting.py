"""Figures are counted as they are defined; of nothing there is none, and months keep the definition that was valid then."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import domain
from domain.catalogue_file import parse
from domain.figures.counting import Heap, Segment, count, count_all, groups_of
from domain.figures.definitions import Basis, Lag, Length, Period, Service, Share, month_of, months_in
from domain.figures.definitions_file import BadFigureBook, parse_figure_book
from domain.figures.facts import Fact, Mark, Subject
from domain.figures.grouping import Dimension, Map, group_of, instant_of

TEXT = (Path(domain.__file__).with_name("data") / "figures.toml").read_text(encoding="utf-8")
DEFINED = "counts = { in_time = 100 }\nsince = 2020-01-01"  # the first figure of the file
BOOK = parse_figure_book(TEXT, zone="Asia/Shanghai")
LATER = Lag(date(2026, 6, 1), timedelta(hours=48))
HOTLINE = BOOK.of(Service.HOTLINE, date(2026, 11, 1))
APPROVALS = BOOK.of(Service.APPROVALS, date(2026, 11, 1))


def heap(number, *marks, group="", length=None):
    return Heap(group, frozenset(map(str, marks)), number, length)


def alike(figures, *heaps):
    """The same heaps for every figure."""
    return {key: list(heaps) for key in figures}


def test_of_nothing_there_is_no_share():  # H25, H69
    value = count(HOTLINE["resolution"], [heap(7, Mark.UNREACHED)])

    assert (value.n, value.counted, value.value) == (0, 0, None)


def test_basically_satisfied_counts_nine_tenths_of_those_who_rated():
    heard = [
        heap(6, Mark.VALID, Mark.RATED, Mark.SATISFIED),
        heap(3, Mark.VALID, Mark.RATED, Mark.BASICALLY),
        heap(1, Mark.VALID, Mark.RATED, Mark.DISSATISFIED),
        heap(5, Mark.VALID),
        heap(4, Mark.UNREACHED),
    ]

    value = count(HOTLINE["satisfaction"], heard)

    assert (value.n, value.counted, value.value) == (10, 8.7, 0.87)
    assert count(HOTLINE["unreached"], heard).value == round(4 / 19, 4)


def test_closings_after_which_nobody_answered_are_counted_among_closings():
    heard = [
        heap(3, Mark.VALID, Mark.ASKED),
        heap(2, Mark.VALID),  # further answers to the same closings
        heap(1, Mark.UNREACHED, Mark.ASKED),
    ]
    later = BOOK.of(Service.HOTLINE, date(2026, 12, 19))["unreached"]

    assert (count(later, heard).n, count(later, heard).value) == (4, 0.25)
    assert count(HOTLINE["unreached"], heard).n == 6, "as it was defined until then"


def test_what_two_people_took_out_is_counted_nowhere_and_told_beside():
    value = count(HOTLINE["resolution"], [heap(1, Mark.VALID, Mark.EXCLUDED), heap(3, Mark.VALID, Mark.SOLVED)])

    assert (value.n, value.counted, value.excluded, value.value) == (3, 3, 1, 1)


def test_what_was_entered_late_is_out_of_the_rate_on_time_only_where_it_was_in_time():
    items = [
        heap(8, Mark.DECIDED, Mark.DUE, Mark.IN_TIME),
        heap(1, Mark.DECIDED, Mark.DUE, Mark.LATE),
        heap(1, Mark.DECIDED, Mark.DUE, Mark.LATE, Mark.BACKFILLED),
        heap(2, Mark.DECIDED, Mark.DUE, Mark.BACKFILLED, Mark.BACKFILLED_IN_TIME),
    ]

    assert count(APPROVALS["on_time"], items).value == 0.8
    assert count(APPROVALS["backfilled"], items).value == 0.25


def test_who_never_decides_does_not_stay_on_time():
    items = [
        heap(3, Mark.DECIDED, Mark.DUE, Mark.IN_TIME),
        heap(1, Mark.DUE, Mark.LATE),
        heap(1, Mark.DUE, Mark.LATE, Mark.REVOKED),
        heap(1, Mark.DUE, Mark.LATE, Mark.WITHDRAWN),
    ]
    fact = Fact(
        Subject.ITEM, "P1", "PR-05.1", datetime(2026, 3, 1, tzinfo=UTC), due_at=datetime(2026, 3, 9, tzinfo=UTC)
    )

    assert (
        APPROVALS["on_time"].basis is APPROVALS["overdue_open"].basis is HOTLINE["finished_in_time"].basis is Basis.DUE
    )
    assert instant_of(fact, Basis.DUE) == fact.due_at
    assert count(APPROVALS["on_time"], items).value == 0.5
    assert count(APPROVALS["overdue_open"], items).value == 2
    assert count(APPROVALS["decided"], items).value == 3


def test_promises_to_citizens_that_are_over_and_open_are_counted_too():
    legs = [
        heap(2, Mark.CLOSED, Mark.DUE, Mark.IN_TIME, length=3600),
        heap(1, Mark.DUE, Mark.LATE),
        heap(1, Mark.ADVISED, Mark.DUE, Mark.LATE, length=90000),
    ]

    assert count(HOTLINE["finished_in_time"], legs).value == 0.5
    assert count(HOTLINE["unfinished"], legs).value == 1
    assert count(HOTLINE["handling"], legs).percentiles == {50: 3600, 90: 3600}


def test_a_request_counts_once_whatever_is_true_of_it():
    value = count(HOTLINE["requests"], [heap(1, Mark.DUE, Mark.LATE, Mark.ADVISED), heap(1, Mark.ADVISED)])

    assert (value.n, value.counted) == (2, 2)


def test_percentiles_are_by_nearest_rank():
    took = [heap(5, Mark.DECIDED, length=2), heap(4, Mark.DECIDED, length=7), heap(1, Mark.DECIDED, length=30)]

    value = count(APPROVALS["counted_days"], took)

    assert (value.n, value.percentiles) == (10, {50: 2, 90: 7})
    assert count(APPROVALS["promised_days"], took).percentiles == {50: 2, 90: 7}
    assert count(APPROVALS["counted_days"], [heap(3, Mark.DECIDED)]).percentiles is None


def test_pauses_are_told_by_each_kind_of_the_catalogue():
    kinds = parse((Path(domain.__file__).with_name("data") / "catalogue.toml").read_text(encoding="utf-8")).pause_kinds
    items = [
        heap(1, Mark.DECIDED, Mark.PAUSED, "paused_hearing", "paused_expert_review"),
        heap(2, Mark.DECIDED, Mark.PAUSED, "paused_public_notice"),
        heap(1, Mark.DECIDED),
    ]
    told = {key: count(figure, items).value for key, figure in APPROVALS.items() if key.startswith("paused")}

    assert told == {
        "paused": 0.75,
        "paused_hearing": 0.25,
        "paused_expert_review": 0.25,
        "paused_public_notice": 0.5,
        **{f"paused_{kind}": 0 for kind in kinds.keys() - {"hearing", "expert_review", "public_notice"}},
    }


def test_the_composite_weighs_and_there_is_none_where_a_part_is_missing():
    heard = [
        heap(8, Mark.VALID, Mark.SOLVED, Mark.RESPONDED, Mark.RATED, Mark.SATISFIED),
        heap(2, Mark.VALID, Mark.RATED, Mark.DISSATISFIED),
    ]
    rated = count_all([Segment(HOTLINE, dict.fromkeys(HOTLINE, heard))])
    unrated = count_all([Segment(HOTLINE, alike(HOTLINE, heap(2, Mark.VALID, Mark.SOLVED)))])

    assert rated["composite"].value == pytest.approx(0.8)
    assert unrated["composite"].value is None


def test_groups_are_counted_each_by_itself():
    parts = [Segment(HOTLINE, alike(HOTLINE, heap(1, Mark.VALID, group="a"), heap(2, Mark.VALID, group="b")))]

    assert {name: count_all(mine)["resolution"].n for name, mine in groups_of(parts).items()} == {"a": 1, "b": 2}


def changed():
    """The book with another rule for satisfaction from the month of December on: basically satisfied counts half."""
    old = next(f for f in BOOK.figures if f.about.id == "satisfaction")
    new = replace(old, about=replace(old.about, since=date(2026, 11, 19)), counts={"satisfied": 100, "basically": 50})
    return replace(BOOK, figures=(*BOOK.figures, new))


def test_a_month_keeps_the_definition_that_was_valid_then():  # T85
    basically = [heap(10, Mark.VALID, Mark.RATED, Mark.BASICALLY)]
    book = changed()
    november = book.of(Service.HOTLINE, month_of(2026, 11, 19).from_on)
    december = book.of(Service.HOTLINE, month_of(2026, 12, 19).from_on)

    assert count(november["satisfaction"], basically).value == 0.9
    assert count(december["satisfaction"], basically).value == 0.5


def test_a_book_says_which_figures_are_defined_otherwise_from_when_on():
    longer = replace(HOTLINE["wait"], about=replace(HOTLINE["wait"].about, since=date(2026, 11, 19)))
    book = replace(changed(), figures=(*changed().figures, longer), backfilled=(*BOOK.backfilled, LATER))
    year = Period(date(2026, 1, 1), date(2026, 12, 19))  # on which the shipped book has a change

    assert book.changes(Service.HOTLINE, year) == {date(2026, 11, 19): ["satisfaction", "composite"]}
    assert book.changes(Service.APPROVALS, year) == {LATER.since: ["on_time", "backfilled"]}
    assert book.changes(Service.HOTLINE, Period(date(2026, 11, 19), date(2026, 12, 19))) == {}
    assert BOOK.changes(Service.HOTLINE, Period(date(2019, 1, 1), date(2026, 12, 19))) == {}, "the first is no change"
    assert BOOK.changes(Service.HOTLINE, Period(date(2019, 1, 1), date(2030, 1, 1))) == {
        date(2026, 12, 19): ["signed_in_time", "unreached"]
    }


def test_a_period_over_a_change_is_the_sum_of_its_parts():
    book, period = changed(), Period(date(2026, 10, 19), date(2026, 12, 19))
    parts = book.segments(Service.HOTLINE, period)
    basically = [heap(10, Mark.VALID, Mark.RATED, Mark.BASICALLY)]
    told = count_all([Segment(figures, dict.fromkeys(figures, basically)) for _, figures in parts])

    assert [part for part, _ in parts] == [
        Period(date(2026, 10, 19), date(2026, 11, 19)),
        Period(date(2026, 11, 19), date(2026, 12, 19)),
    ]
    assert (told["satisfaction"].n, told["satisfaction"].counted, told["satisfaction"].value) == (20, 14, 0.7)


def test_behind_a_number_over_a_change_stand_the_cases_of_each_definition():
    period, longer = Period(date(2026, 10, 19), date(2026, 12, 19)), HOTLINE["wait"]
    longer = replace(longer, about=replace(longer.about, since=date(2026, 11, 19)), of=frozenset({"accepted", "due"}))
    book = replace(changed(), figures=(*changed().figures, longer))
    newest = book.newest(Service.HOTLINE, period)
    satisfaction, wait = (book.parts(newest[key], period) for key in ("satisfaction", "wait"))

    assert newest["satisfaction"].counts == {"satisfied": 100, "basically": 50}
    assert [(part.from_on, figure.counts["basically"]) for part, figure in satisfaction] == [
        (date(2026, 10, 19), 90),
        (date(2026, 11, 19), 50),
    ]
    assert [figure for _, figure in wait] == [longer, longer]


def test_a_month_from_the_19th_begins_in_the_month_before():
    assert month_of(2027, 1, 19) == Period(date(2026, 12, 19), date(2027, 1, 19))
    assert month_of(2026, 12, 1) == Period(date(2026, 12, 1), date(2027, 1, 1))
    year = Period(date(2025, 12, 19), date(2026, 12, 19))
    assert [name for name, _ in months_in(year, 19)] == [f"2026-{month:02d}" for month in range(1, 13)]
    assert months_in(Period(date(2026, 2, 2), date(2026, 3, 31)), 1) == []


@pytest.mark.parametrize(
    ("at", "begins", "month"),
    [
        ("2026-11-18T15:59:59+00:00", 19, "2026-11"),
        ("2026-11-18T16:00:00+00:00", 19, "2026-12"),
        ("2026-12-31T15:59:59+00:00", 19, "2027-01"),
        ("2026-11-30T16:00:00+00:00", 1, "2026-12"),
    ],
)
def test_an_instant_lies_in_the_month_of_its_local_day(at, begins, month):
    fact = Fact(Subject.REQUEST, "H1", "", datetime.fromisoformat(at))

    found = group_of(fact, Dimension.MONTH, fact.created_at, Map({}, {}), zone="Asia/Shanghai", begins=begins)

    assert found == month


def test_towns_and_levels_are_those_of_the_bodies_known():
    fact = Fact(Subject.LEG, "H1", "1.1", datetime(2026, 11, 30, tzinfo=UTC), body="V1", place="V2")
    known = Map({"V1": "village"}, {"V2": "T1"})

    def by(dimension):
        return group_of(fact, dimension, fact.created_at, known, zone="UTC", begins=1)

    assert (by(Dimension.LEVEL), by(Dimension.TOWN), by(Dimension.BODY), by(None)) == ("village", "T1", "V1", "")


def test_the_shipped_book_counts_only_what_facts_can_say():
    counted = [figure for figure in BOOK.figures if isinstance(figure, Share | Length)]

    assert all({*figure.of, *figure.but_not} <= set(Mark) for figure in counted)
    assert {figure.basis for figure in counted} == set(Basis)
    assert {f.about.id for f in BOOK.figures if f.about.service is Service.HOTLINE} >= {
        *("response", "resolution", "satisfaction", "composite", "unreached", "signed_in_time", "finished_in_time"),
        *("returned", "reopened"),
    }


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ('of = ["due"]', 'of = ["duly"]', "shares[0].of[0]"),
        ("counts = { in_time = 100 }", "counts = { in_time = 101 }", "shares[0].counts.in_time"),
        ("counts = { in_time = 100 }", "counts = { on_time = 100 }", "shares[0].counts.on_time"),
        ("resolution = 50", "resolution = 51", "composites[0].parts"),
        ("hotline = 19", "hotline = 29", "month_begins.hotline"),
        ('percentiles = ["50", "90"]', 'percentiles = ["100"]', "lengths[0].percentiles"),
        ('id = "silent"', 'id = "on_time"', "on_time"),
        ("least = 5", "least = 5\nmost = 6", "most"),
        (DEFINED, DEFINED.replace("2020-01-01", '"2020"'), "shares[0].since"),
        (DEFINED, DEFINED.replace("2020-01-01", "2020-01-19"), "on_time"),
        ("since = 2020-01-01\nhours", "since = 2020-01-02\nhours", "backfilled[0].since"),
        ("hours = 24", "hours = 24\n[[backfilled]]\nsince = 2020-01-01\nhours = 48", "backfilled[1].since"),
        ("hours = 24", "hours = 0", "backfilled[0].hours"),
        ("since = 2019-12-19", "since = 2020-01-01", "accepted_in_time"),
    ],
)
def test_a_book_with_a_fault_is_refused_whole_with_its_place(right, wrong, place):
    with pytest.raises(BadFigureBook) as refused:
        parse_figure_book(TEXT.replace(right, wrong, 1), zone="Asia/Shanghai")

    assert place in {problem.place for problem in refused.value.problems}
