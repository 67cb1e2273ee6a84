"""What the help was worth: told with of how many, nothing where nothing was due, and not to be bettered by handing on or keeping silent."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from legal_life import ASKER, CLERK, inquiry_at, lawyer, moment

from domain.legal.counted import Applied, Asked, Referred, Rows
from domain.legal.quality import WHOLES, Quality, quality
from domain.roles import Act

DAY = moment("2026-11-25 10:00")


def asked(seconds=None, helped=None, *, ended=False):
    answered_at = DAY + timedelta(seconds=seconds) if seconds is not None else None
    return Asked("web", DAY, "", True, answered_at, helped, ended)


def pledged(verified=None, *, decision="granted", state="appointed", over=False, pledged=True):
    return Applied("civil", "1", "poor", DAY, "", decision, True, True, state, pledged, verified, over)


def told(rows, *figures):
    shares = quality(rows).shares
    return [(shares[figure].count, shares[figure].of, shares[figure].open) for figure in figures]


def test_an_answer_that_did_not_help_is_no_useful_one_and_silence_is():  # row 25
    useful = [asked(60, helped=True), asked(300), asked(120, ended=True), asked(600, helped=True)]
    others = [asked(10, helped=False, ended=True), asked(20, helped=False), asked(), asked(ended=True)]

    took = quality(Rows([*useful, *others])).first_useful_answer

    assert (took.of, took.median_seconds, took.p90_seconds) == (4, 210, 600)
    assert took.open == 2, "one that is asked again, and one that nobody has answered"


@pytest.mark.parametrize(("seconds", "median", "p90"), [([7], 7, 7), ([*range(1, 11)], 6, 9), ([*range(1, 12)], 6, 10)])
def test_half_take_at_most_the_median_and_nine_in_ten_at_most_the_other(seconds, median, p90):
    took = quality(Rows([asked(one) for one in reversed(seconds)])).first_useful_answer

    assert (took.median_seconds, took.p90_seconds) == (median, p90)


def test_where_nothing_was_due_there_is_no_figure():
    found = quality(Rows([asked(ended=True)], [pledged(pledged=False)], (), [Referred(DAY, "", "withdrawn")]))

    took = found.first_useful_answer
    assert (took.of, took.open, took.median_seconds, took.p90_seconds) == (0, 0, None, None)
    assert {(share.count, share.of, share.open, share.share) for share in found.shares.values()} == {(0, 0, 0, None)}
    assert set(found.shares) | {Quality.FIRST_USEFUL_ANSWER} == set(Quality)


def test_a_referral_is_accepted_before_the_promise_is_over_or_not():  # S10
    came = ("taken", "taken", "became", "promise_over", "withdrawn", "", "")
    rows = Rows(referred=[Referred(DAY, "", then) for then in came])

    assert told(rows, Quality.ACCEPTED, Quality.LAPSED) == [(3, 4, 2), (1, 4, 2)]


@pytest.mark.parametrize(
    ("at", "act", "figure"),
    [
        ("10:07:59", (Act.LEGAL_TAKE, lawyer("bo"), {}), Quality.ACCEPTED),
        ("10:07:59", (Act.LEGAL_REPLY, lawyer("bo"), {"note": "n"}), Quality.ACCEPTED),
        ("10:07:59", (Act.LEGAL_BECOME, CLERK, {"other": "A20261125-000002"}), Quality.ACCEPTED),
        ("10:07:59", (Act.LEGAL_WITHDRAW, ASKER, {}), None),
        ("10:08:00", (Act.LEGAL_TAKE, lawyer("bo"), {}), Quality.LAPSED),
    ],
)
def test_the_record_of_an_inquiry_tells_what_came_of_its_referral(at, act, figure):
    life, (what, who, more) = inquiry_at("2026-11-25 10:00"), act
    life.act(Act.LEGAL_TAKE, lawyer("ann"), "2026-11-25 10:01")
    life.act(Act.LEGAL_REFER, lawyer("ann"), "2026-11-25 10:02", reason="other_field")
    life.until(f"2026-11-25 {at}")
    life.act(what, who, f"2026-11-25 {at}", **more)

    kinds = life.kinds()
    later = [kind for kind in kinds[kinds.index("referred") :] if kind in ("taken", "became", "promise_over", "withdrawn")]  # fmt: skip
    shares = quality(Rows(referred=[Referred(DAY, "", later[0])])).shares

    assert {one for one in WHOLES["referrals"] if shares[one].count} == ({figure} if figure else set())


def test_whoever_says_nothing_is_shown_and_stays_in_the_denominator():  # rows 18 and 24
    rows = Rows([asked(9, helped=True), asked(9, helped=False), asked(9, ended=True), asked(9, ended=True), asked(9), asked(), asked(ended=True)])  # fmt: skip

    assert told(rows, *WHOLES["ratings"]) == [(1, 4, 1), (1, 4, 1), (2, 4, 1)]


@pytest.mark.parametrize(
    ("row", "figure"),
    [
        (pledged(True), Quality.PLEDGES_TRUE),
        (pledged(False, decision="refused", state="refused"), Quality.PLEDGES_FALSE),
        (pledged(False, over=True), Quality.PLEDGES_FALSE),
        (pledged(over=True), Quality.PLEDGES_UNCHECKED),
        (pledged(state="finished"), Quality.PLEDGES_UNCHECKED),
        (pledged(), None),
        (pledged(decision="", state="received"), None),
    ],
)
def test_a_pledge_is_found_true_or_false_or_not_looked_at_in_time(row, figure):  # row 32
    counts = Counter({one: quality(Rows((), [row])).shares[one].count for one in WHOLES["pledges"]})

    assert +counts == Counter([figure] if figure else [])
    assert quality(Rows((), [row])).shares[Quality.PLEDGES_TRUE].open == int(figure is None)


@pytest.mark.parametrize("state", ["withdrawn", "deemed_withdrawn", "refused"])
def test_where_nothing_hangs_on_a_pledge_nobody_owes_a_look_at_it(state):
    row = pledged(decision="refused" if state == "refused" else "", state=state, over=True)

    assert told(Rows((), [row]), *WHOLES["pledges"]) == [(0, 0, 0)] * 3


_ASKED = st.builds(asked, st.none() | st.integers(0, 9_999), st.sampled_from([True, False, None]), ended=st.booleans())
_PLEDGES = st.builds(
    pledged,
    st.sampled_from([True, False, None]),
    decision=st.sampled_from(["granted", "refused", ""]),
    state=st.sampled_from(["received", "appointed", "finished", "withdrawn"]),
    over=st.booleans(),
    pledged=st.booleans(),
)
_CAME = st.sampled_from(["", "taken", "became", "promise_over", "withdrawn"]).map(lambda then: Referred(DAY, "", then))


@given(st.lists(_ASKED, max_size=20), st.lists(_PLEDGES, max_size=20), st.lists(_CAME, max_size=20))
def test_the_parts_of_a_whole_add_up_to_it_whatever_happened(asked, applied, referred):
    found = quality(Rows(asked, applied, (), referred))

    for about, whole in WHOLES.items():
        parts = [found.shares[figure] for figure in whole]
        rows = {"ratings": asked, "pledges": applied, "referrals": referred}[about]
        assert sum(part.count for part in parts) == parts[0].of <= len(rows) - parts[0].open
        assert {(part.of, part.open) for part in parts} == {(parts[0].of, parts[0].open)}
    took = found.first_useful_answer
    assert took.of + took.open <= len(asked)
    assert (took.median_seconds is None) == (took.p90_seconds is None) == (took.of == 0)
