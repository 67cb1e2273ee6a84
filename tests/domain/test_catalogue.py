"""The catalogue as it ships, what it makes of a project, and how a bad file is refused."""

import copy
import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import catalogue_file
from domain.catalogue import Catalogue, CountedFrom, Gate, ProjectItem, Silence, SilencePolicy
from domain.catalogue_file import BadCatalogue, parse
from domain.graph import circles
from domain.project_items import LonelyFlag, UnknownChoice, critical_days, project_items, waves
from domain.strict_table import Problem
from domain.term import Term, Unit

GOOD = Path(catalogue_file.__file__).with_name("data").joinpath("catalogue.toml").read_text(encoding="utf-8")
CATALOGUE = parse(GOOD)
TODAY = date(2026, 11, 25)
LOCAL_RULE = """
[[local_rules]]
id = "example"
title = "An example rule"
issuer = "库伦旗人民政府"
items = ["LR-04", "LR-06"]
from = 2027-01-01
to = 2028-12-31
source = "example"
"""


def items_of(
    project_type: str = "ent_record",
    land_mode: str = "grant",
    *flags: str,
    rule_set: str = "platform",
    on: date = TODAY,
    catalogue: Catalogue = CATALOGUE,
) -> dict[str, ProjectItem]:
    items = project_items(
        catalogue, project_type=project_type, land_mode=land_mode, flags=flags, rule_set=rule_set, on=on
    )
    return {item.id: item for item in items}


def items_of_profile(name: str) -> tuple[ProjectItem, ...]:
    profile = CATALOGUE.profiles[name]
    return tuple(items_of(profile.project_type, profile.land_mode, *profile.flags).values())


def changed(old: str, new: str, *, after: str = "") -> str:
    """The good text with the first `old` behind `after` replaced."""
    at = GOOD.index(old, GOOD.index(after))
    return GOOD[:at] + new + GOOD[at + len(old) :]


def problems_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(BadCatalogue) as refused:
        parse(text)
    return [(problem.place, problem.reason) for problem in refused.value.problems]


# ---- what ships


def test_it_has_33_items_of_11_departments_in_3_stages():
    assert len(CATALOGUE.items) == 33
    assert len(CATALOGUE.departments) == 11
    assert len(CATALOGUE.stages) == 3
    assert {item.department for item in CATALOGUE.items.values()} == set(CATALOGUE.departments)
    assert {item.stage for item in CATALOGUE.items.values()} == set(CATALOGUE.stages)


@pytest.mark.parametrize("land_mode", CATALOGUE.land_modes)
def test_nothing_waits_for_itself_in_either_land_mode(land_mode):
    replaced = CATALOGUE.land_modes[land_mode].prerequisites

    assert not list(circles({key: replaced.get(key, item.prerequisites) for key, item in CATALOGUE.items.items()}))


@pytest.mark.parametrize(
    ("profile", "days"),
    [("residential_social", 20), ("town_school_gov", 30), ("simple_warehouse", 18), ("pasture_factory_verified", 52)],
)
def test_the_example_projects_reach_the_permit_within_their_published_days(profile, days):
    most = CATALOGUE.profiles[profile].max_critical_days

    assert critical_days(items_of_profile(profile), goal=CATALOGUE.goal) == days
    assert most is None or days <= most


@pytest.mark.parametrize("profile", CATALOGUE.profiles)
def test_the_permit_waits_for_all_that_blocks_it_and_for_nothing_that_blocks_only_the_start_of_works(profile):
    items = {item.id: item for item in items_of_profile(profile)}
    gates = {name: CATALOGUE.items[name].gate for name in items}
    before, open_ids = set[str](), [CATALOGUE.goal]
    while open_ids:
        new = [name for name in items[open_ids.pop()].prerequisites if name not in before]
        before.update(new)
        open_ids += new

    assert {name for name, gate in gates.items() if gate is Gate.PERMIT} == {
        name for name in before | {CATALOGUE.goal} if gates[name] is Gate.PERMIT
    }
    start_only = {name for name in before if gates[name] is Gate.CONSTRUCTION_START}
    assert start_only <= {"PR-06"}  # it must precede the feasibility study of a government project


