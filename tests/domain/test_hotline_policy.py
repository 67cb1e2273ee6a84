"""The rules of the hotline as they ship, and how a file with faults is refused."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

import domain
from domain.catalogue_file import parse
from domain.destinations import LANGUAGES
from domain.hotline.policy import Goal, Level
from domain.hotline.policy_file import BadHotline, bodies_of, kind_names, parse_hotline
from domain.term import Term, Unit

DATA = Path(domain.__file__).with_name("data")
GOOD = (DATA / "hotline.toml").read_text(encoding="utf-8")
RAW = tomllib.loads(GOOD)
BOOK = parse_hotline(GOOD)
POLICY = BOOK.policy


def hours(value: int) -> Term:
    """So many hours."""
    return Term(value, Unit.H)


def minutes(value: int) -> Term:
    """So many minutes."""
    return Term(value, Unit.MIN)


def problems_of(text: str) -> list[tuple[str, str]]:
    """Place and reason of every fault."""
    with pytest.raises(BadHotline) as refused:
        parse_hotline(text)
    return [(problem.place, problem.reason) for problem in refused.value.problems]


def all_names() -> Iterator[dict[str, str]]:
    """Every name and advice in the file."""
    yield from BOOK.names.values()
    for topic in BOOK.topics.values():
        yield topic.names
    for road in BOOK.roads.values():
        yield road.names
        yield road.advice


# ---- what ships


def test_the_promises_are_those_that_the_banner_has_published():  # C1
    terms = {kind.id: [(leg.goal, leg.term) for leg in kind.legs] for kind in POLICY.kinds if not kind.joint}

    assert (POLICY.waiting.warn, POLICY.waiting.accept) == (minutes(10), minutes(15))
    assert terms == {
        "consultation": [(Goal.CLOSE, hours(12))],
        "immediate": [(Goal.CLOSE, hours(24))],
        "agent": [(Goal.REPORT, hours(12)), (Goal.CLOSE, hours(120))],
        "off_list_demand": [(Goal.CLOSE, hours(120))],  # ours
    }
    assert (POLICY.half, POLICY.warn, POLICY.returns.most) == (50, 80, 2)


def test_every_rule_of_the_file_comes_out_where_it_was_put_in():  # H31
    def term(raw: dict[str, object]) -> Term:
        return Term(raw["value"], Unit(raw["unit"]))

    for raw, kind in zip(RAW["kinds"], POLICY.kinds, strict=True):
        assert (kind.id, kind.evidence, kind.extension_hours) == (
            *(raw["id"], tuple(raw["evidence"]), raw["extension_hours"]),
        )
        for raw_leg, leg in zip(raw["legs"], kind.legs, strict=True):
            assert (leg.goal, leg.term) == (raw_leg["goal"], term(raw_leg["term"]))
            assert leg.shares == tuple(raw_leg["shares"][level] for level in ("village", "town", "banner"))
    waiting = RAW["waiting"]
    assert (POLICY.waiting.warn, POLICY.waiting.accept) == (term(waiting["warn"]), term(waiting["accept"]))
    assert (POLICY.waiting.up, POLICY.waiting.again) == (tuple(map(term, waiting["up"])), term(waiting["again"]))
    assert {pause.id: pause.ceiling for pause in POLICY.pauses} == {p["id"]: term(p["ceiling"]) for p in RAW["pauses"]}
    assert POLICY.returns.reasons == tuple(reason["id"] for reason in RAW["returns"]["reasons"])
    assert (POLICY.returns.within, POLICY.neglected) == (term(RAW["returns"]["within"]), term(RAW["neglected"]))
    assert (POLICY.follow_up.calls, POLICY.follow_up.ends) == (3, term(RAW["follow_up"]["ends"]))
    assert {paper.id: list(paper.on) for paper in POLICY.papers} == {
        paper["id"]: paper["on"] for paper in RAW["papers"]
    }
    for raw, topic in zip(RAW["topics"], BOOK.topics.values(), strict=True):
        assert (topic.id, topic.names, topic.kind, topic.start) == (raw["id"], raw["names"], raw["kind"], raw["start"])
        assert (topic.lead, topic.assists, topic.road) == (
            *(raw["lead"], tuple(raw.get("assists", ())), raw.get("road", "")),
        )
    for raw, road in zip(RAW["roads"], BOOK.roads.values(), strict=True):
        assert (road.id, road.names, road.advice) == (raw["id"], raw["names"], raw["advice"])
        assert (road.call, road.words) == (raw.get("call", ""), tuple(raw["words"]))


def test_citizens_are_called_in_parts_of_the_day_that_differ():
    assert BOOK.call_hours == ((time(8, 30), time(11, 30)), (time(14, 30), time(17, 30)), (time(18, 30), time(20, 30)))


def test_a_neglected_request_meets_all_four_documents():  # C7
    papers = [(paper.id, str(paper.on[0])) for paper in POLICY.papers]

    assert papers == [
        ("assignment", "accepted"),
        ("reminder", "warned"),
        ("supervision", "goal_over"),
        ("letter", "neglected"),
    ]
    assert [BOOK.names[f"paper.{name}"]["zh"] for name, _ in papers] == ["交办单", "提醒单", "督办单", "函"]


def test_the_duty_list_knows_what_people_of_the_banner_ask_about():
    assert len(BOOK.topics) > 40
    assert {"land_title", "land_lease", "boundary"} <= set(BOOK.topics)  # C8
    assert {topic.kind for topic in BOOK.topics.values()} == {kind.id for kind in POLICY.kinds if not kind.joint}
    assert {topic.start for topic in BOOK.topics.values()} == set(Level)
    catalogue = parse((DATA / "catalogue.toml").read_text(encoding="utf-8"))
    assert bodies_of(BOOK) >= {"CENTRE", "E1", "E2", "E3"}
    assert bodies_of(BOOK) & set(catalogue.departments)


def test_emergencies_are_told_to_call_and_every_other_road_has_a_topic_that_leads_to_it():
    calls = {road.id: road.call for road in BOOK.roads.values()}

    assert [calls[f"emergency_{name}"] for name in ("police", "fire", "medical", "traffic")] == [
        *("110", "119", "120", "122"),
    ]
    assert {topic.road for topic in BOOK.topics.values()} - {""} == set(BOOK.roads) == set(POLICY.roads)
    for road in BOOK.roads.values():
        assert road.words
        assert all(road.call in advice for advice in road.advice.values())


def test_everything_has_a_name_in_three_languages_and_the_mongolian_waits_for_approval():  # D4
    assert "NOT YET APPROVED" in GOOD
    for names in all_names():
        assert set(names) == set(LANGUAGES)
        assert re.search(r"[\u4e00-\u9fff]", names["zh"])
        assert re.search(r"[\u1820-\u1842]", names["mn"])
        assert not re.search(r"[\u0400-\u04ff\ue000-\uf8ff\u4e00-\u9fff]", names["mn"])
        assert names["en"].isascii()


def test_a_request_has_a_name_before_it_has_a_kind():
    names = kind_names(BOOK)

    assert names[""]["zh"] == "群众诉求"
    assert names["agent"]["en"] == "agent service"
    assert set(names) == {"", *(kind.id for kind in POLICY.kinds)}


# ---- files with faults


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("half = 50", "halve = 50", "halve", "This key is not known."),
        ("half = 50", "", "half", "This key is missing."),
        ("half = 50", "half = 80", "warn", "half, warn and 100 percent must follow one another."),
        ("warn = 80", "warn = 100", "warn", "half, warn and 100 percent must follow one another."),
        ('version = "2026-12-01"', 'version = ""', "version", "This text is empty."),
        ('neglected = { value = 24, unit = "h" }', 'neglected = { value = 1, unit = "d" }', "neglected.unit", "'d' is not one of h, min, s."),
        ('neglected = { value = 24,', "neglected = { value = 0,", "neglected.value", "This must be at least 1, not 0."),
        ('value = 10, unit = "min"', 'value = 15, unit = "min"', "waiting.warn", "The warning must come before the promise of acceptance ends."),
        ('value = 20, unit = "min"', 'value = 15, unit = "min"', "waiting.up[0]", "Each step up must come later than what is before it."),
        ('value = 20, unit = "min"', 'value = 30, unit = "min"', "waiting.up[1]", "Each step up must come later than what is before it."),
        ('term = { value = 12, unit = "h" }, shares', 'term = { value = 1, unit = "wd" }, shares', "kinds[consultation].legs[0].term.unit", "'wd' is not one of h, min, s."),
        ("village = 40, town = 30", "village = 60, town = 30", "kinds[consultation].legs[0].shares", "Together these are 110 percent of the term."),
        ("village = 40,", "villages = 40,", "kinds[consultation].legs[0].shares.villages", "This key is not known."),
        ('goal = "close"', 'goal = "end"', "kinds[consultation].legs[0].goal", "'end' is not one of close, report."),
        ('goal = "close"', 'goal = "report"', "kinds[consultation].legs", "The last leg, and only that, ends with closing."),
        ('goal = "report"', 'goal = "close"', "kinds[agent].legs", "The last leg, and only that, ends with closing."),
        ('evidence = ["text"]', 'evidence = ["word"]', "kinds[consultation].evidence[0]", "'word' is not a known word here: text, photo, place, time, document."),
        ('evidence = ["text"]', "evidence = []", "kinds[consultation].evidence", "Nothing is closed without evidence."),
        ('id = "immediate"', 'id = "consultation"', "kinds[consultation].id", "The id 'consultation' is used twice."),
        ('id = "immediate"', 'id = "即办"', "kinds[1].id", "'即办' is not an id: letters, digits, - and _ only, with a letter first."),
        ('on = ["warned"]', 'on = ["warn"]', "papers[reminder].on[0]", None),
        ("calls = 3", "calls = 4", "follow_up.calls", "Each call is made in another part of the day, and call_hours has 3."),
        ('"08:30-11:30"', '"08:30"', "call_hours[0]", "'08:30' is not a part of the day like 08:30-11:30."),
        ('"08:30-11:30"', '"11:30-08:30"', "call_hours[0]", "'11:30-08:30' is not a part of the day like 08:30-11:30."),
        ('"14:30-17:30"', '"11:00-17:30"', "call_hours[1]", "'11:00-17:30' begins before the part before it has ended."),
        ('zh = "土地确权登记", ', "", "topics[land_title].names.zh", "This key is missing."),
        ('en = "land titles"', 'en = " "', "topics[land_title].names.en", "This text is empty."),
        ('kind = "agent"', 'kind = "proxy"', "topics[land_title].kind", "'proxy' is not a known kind."),
        ('start = "village"', 'start = "hamlet"', "topics[land_title].start", "'hamlet' is not one of village, town, banner, centre."),
        ('lead = "NRB"', 'lead = ""', "topics[land_title].lead", "This text is empty."),
        ('lead = "NRB"', 'lead = "ARB"', "topics[land_title].assists[0]", "'ARB' leads already."),
        ('road = "court"', 'road = "courts"', "topics[court_case].road", "'courts' is not a known road."),
        ('call = "110"', 'call = "one-one-oh"', "roads[emergency_police].call", "'one-one-oh' is not a telephone number: digits only."),
        ('words = ["仲裁"]', 'words = ["仲裁", "仲裁"]', "roads[arbitration].words[1]", "'仲裁' is named twice."),
        ("withdrawn = {", "gone = {", "words.state.withdrawn", "This key is missing."),
        ("withdrawn = {", "gone = {", "words.state.gone", "This key is not known."),
        ("[waiting]", "[waiting", "line 29", None),
    ],
)  # fmt: skip
def test_a_file_with_a_fault_is_refused_with_its_place(old, new, place, reason):
    assert old in GOOD

    found = problems_of(GOOD.replace(old, new, 1))

    assert place in [at for at, _ in found]
    assert reason is None or (place, reason) in found


def test_all_faults_are_told_at_once():
    broken = GOOD.replace("half = 50", "half = 0").replace("calls = 3", "calls = 9").replace('lead = "NRB"', "lead = 1")

    places = {place for place, _ in problems_of(broken)}

    leads = {f"topics[{topic.id}].lead" for topic in BOOK.topics.values() if topic.lead == "NRB"}
    assert places == {"half", "follow_up.calls", *leads}


def test_an_empty_file_misses_everything_but_kills_nobody():
    places = {place for place, _ in problems_of("")}

    assert {"version", "kinds", "waiting", "topics", "roads", "words", "request", "call_hours"} <= places
