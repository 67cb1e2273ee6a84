"""Problems as they are shown: how often each was reported in a period, by how many, by whom again, and whether that is more than before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.recurring.chance import chance, least_chance, stand_out
from domain.recurring.rules import RecurringRules

NONE = "-"  # asked for as a topic: what has none; no id is written so


class By(StrEnum):
    """What makes two reports the same problem."""

    TOPIC = "topic"
    DISTRICT = "district"
    TOWN = "town"
    TOPIC_TOWN = "topic_town"
    TOPIC_DISTRICT = "topic_district"


class Verdict(StrEnum):
    """What can be said of a count against another."""

    GROWN = "grown"
    FALLEN = "fallen"
    CHANCE = "chance"  # no more than chance
    TOO_FEW = "too_few"  # too few to say
    UNKNOWN = "unknown"  # nothing was counted then


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a problem is about and where: empty where that makes no difference."""

    topic: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What came in on a topic from a district: `reports` by everybody, of which `requests` are not merged into another; how many callers came again, within the shorter and the longer time, on the topic and from the place."""

    topic: str
    district: str
    reports: int
    requests: int
    topic_again: tuple[int, int] = (0, 0)
    place_again: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Growth:
    """A count against that of another time: None where nothing was counted then; `p` is the probability of chance alone."""

    before: int | None
    p: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem in a period."""

    key: Key
    requests: int
    reports: int
    topic_again: tuple[int, int]
    place_again: tuple[int, int]
    growth: Growth  # against the period just before
    yearly: Growth  # against the same days a year ago


Tallies = Iterable[Tally]


def problems(
    now: Tallies,
    before: Tallies | None,
    year_ago: Tallies | None,
    *,
    by: By,
    towns: Mapping[str, str],
    rules: RecurringRules,
) -> list[Problem]:
    """All problems of a period, the most frequent first; a time of which nothing is known is None. `towns` are those of the districts."""
    key_of = _KEYS[by](towns)
    gathered = _gathered(now, key_of)
    growths = _compared(gathered, before, key_of, rules)
    yearly = _compared(gathered, year_ago, key_of, rules)
    found = [
        Problem(key, tally.requests, tally.reports, tally.topic_again, tally.place_again, growths[key], yearly[key])
        for key, tally in gathered.items()
    ]
    return sorted(found, key=lambda problem: (-problem.requests, problem.key))


def _compared(
    now: Mapping[Key, Tally], then: Tallies | None, key_of: Callable[[Tally], Key], rules: RecurringRules
) -> dict[Key, Growth]:
    """Each count against its own of another time; those of which enough is known are judged together."""
    if then is None:
        return dict.fromkeys(now, Growth(None, None, Verdict.UNKNOWN))
    before: Counter[Key] = Counter()
    for tally in then:
        before[key_of(tally)] += tally.requests
    tested = {
        key: chance(tally.requests, before[key])
        for key, tally in now.items()
        if (whole := tally.requests + before[key]) >= rules.least and least_chance(whole) <= rules.level
    }
    outstanding = dict(
        zip(tested, stand_out(list(tested.values()), level=rules.level, method=rules.method), strict=True)
    )
    return {
        key: Growth(before[key], tested.get(key), _verdict(tally.requests, before[key], outstanding.get(key)))
        for key, tally in now.items()
    }


def _verdict(now: int, before: int, stands_out: bool | None) -> Verdict:
    if stands_out is None:
        return Verdict.TOO_FEW
    if not stands_out:
        return Verdict.CHANCE
    return Verdict.GROWN if now > before else Verdict.FALLEN


def _gathered(tallies: Tallies, key_of: Callable[[Tally], Key]) -> dict[Key, Tally]:
    found: dict[Key, Tally] = {}
    for tally in tallies:
        key = key_of(tally)
        found[key] = _both(found[key], tally) if key in found else tally
    return found


def _both(one: Tally, other: Tally) -> Tally:
    return Tally(
        one.topic,
        one.district,
        one.reports + other.reports,
        one.requests + other.requests,
        (one.topic_again[0] + other.topic_again[0], one.topic_again[1] + other.topic_again[1]),
        (one.place_again[0] + other.place_again[0], one.place_again[1] + other.place_again[1]),
    )


def _town(towns: Mapping[str, str], district: str) -> str:
    return towns.get(district) or district


_KEYS: Mapping[By, Callable[[Mapping[str, str]], Callable[[Tally], Key]]] = {
    By.TOPIC: lambda _: lambda tally: Key(tally.topic),
    By.DISTRICT: lambda _: lambda tally: Key("", tally.district),
    By.TOWN: lambda towns: lambda tally: Key("", _town(towns, tally.district)),
    By.TOPIC_TOWN: lambda towns: lambda tally: Key(tally.topic, _town(towns, tally.district)),
    By.TOPIC_DISTRICT: lambda _: lambda tally: Key(tally.topic, tally.district),
}
