"""Which days count, when the office opens, and how a bad calendar file is refused."""

import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest

import domain
from domain.calendar_file import BadCalendar, YearSource, calendar_of, parse_office, parse_year, year_source
from domain.promise import Clock, due
from domain.term import Term, Unit
from domain.workdays import CalendarYear, Span, UnknownDay

DATA = Path(domain.__file__).with_name("data")
GOOD = """
year = 2026
status = "official"
notice = "国办发明电〔2025〕7号"
issued_on = 2025-11-04
source = "the official gazette"
off = [
  { name = "元旦", from = 2026-01-01, to = 2026-01-03 },
  { name = "国庆节", from = 2026-10-01, to = 2026-10-07 },
]
worked = [2026-01-04, 2026-10-10]
"""
OFFICE = (DATA / "office.toml").read_text(encoding="utf-8")


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/New_York"])
def server_zone(request, monkeypatch):
    """The zone of the machine, which must not matter."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_an_official_year_is_what_others_publish(calendar, year):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]

    differing = [day for day in days if calendar.counts(day) != chinese_calendar.is_workday(day)]

    assert differing == []


@pytest.mark.parametrize(
    "text", ["Sun 2026-01-04", "Sat 2026-02-14", "Sat 2026-02-28", "Sat 2026-05-09", "Sun 2026-09-20", "Sat 2026-10-10"]
)
def test_make_up_working_days_count(calendar, day, text):
    assert calendar.counts(day(text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Fri 2026-09-25", "中秋节"),
        ("Sat 2026-10-03", "国庆节"),
        ("Sat 2026-10-17", "weekend"),
        ("Mon 2026-10-19", None),
        ("Sat 2026-10-10", None),
    ],
)
def test_a_day_off_says_why(calendar, day, text, reason):
    assert calendar.reason_off(day(text)) == reason


def test_a_year_that_nobody_published_is_never_guessed(calendar, day):
    for text in ("Tue 2024-12-31", "Sat 2028-01-01"):
        with pytest.raises(UnknownDay, match=day(text).isoformat()):
            calendar.counts(day(text))


def test_only_the_unannounced_year_is_provisional(calendar, day):
    assert not calendar.is_provisional(day("Thu 2026-12-31"))
    assert calendar.is_provisional(day("Fri 2027-01-01"))


def test_a_calendar_that_ends_on_31_december_does_not_count_new_year(calendar, moment):  # T05
    ends = replace(calendar, years=calendar.years[:1])
    clock = Clock(Term(30, Unit.WD), moment("Sat 2025-12-20 10:00"))

    with pytest.raises(UnknownDay, match="2026-01-01"):
        due(clock, ends)


def test_new_year_does_not_count_when_the_next_year_is_known(calendar, moment, day):  # T05
    clock = Clock(Term(30, Unit.WD), moment("Sat 2025-12-20 10:00"))

    end = due(clock, calendar)

    assert not calendar.counts(day("Thu 2026-01-01"))
    assert end.on == day("Mon 2026-02-02")


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("Mon 2026-03-02 00:00", "Mon 2026-03-02 08:30"),
        ("Mon 2026-03-02 08:29:59", "Mon 2026-03-02 08:30"),
        ("Mon 2026-03-02 08:30", "Mon 2026-03-02 08:30"),
        ("Mon 2026-03-02 12:00", "Mon 2026-03-02 12:00"),
        ("Mon 2026-03-02 17:29:59", "Mon 2026-03-02 17:29:59"),
        ("Mon 2026-03-02 17:30", "Tue 2026-03-03 08:30"),
        ("Fri 2026-03-06 17:31", "Mon 2026-03-09 08:30"),
        ("Sat 2026-03-07 10:00", "Mon 2026-03-09 08:30"),
        ("Fri 2026-02-13 18:00", "Sat 2026-02-14 08:30"),  # a make-up working day
        ("Sat 2026-02-14 18:00", "Tue 2026-02-24 08:30"),  # over the Spring Festival
        ("Wed 2026-09-30 17:30", "Thu 2026-10-08 08:30"),
        ("Mon 2026-10-05 09:00", "Thu 2026-10-08 08:30"),
    ],
)
def test_messages_wait_for_the_office_to_open(calendar, office, moment, at, opens):  # T67
    assert office.next_open(moment(at), calendar) == moment(opens)


def test_over_every_minute_of_a_week_the_opening_is_never_earlier_and_never_closed(calendar, office, moment):  # T26
    minutes = [moment("Fri 2026-03-06 00:00") + timedelta(minutes=n) for n in range(4 * 24 * 60)]

    openings = [office.next_open(minute, calendar) for minute in minutes]

    assert openings == sorted(openings)
    assert all(opening >= minute for opening, minute in zip(openings, minutes, strict=True))
    assert all(calendar.counts(at.date()) and office.opens <= at.time() < office.closes for at in openings)


def test_half_past_midnight_in_china_is_the_new_day(server_zone, calendar, day):  # T22, T23
    instant = datetime.fromisoformat("2026-03-02T16:30:00+00:00")

    assert calendar.local_day(instant) == day("Tue 2026-03-03")


def test_deadlines_are_the_same_wherever_the_server_stands(server_zone, calendar, office, moment):  # T23
    clock = Clock(Term(5, Unit.WD), datetime.fromisoformat("2026-02-08T16:30:00+00:00"))  # Mon 2026-02-09 00:30

    end = due(clock, calendar)

    assert end.at == moment("Sat 2026-02-14 24:00")
    assert end.at.isoformat() == "2026-02-15T00:00:00+08:00"
    assert office.next_open(end.at, calendar).isoformat() == "2026-02-24T08:30:00+08:00"


def test_the_shipped_years_name_their_notices():
    sources = [year_source(path.read_text(encoding="utf-8")) for path in sorted((DATA / "calendars").glob("*.toml"))]

    assert [source.issued_on.year for source in sources] == [2024, 2025, 2024]
    assert all("http" in source.source or "办法" in source.source for source in sources)
    assert "国办发明电〔2025〕7号" in sources[1].notice


def test_a_good_year_is_read_with_its_source():
    year = parse_year(GOOD)

    assert year == CalendarYear(
        2026,
        official=True,
        off=(
            Span(date(2026, 1, 1), date(2026, 1, 3), "元旦"),
            Span(date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
        ),
        worked=(date(2026, 1, 4), date(2026, 10, 10)),
    )
    assert year_source(GOOD) == YearSource("国办发明电〔2025〕7号", date(2025, 11, 4), "the official gazette")


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("year = 2026", "year = 'soon'", "year", "whole number"),
        ("year = 2026", "", "year", "missing"),
        ("year = 2026", "year = 2026\nnote = 'x'", "note", "not known"),
        ('"official"', '"certain"', "status", "not one of official, provisional"),
        ('"国办发明电〔2025〕7号"', '" "', "notice", "empty"),
        ('notice = "国办发明电〔2025〕7号"', "", "notice", "missing"),
        ("2025-11-04", '"in November"', "issued_on", "date"),
        ("worked = [2026-01-04, 2026-10-10]", "worked = 2026-01-04", "worked", "list"),
        ("2026-01-04,", "'2026-01-04',", "worked[0]", "date"),
        ("2026-01-04,", "2026-01-04T00:00:00,", "worked[0]", "date"),
        ("2026-01-04,", "2027-01-03,", "worked[0]", "does not lie in 2026"),
        ("2026-01-04,", "2026-01-05,", "worked[0]", "no Saturday or Sunday"),
        ("2026-01-04,", "2026-01-03,", "worked[0]", "inside 元旦"),
        ("2026-01-04,", "2026-10-10,", "worked[1]", "named twice"),
        ("to = 2026-01-03", "to = 2025-12-31", "off[0].to", "ends before it begins"),
        ("from = 2026-01-01", "from = 2025-12-31", "off[0].from", "does not lie in 2026"),
        (
            "from = 2026-10-01, to = 2026-10-07",
            "from = 2026-12-01, to = 2027-01-07",
            "off[1].to",
            "does not lie in 2026",
        ),
        ("off = [", "off = [ { name = '假', from = 2026-01-03, to = 2026-01-03 },", "off[0]", "overlaps 元旦"),
        ('name = "元旦", ', "", "off[0].name", "missing"),
        ("off = [", "off = [ 7,", "off[0]", "table"),
        ("year = 2026", "year = = 2026", "line 2", "not TOML"),
        (GOOD, "", "file", "empty"),
        (GOOD, "# nothing yet\n", "file", "empty"),
    ],
)
def test_a_bad_year_is_refused_with_place_and_reason(old, new, place, reason):  # T10
    assert old in GOOD

    with pytest.raises(BadCalendar) as refused:
        parse_year(GOOD.replace(old, new, 1))

    assert [(problem.place, reason in problem.reason) for problem in refused.value.problems] == [(place, True)]


def test_all_faults_of_a_year_are_told_at_once():
    bad = (
        GOOD.replace("2026-01-04", "2026-01-05").replace('"official"', '"certain"').replace("to = 2026-10-07", "to = 1")
    )

    with pytest.raises(BadCalendar) as refused:
        parse_year(bad)

    assert {problem.place for problem in refused.value.problems} == {"status", "off[1].to", "worked[0]"}


def test_the_office_as_it_ships(office):
    assert (office.opens.isoformat("minutes"), office.closes.isoformat("minutes")) == ("08:30", "17:30")
    assert (office.settle_seconds, office.intake_silence_days, office.revocable_days) == (30, 5, 60)
    assert parse_office(OFFICE)[1] == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ('"08:30"', '"half past eight"', "opens", "not a time"),
        ('"08:30"', "8", "opens", "text"),
        ('"17:30"', '"08:00"', "closes", "before it opens"),
        ('"Asia/Shanghai"', '"Asia/Kulun"', "zone", "not a time zone"),
        ('"Asia/Shanghai"', '"../../etc/passwd"', "zone", "not a time zone"),
        ('"Asia/Shanghai"', '"Asia"', "zone", "not a time zone"),
        ("settle_seconds = 30", "settle_seconds = 0", "settle_seconds", "at least 1"),
        ("revocable_days = 60", "revocable_days = 60\nlunch = 1", "lunch", "not known"),
        (OFFICE, "", "file", "empty"),
    ],
)
def test_a_bad_office_is_refused_with_place_and_reason(old, new, place, reason):
    assert old in OFFICE

    with pytest.raises(BadCalendar) as refused:
        parse_office(OFFICE.replace(old, new, 1))

    assert [(problem.place, reason in problem.reason) for problem in refused.value.problems] == [(place, True)]


def test_a_calendar_puts_its_years_in_order():
    years = [CalendarYear(2027, official=False), CalendarYear(2026, official=True)]

    calendar = calendar_of(years, rev=3, zone="Asia/Shanghai")

    assert [year.year for year in calendar.years] == [2026, 2027]
    assert calendar.rev == 3


@pytest.mark.parametrize(
    ("years", "places"),
    [((), ["calendar"]), ((2026, 2026), ["2026"]), ((2025, 2027), ["2026"]), ((2025, 2025, 2028), ["2025", "2026"])],
)
def test_a_calendar_with_a_double_or_missing_year_is_refused(years, places):
    with pytest.raises(BadCalendar) as refused:
        calendar_of([CalendarYear(year, official=True) for year in years], rev=1, zone="Asia/Shanghai")

    assert [problem.place for problem in refused.value.problems] == places
