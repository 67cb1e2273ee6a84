"""The rest of the figures over a history, each held to a recount from the record alone that shares no code with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from recounting import BOOK, ZONE, holdings_of, legs_of, lines, percentile, rounds_of, taken_out, told

from domain.figures.definitions import Service
from domain.figures.grouping import Dimension

DECIDED = ("approved", "refused", "approved_by_silence")
DONE = ("closed", "leg_done")
RESULTS = "SELECT ref, ended_at, in_time FROM request_result"
DEPARTMENTS = "SELECT ref, id, department FROM item"


async def every(pool, word, read):
    """What a recount by hand reads of each case, without what two people took out."""
    out = await taken_out(pool)
    return [one for rows in await lines(pool, word) for one in read(rows) if one["part"] not in out]


def share(shown, figure):
    """How many of how many; as they are, for a count."""
    return shown[figure].counted, shown[figure].n


def shares(shown, figure):
    """The same by group, where there is anything."""
    return {name: share(group, figure) for name, group in shown.items() if group[figure].n}


async def by_all_and_body(pool, service, *, book=BOOK):
    """All figures of a service: of the whole, and by body."""
    return (await told(pool, service, book=book))[""], await told(pool, service, by=Dimension.BODY, book=book)


def newest(key):
    """All definitions, with the newest of one figure in place of its older one from the beginning on."""
    old, new = [figure for figure in BOOK.figures if figure.about.id == key]
    always = replace(new, about=replace(new.about, since=old.about.since))
    kept = [figure for figure in BOOK.figures if figure is not new]
    return replace(BOOK, figures=tuple(always if figure is old else figure for figure in kept))


def hit_of(pairs):
    """(counted, of how many) by group, and of all together, of (group, is it counted?)."""
    hits, wholes = Counter(), Counter()
    for name, is_hit in pairs:
        wholes[name] += 1
        hits[name] += is_hit
    groups = {name: (hits[name], number) for name, number in wholes.items()}
    return groups, (hits.total(), wholes.total())


async def test_promises_to_citizens_are_those_of_a_recount_by_hand_and_whose_they_are(counted):
    legs = await every(counted.pool, "reported", legs_of)
    due = [leg for leg in legs if leg["over"] or leg["end"] in DONE]
    bodies, whole = hit_of((leg["late"] if leg["over"] else leg["body"], not leg["over"]) for leg in due)
    shown, by_body = await by_all_and_body(counted.pool, Service.HOTLINE)

    assert whole[1] > 10
    assert share(shown, "finished_in_time") == whole
    assert shares(by_body, "finished_in_time") == bodies
    assert shown["unfinished"].counted == sum(leg["over"] and not leg["end"] for leg in legs)


async def test_what_became_of_a_promise_is_what_its_case_says(counted):
    results = {(row["ref"], row["ended_at"]): row["in_time"] for row in await counted.pool.fetch(RESULTS)}
    legs = await every(counted.pool, "reported", legs_of)
    by_hand = {(leg["part"][1], leg["ended"]): not leg["over"] for leg in legs if leg["end"] in DONE}

    assert len(by_hand) > 10
    assert {key: results[key] for key in by_hand} == by_hand


async def test_handling_and_waiting_are_those_of_a_recount_by_hand(counted):
    legs = await every(counted.pool, "reported", legs_of)
    handling = [int((leg["ended"] - leg["since"]).total_seconds()) for leg in legs if leg["end"] == "closed"]
    out = await taken_out(counted.pool)
    waits, requests, reopened = [], 0, 0
    for rows in await lines(counted.pool, "reported"):
        kinds = {row["kind"] for row in rows}
        if ("request", rows[0]["ref"], "") in out:
            continue
        requests += bool(kinds & {"accepted", "accept_over", "advised"})
        if "accepted" in kinds:
            accepted = next(row["at"] for row in rows if row["kind"] == "accepted")
            waits.append(int((accepted - rows[0]["at"]).total_seconds()))
            reopened += "reopened" in kinds
    whole = (await told(counted.pool, Service.HOTLINE))[""]

    assert whole["handling"].percentiles == {percent: percentile(handling, percent) for percent in (50, 90)}
    assert whole["wait"].percentiles == {percent: percentile(waits, percent) for percent in (50, 90)}
    assert whole["requests"].counted == requests
    assert share(whole, "reopened") == (reopened, len(waits))


async def test_what_bodies_made_of_their_shares_is_that_of_a_recount_by_hand(counted):
    holdings = await every(counted.pool, "reported", holdings_of)
    ended = ("closed", "escalated", "overtaken")
    due = [one for one in holdings if one["over"] or (one["share"] and one["end"] in ended)]
    bodies, whole = hit_of((one["body"], not one["over"]) for one in due)
    returned, of_all = hit_of((one["body"], one["end"] == "returned") for one in holdings)
    shown, by_body = await by_all_and_body(counted.pool, Service.HOTLINE)

    assert any(one["over"] for one in due)
    assert (share(shown, "share_in_time"), shares(by_body, "share_in_time")) == (whole, bodies)
    assert (share(shown, "returned"), shares(by_body, "returned")) == (of_all, returned)


async def test_signing_is_that_of_a_recount_by_hand_by_both_definitions(counted):
    holdings = await every(counted.pool, "reported", holdings_of)
    signed, old_whole = hit_of((one["body"], one["prompt"]) for one in holdings if one["signed"])
    due, new_whole = hit_of((one["body"], one["prompt"]) for one in holdings if one["signed"] or one["reminded"])
    before, before_by_body = await by_all_and_body(counted.pool, Service.HOTLINE)
    after, after_by_body = await by_all_and_body(counted.pool, Service.HOTLINE, book=newest("signed_in_time"))

    assert old_whole[0] == new_whole[0] <= old_whole[1] < new_whole[1]
    assert (share(before, "signed_in_time"), shares(before_by_body, "signed_in_time")) == (old_whole, signed)
    assert (share(after, "signed_in_time"), shares(after_by_body, "signed_in_time")) == (new_whole, due)


async def test_responses_and_closings_without_an_answer_are_those_of_a_recount_by_hand_by_both_definitions(counted):
    out = await taken_out(counted.pool)
    responded, heard, heard_of, unheard = 0, 0, 0, 0
    for rows in await lines(counted.pool, "reported"):
        legs, ref, cycle, answers = legs_of(rows), rows[0]["ref"], 1, 0
        for row in rows:
            in_cycle = [leg for leg in legs if leg["cycle"] == cycle]
            answers += row["kind"] == "answered"
            if row["kind"] == "answered" and ("follow_up", ref, f"{cycle}.{answers}") not in out:
                heard += 1
                heard_of += answers == 1  # the first one stands for its closing
                responded += not any(leg["over"] for leg in in_cycle)
            if row["kind"] in ("reopened", "followed_up"):
                unheard += not answers and ("follow_up", ref, f"{cycle}.0") not in out
            if row["kind"] == "reopened":
                cycle, answers = cycle + 1, 0
    whole = (await told(counted.pool, Service.HOTLINE))[""]
    closings = (await told(counted.pool, Service.HOTLINE, book=newest("unreached")))[""]
    weighed = sum(
        weight * round(whole[key].counted / whole[key].n, 4)
        for key, weight in (("response", 0.1), ("resolution", 0.5), ("satisfaction", 0.4))
    )

    assert share(whole, "response") == (responded, heard)
    assert share(whole, "unreached") == (unheard, heard + unheard)
    assert share(closings, "unreached") == (unheard, heard_of + unheard)
    assert whole["composite"].value == pytest.approx(weighed, abs=0.0001)


async def test_decisions_on_time_by_body_and_what_delayed_them_are_those_of_a_recount_by_hand(counted):
    rounds = await every(counted.pool, "opened", rounds_of)
    department = {(row["ref"], row["id"]): row["department"] for row in await counted.pool.fetch(DEPARTMENTS)}
    decided = [one for one in rounds if one["end"] in DECIDED]
    on_time = [
        (department[one["part"][1], one["item"]], one["end"] in ("approved", "refused") and not one["over"])
        for one in rounds
        if one["over"]
        or (one["end"] in DECIDED and (one["end"] == "approved_by_silence" or one["lag"] < timedelta(days=1)))
    ]
    bodies, whole = hit_of(on_time)
    shown, by_body = await by_all_and_body(counted.pool, Service.APPROVALS)
    took = [(one["ended"].astimezone(ZONE).date() - one["since"].astimezone(ZONE).date()).days for one in decided]

    assert (share(shown, "on_time"), shares(by_body, "on_time")) == (whole, bodies)
    assert share(shown, "corrected") == (sum(one["corrected"] for one in decided), len(decided))
    assert share(shown, "paused") == (sum(bool(one["paused"]) for one in decided), len(decided))
    assert share(shown, "backfilled") == (sum(one["lag"] >= timedelta(days=1) for one in decided), len(decided))
    for name in (key for key in shown if key.startswith("paused_")):
        assert shown[name].counted == sum(name.removeprefix("paused_") in one["paused"] for one in decided), name
    assert shown["gross_days"].percentiles == {percent: percentile(took, percent) for percent in (50, 90)}
