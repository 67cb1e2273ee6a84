"""Problems are gathered by topic and place, and compared only where there is enough to compare."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import domain
from domain.recurring.problems import By, Growth, Key, Tally, Verdict, problems
from domain.recurring.rules import BadRecurring, parse_recurring
from domain.recurring.span import Span

TEXT = (Path(domain.__file__).with_name("data") / "recurring.toml").read_text(encoding="utf-8")
RULES = parse_recurring(TEXT)
TOWNS = {"V1": "T1", "V2": "T1", "V3": "T2", "T1": "T1"}
ZONE = "Asia/Shanghai"


def tally(topic, district, requests, *, merged=0, again=(0, 0)):
    return Tally(topic, district, requests + merged, requests, again, again)


def found(now, before=(), by=By.TOPIC, year_ago=None, rules=RULES):
    return problems(now, before, year_ago, by=by, towns=TOWNS, rules=rules)


def test_each_way_of_gathering_adds_up_to_the_same():
    now = [
        tally("land", "V1", 5, merged=2, again=(1, 2)),
        tally("land", "V3", 7),
        tally("water", "V2", 3),
        tally("", "T1", 1),
    ]
    for by in By:
        rows = found(now, by=by)
        assert (sum(row.requests for row in rows), sum(row.reports for row in rows)) == (16, 18)
        assert sum(row.topic_again[1] for row in rows) == 2
    assert [(row.key, row.requests) for row in found(now, by=By.TOWN)] == [(Key("", "T1"), 9), (Key("", "T2"), 7)]
    assert found(now, by=By.TOPIC)[0].key == Key("land")
    assert found(now, by=By.TOPIC_TOWN)[0].key == Key("land", "T2")


def test_growth_is_told_only_where_it_is_more_than_chance():
    now = [tally("doubled", "V1", 80), tally("same", "V1", 41), tally("few", "V1", 6), tally("less", "V1", 20)]
    before = [tally("doubled", "V3", 40), tally("same", "V1", 40), tally("few", "V1", 3), tally("less", "V1", 70)]

    told = {row.key.topic: row.growth for row in found(now, before)}

    assert {topic: growth.verdict for topic, growth in told.items()} == {
        "doubled": Verdict.GROWN,
        "same": Verdict.CHANCE,
        "few": Verdict.TOO_FEW,
        "less": Verdict.FALLEN,
    }
    assert told["few"].p is None
    assert told["doubled"].before == 40


def test_what_would_stand_out_alone_does_not_among_many():
    one = ([tally("a", "V1", 30)], [tally("a", "V1", 15)])
    many = [tally(f"t{n}", "V1", 30) for n in range(60)]

    assert found(*one)[0].growth.verdict is Verdict.GROWN
    [row] = [row for row in found([*one[0], *many], [*one[1], *many]) if row.key.topic == "a"]
    assert row.growth.verdict is Verdict.CHANCE


def test_where_nothing_was_counted_then_nothing_is_said():
    [row] = found([tally("land", "V1", 50)], None)

    assert row.growth == row.yearly == Growth(None, None, Verdict.UNKNOWN)


def test_fewer_than_could_ever_stand_out_are_too_few_whatever_the_rules_say():
    [row] = found([tally("land", "V1", 4)], [], rules=replace(RULES, least=1))

    assert row.growth.verdict is Verdict.TOO_FEW


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (TEXT.replace("0.05", "0.9"), "level"),
        (TEXT.replace('"benjamini_hochberg"', '"guess"'), "method"),
        (TEXT.replace("[30, 90]", "[90, 30]"), "again_days"),
        (TEXT + "more = 1\n", "more"),
    ],
)
def test_rules_with_a_fault_are_refused_whole(text, place):
    with pytest.raises(BadRecurring) as refused:
        parse_recurring(text)

    assert [problem.place for problem in refused.value.problems] == [place]


def test_a_period_has_as_many_days_before_it_and_a_year_ago():
    november = Span(date(2026, 11, 1), date(2026, 12, 1))

    assert november.before == Span(date(2026, 10, 2), date(2026, 11, 1))
    assert november.year_ago == Span(date(2025, 11, 1), date(2025, 12, 1))
    assert Span(date(2028, 2, 29), date(2028, 3, 1)).year_ago == Span(date(2027, 2, 28), date(2027, 3, 1))
    assert Span.asked(None, None, date(2026, 11, 25)) == Span(date(2026, 10, 27), date(2026, 11, 26))
    assert Span.asked(date(2026, 1, 1), None, date(2026, 11, 25)).until_on == date(2026, 11, 26)
    assert not Span(date(2026, 1, 1), date(2026, 1, 1)).is_sound
    assert not Span(date(2020, 1, 1), date(2026, 1, 1)).is_sound


def test_a_period_that_still_runs_is_compared_with_as_much_of_the_other():
    november = Span(date(2026, 11, 1), date(2026, 12, 1))
    noon_of_the_third = datetime(2026, 11, 3, 4, tzinfo=UTC)

    begin, end = november.before.run_until(noon_of_the_third, november, ZONE)

    assert (begin.date(), begin.hour) == (date(2026, 10, 2), 0)
    assert end - begin == noon_of_the_third - november.instants(ZONE)[0]
    assert november.run_until(datetime(2027, 1, 1, tzinfo=UTC), november, ZONE) == november.instants(ZONE)
