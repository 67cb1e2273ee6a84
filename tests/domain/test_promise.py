"""The clock of a promise: required values, the laws of counting, and an independent count of days."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.promise import (
    Clock,
    Extension,
    Light,
    Pause,
    Turn,
    days_over,
    due,
    light,
    red_at,
    silent_at,
    turn_at,
    units_left,
    why,
    yellow_at,
)
from domain.term import Term, Unit
from domain.workdays import UnknownDay

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2025, 1, 1, tzinfo=SHANGHAI)

quick = settings(max_examples=120)
starts = st.integers(0, 560 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
terms = st.integers(1, 30)


def clock_of(moment, start, term, *pauses, known="", **fields):
    """A clock from words: 'Wed 2026-03-04 10:00 - Tue 2026-03-10 09:00' is a pause, without the end an open one."""
    value, unit = term.split()
    spans = [text.partition(" - ") for text in pauses]
    return Clock(
        Term(int(value), Unit(unit)),
        moment(start),
        pauses=tuple(
            Pause("hearing", moment(since), "o", until=moment(end) if end else None) for since, _, end in spans
        ),
        known_at=moment(known) if known else None,
        **fields,
    )


def pause(since, until):
    return Pause("hearing", since, "o", until=until)


@pytest.mark.parametrize(
    ("start", "term", "on"),
    [
        ("Mon 2026-02-09 10:00", "5 wd", "Sat 2026-02-14"),  # a make-up working day
        ("Wed 2026-09-16 10:00", "20 wd", "Tue 2026-10-20"),
        ("Wed 2026-09-30 10:00", "2 wd", "Fri 2026-10-09"),
        ("Thu 2026-10-08 10:00", "2 wd", "Sat 2026-10-10"),  # a make-up working day
        ("Thu 2026-04-30 10:00", "3 wd", "Fri 2026-05-08"),
        ("Fri 2026-09-18 10:00", "5 wd", "Thu 2026-09-24"),  # over a worked Sunday
        ("Thu 2026-12-03 10:00", "20 wd", "Thu 2026-12-31"),
        ("Thu 2026-10-29 10:00", "45 wd", "Thu 2026-12-31"),
        ("Mon 2026-09-28 10:00", "7 d", "Thu 2026-10-08"),  # rolled from Mon 2026-10-05
        ("Tue 2026-02-10 10:00", "7 d", "Tue 2026-02-24"),  # rolled over the Spring Festival
        ("Thu 2026-04-02 10:00", "5 wd", "Fri 2026-04-10"),  # the silence at intake
        ("Fri 2026-04-03 10:00", "2 d", "Tue 2026-04-07"),  # T17: Sunday before a Monday off moves to Tuesday
        ("Fri 2026-03-06 16:59", "8 wd", "Wed 2026-03-18"),  # T16
        ("Fri 2026-03-06 17:01", "8 wd", "Wed 2026-03-18"),  # T16
        ("Mon 2026-03-02 10:00", "1 wd", "Tue 2026-03-03"),  # T25: one working day is not three
        ("Fri 2026-03-06 10:00", "1 wd", "Mon 2026-03-09"),  # T25
        ("Mon 2026-03-02 00:00", "1 wd", "Tue 2026-03-03"),
        ("Mon 2026-03-02 23:59:59", "1 wd", "Tue 2026-03-03"),
    ],
)
def test_the_term_ends_with_the_due_day(calendar, moment, day, start, term, on):
    clock = clock_of(moment, start, term)

    end = due(clock, calendar)

    assert (end.on, end.at, end.provisional) == (day(on), moment(f"{on} 24:00"), False)


@pytest.mark.parametrize(
    ("start", "pauses", "on"),
    [
        ("Mon 2026-03-02 10:00", ["Wed 2026-03-04 10:00 - Tue 2026-03-10 09:00"], "Fri 2026-03-13"),
        ("Mon 2026-03-02 10:00", ["Fri 2026-03-06 16:00 - Mon 2026-03-09 09:00"], "Tue 2026-03-10"),  # T32
        ("Mon 2026-03-02 10:00", ["Fri 2026-03-06 16:00 - Sun 2026-03-08 20:00"], "Mon 2026-03-09"),  # T32
        ("Mon 2026-03-02 10:00", ["Tue 2026-03-03 09:00 - Tue 2026-03-03 17:00"], "Mon 2026-03-09"),
        ("Mon 2026-03-02 10:00", ["Mon 2026-03-02 17:00 - Tue 2026-03-03 16:00"], "Tue 2026-03-10"),  # T40: 23 hours
        ("Mon 2026-03-02 10:00", ["Tue 2026-03-03 00:00 - Tue 2026-03-03 23:59:59"], "Mon 2026-03-09"),  # T40
    ],
)
def test_a_pause_takes_away_the_days_after_it_until_the_day_of_resuming(calendar, moment, day, start, pauses, on):
    clock = clock_of(moment, start, "5 wd", *pauses)

    assert due(clock, calendar).on == day(on)


def test_pause_and_extension_add_up_in_any_order(calendar, moment, day):  # T34
    first = "Wed 2026-03-04 10:00 - Fri 2026-03-06 09:00"
    second = "Tue 2026-03-10 10:00 - Thu 2026-03-12 09:00"
    extension = Extension(5, moment("Mon 2026-03-09 10:00"), "h")
    clock = clock_of(moment, "Mon 2026-03-02 10:00", "5 wd", first, second)

    assert due(clock, calendar).on == day("Fri 2026-03-13")
    assert due(replace(clock, extensions=(extension,)), calendar).on == day("Fri 2026-03-20")


def test_while_the_clock_stands_there_is_no_date_but_days_left(calendar, moment):  # T40
    clock = clock_of(moment, "Mon 2026-03-02 10:00", "5 wd", "Wed 2026-03-04 10:00")

    now = moment("Fri 2026-06-12 10:00")

    assert due(clock, calendar) is None
    assert yellow_at(clock, calendar) is None
    assert red_at(clock, calendar) is None
    assert silent_at(clock, calendar) is None
    assert light(clock, calendar, now) is Light.STOPPED
    assert units_left(clock, calendar, now) == 3


def test_what_is_left_of_natural_days_is_counted_to_the_day_on_which_they_end(moment, calendar, day):
    clock = clock_of(moment, "Tue 2026-02-10 10:00", "7 d")  # the seventh day lies in the Spring Festival

    assert due(clock, calendar).on == day("Tue 2026-02-24")
    assert units_left(clock, calendar, moment("Sun 2026-02-15 10:00")) == 9
    assert yellow_at(clock, calendar) == moment("Sun 2026-02-22 00:00")


@pytest.mark.parametrize("last", ["Thu 2026-10-01", "Mon 2026-10-05", "Wed 2026-10-07"])
def test_a_pause_after_the_last_counted_day_still_stops_natural_days_that_wait_for_a_working_day(
    calendar, moment, day, last
):  # T37
    clock = clock_of(moment, "Wed 2026-09-23 10:00", "8 d", f"{last} 10:00")

    resumed = replace(clock, pauses=(replace(clock.pauses[0], until=moment("Fri 2026-10-16 09:00")),))

    assert due(clock, calendar) is None
    assert due(resumed, calendar).on == day("Mon 2026-10-19")


@pytest.mark.parametrize(
    ("start", "term", "yellow"),
    [
        ("Mon 2026-02-09 10:00", "5 wd", "Thu 2026-02-12 00:00"),
        ("Wed 2026-09-16 10:00", "20 wd", "Fri 2026-10-16 00:00"),
        ("Wed 2026-09-30 10:00", "2 wd", "Wed 2026-09-30 10:00"),
        ("Thu 2026-10-08 10:00", "2 wd", "Thu 2026-10-08 10:00"),
        ("Thu 2026-04-30 10:00", "3 wd", "Wed 2026-05-06 00:00"),
        ("Fri 2026-09-18 10:00", "5 wd", "Tue 2026-09-22 00:00"),
        ("Thu 2026-12-03 10:00", "20 wd", "Tue 2026-12-29 00:00"),
        ("Mon 2026-03-02 10:00", "1 wd", "Mon 2026-03-02 10:00"),
        ("Mon 2026-03-02 10:00", "12 h", "Mon 2026-03-02 20:00"),
        ("Mon 2026-03-02 10:00", "1 h", "Mon 2026-03-02 10:00"),
    ],
)
def test_yellow_begins_when_two_are_left(calendar, moment, start, term, yellow):
    assert yellow_at(clock_of(moment, start, term), calendar) == moment(yellow)


@pytest.mark.parametrize(
    ("now", "shown", "left"),
    [
        ("Mon 2026-03-02 10:00", Light.GREEN, 5),
        ("Mon 2026-03-02 23:59:59", Light.GREEN, 5),
        ("Tue 2026-03-03 00:00", Light.GREEN, 4),
        ("Wed 2026-03-04 23:59:59", Light.GREEN, 3),
        ("Thu 2026-03-05 00:00", Light.YELLOW, 2),
        ("Sun 2026-03-08 23:59:59", Light.YELLOW, 1),
        ("Mon 2026-03-09 00:00", Light.RED, 0),
        ("Mon 2026-03-09 23:59:59", Light.RED, 0),  # T13: the last day is alive to its end
        ("Tue 2026-03-10 00:00", Light.OVER, 0),
    ],
)
def test_the_light_changes_at_midnight(calendar, moment, now, shown, left):
    clock = clock_of(moment, "Mon 2026-03-02 10:00", "5 wd")

    assert light(clock, calendar, moment(now)) is shown
    assert units_left(clock, calendar, moment(now)) == left


def test_a_light_may_turn_earlier_than_usual(calendar, moment):
    clock = clock_of(moment, "Mon 2026-03-02 10:00", "5 wd", yellow_left=4, red_left=1)

    assert yellow_at(clock, calendar) == moment("Tue 2026-03-03 00:00")
    assert red_at(clock, calendar) == moment("Fri 2026-03-06 00:00")


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("Thu 2026-03-05 23:59:59", 0),
        ("Fri 2026-03-06 00:00", 1),
        ("Sat 2026-03-07 12:00", 1),
        ("Sun 2026-03-08 12:00", 1),
        ("Mon 2026-03-09 00:00", 2),
    ],
)
def test_the_overdue_counter_stands_still_over_a_weekend(calendar, moment, now, days):  # T19
    clock = clock_of(moment, "Mon 2026-03-02 10:00", "3 wd")

    assert days_over(due(clock, calendar).on, calendar, moment(now)) == days


@pytest.mark.parametrize(
    ("start", "term", "provisional"),
    [
        ("Tue 2026-12-08 10:00", "20 wd", True),
        ("Thu 2026-12-03 10:00", "20 wd", False),
        ("Fri 2026-12-25 10:00", "8 d", True),
        ("Fri 2026-12-25 10:00", "6 d", False),
    ],
)
def test_a_date_that_leans_on_unpublished_days_is_provisional(calendar, moment, start, term, provisional):
    assert due(clock_of(moment, start, term), calendar).provisional is provisional


@pytest.mark.parametrize(
    ("known", "at"),
    [
        ("", "Wed 2026-03-04 24:00"),
        ("Mon 2026-03-02 10:00", "Wed 2026-03-04 24:00"),
        ("Tue 2026-03-03 23:59:59", "Wed 2026-03-04 24:00"),
        ("Wed 2026-03-04 00:00", "Thu 2026-03-05 24:00"),
        ("Fri 2026-03-06 10:00", "Mon 2026-03-09 24:00"),
        ("Sat 2026-03-07 00:00:30", "Mon 2026-03-09 24:00"),
    ],
)
def test_silence_waits_for_the_first_working_day_after_the_start_is_known(calendar, moment, known, at):
    clock = clock_of(moment, "Mon 2026-03-02 10:00", "2 wd", known=known)

    assert due(clock, calendar).at == moment("Wed 2026-03-04 24:00")
    assert silent_at(clock, calendar) == moment(at)


@pytest.mark.parametrize(
    ("start", "term", "turns"),
    [
        ("Mon 2026-03-02 10:00", "5 wd", ["Thu 2026-03-05 08:30", "Mon 2026-03-09 08:30", "Mon 2026-03-09 24:00:30"]),
        ("Mon 2026-03-02 10:00", "2 wd", ["Mon 2026-03-02 10:00", "Wed 2026-03-04 08:30", "Wed 2026-03-04 24:00:30"]),
        ("Mon 2026-03-02 18:00", "2 wd", ["Tue 2026-03-03 08:30", "Wed 2026-03-04 08:30", "Wed 2026-03-04 24:00:30"]),
        ("Sat 2026-03-07 18:00", "3 d", ["Mon 2026-03-09 08:30", "Tue 2026-03-10 08:30", "Tue 2026-03-10 24:00:30"]),
        ("Sat 2026-03-07 02:00", "9 h", ["Sat 2026-03-07 09:00", "Sat 2026-03-07 11:00", "Sat 2026-03-07 11:00:30"]),
    ],
)
def test_messages_of_terms_in_days_wait_for_the_office_and_others_do_not(calendar, office, moment, start, term, turns):
    clock = clock_of(moment, start, term)

    taken = [turn_at(clock, calendar, turn, office) for turn in Turn]

    assert taken == [moment(turn) for turn in turns]


def test_every_date_says_why_day_by_day(calendar, moment):
    clock = clock_of(moment, "Fri 2026-09-18 10:00", "5 wd", "Tue 2026-09-22 10:00 - Wed 2026-09-23 09:00")

    lines = [(f"{line.day:%m-%d}", line.number, line.reason) for line in why(clock, calendar)]

    assert lines == [
        ("09-18", None, "start"),
        ("09-19", None, "weekend"),
        ("09-20", 1, ""),  # a make-up working day
        ("09-21", 2, ""),
        ("09-22", 3, ""),
        ("09-23", None, "paused:hearing"),
        ("09-24", 4, ""),
        ("09-25", None, "中秋节"),
        ("09-26", None, "中秋节"),
        ("09-27", None, "中秋节"),
        ("09-28", 5, ""),
    ]


def test_a_rolled_end_says_so(calendar, moment):
    clock = clock_of(moment, "Fri 2026-10-02 10:00", "3 d")

    lines = [(f"{line.day:%m-%d}", line.number, line.reason) for line in why(clock, calendar)]

    assert lines == [
        ("10-02", None, "start"),
        ("10-03", 1, ""),
        ("10-04", 2, ""),
        ("10-05", 3, ""),
        ("10-06", None, "rolled"),
        ("10-07", None, "rolled"),
        ("10-08", None, "rolled"),
    ]


def test_a_clock_that_stands_explains_its_days_so_far(calendar, moment):
    clock = clock_of(moment, "Mon 2026-03-02 10:00", "5 wd", "Wed 2026-03-04 10:00")

    assert [line.number for line in why(clock, calendar)] == [None, 1, 2]


def test_hours_are_exact_over_400_midnights(calendar):  # H02
    for night in range(400):
        start = FIRST + timedelta(days=night, hours=23, minutes=50)

        end = due(Clock(Term(24, Unit.H), start), calendar)

        assert end.at - start == timedelta(hours=24)
        assert end.at.astimezone(SHANGHAI).time() == start.time()


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("Mon 2026-03-02 10:00", 12),
        ("Mon 2026-03-02 10:00:01", 11),
        ("Mon 2026-03-02 12:00", 10),
        ("Mon 2026-03-02 15:00", 10),  # stands still
        ("Mon 2026-03-02 21:00", 6),
        ("Tue 2026-03-03 02:00", 1),
        ("Tue 2026-03-03 02:00:01", 0),
        ("Wed 2026-03-04 10:00", 0),
    ],
)
def test_hours_left_are_whole_hours_without_the_pause(calendar, moment, now, left):
    clock = clock_of(moment, "Mon 2026-03-02 10:00", "12 h", "Mon 2026-03-02 12:00 - Mon 2026-03-02 17:00")

    assert units_left(clock, calendar, moment(now)) == left


def test_a_pause_after_the_end_of_a_term_in_hours_changes_nothing(calendar, moment):
    clock = clock_of(moment, "Mon 2026-03-02 10:00", "2 h", "Mon 2026-03-02 12:00 - Mon 2026-03-02 17:00")

    assert due(clock, calendar).at == moment("Mon 2026-03-02 12:00")


def test_the_unit_of_days_has_no_exact_length():  # T25
    with pytest.raises(ValueError, match="counted in days"):
        Unit.WD.exact(1)


def test_a_count_that_leaves_the_calendar_is_not_guessed(calendar, moment):  # T05
    with pytest.raises(UnknownDay, match="2028-01-01"):
        due(clock_of(moment, "Wed 2027-12-15 10:00", "30 wd"), calendar)


@quick
@given(starts, terms, st.integers(0, 40), st.sampled_from([Unit.WD, Unit.D, Unit.H]))
def test_more_never_ends_sooner(calendar, start, value, more, unit):
    assert due(Clock(Term(value, unit), start), calendar).at <= due(Clock(Term(value + more, unit), start), calendar).at


@quick
@given(starts, terms, st.integers(0, 40), st.integers(0, 60))
def test_a_pause_of_n_counted_days_moves_the_end_by_exactly_n(calendar, start, value, begin, length):
    clock = Clock(Term(value, Unit.WD), start)
    before = due(clock, calendar)
    since = start + timedelta(days=begin % (before.on - calendar.local_day(start)).days)  # before the due day
    until = since + timedelta(days=length)

    after = due(replace(clock, pauses=(pause(since, until),)), calendar)

    moved = calendar.working_days(before.on, after.on)
    assert moved == calendar.working_days(calendar.local_day(since), calendar.local_day(until))


@quick
@given(starts, terms, st.integers(0, 40), st.sampled_from([Unit.WD, Unit.D]))
def test_a_pause_within_one_day_changes_nothing(calendar, start, value, begin, unit):
    clock = Clock(Term(value, unit), start)
    since = calendar.start_of(calendar.local_day(start) + timedelta(days=begin))
    until = since + timedelta(hours=23, minutes=59, seconds=59)

    assert due(replace(clock, pauses=(pause(since, until),)), calendar) == due(clock, calendar)


@quick
@given(
    starts,
    terms,
    st.integers(0, 20 * 24 * 60),
    st.integers(0, 9 * 24 * 60),
    st.integers(0, 9 * 24 * 60),
    st.sampled_from([Unit.WD, Unit.D, Unit.H]),
)
def test_a_pause_in_two_parts_equals_the_whole(calendar, start, value, begin, first, second, unit):
    clock = Clock(Term(value, unit), start)
    since = start + timedelta(minutes=begin)
    middle = since + timedelta(minutes=first)
    until = middle + timedelta(minutes=second)

    whole = due(replace(clock, pauses=(pause(since, until),)), calendar)
    parts = due(replace(clock, pauses=(pause(since, middle), pause(middle, until))), calendar)

    assert parts == whole


@quick
@given(starts, terms, st.integers(0, 99), st.integers(0, 10**6), st.sampled_from([Unit.H, Unit.MIN, Unit.S]))
def test_hours_and_less_are_exact_and_so_are_their_pauses(calendar, start, value, percent, seconds, unit):
    length = unit.exact(value)
    since, stood = start + length * percent / 100, timedelta(seconds=seconds)

    end = due(Clock(Term(value, unit), start, pauses=(pause(since, since + stood),)), calendar)

    assert end.at == start + length + stood


@quick
@given(starts, terms, st.sampled_from([Unit.WD, Unit.D]), st.integers(0, 12), st.integers(0, 12))
def test_the_explanation_ends_on_the_due_day_with_the_whole_budget(calendar, start, value, unit, begin, length):
    since = start + timedelta(days=begin)
    clock = Clock(Term(value, unit), start, pauses=(pause(since, since + timedelta(days=length)),))

    lines = why(clock, calendar)

    assert lines[-1].day == due(clock, calendar).on
    assert [line.number for line in lines if line.number] == list(range(1, value + 1))
    assert [line.day for line in lines] == [lines[0].day + timedelta(days=n) for n in range(len(lines))]


class DayCounter:
    """An independent count: all days of three years in a row, from which sets of days are taken away."""

    def __init__(self, calendar):
        days = [date(2025, 1, 1) + timedelta(days=n) for n in range(3 * 365)]
        self.all = [day.toordinal() for day in days]
        self.off = {day.toordinal() for day in days if not calendar.counts(day)}

    def last_day(self, start, budget, unit, pauses):
        """The due day, or None; pauses are pairs of days, the second None while it is open."""
        paused = set()
        for since, until in pauses:
            paused.update(range(since.toordinal() + 1, until.toordinal() + 1 if until else self.all[-1] + 1))
        excluded = paused | self.off if unit is Unit.WD else paused
        after = self.all[bisect_left(self.all, start.toordinal() + 1) :][: 12 * budget + 250]
        counted = [day for day in after if day not in excluded]
        if len(counted) < budget:
            return None
        ends = [day for day in counted[budget - 1 :] if day not in self.off]
        return date.fromordinal(ends[0]) if ends else None


def test_10_000_random_histories_end_where_an_independent_count_of_days_says(calendar):  # H14
    random = Random(20261125)  # noqa: S311 - a history, not a secret
    counter = DayCounter(calendar)

    for _ in range(10_000):
        start = at = FIRST + timedelta(minutes=random.randrange(600 * 24 * 60))
        unit, value, extra = random.choice((Unit.WD, Unit.D)), random.randint(1, 20), random.choice((0, 0, 5))
        pauses = []
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            since = at + timedelta(minutes=random.randrange(6 * 24 * 60))
            at = since + timedelta(minutes=random.choice((60, 3, 12 * 24)) * random.randrange(60))
            pauses.append(pause(since, at))
        if pauses and random.random() < 0.2:
            pauses[-1] = replace(pauses[-1], until=None)
        extensions = (Extension(extra, start, "h"),) if extra else ()
        clock = Clock(Term(value, unit), start, pauses=tuple(pauses), extensions=extensions)

        end = due(clock, calendar)

        days = [(p.since.date(), p.until and p.until.date()) for p in pauses]
        assert (end and end.on) == counter.last_day(start.date(), value + extra, unit, days), clock
