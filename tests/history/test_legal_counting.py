"""The bureau's table over a history is that of a recount from the record alone, which shares no code with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from past import UNTIL, Made, peopled

from domain.legal.figures import Known, by_month, by_town, figures
from domain.legal.policy_file import parse_legal
from domain.legal.quality import Quality
from history.years import Size, make_history
from store.legal_figures import rows_of
from store.shipped import legal_figures, legal_file

ZONE = ZoneInfo("Asia/Shanghai")
LEGAL_SIZE = Size(projects=1, requests=1, inquiries=70, aid=50)
WHOLE = date(2025, 1, 1), date(2026, 11, 19)
POLICY = parse_legal(legal_file()).policy
LINES = """
SELECT event.ref, event.kind, coalesce(event.what, '') AS what, event.at, matter.service, matter.channel, matter.kind AS aid,
       matter.people, matter.asked_at, coalesce(town_of_place.town, '') AS town, pledge.ref IS NOT NULL AS pledged
  FROM valid_event AS event
  JOIN legal_matter AS matter ON matter.ref = event.ref
  LEFT JOIN pledge ON pledge.ref = event.ref
  LEFT JOIN town_of_place ON town_of_place.place = matter.district
 ORDER BY event.ref, event.n
"""


@pytest.fixture(scope="module")
async def made(postgres, tmp_path_factory):
    """A history of the legal circle, and hardly anything else."""
    async with peopled(postgres, tmp_path_factory.mktemp("people")) as pool:
        yield Made(pool, await make_history(pool, LEGAL_SIZE, seed=16, until=UNTIL))


@pytest.fixture(scope="module")
async def rows(made):
    """What the table is summed from."""
    async with made.pool.acquire() as connection:
        return await rows_of(connection, *WHOLE, rules=legal_figures())


async def cases(pool, service):
    """The record of each case of a service, line by line."""
    found = defaultdict(list)
    for row in await pool.fetch(LINES):
        if row["service"] == service:
            found[row["ref"]].append(row)
    return list(found.values())


def known(rows):
    versions = {row.version for row in rows.applied}
    criminal = {(version, kind.id): kind.criminal for version in versions for kind in POLICY.aid.kinds}
    return Known(criminal, frozenset(group.id for group in POLICY.aid.groups))


def table(rows):
    return figures(legal_figures(), known(rows), rows)


def day(at):
    return at.astimezone(ZONE).date()


def first(lines, *kinds):
    return next((line for line in lines if line["kind"] in kinds), None)


def channel_of(line):
    """As what an inquiry counts by the published table: from 20:00 until 08:00 as night, but at the counter."""
    if line["channel"] == "counter":
        return "counter"
    is_night = not 8 <= line["asked_at"].astimezone(ZONE).hour < 20
    return "night" if is_night else "hotline" if line["channel"] == "hotline" else "consultation"


def rating_of(lines):
    """What the asker said of the last answer; nothing where there was none, or it is still open."""
    said = ""
    for line in lines:
        if line["kind"] == "replied":
            said = "open"
        elif line["kind"] in ("helped", "not_helped"):
            said = line["kind"]
        elif line["kind"] in ("finished", "withdrawn", "became") and said == "open":
            said = "not_said"
    return said


async def test_inquiries_are_those_of_a_recount(made, rows):
    places, kept, ratings, referrals = Counter(), Counter(), Counter(), Counter()
    for lines in await cases(made.pool, "inquiry"):
        kinds = [line["kind"] for line in lines]
        places[channel_of(lines[0])] += 1
        kept[False if "promise_over" in kinds else True if "taken" in kinds else None] += 1
        ratings[rating_of(lines)] += 1
        for n, kind in enumerate(kinds):
            if kind == "referred":
                then = next(
                    (k for k in kinds[n + 1 :] if k in ("taken", "became", "promise_over", "withdrawn")), "open"
                )
                referrals[then] += 1
    online, shares = table(rows).online, table(rows).quality.shares

    assert places.total() == LEGAL_SIZE.inquiries
    assert (online.consultation, online.hotline, online.night, online.counter, online.unplaced) == (
        *(places[name] for name in ("consultation", "hotline", "night", "counter")),
        0,
    )
    assert online.total == places.total() - places["counter"]
    assert (online.in_time.count, online.in_time.of, online.in_time.open) == (
        *(kept[True], kept[True] + kept[False]),
        kept[None],
    )
    assert kept[True] > 0 < kept[False]
    for figure in (Quality.HELPED, Quality.NOT_HELPED, Quality.NOT_SAID):
        assert shares[figure].count == ratings[figure], figure
        assert (shares[figure].of, shares[figure].open) == (sum(ratings[k] for k in ("helped", "not_helped", "not_said")), ratings["open"])  # fmt: skip
    assert (shares[Quality.ACCEPTED].count, shares[Quality.LAPSED].count) == (
        *(referrals["taken"] + referrals["became"], referrals["promise_over"]),
    )


async def test_applications_and_pledges_are_those_of_a_recount(made, rows):
    kinds, decided, groups, same_day, pledges = Counter(), Counter(), Counter(), Counter(), Counter()
    for lines in await cases(made.pool, "aid"):
        begun, told = lines[0], [line["kind"] for line in lines]
        kinds[begun["aid"] == "criminal"] += 1
        groups[begun["people"]] += 1
        decision = next((kind for kind in reversed(told) if kind in ("granted", "aid_refused")), "")
        decided[decision] += 1
        done = first(lines, "appointed") if decision == "granted" else first(lines, "aid_refused")
        same_day[day(done["at"]) == day(begun["at"]) if done else None] += 1
        if begun["pledged"]:
            verified = first(lines, "verified")
            pledges[verified["what"] if verified else "unchecked" if "verify_over" in told else "open"] += 1
    aid, shares = table(rows).aid, table(rows).quality.shares

    assert (aid.criminal, aid.civil, aid.unplaced) == (kinds[True], kinds[False], 0)
    assert aid.total == LEGAL_SIZE.aid
    assert (aid.granted, aid.refused) == (decided["granted"], decided["aid_refused"])
    assert {name: aid.of_which[f"{name}s"] for name in ("migrant_worker", "minor")} == {
        name: groups[name] for name in ("migrant_worker", "minor")
    }
    assert (aid.same_day.count, aid.same_day.of, aid.same_day.open) == (
        *(same_day[True], same_day[True] + same_day[False]),
        same_day[None],
    )
    assert shares[Quality.PLEDGES_TRUE].count == pledges["true"] > 0
    assert shares[Quality.PLEDGES_FALSE].count == pledges["false"]


async def test_work_on_cases_of_aid_is_counted_once_on_its_day(made, rows):
    works = Counter()
    for lines in await cases(made.pool, "aid"):
        for line in lines:
            if line["kind"] == "worked" and (kind := legal_figures().works.get(line["what"])):
                works[kind] += 1
    shown = {kind: one.entries for kind, one in table(rows).activities.items() if one.entries}

    assert shown == dict(works)


async def test_months_and_towns_add_up_to_the_recount_of_each(made, rows):
    asked, applied = Counter(), Counter()
    for service, found in (("inquiry", asked), ("aid", applied)):
        for lines in await cases(made.pool, service):
            found[f"{lines[0]['asked_at'].astimezone(ZONE):%Y-%m}"] += 1
            found[lines[0]["town"]] += 1
    months, towns = (split(legal_figures(), known(rows), rows) for split in (by_month, by_town))

    assert len(months) > 12
    for name, part in (months | towns).items():
        assert part.online.total + part.online.counter == asked[name], name
        assert part.aid.total == applied[name], name
