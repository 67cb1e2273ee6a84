"""Random lives of inquiries, visits and applications against independent counts: every promise at its instant, none lost, none twice."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from legal_life import ASKER, CLERK, DIRECTOR, Life, aid_at, inquiry_at, lawyer, local_day, moment, visit_at

from domain.refusals import Refusal
from domain.roles import Act

LIVES = int(os.environ.get("CHENGNUO_TEST_LIVES", "400"))  # `make soak` asks for 10,000
thorough = settings(
    max_examples=LIVES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
EIGHT = timedelta(minutes=8)
PEOPLE = ("ann", "bo", "cy")
GAPS = st.one_of(st.integers(0, 240), st.integers(0, 2000), st.just(480), st.just(479))
DEEDS = st.tuples(
    GAPS,
    st.sampled_from(
        ["take", "take", "reply", "refer", "decline", "helped", "not_helped", "comment", "assign", "withdraw"]
    ),
    st.sampled_from(PEOPLE),
)
START = "2026-10-03 23:50"


class Watch:
    """Nothing but the waits: since when nobody has it, and which promises were broken when."""

    def __init__(self, start: datetime) -> None:
        self.asked, self.since, self.over, self.kept = start, start, list[datetime](), True
        self.broken: set[datetime] = set()

    def passes(self, until: datetime, *, waiting: bool) -> None:
        """Time passes in one state."""
        due = self.since + EIGHT
        if waiting and due <= until and due not in self.broken:
            self.broken.add(due)
            self.over.append(due)

    def takes(self, at: datetime) -> None:
        self.kept = self.kept and at < self.since + EIGHT

    def waits_again(self, at: datetime, *, referred: bool) -> None:
        if not (referred and at < self.asked + EIGHT):
            self.since = at


def does(life: Life, word: str, who: str) -> bool:
    """Somebody does something; False when it is refused, and then nothing has changed."""
    acts = {
        "take": (Act.LEGAL_TAKE, lawyer(who), {}),
        "reply": (Act.LEGAL_REPLY, lawyer(who), {"note": "n"}),
        "refer": (Act.LEGAL_REFER, DIRECTOR, {"reason": "field"}),
        "decline": (Act.LEGAL_DECLINE, lawyer(who), {"reason": "busy"}),
        "helped": (Act.LEGAL_RATE, ASKER, {"yes": True, "satisfied": 5}),
        "not_helped": (Act.LEGAL_RATE, ASKER, {"yes": False, "satisfied": 1}),
        "comment": (Act.LEGAL_COMMENT, lawyer(who), {"note": "n"}),
        "assign": (Act.LEGAL_ASSIGN, CLERK, {"person": who}),
        "withdraw": (Act.LEGAL_WITHDRAW, CLERK, {}),
    }
    act, by, more = acts[word]
    was = life.case
    try:
        life.act(act, by, **more)
    except Refusal:
        assert life.case == was
        return False
    return True


@given(history=st.lists(DEEDS, max_size=14))
@thorough
def test_every_promise_of_an_inquiry_is_broken_at_its_second_or_not_at_all(history):
    life = inquiry_at(START)
    watch = Watch(life.now)
    for seconds, word, who in history:
        before = life.case.state
        at = life.now + timedelta(seconds=seconds)
        life.until(at)
        watch.passes(at, waiting=before == "waiting")
        state = life.case.state
        is_done = does(life, word, who)
        if is_done and word in ("take", "reply") and state == "waiting":
            watch.takes(at)
        elif is_done and word == "refer":
            watch.waits_again(at, referred=True)
        elif is_done and word == "not_helped" and life.case.state == "waiting":
            watch.waits_again(at, referred=False)
        elif is_done and word == "withdraw" and state == "waiting":
            watch.takes(at)
        watch.passes(at, waiting=life.case.state == "waiting")
        assert sum(entry.holds for entry in life.case.assignments) == (life.case.state == "taken")
    state = life.case.state
    end = life.now + timedelta(hours=2)
    life.until(end)
    watch.passes(end, waiting=state == "waiting")

    assert life.happened("promise_over") == sorted(watch.over)
    assert life.case.kept is watch.kept
    assert all(event.at <= event.entered_at for event in life.events)
    keys = [(notice.thread, notice.cycle, notice.step) for notice in life.notices]
    assert len(keys) == len(set(keys))


VISITS = st.lists(
    st.tuples(
        st.integers(0, 30_000),
        st.sampled_from(["confirm", "done", "not_met", "decline", "assign"]),
        st.sampled_from(PEOPLE),
    ),
    max_size=12,
)


@given(history=VISITS)
@settings(max_examples=max(200, LIVES // 5))
def test_a_visit_is_kept_when_it_was_done_within_its_day(history):
    life = visit_at(START)
    done = None
    for seconds, word, who in history:
        life.until(life.now + timedelta(seconds=seconds))
        acts = {
            "confirm": (Act.VISIT_CONFIRM, lawyer(who), {"planned": life.now + timedelta(hours=1)}),
            "done": (Act.VISIT_DONE, lawyer(who), {"outcome": "advised"}),
            "not_met": (Act.VISIT_DONE, lawyer(who), {"outcome": "not_met"}),
            "decline": (Act.LEGAL_DECLINE, lawyer(who), {"reason": "busy"}),
            "assign": (Act.LEGAL_ASSIGN, CLERK, {"person": who}),
        }
        act, by, more = acts[word]
        try:
            life.act(act, by, **more)
        except Refusal:
            continue
        done = life.now if word == "done" else done
        assert sum(entry.holds for entry in life.case.assignments) <= 1
        if done:
            break
    life.until(max(life.now, moment(START) + timedelta(hours=40)))

    due = moment(START) + timedelta(hours=24)
    assert life.row().kept is (done is not None and done < due)
    assert life.happened("promise_over") == ([] if done is not None and done < due else [due])


AIDS = st.lists(
    st.tuples(
        st.integers(0, 100_000),
        st.sampled_from(
            ["grant", "refuse", "accept", "accept", "decline", "papers", "supply", "hurry", "assign", "withdraw"]
        ),
        st.sampled_from(PEOPLE),
    ),
    max_size=12,
)
MINUTES = st.integers(0, 80 * 24 * 60)  # after the first of these mornings: autumn with its holidays
FIRST = moment("2026-09-21 00:00")


class Applied:
    """What was done with an application, by its times alone."""

    def __init__(self, received: datetime) -> None:
        self.received, self.decided, self.refused = received, None, False
        self.stood: list[tuple[datetime, datetime | None]] = []

    def does(self, word: str, at: datetime) -> None:
        if word == "papers":
            self.stood.append((at, None))
        elif word in ("supply", "grant", "refuse") and self.is_stopped:
            self.stood[-1] = (self.stood[-1][0], at)
        if word in ("grant", "refuse"):
            self.decided, self.refused = at, word == "refuse"

    @property
    def is_stopped(self) -> bool:
        return bool(self.stood) and self.stood[-1][1] is None

    def done(self, appointed: list[datetime]) -> datetime | None:
        if self.decided is None or (not self.refused and not appointed):
            return None
        return self.decided if self.refused else max(self.decided, appointed[0])

    def end(self, calendar) -> datetime:
        """The first instant after the first working day, later than the day of receipt, that lies in no pause: counted by hand."""
        day = local_day(self.received)
        while True:
            day += timedelta(days=1)
            is_paused = any(local_day(a) < day and (b is None or day <= local_day(b)) for a, b in self.stood)
            if calendar.counts(day) and not is_paused:
                return calendar.end_of(day)


def tries(life: Life, word: str, who: str) -> bool:
    """Somebody does something to an application; False when it is refused, and then nothing has changed."""
    acts = {
        "grant": (Act.AID_GRANT, CLERK, {"note": "n"}),
        "refuse": (Act.AID_REFUSE, CLERK, {"reason": "no_ground", "note": "n"}),
        "accept": (Act.AID_ACCEPT, lawyer(who), {}),
        "decline": (Act.LEGAL_DECLINE, lawyer(who), {"reason": "busy"}),
        "papers": (Act.AID_ASK_PAPERS, CLERK, {"proofs": ("identity",), "note": "n"}),
        "supply": (Act.AID_SUPPLY, ASKER, {"note": "n"}),
        "hurry": (Act.AID_HURRY, CLERK, {"reason": "evidence"}),
        "assign": (Act.LEGAL_ASSIGN, CLERK, {"person": who}),
        "withdraw": (Act.LEGAL_WITHDRAW, ASKER, {}),
    }
    act, by, more = acts[word]
    was = life.case
    try:
        life.act(act, by, **more)
    except Refusal:
        assert life.case == was
        return False
    return True


@given(minutes=MINUTES, history=AIDS)
@thorough
def test_an_application_is_kept_when_decided_and_appointed_by_the_end_of_its_working_day(
    calendar, office, minutes, history
):
    received = FIRST + timedelta(minutes=minutes)
    life, watch = aid_at(received, calendar, office), Applied(received)
    for seconds, word, who in history:
        life.until(life.now + timedelta(seconds=seconds))
        if life.case.ended_at is None and tries(life, word, who):
            watch.does(word, life.now)
        assert sum(entry.holds for entry in life.case.assignments) <= 1
        assert sum(entry.is_open for entry in life.case.assignments) <= 1
    done, breaches = watch.done(life.happened("appointed")), life.happened("promise_over")

    if watch.is_stopped:
        return
    end = watch.end(calendar)
    if done is not None:
        assert life.row().kept is (done < end)
        assert life.row().same_day is (local_day(done) == local_day(received))
    is_broken = life.now >= end and (done is None or done >= end) and (life.case.ended_at or life.now) >= end
    assert breaches[-1:] == ([end] if is_broken else [])


LONG_LIVES = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 7200), st.integers(0, 400_000)),
        st.sampled_from(
            [
                *("grant", "grant", "refuse", "accept", "accept", "accept", "conflict", "decline", "assign", "papers"),
                *("supply", "object", "uphold", "reject", "terminate", "ask_change", "grant_change", "hurry"),
            ]
        ),
        st.sampled_from(PEOPLE),
    ),
    max_size=20,
)
FURTHER = {
    "conflict": (Act.LEGAL_DECLINE, None, {"reason": "conflict"}),
    "object": (Act.AID_OBJECT, ASKER, {"note": "n"}),
    "uphold": (Act.AID_DECIDE_OBJECTION, DIRECTOR, {"yes": True, "note": "n"}),
    "reject": (Act.AID_DECIDE_OBJECTION, DIRECTOR, {"yes": False, "note": "n"}),
    "terminate": (Act.AID_TERMINATE, CLERK, {"reason": "withdrawn_by_court", "note": "n"}),
    "ask_change": (Act.AID_ASK_CHANGE, ASKER, {"note": "n"}),
    "grant_change": (Act.AID_GRANT_CHANGE, CLERK, {}),
}


@given(minutes=MINUTES, history=LONG_LIVES)
@settings(max_examples=max(50, LIVES // 20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_application_that_is_objected_to_changed_and_declined_is_told_in_order_and_never_to_whom_was_ruled_out(
    calendar, office, minutes, history
):
    life = aid_at(FIRST + timedelta(minutes=minutes), calendar, office)
    ruled_out: dict[str, int] = {}  # since which assignment
    for seconds, word, who in history:
        life.until(life.now + timedelta(seconds=seconds))
        holder = next((entry.person for entry in life.case.assignments if entry.holds), "")
        if life.case.ended_at is not None or not _goes_on(life, word, who):
            continue
        if word in ("conflict", "grant_change"):
            ruled_out.setdefault(who if word == "conflict" else holder, len(life.people))
        assert sum(entry.holds for entry in life.case.assignments) <= 1
        assert sum(entry.is_open for entry in life.case.assignments) <= 1
    life.until(life.now + timedelta(days=3))

    assert [event.at for event in life.events] == sorted(event.at for event in life.events)
    assert len(set(life.case.taken)) == len(life.case.taken)
    for person, since in ruled_out.items():
        sought = [how for one, how, _ in life.people[since + 1 :] if one == person]
        assert set(sought) <= {"designated"}, "the desk alone may name the former lawyer again"


def _goes_on(life: Life, word: str, who: str) -> bool:
    """Somebody does something further to an application; False when it is refused."""
    if word not in FURTHER:
        return tries(life, word, who)
    act, by, more = FURTHER[word]
    was = life.case
    try:
        life.act(act, by or lawyer(who), **more)
    except Refusal:
        assert life.case == was
        return False
    return True
