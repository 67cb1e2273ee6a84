"""The law of programmes: when sessions begin, on which days before them something is done, what is of use when, what may be recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.legal.programmes import (
    CATCH_UP,
    LASTS,
    LEAD,
    SOON,
    Programme,
    Reminder,
    Result,
    SessionState,
    check_result,
    late_session,
    next_look,
    reminder_due,
    upcoming,
    useful_until,
)
from domain.legal.programmes_file import BadProgrammes, parse_programmes
from domain.legal.refusals import NotBegun, NothingToCount, SessionSkipped
from domain.legal.story import soonest_session, weekly_cron
from domain.legal.timetable import BadCron, Eves, Timetable, next_sessions, parse_cron
from store.shipped import programmes

ZONE = "Asia/Shanghai"
LIVE = Programme("live", "直播", None, "Live", "ann", "", "zh", "30 19 * * 3", ZONE, paused=False)
ONE_DAY = timedelta(days=1)
YEARS = [date(2027, 1, 1) + n * ONE_DAY for n in range(2 * 366)]  # the second is a leap year
TIMETABLES = st.builds(
    Timetable,
    st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0)),
    st.one_of(st.just(()), st.sets(st.integers(1, 31), min_size=1).map(lambda days: tuple(sorted(days)))),
    st.one_of(st.just(()), st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))),
)
MOMENTS = st.datetimes(datetime(2027, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def moment(text: str) -> datetime:
    """Read 'Fri 2026-09-25 17:10' (local time) and refuse a wrong weekday."""
    at = datetime.strptime(text, "%a %Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(ZONE))
    assert f"{at:%a}" == text[:3], f"{text} is a {at:%a}"
    return at


SESSION = moment("Wed 2026-11-25 19:30")


@pytest.mark.parametrize(
    ("cron", "after", "sessions"),
    [
        ("30 19 * * 3", "Wed 2026-11-25 19:29", ["Wed 2026-11-25 19:30", "Wed 2026-12-02 19:30"]),
        ("30 19 * * 3", "Wed 2026-11-25 19:30", ["Wed 2026-12-02 19:30", "Wed 2026-12-09 19:30"]),
        ("0 15 1-7 * 5", "Wed 2026-11-25 10:00", ["Fri 2026-12-04 15:00", "Fri 2027-01-01 15:00"]),
        ("0 9 5,20 * *", "Wed 2026-11-25 10:00", ["Sat 2026-12-05 09:00", "Sun 2026-12-20 09:00"]),
        ("0 9 * * 7", "Wed 2026-11-25 10:00", ["Sun 2026-11-29 09:00", "Sun 2026-12-06 09:00"]),
        ("0 9 31 * *", "Wed 2026-11-25 10:00", ["Thu 2026-12-31 09:00", "Sun 2027-01-31 09:00"]),
        ("0 9 29 * *", "Thu 2027-01-28 10:00", ["Fri 2027-01-29 09:00", "Mon 2027-03-29 09:00"]),
    ],
)
def test_sessions_come_on_the_days_that_both_fields_name(cron, after, sessions):
    assert next_sessions(parse_cron(cron), moment(after), ZONE, 2) == [moment(text) for text in sessions]


@pytest.mark.parametrize(
    "cron",
    [
        *(
            "",
            "30 19 * *",
            "30 19 * * 3 *",
            "*/5 19 * * 3",
            "0,30 19 * * 3",
            "30 8-19 * * 3",
            "* * * * *",
            "60 19 * * 3",
        ),
        *("30 24 * * 3", "30 19 0 * *", "30 19 32 * *", "30 19 * 6 3", "30 19 * * 8", "30 19 5-3 * *", "30 19 ٣ * *"),
        *("30 19 * * wed", "@weekly", "30 19 1,,2 * *", "-1 19 * * 3"),
    ],
)
def test_what_is_no_single_moment_of_days_is_refused(cron):
    with pytest.raises(BadCron):
        parse_cron(cron)


def _names(eves: Eves, day: date) -> bool:
    return (
        (not eves.months or day.month in eves.months)
        and (not eves.days or day.day in eves.days)
        and (not eves.weekdays or day.isoweekday() % 7 in eves.weekdays)
        and eves.leap in (None, day.year % 4 == 0)
    )


@given(TIMETABLES)
def test_the_days_before_sessions_are_named_exactly_once_and_no_others(timetable):
    answers = timetable.eves()
    for day in YEARS:
        assert sum(_names(eves, day) for eves in answers) == timetable.names(day + ONE_DAY), day


def test_the_local_time_has_no_summer_time_so_the_day_before_at_the_same_hour_is_24_hours_ahead():
    for n in range(110 * 366):
        noon = datetime.combine(date(1992, 1, 1) + n * ONE_DAY, time(12), ZoneInfo(ZONE))
        assert noon.utcoffset() == timedelta(hours=8)
    assert all(programme.zone == ZONE for programme in programmes())


@pytest.mark.parametrize(
    ("now", "reminder"),
    [
        ("Tue 2026-11-24 19:29", None),
        ("Tue 2026-11-24 19:30", Reminder.DAY),
        ("Wed 2026-11-25 18:29", Reminder.DAY),
        ("Wed 2026-11-25 18:30", Reminder.HOUR),
        ("Wed 2026-11-25 19:29", Reminder.HOUR),
        ("Wed 2026-11-25 19:30", None),
        ("Wed 2026-12-02 19:00", None),
    ],
)
def test_one_reminder_is_of_use_at_a_time_and_none_once_the_session_has_begun(now, reminder):
    assert reminder_due(SESSION, moment(now)) == reminder


def test_a_reminder_is_of_use_until_the_next_one_or_the_beginning():
    assert useful_until(Reminder.DAY, SESSION) == moment("Wed 2026-11-25 18:30")
    assert useful_until(Reminder.HOUR, SESSION) == SESSION


def test_whoever_looks_whenever_told_sees_each_reminder_once_at_its_instant():
    now, seen = moment("Mon 2026-11-23 08:00"), []
    while (moment_ := next_look(SESSION, now)) is not None:
        now = moment_
        seen.append((now, reminder_due(SESSION, now)))

    assert seen == [(SESSION - LEAD, Reminder.DAY), (SESSION - SOON, Reminder.HOUR), (SESSION + LASTS, None)]


@given(TIMETABLES, MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(days=60)))
@example(Timetable(time(9)), datetime(2027, 1, 4, 1, tzinfo=UTC), timedelta(days=9))  # at the very moment of a start
@example(Timetable(time(9)), datetime(2027, 1, 4, 1, 0, 59, tzinfo=UTC), timedelta(days=9))
def test_after_any_downtime_at_most_one_start_is_made_up_for(timetable, back_at, length):
    """What Temporal makes up for: the starts within the downtime that are not older than the window."""
    later = timetable.sessions(back_at - length + LEAD, ZONE)
    eves = [at - LEAD for at in takewhile(lambda at: at - LEAD <= back_at, later)]
    made_up_for = [eve for eve in eves if back_at - eve <= CATCH_UP]

    assert len(made_up_for) <= 1
    assert all(eve + LEAD > back_at for eve in made_up_for), "its session has not begun"


def test_what_takes_place_next_leaves_out_skipped_days_and_nothing_takes_place_while_it_rests():
    now, skipped = moment("Wed 2026-11-25 08:00"), {date(2026, 12, 2)}
    resting = Programme("live", "直播", None, "Live", "ann", "", "zh", "30 19 * * 3", ZONE, paused=True)

    assert upcoming(LIVE, skipped, now, 2) == [SESSION, moment("Wed 2026-12-09 19:30")]
    assert upcoming(resting, skipped, now, 2) == []


@pytest.mark.parametrize(
    ("now", "skipped", "late"),
    [
        ("Tue 2026-11-24 19:29", set(), None),
        ("Tue 2026-11-24 19:30", set(), SESSION),
        ("Wed 2026-11-25 19:29", set(), SESSION),
        ("Wed 2026-11-25 19:29", {date(2026, 11, 25)}, None),
        ("Wed 2026-11-25 19:30", set(), None),
    ],
)
def test_a_session_that_comes_within_a_day_is_to_be_looked_after_at_once(now, skipped, late):
    assert late_session(LIVE, skipped, moment(now)) == late


def test_a_result_is_recorded_from_the_beginning_on():
    check_result(SESSION, SessionState.PLANNED, Result(held=True, audience=312), SESSION)
    check_result(SESSION, SessionState.HELD, Result(held=False, remarks="停电"), SESSION + ONE_DAY)
    with pytest.raises(NotBegun):
        check_result(SESSION, SessionState.PLANNED, Result(held=True), SESSION - timedelta(seconds=1))


def test_nothing_is_recorded_of_a_session_that_was_left_out():
    with pytest.raises(SessionSkipped):
        check_result(SESSION, SessionState.SKIPPED, Result(held=True), SESSION)


@pytest.mark.parametrize("result", [Result(held=False, audience=3), Result(held=False, link="https://example.org")])
def test_a_session_that_was_not_held_has_no_audience_and_no_recording(result):
    with pytest.raises(NothingToCount):
        check_result(SESSION, SessionState.PLANNED, result, SESSION)


def test_the_sample_has_a_weekly_a_monthly_and_a_half_monthly_programme():  # B6
    counts = {}
    for programme in programmes():
        first, last = moment("Fri 2027-01-01 00:00"), moment("Sat 2028-01-01 00:00")
        counts[programme.id] = sum(at < last for at in programme.timetable.sessions(first, ZONE))

    assert counts == {"weekly-live": 52, "monthly-salon": 12, "half-monthly-class": 24}


SAMPLE = (
    '[[programmes]]\nid = "a"\nname_zh = "甲"\nname_en = "A"\nhost = "ann"\nlanguage = "zh"\ncron = "30 19 * * 3"\n'
)


def test_a_file_of_programmes_is_read():
    (read,) = parse_programmes(SAMPLE, people=["ann"], places=[], zone=ZONE)

    assert (read.id, read.host, read.place, read.name_mn, read.paused) == ("a", "ann", "", None, False)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('host = "ann"', 'host = "nobody"', "programmes[a].host"),
        ('cron = "30 19 * * 3"', 'cron = "* * * * *"', "programmes[a].cron"),
        ('language = "zh"', 'language = "fr"', "programmes[a].language"),
        ('id = "a"', 'id = "a"\nplace = "moon"', "programmes[a].place"),
        ('id = "a"', 'id = "a"\nsurprise = 1', "programmes[a].surprise"),
        ('name_en = "A"\n', "", "programmes[a].name_en"),
        (SAMPLE, SAMPLE + SAMPLE, "programmes[a].id"),
        ("[[programmes]]", "[[programmes", "line 1"),
    ],
)
def test_a_file_with_a_fault_is_refused_whole_with_its_place(old, new, place):
    with pytest.raises(BadProgrammes) as refused:
        parse_programmes(SAMPLE.replace(old, new), people=["ann"], places=[], zone=ZONE)

    assert place in [problem.place for problem in refused.value.problems]


@given(st.timedeltas(timedelta(0), 7 * ONE_DAY))
@example(timedelta(hours=23, minutes=59, seconds=50))
@example(timedelta(hours=23, minutes=59, seconds=50, microseconds=1))
def test_a_story_holds_its_session_with_a_full_minute_that_is_near_and_then_every_week(later):
    now = datetime(2026, 11, 28, tzinfo=ZoneInfo(ZONE)) + later  # from a Saturday on
    starts_at = soonest_session(now, least=timedelta(seconds=10))
    timetable = parse_cron(weekly_cron(starts_at))

    assert timedelta(seconds=10) <= starts_at - now < timedelta(seconds=70)
    assert next_sessions(timetable, now, ZONE, 2) == [starts_at, starts_at + 7 * ONE_DAY]