def test_every_promise_is_in_working_days_and_none_is_longer_than_the_law_allows():
    for item in CATALOGUE.items.values():
        assert item.promised.unit is Unit.WD
        if item.statutory.term and item.statutory.term.unit is Unit.WD:
            assert item.promised.value <= item.statutory.term.value, item.id


def test_the_permit_counts_seven_natural_days_from_receipt_and_all_others_from_acceptance():
    decided = {name: item.statutory for name, item in CATALOGUE.items.items() if item.statutory.term}

    assert decided["CP-06"].term == Term(7, Unit.D)
    assert [name for name, rule in decided.items() if rule.counted_from is CountedFrom.RECEIPT] == ["CP-06"]


def test_what_takes_effect_on_receipt_has_no_statutory_term():
    items = items_of("ent_record", "grant", "tender_required")

    assert items["PR-05"].statutory is None
    assert items["CP-01"].statutory is None


def test_six_kinds_of_pause_stop_the_promise_and_four_of_them_the_law():
    kinds = CATALOGUE.pause_kinds

    assert {name for name, kind in kinds.items() if kind.stops_promised} == set(kinds) - {"consultation"}
    assert {name for name, kind in kinds.items() if kind.stops_statutory} == {
        "hearing",
        "tender_auction",
        "inspection_test",
        "expert_review",
    }


# ---- what a project needs


def test_the_land_mode_flips_the_order_of_land_and_planning_permit():
    granted = items_of("ent_record", "grant")
    allocated = items_of("ent_record", "allocation")

    assert "LR-03" in granted["LR-04"].prerequisites
    assert "LR-04" not in granted["LR-03"].prerequisites
    assert "LR-04" in allocated["LR-03"].prerequisites
    assert "LR-03" not in allocated["LR-04"].prerequisites


def test_a_prerequisite_that_does_not_apply_is_dropped_and_not_replaced():
    listed = CATALOGUE.items["LR-02"].prerequisites
    kept = items_of("ent_approval", "grant", "farmland_conversion", "grassland")["LR-02"].prerequisites

    assert listed == ("PR-02", "PR-04", "PR-05", "LR-01", "FG-01", "FG-02")
    assert kept == ("PR-04", "FG-02")  # LR-01 does not apply, and PR-04 does not inherit what it waited for


def test_items_come_in_the_order_of_the_catalogue():
    order = list(CATALOGUE.items)

    assert list(items_of("gov", "allocation")) == [name for name in order if name in items_of("gov", "allocation")]


def test_a_condition_decides_whether_an_item_applies():
    assert "AD-01" not in items_of("ent_record", "grant")
    assert "AD-01" in items_of("ent_record", "grant", "civil_building")


def test_a_full_environmental_report_has_sixty_days_and_the_form_thirty():
    form = items_of("ent_record", "grant", "eia_required")["EI-01"]
    report = items_of("ent_record", "grant", "eia_required", "eia_report_book")["EI-01"]

    assert form.statutory == Term(30, Unit.D)
    assert report.statutory == Term(60, Unit.D)
    assert report.promised == form.promised


def test_a_pause_takes_the_ceiling_of_the_item_and_else_that_of_its_kind():
    items = items_of("ent_record", "grant", "special_fire_works")
    fire = {pause.kind: pause.ceiling for pause in items["CP-03"].pauses}

    assert fire == {"expert_review": Term(20, Unit.WD), "third_party_report": Term(30, Unit.WD)}


def test_a_consultation_stops_both_clocks_only_where_a_regulation_of_its_own_says_so():
    items = items_of("ent_record", "grant", "water_abstraction", "road_occupation")
    pauses = {name: {pause.kind: pause for pause in item.pauses} for name, item in items.items()}

    assert {name for name in pauses if "consultation" in pauses[name]} == {"LR-06", "WR-03"}
    for name in ("LR-06", "WR-03"):
        assert pauses[name]["consultation"].stops_promised
        assert pauses[name]["consultation"].stops_statutory


def test_a_one_day_item_keeps_the_general_warning_of_two_days_and_is_yellow_at_once():
    item = items_of("ent_record", "grant")["PR-05"]

    assert item.promised == Term(1, Unit.WD)
    assert item.warn == 2


