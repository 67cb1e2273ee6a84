"""Random lives of a request against an independent counter of its seconds: every step at its instant, none lost, none twice."""

from __future__ import annotations

import os
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from request_desk import moment, reported
from second_counter import HOUR, SECOND, Counter

from domain.hotline.clocks import counted, goal_at, used
from domain.hotline.policy import Level
from domain.hotline.record import Happening
from domain.hotline.request import ENDED, OPEN, State
from domain.hotline.turns import Wake, next_wakening, wakenings
from domain.refusals import Refusal
from domain.roles import Act

HISTORIES = int(os.environ.get("CHENGNUO_TEST_LIVES", "400"))  # `make soak` asks for 10,000
START = moment("Wed 2026-11-25 10:00")
KINDS = st.sampled_from(["consultation", "immediate", "agent", "urgent"])
LEVELS = st.sampled_from([str(level) for level in Level])
ACTS = {
    "dispatch": LEVELS.map(lambda level: ("dispatch", level)),
    "send_back": st.just(("send_back",)),
    "pause": st.tuples(
        st.just("pause"), st.sampled_from(["caller_absent", "weather"]), st.sampled_from([1, 60, 5000, 40_000, 86_400])
    ),
    "resume": st.just(("resume",)),
    "reclassify": KINDS.map(lambda kind: ("reclassify", kind)),
    "extend": st.integers(1, 13).map(lambda hours: ("extend", hours)),
    "escalate": LEVELS.map(lambda level: ("escalate", level)),
    "close": st.just(("close",)),
    "answer": st.booleans().map(lambda solved: ("answer", solved)),
    "reopen": st.just(("reopen",)),
    "comment": st.just(("comment",)),
}
FITTING = {  # what is mostly tried in a state; the last resort of each is anything
    "handling": [
        "pause",
        "pause",
        "send_back",
        "dispatch",
        "reclassify",
        "extend",
        "escalate",
        "close",
        "close",
        "comment",
    ],
    "paused": ["resume", "resume", "resume", "close", "reclassify", "extend", "comment"],
    "returned": ["dispatch", "dispatch", "dispatch", "reclassify", "comment"],
    "closed": ["answer", "answer", "answer", "reopen", "comment"],
}
ANYTHING = [*ACTS]
DRAWN = st.tuples(st.integers(0, 999), st.fixed_dictionaries(ACTS))
GAPS = st.one_of(
    st.tuples(st.just("seconds"), st.integers(0, 900)),
    st.tuples(st.just("seconds"), st.integers(0, 40_000)),
    st.tuples(st.just("step"), st.sampled_from([0, -1, 1, -1000, 1000])),  # milliseconds before or after the next one
)
HISTORY = st.tuples(
    st.tuples(GAPS, st.tuples(st.just("accept"), KINDS, LEVELS)),
    st.lists(st.tuples(GAPS, DRAWN), min_size=2, max_size=16),
)
CITY = st.one_of(st.none(), st.none(), st.integers(0, 60 * 3600))
SKIPPED = {"half": "half", "warn": "warned", "accept_soon": "accept_soon", "accept_up": "accept_up"}
thorough = settings(max_examples=HISTORIES)


class Worker:
    """Plays a history at a desk; a prompt one wakes for each step, a lazy one only where somebody has to be found above."""

    def __init__(self, city: int | None, *, lazy: bool = False) -> None:
        outer = None if city is None else START + timedelta(seconds=city)
        self.desk, self.lazy = reported(START, outer_due=outer), lazy

    def wait(self, until: datetime) -> None:
        """Let time pass."""
        if not self.lazy:
            return self.desk.wait(until)
        needed = {Wake.SHARE, Wake.PAUSE_END}
        while (first := min((w.at for w in wakenings(self.desk.case) if w.why in needed), default=until)) < until:
            self.desk.wakes(max(first, self.desk.now))
        self.desk.wakes(until)
        return None

    def tries(self, act: tuple[object, ...], at: datetime) -> bool:
        """Do it, unless it is refused."""
        was = self.desk.case
        try:
            self._does(*act, at=at)
        except Refusal:
            assert self.desk.case == was
            return False
        self.wait(at)
        return True

    def _does(self, word: str, *values: Any, at: datetime) -> None:
        desk = self.desk
        ways: dict[str, Callable[..., object]] = {
            "accept": lambda kind, level: desk.accept(at, kind, Level(level)),
            "dispatch": lambda level: desk.dispatch(at, Level(level)),
            "send_back": lambda: desk.send_back(at),
            "pause": lambda reason, seconds: desk.pause(at, at + timedelta(seconds=seconds), reason),
            "resume": lambda: desk.does(Act.REQUEST_RESUME, at),
            "reclassify": lambda kind: desk.does(Act.REQUEST_RECLASSIFY, at, kind=kind),
            "extend": lambda hours: desk.extend(at, hours),
            "escalate": lambda level: desk.escalate(at, Level(level)),
            "close": lambda: desk.close(at),
            "answer": lambda solved: desk.answer(at, solved=solved),
            "reopen": lambda: desk.does(Act.REQUEST_REOPEN, at),
            "comment": lambda: desk.does(Act.REQUEST_COMMENT, at),
        }
        ways[word](*values)


def counts(counter: Counter, act: tuple[object, ...]) -> bool:
    """Do the same at the counter."""
    match act:
        case "pause", str(reason), int(seconds):
            return counter.pause(reason, seconds * SECOND)
        case "answer", bool(solved):
            return counter.answer(solved=solved)
        case ("comment",):
            return counter.state in {str(state) for state in OPEN | {State.CLOSED}} and counter.bodies > 0
        case str(word), *values:
            return bool(getattr(counter, word)(*values))
    raise AssertionError(act)


