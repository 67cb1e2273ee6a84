"""The record as a log for process mining: opened by pm4py, which finds the catalogue's order in it again."""

from __future__ import annotations

import itertools
import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pm4py
import pytest
from banner import Banner
from played import Played

from api import event_logs
from domain.catalogue_file import parse
from domain.project_items import project_items
from store.shipped import catalogue_file

CATALOGUE = parse(catalogue_file())
pytestmark = [  # what pm4py says of itself
    pytest.mark.filterwarnings("ignore:Install the optional requirement:UserWarning"),
    pytest.mark.filterwarnings("ignore:The 'lsuffix' and 'rsuffix':DeprecationWarning"),
]
BEGUN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 here
PERIOD = "from=2026-03-01&until=2026-04-01"
XES = "{http://www.xes-standard.org/}"
ATTRIBUTE_TYPES = {"string", "time", "integer", "float", "boolean"}


def rules():
    """The items of a small warehouse."""
    example = CATALOGUE.profiles["simple_warehouse"]
    chosen = {"project_type": example.project_type, "land_mode": example.land_mode, "flags": example.flags}
    return project_items(CATALOGUE, **chosen, rule_set="platform", on=BEGUN.date())


def order(items):
    """Which item must be approved before which, by the catalogue: directly, or through others."""
    before = {rule.id: set(rule.prerequisites) for rule in items}
    for _ in before:
        before = {name: found.union(*(before[other] for other in found)) for name, found in before.items()}
    return {(first, then) for then, found in before.items() for first in found}


async def play(counter, *late):
    """A project for each of these items, in which it and what waits for it come as late as they may."""
    after = order(rules())
    for last in late:
        played = Played(counter.pool, rules(), BEGUN)
        await played.open(CATALOGUE.version)
        await played.approve_all(lambda ready, last=last: min(ready, key=lambda name: name == last or (last, name) in after))  # fmt: skip
    return counter


@pytest.fixture
async def mined(counter):
    """As many projects as items: of two that wait for neither each comes first in some project."""
    return await play(counter, *(rule.id for rule in rules()))


@pytest.fixture
async def three(counter):
    """Three projects."""
    return await play(counter, *(rule.id for rule in rules()[:3]))


async def downloaded(counter, folder, name, who="shen"):
    """A log as a file on a disk."""
    answer = await counter.get(f"/logs/{name}?{PERIOD}", who)
    assert answer.status_code == 200, answer.text
    path = folder / name
    path.write_bytes(answer.content)
    return path


async def test_pm4py_finds_the_order_of_the_catalogue_in_the_log_and_no_other(mined, tmp_path):
    log = pm4py.read_xes(str(await downloaded(mined, tmp_path, "approvals.xes")), show_progress_bar=False)
    approved = pm4py.filter_event_attribute_values(log, "lifecycle:transition", {"complete"}, level="event")
    approved = pm4py.filter_event_attribute_values(approved, "kind", {"approved"}, level="event")

    follows = pm4py.discover_eventually_follows_graph(approved)

    names = [rule.id for rule in rules()]
    always = {(first, then) for first, then in itertools.permutations(names, 2) if (then, first) not in follows}
    assert always == order(rules())
    assert len(set(log["case:concept:name"])) == len(names)


async def test_in_the_log_nothing_begins_before_what_it_waits_for_is_approved(mined, tmp_path):
    log = pm4py.read_xes(str(await downloaded(mined, tmp_path, "approvals.xes")), show_progress_bar=False)

    begun, done = (
        log[log["kind"] == kind].set_index(["case:concept:name", "concept:name"])["time:timestamp"]
        for kind in ("received", "approved")
    )
    cases = set(log["case:concept:name"])
    assert all(done[case, first] <= begun[case, then] for case in cases for first, then in order(rules()))


async def test_pm4py_opens_the_objects_too_and_follows_each_item_through_its_life(three, tmp_path):
    log = pm4py.read_ocel2_json(str(await downloaded(three, tmp_path, "approvals.ocel.json")))

    items, names = pm4py.ocel_flattening(log, "item"), {rule.id for rule in rules()}

    assert set(pm4py.ocel_get_object_types(log)) == {"project", "item", "department"}
    assert len(log.objects[log.objects["ocel:type"] == "project"]) == 3
    assert len(log.objects[log.objects["ocel:type"] == "item"]) == 3 * len(names)
    lives = items[items["concept:name"] != "yellow"].groupby("case:concept:name")["concept:name"].agg(tuple)
    assert set(lives) == {("ready", "received", "accepted", "approved")}
    assert set(log.o2o["ocel:qualifier"]) == {"part of", "decided by"}


async def test_the_objects_are_told_as_the_standard_asks(three):
    said = (await three.get(f"/logs/approvals.ocel.json?{PERIOD}", "shen")).json()

    assert set(said) == {"objectTypes", "eventTypes", "events", "objects"}
    types = {kind["name"]: {each["name"]: each["type"] for each in kind["attributes"]} for kind in said["eventTypes"]}
    known = {thing["id"]: thing["type"] for thing in said["objects"]}
    assert len(known) == len(said["objects"])
    assert set(known.values()) == {kind["name"] for kind in said["objectTypes"]}
    assert set(itertools.chain(*(named.values() for named in types.values()))) <= ATTRIBUTE_TYPES
    for event in said["events"]:
        assert datetime.fromisoformat(event["time"]).tzinfo is not None
        assert {each["name"] for each in event["attributes"]} <= set(types[event["type"]])
        assert all(isinstance(each["value"], str) for each in event["attributes"])
        assert {each["objectId"] for each in event["relationships"]} <= set(known)
        assert all(each["qualifier"] == known[each["objectId"]].replace("project", "case") for each in event["relationships"])  # fmt: skip
    related = {each["objectId"] for thing in said["objects"] for each in thing["relationships"]}
    assert related <= set(known)