def test_an_item_may_have_a_warning_and_a_red_of_its_own():
    text = changed('prerequisites = ["PR-01", "PR-05"]', 'warn = 3\nred = 1\nprerequisites = ["PR-01"]', after="LR-01")
    item = items_of("gov", "allocation", "land_allocation_or_separate_site", catalogue=parse(text))["LR-01"]

    assert (item.warn, item.red) == (3, 1)
    assert items_of("gov", "allocation")["LR-03"].red == 0


def test_waves_follow_the_prerequisites_and_hold_every_item_once():
    items = items_of_profile("pasture_factory_verified")
    wave_of = {name: number for number, wave in enumerate(waves(items)) for name in wave}

    assert sorted(wave_of) == sorted(item.id for item in items)
    for item in items:
        assert wave_of[item.id] == max((wave_of[name] + 1 for name in item.prerequisites), default=0)


def test_days_are_not_added_to_hours():
    hours = parse(changed('{ value = 1, unit = "wd"', '{ value = 1, unit = "h"', after='id = "PR-05"'))

    with pytest.raises(ValueError, match="PR-05 is not in working days"):
        critical_days(tuple(items_of(catalogue=hours).values()), goal="CP-06")


def test_the_items_that_a_workflow_carries_are_small_and_plain():
    items = items_of("ent_approval", "grant", *CATALOGUE.flags)

    assert len(items) == 29
    assert len(json.dumps([asdict(item) for item in items.values()])) < 20_000


@pytest.mark.parametrize(
    ("field", "value"),
    [("project_type", "private"), ("land_mode", "lease"), ("flags", "haunted"), ("rule_set", "kind")],
)
def test_an_unknown_choice_is_named_with_what_is_allowed(field, value):
    choices: dict[str, Any] = {"project_type": "gov", "land_mode": "grant", "flags": (), "rule_set": "lawful"}
    choices[field] = (value,) if field == "flags" else value

    with pytest.raises(UnknownChoice) as refused:
        project_items(CATALOGUE, **choices, on=TODAY)

    assert (refused.value.field, refused.value.value) == (field, value)
    assert refused.value.allowed
    assert value not in refused.value.allowed


def test_a_flag_is_only_possible_together_with_the_one_that_it_needs():
    with pytest.raises(LonelyFlag) as refused:
        items_of("gov", "grant", "eia_report_book")

    assert (refused.value.flag, refused.value.needs) == ("eia_report_book", "eia_required")
    assert items_of("gov", "grant", "eia_report_book", "eia_required")["EI-01"].statutory == Term(60, Unit.D)


# ---- what silence means

EXAMPLES = {
    SilencePolicy.BARRED: "CP-06",
    SilencePolicy.ON_RECEIPT: "PR-05",
    SilencePolicy.CONCURRENCE_ONLY: "LR-06",
    SilencePolicy.LOCAL_RULE_ONLY: "LR-04",
}


@pytest.mark.parametrize(("policy", "name"), EXAMPLES.items())
def test_on_the_platform_silence_approves_whatever_the_law_says(policy, name):
    assert CATALOGUE.items[name].silence.policy is policy
    assert CATALOGUE.default_rule_set == "platform"
    assert items_of()[name].silence is Silence.DEEM_APPROVED


@pytest.mark.parametrize(("policy", "name"), EXAMPLES.items())
def test_by_law_silence_approves_only_what_takes_effect_on_receipt(policy, name):
    lawful = items_of(rule_set="lawful")[name].silence

    assert lawful is (Silence.DEEM_APPROVED if policy is SilencePolicy.ON_RECEIPT else Silence.ESCALATE)


def test_no_local_rule_ships():
    assert CATALOGUE.local_rules == ()


