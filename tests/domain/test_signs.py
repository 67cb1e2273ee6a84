"""What a row shows at a moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from domain.item import State
from domain.promise import Light
from domain.signs import PublicStatus, days_left, light_of, next_change, public_status
from domain.standing import standing
from domain.term import Unit

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Row:
    state: str
    ended_at: datetime | None = None
    due_on: date | None = None
    yellow_at: datetime | None = None
    red_at: datetime | None = None
    over_at: datetime | None = None


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_public_status(state, moment):
    assert public_status(Row(state), moment("Mon 2026-03-02 10:00")) in PublicStatus


@pytest.mark.parametrize(
    ("state", "ended", "status"),
    [
        ("approved", "Fri 2026-03-06 23:59:59", PublicStatus.IN_TIME),
        ("approved", "Fri 2026-03-06 24:00", PublicStatus.OVER_TIME),
        ("refused", "Fri 2026-03-06 12:00", PublicStatus.IN_TIME),
        ("approved_by_silence", "Fri 2026-03-06 24:00", PublicStatus.OVER_TIME),
        ("withdrawn", "Fri 2026-03-06 12:00", PublicStatus.WITHDRAWN),
    ],
)
def test_what_ended_is_judged_by_its_end(state, ended, status, moment):
    row = Row(state, ended_at=moment(ended), over_at=moment("Fri 2026-03-06 24:00"))

    assert public_status(row, moment("Mon 2026-05-04 10:00")) is status


def test_what_is_open_turns_red_when_the_term_ends_and_not_before(moment):
    row = Row("accepted", over_at=moment("Fri 2026-03-06 24:00"))

    assert public_status(row, moment("Fri 2026-03-06 24:00") - SECOND) is PublicStatus.IN_PROCESS
    assert public_status(row, moment("Fri 2026-03-06 24:00")) is PublicStatus.OVER_TIME


def test_lights_change_at_the_instants_of_the_row(opened):
    desk = opened(profile="pasture_factory_verified")
    desk.does("receive", "LR-01", "Mon 2026-03-02 10:00")
    desk.does("accept", "LR-01", "Mon 2026-03-02 11:00")
    row = standing(desk.case, "LR-01", desk.now)

    assert light_of(row, row.yellow_at - SECOND) is Light.GREEN
    assert light_of(row, row.yellow_at) is Light.YELLOW
    assert light_of(row, row.red_at) is Light.RED
    assert light_of(row, row.over_at - SECOND) is Light.RED
    assert light_of(row, row.over_at) is Light.OVER
    assert [next_change([row], at) for at in (desk.now, row.yellow_at, row.red_at, row.over_at)] == [
        row.yellow_at,
        row.red_at,
        row.over_at,
        None,
    ]


def test_nothing_changes_by_itself_while_a_clock_stands(moment):
    row = Row("paused", yellow_at=None)

    assert light_of(row, moment("Mon 2026-03-02 10:00")) is Light.STOPPED
    assert next_change([row], moment("Mon 2026-03-02 10:00")) is None


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("Thu 2026-03-05 10:00", 1),
        ("Fri 2026-03-06 23:00", 0),
        ("Sat 2026-03-07 10:00", 0),
        ("Sun 2026-03-08 10:00", 0),
        ("Mon 2026-03-09 10:00", -1),
        ("Sat 2026-03-14 10:00", -5),
        ("Sun 2026-03-15 10:00", -5),
    ],
)
def test_days_over_stand_still_on_days_off(now, left, moment, calendar):
    row = Row("accepted", due_on=date(2026, 3, 6), over_at=moment("Fri 2026-03-06 24:00"))

    assert days_left(row, Unit.WD, calendar, moment(now)) == left


def test_natural_days_are_counted_as_they_are(moment, calendar):
    row = Row("accepted", due_on=date(2026, 3, 9))

    assert days_left(row, Unit.D, calendar, moment("Fri 2026-03-06 10:00")) == 3
    assert days_left(row, Unit.MIN, calendar, moment("Fri 2026-03-06 10:00")) is None
