"""The cycle chart as bars: which days of each item counted, which were days off, and which are excluded."""

from datetime import timedelta

from domain.cycle import days_of
from domain.cycle_bars import Run, Shade, bars
from domain.roles import Act


def drawn(desk):
    """The bars as of the desk's time."""
    found = days_of(desk.events, desk.case.rules, desk.case.calendar, desk.now)
    return bars(found, desk.case.rules, desk.case.calendar)


def test_nothing_is_drawn_of_a_project_that_nobody_has_begun(opened):
    assert drawn(opened()) == []


def test_working_days_days_off_and_a_pause_are_told_apart(opened):
    desk = opened(profile="pasture_factory_verified")
    desk.does(Act.RECEIVE, "LR-01", "Thu 2026-03-05 10:00")
    desk.does(Act.ACCEPT, "LR-01", "Thu 2026-03-05 11:00")
    desk.does(Act.PAUSE, "LR-01", "Mon 2026-03-09 10:00", kind="expert_review", until=desk.now + timedelta(days=9))
    desk.does(Act.RESUME, "LR-01", "Wed 2026-03-11 10:00")
    desk.does(Act.APPROVE, "LR-01", "Thu 2026-03-12 10:00")

    item, stage, whole = drawn(desk)

    assert item.runs == (
        Run(0, 1, Shade.COUNTED),  # Friday; the day of the start is none
        Run(1, 2, Shade.OFF),
        Run(3, 1, Shade.COUNTED),
        Run(4, 2, Shade.EXCLUDED),
        Run(6, 1, Shade.COUNTED),
    )
    assert (item.id, stage.id, whole.id) == ("LR-01", "S1", "")
    assert item.runs == stage.runs == whole.runs


def test_a_day_is_excluded_from_the_whole_only_when_nothing_ran_on_it(opened):
    desk = opened(profile="residential_social")
    desk.does(Act.RECEIVE, "LR-03 PR-05", "Mon 2026-03-02 10:00")
    desk.does(Act.CORRECT, "LR-03", "Tue 2026-03-03 10:00")
    desk.does(Act.APPROVE, "PR-05", "Wed 2026-03-04 10:00")

    desk.now += timedelta(days=4)
    shown = {bar.id: bar.runs for bar in drawn(desk)}

    assert [run.shade for run in shown["LR-03"]] == [Shade.COUNTED, Shade.EXCLUDED]
    assert shown[""] == (Run(0, 2, Shade.COUNTED), Run(2, 4, Shade.EXCLUDED))


def test_an_item_that_ends_on_the_day_on_which_it_began_has_a_place_and_no_length(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "PR-05", "Mon 2026-03-02 10:00")
    desk.does(Act.APPROVE, "PR-05", "Mon 2026-03-02 11:00")

    assert [(bar.first, bar.runs) for bar in drawn(desk)] == [(0, ())] * 3