@pytest.mark.parametrize(
    ("on", "silence"),
    [
        (date(2026, 12, 31), Silence.ESCALATE),
        (date(2027, 1, 1), Silence.DEEM_APPROVED),
        (date(2028, 12, 31), Silence.DEEM_APPROVED),
        (date(2029, 1, 1), Silence.ESCALATE),
    ],
)
def test_a_local_rule_opens_the_way_for_its_items_on_its_days(on, silence):
    items = items_of(rule_set="lawful", on=on, catalogue=parse(GOOD + LOCAL_RULE))

    assert items["LR-04"].silence is silence
    assert items["LR-06"].silence is silence
    assert items["LR-07"].silence is Silence.ESCALATE  # not listed


# ---- bad files

BAD = {
    "an unknown key": ("", "jurisdiction =", 'colour = "red"\njurisdiction =', "colour", "This key is not known."),
    "an unknown key of an item": (
        'id = "LR-04"',
        "gate =",
        "gates = 1\ngate =",
        "items[LR-04].gates",
        "This key is not known.",
    ),
    "an unknown key deep inside": (
        'id = "LR-04"',
        "{ value",
        "{ valeu = 2, value",
        "items[LR-04].promised.valeu",
        "This key is not known.",
    ),
    "a missing key": ("", 'version = "2026-11-29"\n', "", "version", "This key is missing."),
    "a missing table": ('id = "LR-04"', "silence =", "# ", "items[LR-04].silence", "This key is missing."),
    "a missing id": (
        "[[stages]]",
        'id = "S1"\n',
        "",
        "stages[0].id",
        "This key is missing.",
    ),
    "a text for a number": (
        'id = "LR-04"',
        "value = 2",
        'value = "2"',
        "items[LR-04].promised.value",
        "This must be a whole number, not a text.",
    ),
    "true for a number": ("", "warn = 2", "warn = true", "warn", "This must be a whole number, not true or false."),
    "a fraction": ("", "warn = 2", "warn = 2.5", "warn", "This must be a whole number, not a number with a fraction."),
    "a number for a text": (
        'id = "LR-04"',
        'name_en = "Construction land-use planning permit"',
        "name_en = 4",
        "items[LR-04].name_en",
        "This must be a text, not a number.",
    ),
    "a blank text": ("", 'version = "2026-11-29"', 'version = " "', "version", "This text is empty."),
    "a text for a table": (
        'id = "LR-07"',
        "silence = {",
        'silence = "no" # {',
        "items[LR-07].silence",
        "This must be a table, not a text.",
    ),
    "a text for a list": (
        'id = "LR-07"',
        'prerequisites = ["LR-03", "LR-04", "LR-06", "AD-01"]',
        'prerequisites = "LR-03"',
        "items[LR-07].prerequisites",
        "This must be a list, not a text.",
    ),
    "a number for yes or no": (
        "[[pause_kinds]]",
        "promised = true",
        "promised = 1",
        "pause_kinds[third_party_report].promised",
        "This must be true or false, not a number.",
    ),
    "an id with a space": (
        "[[stages]]",
        'id = "S1"',
        'id = "S 1"',
        "stages[0].id",
        "'S 1' is not an id: letters, digits, - and _ only, with a letter first.",
    ),
    "a warning longer than its term": (
        'id = "LR-04"',
        "gate =",
        "warn = 3\ngate =",
        "items[LR-04].warn",
        "The warning of 3 wd is longer than the term of 2 wd.",
    ),
    "red before yellow": (
        'id = "LR-04"',
        "gate =",
        "red = 3\ngate =",
        "items[LR-04].red",
        "Red at 3 left comes before yellow at 2 left.",
    ),
    "a bad unit": (
        'id = "LR-04"',
        'unit = "wd"',
        'unit = "weeks"',
        "items[LR-04].promised.unit",
        "'weeks' is not one of wd, d, h, min, s.",
    ),
    "a bad statutory unit": (
        'id = "LR-04"',
        '20, unit = "wd"',
        '20, unit = "weeks"',
        "items[LR-04].statutory.unit",
        "'weeks' is not one of wd, d, h, min, s, on_receipt.",
    ),
    "a term of nothing": (
        'id = "LR-04"',
        "value = 2",
        "value = 0",
        "items[LR-04].promised.value",
        "This must be at least 1, not 0.",
    ),
    "a negative term": (
        'id = "LR-04"',
        "value = 20",
        "value = -20",
        "items[LR-04].statutory.value",
        "This must be at least 1, not -20.",
    ),
    "a term beyond reason": (
        'id = "LR-04"',
        "value = 20",
        "value = 20000",
        "items[LR-04].statutory.value",
        "This may be at most 9999.",
    ),
    "a term where receipt is enough": (
        'id = "PR-05"',
        'unit = "on_receipt"',
        'unit = "on_receipt", value = 3',
        "items[PR-05].statutory.value",
        "This key is not known.",
    ),
    "an extension in another unit": (
        'id = "LR-04"',
        'max = 10, unit = "wd"',
        'max = 10, unit = "d"',
        "items[LR-04].extension.unit",
        "An extension counts in the unit of the promise: wd, not d.",
    ),
    "half a ceiling": (
        'id = "PR-04"',
        'max = 30, unit = "wd"',
        "max = 30",
        "items[PR-04].pauses[0].unit",
        "This key is missing.",
    ),
    "an unknown pause kind": (
        'id = "LR-07"',
        '"public_notice"',
        '"coffee"',
        "items[LR-07].pauses[0].kind",
        "'coffee' is not a known pause kind.",
    ),
    "a pause kind twice": (
        'id = "LR-07"',
        '"public_notice"',
        '"hearing"',
        "items[LR-07].pauses[1].kind",
        "'hearing' is named twice.",
    ),
    "an unknown department": (
        'id = "LR-04"',
        '"NRB"',
        '"XXX"',
        "items[LR-04].department",
        "'XXX' is not a known department.",
    ),
    "an unknown lead department": (
        'id = "S2"',
        '"NRB"',
        '"XXX"',
        "stages[S2].lead_department",
        "'XXX' is not a known department.",
    ),
    "an unknown stage": ('id = "LR-04"', '"S1"', '"S9"', "items[LR-04].stage", "'S9' is not a known stage."),
    "an unknown condition": (
        'id = "AD-01"',
        '"civil_building"',
        '"haunted"',
        "items[AD-01].condition",
        "'haunted' is not a known flag.",
    ),
    "an unknown flag of a variant": (
        'id = "EI-01"',
        '"eia_report_book"',
        '"haunted"',
        "items[EI-01].statutory.variants[0].when",
        "'haunted' is not a known flag.",
    ),
    "an unknown flag that is needed": (
        "eia_report_book =",
        'needs = "eia_required"',
        'needs = "haunted"',
        "flags.eia_report_book.needs",
        "'haunted' is not a known flag.",
    ),
    "a flag that needs itself": (
        "eia_report_book =",
        'needs = "eia_required"',
        'needs = "eia_report_book"',
        "flags.eia_report_book.needs",
        "A flag cannot need itself.",
    ),
    "a profile with a flag but without the one that it needs": (
        "[profiles.town_school_gov]",
        '"eia_required"',
        '"eia_report_book"',
        "profiles.town_school_gov.flags",
        "'eia_report_book' is only possible together with 'eia_required'.",
    ),
    "an unknown prerequisite": (
        'id = "LR-04"',
        '"PR-05"',
        '"PR-99"',
        "items[LR-04].prerequisites[2]",
        "'PR-99' is not a known item.",
    ),
    "a prerequisite twice": (
        'id = "LR-04"',
        '"PR-05"',
        '"PR-04"',
        "items[LR-04].prerequisites[2]",
        "'PR-04' is named twice.",
    ),
    "an unknown project type": (
        'id = "PR-05"',
        '"ent_record"',
        '"private"',
        "items[PR-05].applies_to[0]",
        "'private' is not a known project type.",
    ),
    "an unknown source": (
        'id = "LR-04"',
        '"cxgh"',
        '"rumour"',
        "items[LR-04].sources[0]",
        "'rumour' is not a known source.",
    ),
    "an unknown policy": (
        'id = "LR-04"',
        '"local_rule_only"',
        '"perhaps"',
        "items[LR-04].silence.policy",
        "'perhaps' is not one of barred, on_receipt, concurrence_only, local_rule_only.",
    ),
    "an unknown gate": (
        'id = "LR-04"',
        'gate = "permit"',
        'gate = "door"',
        "items[LR-04].gate",
        "'door' is not one of stage, permit, construction_start.",
    ),
    "an unknown goal": ("", 'goal = "CP-06"', 'goal = "CP-99"', "goal", "'CP-99' is not a known item."),
    "an unknown rule set": (
        "",
        'default_rule_set = "platform"',
        'default_rule_set = "kind"',
        "default_rule_set",
        "'kind' is not a known rule set.",
    ),
    "an unknown policy of a rule set": (
        "[rule_sets.lawful]",
        'deem_approved = ["on_receipt"]',
        'deem_approved = ["maybe"]',
        "rule_sets.lawful.deem_approved[0]",
        "'maybe' is not a known word here: barred, on_receipt, concurrence_only, local_rule_only.",
    ),
    "another order for an unknown item": (
        "[land_modes.allocation.prerequisites]",
        "LR-03 =",
        "LR-99 = []\nLR-03 =",
        "land_modes.allocation.prerequisites.LR-99",
        "This is not a known item.",
    ),
    "an unknown item in another order": (
        "[land_modes.allocation.prerequisites]",
        '"CH-01"',
        '"CH-99"',
        "land_modes.allocation.prerequisites.LR-03[3]",
        "'CH-99' is not a known item.",
    ),
    "a profile of an unknown type": (
        "[profiles.town_school_gov]",
        '"gov"',
        '"school"',
        "profiles.town_school_gov.project_type",
        "'school' is not a known project type.",
    ),
    "a profile on unknown land": (
        "[profiles.town_school_gov]",
        '"allocation"',
        '"sea"',
        "profiles.town_school_gov.land_mode",
        "'sea' is not a known land mode.",
    ),
    "a profile with an unknown flag": (
        "[profiles.town_school_gov]",
        '"civil_building"',
        '"haunted"',
        "profiles.town_school_gov.flags[0]",
        "'haunted' is not a known flag.",
    ),
    "a department twice": (
        "[[departments]]",
        'id = "HUB"',
        'id = "NRB"',
        "departments[NRB].id",
        "The id 'NRB' is used twice.",
    ),
}