async def test_the_log_names_its_extensions_and_uses_no_other_prefix(three):
    log = ET.fromstring((await three.get(f"/logs/approvals.xes?{PERIOD}", "shen")).content)  # noqa: S314

    prefixes = {extension.get("prefix") for extension in log.iter(f"{XES}extension")}
    keys = {part.get("key") for part in log.iter() if part.get("key")}
    assert {key.partition(":")[0] for key in keys if ":" in key} == prefixes
    assert {"concept:name", "time:timestamp", "lifecycle:transition", "org:role", "org:group"} <= keys


@pytest.mark.parametrize("form", ["xes", "ocel.json"])
async def test_people_are_pseudonyms_that_hold_for_one_file(three, form):
    first, second = [(await three.get(f"/logs/approvals.{form}?{PERIOD}", "shen")).text for _ in range(2)]

    for person in ("chen", "陈某", "li"):
        assert f'"{person}"' not in first
    assert first != second
    assert len(first) == len(second)
    log = json.loads(first) if form == "ocel.json" else None
    if log:
        who = {each["value"] for event in log["events"] for each in event["attributes"] if each["name"] == "resource"}
        assert len(who) == 2  # chen and li


async def test_the_cases_are_read_some_at_a_time_and_none_is_lost_or_told_twice(three, monkeypatch):
    whole = await three.get(f"/logs/approvals.ocel.json?{PERIOD}", "shen")
    monkeypatch.setattr(event_logs, "_CASES_AT_ONCE", 2)

    piecewise = await three.get(f"/logs/approvals.ocel.json?{PERIOD}", "shen")

    assert [event["id"] for event in piecewise.json()["events"]] == [event["id"] for event in whole.json()["events"]]
    assert [thing["id"] for thing in piecewise.json()["objects"]] == [thing["id"] for thing in whole.json()["objects"]]


@pytest.mark.parametrize("log", ["approvals", "hotline", "legal"])
async def test_a_period_in_which_nothing_began_is_an_empty_log(counter, log):
    period = "from=2025-03-01&until=2025-04-01"

    found = ET.fromstring((await counter.get(f"/logs/{log}.xes?{period}", "root")).content)  # noqa: S314
    objects = (await counter.get(f"/logs/{log}.ocel.json?{period}", "root")).json()

    assert not list(found.iter(f"{XES}trace"))
    assert (objects["events"], objects["objects"]) == ([], [])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/logs/taxes.xes?{PERIOD}", "approvals"),
        ("/logs/approvals.xes?from=2026-04-01&until=2026-03-01", "until > 2026-04-01"),
        ("/logs/approvals.ocel.json?from=2020-01-01&until=2026-03-01", "until > 2020-01-01 and <= 2023-01-05"),
        ("/logs/approvals.xes?from=yesterday&until=2026-03-01", "from"),
    ],
)
async def test_what_is_no_log_or_no_period_is_told_with_what_is_allowed(counter, path, said):
    answer = await counter.get(path, "shen")

    assert answer.status_code == 422
    assert said in answer.text


async def test_whoever_may_read_the_logs_finds_the_way_to_them_and_nobody_else_does(counter):
    await Banner.staffed(counter)
    pages = (("/work/overview", "leader"), ("/work/overview", "shen"), ("/admin", "root"), ("/admin", "jian"))
    shown = [(await counter.web.get(path, headers=counter.bearing(who))).text for path, who in pages]

    links = [re.findall(r'href="/api/v1(/logs/[^"]+)"', page) for page in shown]
    assert [len(found) for found in links] == [8, 12, 12, 0]
    for link in links[0]:
        assert (await counter.get(link.replace("&amp;", "&"), "leader")).status_code == 200


@pytest.mark.parametrize("form", ["xes", "ocel.json"])
async def test_the_log_of_legal_services_is_for_those_who_may_read_its_cases(counter, form):
    await Banner.staffed(counter)
    asked = [await counter.get(f"/logs/legal.{form}?{PERIOD}", who) for who in ("leader", "shen", "root")]

    assert [answer.status_code for answer in asked] == [403, 200, 200]
    assert asked[0].json()["code"] == "not_allowed"


async def test_the_log_of_the_hotline_tells_events_and_bodies_and_nothing_else_that_was_written(counter):
    banner = await Banner.staffed(counter)
    ref = await banner.handed_in(at=BEGUN, text="路灯坏了")
    await counter.pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, what, body)"
        " VALUES ($1, 1, 1, 'reported', $2, $2, 'system', 'system', 'hotline', NULL),"
        " ($1, 1, 2, 'parked', $2, $2, 'dispatcher-1', 'dispatcher', 'grid-V1', 'HUB')",
        *(ref, BEGUN),
    )

    log = ET.fromstring((await counter.get(f"/logs/hotline.xes?{PERIOD}", "leader")).content)  # noqa: S314
    objects = (await counter.get(f"/logs/hotline.ocel.json?{PERIOD}", "leader")).json()

    first, second = [{part.get("key"): part.get("value") for part in event} for event in log.iter(f"{XES}event")]
    assert (first["concept:name"], second["concept:name"]) == ("reported", "parked")
    assert {"org:group", "org:resource"}.isdisjoint(first)
    assert second["org:group"] == "HUB"
    assert set(second) - set(first) == {"org:group", "org:resource"}
    assert [thing["id"] for thing in objects["objects"]] == ["department/HUB", ref]
    for told in ("grid-V1", "dispatcher-1", "路灯"):
        assert told not in json.dumps(objects, ensure_ascii=False) + ET.tostring(log, "unicode")