def instant(micros: int) -> datetime:
    """An instant of the counter."""
    return START + timedelta(microseconds=micros)


def when(counter: Counter, gap: tuple[str, int]) -> int:
    """The instant of the next act: so many seconds on, or close to the next step."""
    word, number = gap
    if word == "seconds":
        return counter.now + number * SECOND
    step = counter.next()
    return max(counter.now, step[0] + number * 1000) if step else counter.now + SECOND


def lines_of(desk):
    """The record as the counter keeps it: a warning is a warning, though nobody was told because it was overtaken."""
    lines = (e for e in desk.events if e.kind is not Happening.COMMENTED)
    return sorted((SKIPPED[e.what] if e.kind is Happening.SKIPPED else str(e.kind), e.at) for e in lines)


def results_of(counter: Counter):
    """The results as the law keeps them."""
    return [
        (cycle, leg, kind, instant(since), instant(until), instant(due), ran / SECOND, stood / SECOND, in_time, ended)
        for cycle, leg, kind, since, until, due, ran, stood, in_time, ended in counter.results
    ]


def chosen(counter: Counter, drawn):
    """An act that mostly suits the state, out of one of each that was drawn."""
    number, acts = drawn
    words = [*FITTING.get(counter.state, ANYTHING), ANYTHING[number % len(ANYTHING)]]
    return acts[words[number // len(ANYTHING) % len(words)]]


def played(history, city):
    """Yield the worker, the counter and the act after each act of a history, and at last after a long while."""
    first, others = history
    worker, counter = Worker(city), Counter(outer=None if city is None else city * SECOND)
    for gap, drawn in (first, *others):
        at = when(counter, gap)
        counter.run_to(at)
        worker.wait(instant(at))
        act = drawn if drawn[0] == "accept" else chosen(counter, drawn)
        is_done = counts(counter, act)
        assert worker.tries(act, instant(at)) is is_done, f"{act} at {instant(at)}"
        counter.run_to(at)
        yield worker, counter, act
    end = counter.now + 200 * HOUR
    counter.run_to(end)
    worker.wait(instant(end))
    yield worker, counter, None


@given(history=HISTORY, city=CITY)
@thorough
def test_every_life_equals_a_count_of_its_seconds(history, city):  # H14, H17
    frozen, accepted_at = (), None
    for worker, counter, _ in played(history, city):
        case, now = worker.desk.case, instant(counter.now)
        assert case.state == counter.state
        assert lines_of(worker.desk) == sorted((kind, instant(at)) for kind, at in counter.lines)
        assert [astuple(result) for result in case.results] == results_of(counter)
        assert case.results[: len(frozen)] == frozen  # H19
        frozen = case.results
        accepted_at = accepted_at or case.accepted_at
        assert case.accepted_at == accepted_at  # H20
        if case.started_at is not None and case.state in OPEN:
            goal = counter.goal()
            assert goal_at(case) == (None if goal is None else instant(goal))
            assert counted(case, case.started_at, now) == timedelta(
                microseconds=counter.ran(counter.leg_from, counter.now)
            )
        if case.state is State.HANDLING:
            for level in Level:
                before = sum(counter.ran(a, b) for held, a, b in counter.held if held == level)
                running = counter.ran(counter.held_from, counter.now) if counter.level == level else 0
                assert used(case, level, now) == timedelta(microseconds=before + running)


@given(history=HISTORY, city=CITY)
@settings(max_examples=80)
def test_nothing_is_recorded_before_its_time_nor_twice_nor_after_the_end(history, city):  # H26
    for worker, _, _ in played(history, city):
        desk = worker.desk
    numbers = [event.n for event in desk.events]
    keys = [(n.thread, n.cycle, n.step) for n in desk.said]
    repeated = [key for key, times in Tally(keys).items() if times > 1]
    closed = False

    assert numbers == list(range(1, len(numbers) + 1))
    assert all(event.at <= event.entered_at for event in desk.events)
    assert all(key[0] in ("work", "ask") and key[2] in ("half", "warned", "assigned") for key in repeated)
    for event in desk.events:
        assert not closed or event.kind in (
            *(Happening.ANSWERED, Happening.REOPENED, Happening.FOLLOWED_UP, Happening.COMMENTED),
        )
        closed = (closed or event.kind is Happening.CLOSED) and event.kind is not Happening.REOPENED
    if desk.case.state in ENDED:
        assert next_wakening(desk.case) is None


@given(history=HISTORY, city=CITY)
@settings(max_examples=80)
def test_a_worker_that_sleeps_records_the_same_but_for_skipped_warnings(history, city):  # H37
    lazy = Worker(city, lazy=True)
    for worker, counter, act in played(history, city):
        lazy.wait(instant(counter.now))
        if act is not None:
            lazy.tries(act, instant(counter.now))
        assert lazy.desk.case.state is worker.desk.case.state

    assert lines_of(lazy.desk) == lines_of(worker.desk)
    assert replace(lazy.desk.case, n=0, taken=()) == replace(worker.desk.case, n=0, taken=())
    assert set(lazy.desk.case.taken) == set(worker.desk.case.taken)
    assert all(e.at < e.entered_at for e in worker.desk.events if e.kind is Happening.SKIPPED)


@given(history=HISTORY, steps=st.lists(st.integers(1, 5000), min_size=1, max_size=10))
@settings(max_examples=40)
def test_waking_more_often_changes_nothing(history, steps):
    restless = Worker(None)
    for worker, counter, act in played(history, None):
        end, prompt = instant(counter.now), worker.desk
        for seconds in steps:
            restless.wait(min(end, restless.desk.now + timedelta(seconds=seconds)))
        restless.wait(end)
        if act is not None:
            restless.tries(act, end)

    assert restless.desk.events == prompt.events
    assert restless.desk.said == prompt.said