@pytest.mark.parametrize(("after", "old", "new", "place", "reason"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_the_place_and_the_reason(after, old, new, place, reason):
    assert (place, reason) in problems_of(changed(old, new, after=after))


@pytest.mark.parametrize(
    "case", [name for name in BAD if name not in {"a missing id", "an id with a space", "a department twice"}]
)
def test_one_fault_makes_one_problem(case):
    after, old, new, *_ = BAD[case]

    assert len(problems_of(changed(old, new, after=after))) == 1


def test_an_item_that_stands_twice_is_refused():
    start = GOOD.index('[[items]]\nid = "LR-05"')
    twin = GOOD[start : GOOD.index("[[items]]", start + 1)]

    assert problems_of(GOOD[:start] + twin + GOOD[start:]) == [("items[LR-05].id", "The id 'LR-05' is used twice.")]


def test_a_circle_is_named_in_each_land_mode_in_which_it_runs():
    text = changed('prerequisites = ["LR-01"]', 'prerequisites = ["LR-01", "LR-07"]', after='id = "CH-01"')
    places, reasons = zip(*problems_of(text), strict=True)

    assert places == ("land_modes.grant", "land_modes.allocation")
    for reason in reasons:
        assert "CH-01 -> LR-07 -> " in reason
        assert reason.endswith("-> CH-01.")


def test_a_circle_of_one_land_mode_only_is_told_there():
    text = changed('LR-04 = ["PR-02"', 'LR-04 = ["LR-03", "PR-02"', after="[land_modes.allocation.prerequisites]")

    assert problems_of(text) == [
        ("land_modes.allocation", "These items wait for each other in a circle: LR-03 -> LR-04 -> LR-03.")
    ]


def test_two_circles_are_both_told():
    found = list(circles({"a": ["b"], "b": ["a"], "c": ["c"], "d": ["a"]}))

    assert sorted(found) == [["a", "b", "a"], ["c", "c"]]


def test_all_faults_are_told_at_once():
    text = changed("warn = 2", "warn = 0")
    text = text.replace('"NRB"\nstage = "S3"', '"XXX"\nstage = "S8"').replace('name_en = "grant"\n', "")

    assert {place for place, _ in problems_of(text)} == {
        "warn",
        "items[LR-05].department",
        "items[LR-05].stage",
        "land_modes.grant.name_en",
    }


def test_a_slip_in_the_writing_is_told_with_its_line():
    ((place, reason),) = problems_of('version = "1"\nwarn = = 2\n')

    assert place == "line 2"
    assert reason.startswith("This is not TOML: ")


@pytest.mark.parametrize(
    "text", ["", "\x00", "items = 3", "a = " + "[" * 5000, "a = " + "9" * 5000, "warn = 0x" + "f" * 9999]
)
def test_nonsense_is_refused_like_any_bad_file(text):
    assert problems_of(text)


def test_a_local_rule_must_not_end_before_it_begins():
    text = GOOD + LOCAL_RULE.replace("2028-12-31", "2026-12-31")

    assert problems_of(text) == [("local_rules[example].to", "The last day of validity lies before the first.")]


@pytest.mark.parametrize("moment", ["2027-01-01T00:00:00Z", "07:32:00", '"2027-01-01"'])
def test_a_local_rule_is_dated_by_days(moment):
    ((place, reason),) = problems_of(GOOD + LOCAL_RULE.replace("2027-01-01", moment))

    assert place == "local_rules[example].from"
    assert reason.startswith("This must be a date such as 2026-11-25, not ")


def test_a_local_rule_that_could_decide_nothing_is_refused():
    text = GOOD + LOCAL_RULE.replace('"LR-06"', '"CP-06"')

    assert problems_of(text) == [("local_rules[example].items", "No local rule decides on CP-06: it is barred.")]


# ---- files that nobody foresaw

DOCUMENT = tomllib.loads(GOOD)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats()
    | st.dates()
    | st.sampled_from(["wd", "LR-03", "CP-06", "barred", "on_receipt", "acceptance", "gov", "", "é\n"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "value", "unit"]), inner),
    max_leaves=4,
)


