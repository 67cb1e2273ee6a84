"""How urgent a request is to those who work."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.hotline.urgency import CallWindow, ShareLight, next_call, seconds_left, share_light

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)  # a Wednesday
HOURS = ((time(8, 30), time(11, 30)), (time(14, 30), time(17, 30)), (time(18, 30), time(20, 30)))


def local(day, at):
    return datetime.combine(date(2026, 11, day), time.fromisoformat(at), ZONE)


@pytest.mark.parametrize(
    ("left", "seconds"),
    [
        (timedelta(minutes=15), 900),
        (timedelta(seconds=1), 1),
        (timedelta(milliseconds=999), 0),
        (timedelta(0), 0),
        (timedelta(milliseconds=-1), -1),
        (timedelta(seconds=-1), -1),
        (timedelta(hours=-1), -3600),
    ],
)
def test_seconds_are_whole_and_rounded_down(left, seconds):
    assert seconds_left(NOW + left, NOW) == seconds


def test_a_clock_that_stands_has_no_seconds():
    assert seconds_left(None, NOW) is None


@pytest.mark.parametrize(
    ("warning", "share", "goal", "light"),
    [
        ("", 60, 120, ShareLight.RUNNING),
        ("half", 60, 120, ShareLight.HALF),
        ("warned", 60, 120, ShareLight.WARNED),
        ("warned", 0, 120, ShareLight.OVER),
        ("half", None, 0, ShareLight.OVER),
        ("half", None, 60, ShareLight.HALF),
        ("warned", None, None, ShareLight.STOPPED),
    ],
)
def test_the_light_follows_the_share_of_the_level_and_the_deadline_of_the_citizen(warning, share, goal, light):
    share_at, goal_at = (None if left is None else NOW + timedelta(minutes=left) for left in (share, goal))

    assert share_light(warning, share_at=share_at, goal_at=goal_at, now=NOW) is light


@pytest.mark.parametrize(
    ("tried", "begins", "ends"),
    [
        ((), NOW, local(25, "11:30")),
        ((local(25, "09:00"),), local(25, "14:30"), local(25, "17:30")),
        ((local(24, "09:00"), local(24, "15:00")), local(25, "18:30"), local(25, "20:30")),
        ((local(24, "09:00"), local(24, "15:00"), local(24, "19:00")), NOW, local(25, "11:30")),
        ((local(24, "12:00"),), NOW, local(25, "11:30")),  # in no part of the day
    ],
)
def test_the_next_call_is_in_a_part_of_the_day_that_was_not_tried_yet(tried, begins, ends):
    assert next_call(HOURS, tried, now=NOW, zone="Asia/Shanghai") == CallWindow(begins, ends)


def test_a_part_of_the_day_that_is_over_comes_again_tomorrow():
    tried = (local(24, "15:00"), local(24, "19:00"))

    window = next_call(HOURS, tried, now=local(25, "21:00"), zone="Asia/Shanghai")

    assert window == CallWindow(local(26, "08:30"), local(26, "11:30"))


def test_the_hours_are_local_wherever_the_server_stands():
    window = next_call(HOURS, (), now=datetime(2026, 11, 25, 6, 0, tzinfo=UTC), zone="Asia/Shanghai")

    assert window == CallWindow(local(25, "14:30"), local(25, "17:30"))


def test_without_stated_hours_there_is_no_window():
    assert next_call((), (), now=NOW, zone="Asia/Shanghai") is None
