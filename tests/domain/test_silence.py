"""How far ahead one looks for silence, and what it approves."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import domain
from domain.catalogue_file import parse
from domain.silence import ahead_until, deemed_by, last_day_ahead
from domain.workdays import CalendarYear, Span, WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
HOLIDAY = Span(date(2026, 10, 1), date(2026, 10, 7))
CALENDAR = WorkCalendar(1, "Asia/Shanghai", (CalendarYear(2026, True, (HOLIDAY,)),))
CATALOGUE = parse((Path(domain.__file__).with_name("data") / "catalogue.toml").read_text(encoding="utf-8"))


def test_one_looks_three_working_days_ahead_of_the_present_one():
    assert last_day_ahead(CALENDAR, date(2026, 11, 23)) == date(2026, 11, 26)  # Mon to Thu
    assert last_day_ahead(CALENDAR, date(2026, 11, 26)) == date(2026, 12, 1)  # Thu to Tue
    assert last_day_ahead(CALENDAR, date(2026, 11, 28)) == date(2026, 12, 2)  # Sat to Wed
    assert last_day_ahead(CALENDAR, date(2026, 9, 29)) == date(2026, 10, 9)  # Tue, over the holiday, to Fri
    night = datetime(2026, 11, 23, 23, 59, tzinfo=ZONE)
    assert ahead_until(CALENDAR, night) == datetime(2026, 11, 27, 0, 0, tzinfo=ZONE)


def test_under_the_lawful_rules_silence_approves_less_than_under_those_of_the_platform():
    platform, lawful = (
        {item for _, _, item in deemed_by(CATALOGUE, rules, date(2026, 11, 23))} for rules in ("platform", "lawful")
    )

    assert lawful < platform
    assert "LR-03" in platform - lawful