def toml(value: object) -> str:
    """A value as TOML; what stands at the top is a table of one line for each key."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(toml(inner) for inner in value) + "]"
        case bool() | str():
            return json.dumps(value)
        case None:
            return '"none"'
    return str(value)


def mutate(document: dict[str, Any], path: Sequence[int], new: object) -> None:
    """Replace (or, with None, delete) the value to which the numbers of `path` lead down."""
    here: Any = document
    for depth, step in enumerate(path, start=1):
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            return
        key = keys[step % len(keys)]
        if depth < len(path) and isinstance(here[key], dict | list):
            here = here[key]
            continue
        if new is None:
            del here[key]
        else:
            here[key] = new
        return


def catalogue_or_problems(text: str) -> Catalogue | tuple[Problem, ...]:
    try:
        return parse(text)
    except BadCatalogue as refused:
        return refused.problems


@settings(max_examples=80)
@given(st.lists(st.tuples(st.lists(st.integers(0, 40), min_size=1, max_size=6), VALUES), min_size=1, max_size=3))
def test_a_mutated_file_is_read_or_refused_and_never_breaks_the_reader(changes):
    document = copy.deepcopy(DOCUMENT)
    for path, new in changes:
        mutate(document, path, new)

    read = catalogue_or_problems("\n".join(f"{json.dumps(key)} = {toml(value)}" for key, value in document.items()))

    if not isinstance(read, Catalogue):
        assert read
        assert all(problem.place and problem.reason for problem in read)
        return
    for profile in read.profiles.values():
        chosen = {"project_type": profile.project_type, "land_mode": profile.land_mode, "flags": profile.flags}
        waves(project_items(read, **chosen, rule_set=read.default_rule_set, on=TODAY))


@settings(max_examples=30)
@given(st.integers(0, len(GOOD)), st.integers(0, 30), st.text(max_size=5))
def test_a_torn_text_is_read_or_refused_and_never_breaks_the_reader(at, cut, put):
    assert catalogue_or_problems(GOOD[:at] + put + GOOD[at + cut :])
