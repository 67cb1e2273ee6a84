"""What an item needs, what of it is there, and what may still be demanded."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain import catalogue_file
from domain.catalogue_file import BadCatalogue, parse
from domain.materials import Field
from domain.needs import Handed, Need, Origin, Possession, Presence, against, asked_of, how_old, needs_of
from domain.project_items import project_items

TEXT = Path(catalogue_file.__file__).with_name("data").joinpath("catalogue.toml").read_text(encoding="utf-8")
CATALOGUE = parse(TEXT)
WITHOUT = re.sub(r"\[\[materials\]\]\n(?:.+\n)+", "", TEXT)
TODAY = date(2026, 11, 25)  # a Wednesday
FLAGS = ("soil_erosion_area", "construction_waste")
ALL_DATA = tuple(field.value for field in Field)
ITEMS = {
    item.id: item
    for item in project_items(
        CATALOGUE, project_type="ent_record", land_mode="grant", flags=FLAGS, rule_set="platform", on=TODAY
    )
}
THERE = Possession("ent_record", FLAGS, ALL_DATA)


def needs(item: str = "WR-01", there: Possession = THERE, catalogue=CATALOGUE) -> dict[str, Need]:
    return {need.id: need for need in needs_of(ITEMS[item], catalogue, there, TODAY)}


def refused(asked: str, item: str = "WR-01", there: Possession = THERE) -> dict[str, str]:
    return {name: refusal.code for name, refusal in against(needs(item, there).values(), asked.split()).items()}


def test_every_item_of_the_catalogue_says_what_it_needs_and_where_that_is_written():
    needed = {item for material in CATALOGUE.materials.values() if material.field is None for item in material.items}

    assert needed == set(CATALOGUE.items)
    assert all(material.basis and material.sources for material in CATALOGUE.materials.values())


def test_one_document_serves_items_of_several_departments():
    identity = CATALOGUE.materials["identity"]

    assert len({CATALOGUE.items[item].department for item in identity.items}) == 11


def test_an_item_needs_data_documents_and_the_results_of_the_items_before_it():
    found = needs()

    assert [(need.id, need.origin, need.presence) for need in found.values()] == [
        ("project_name", Origin.DATA, Presence.THERE),
        ("project_site", Origin.DATA, Presence.THERE),
        ("applicant", Origin.DATA, Presence.THERE),
        ("identity", Origin.DOCUMENT, Presence.MISSING),
        ("soil_plan", Origin.DOCUMENT, Presence.MISSING),
        ("PR-05", Origin.RESULT, Presence.MISSING),
    ]
    assert found["soil_plan"].basis == "水土保持法 art. 25"


def test_data_that_was_left_out_is_missing():
    assert needs(there=replace(THERE, filled=("name",)))["applicant"].presence is Presence.MISSING


def test_a_result_is_there_when_its_item_is_granted():
    assert needs(there=replace(THERE, granted=("PR-05",)))["PR-05"].presence is Presence.THERE


@pytest.mark.parametrize(
    ("until", "presence"),
    [
        (None, Presence.THERE),
        (TODAY, Presence.THERE),  # its last day belongs to it
        (TODAY - timedelta(days=1), Presence.OUTDATED),
    ],
)
def test_a_document_counts_until_the_end_of_its_last_day(until, presence):
    need = needs(there=replace(THERE, newest={"soil_plan": Handed(2, until)}))["soil_plan"]

    assert (need.presence, need.version, need.valid_until) == (presence, 2, until)


def test_an_older_version_is_outdated_by_a_newer_one_even_while_it_is_valid():
    newest = Handed(3)

    assert how_old(Handed(2, TODAY + timedelta(days=30)), newest, TODAY) is Presence.OUTDATED
    assert how_old(newest, newest, TODAY) is Presence.THERE


def test_what_is_there_may_not_be_demanded_again_and_what_is_missing_or_outdated_may():
    there = replace(THERE, newest={"identity": Handed(1), "soil_plan": Handed(1, TODAY - timedelta(days=1))})

    assert refused("identity", there=there) == {"identity": "already_handed_in"}
    assert refused("soil_plan", there=there) == {}
    assert refused("identity soil_plan") == {}
    assert refused("project_name") == {"project_name": "already_handed_in"}


def faulty(asked: str, there: Possession = THERE, missing: tuple[str, ...] = ()) -> dict[str, str]:
    return {
        name: refusal.code for name, refusal in against(needs(there=there).values(), missing, asked.split()).items()
    }


def test_only_what_is_there_can_be_faulty():
    there = replace(THERE, newest={"identity": Handed(1), "soil_plan": Handed(1, TODAY - timedelta(days=1))})

    assert faulty("identity soil_plan project_site", there) == {}
    assert faulty("identity") == {"identity": "not_handed_in"}
    assert faulty("bank_statement PR-05", there) == {
        "bank_statement": "not_in_catalogue",
        "PR-05": "made_by_department",
    }
    assert faulty("identity", there, missing=("identity",)) == {"identity": "already_handed_in"}


def test_a_demand_that_names_nothing_is_refused_where_the_catalogue_lists_something():
    assert refused("") == {"": "demand_unnamed"}
    old = needs(catalogue=parse(WITHOUT)).values()
    assert against(old, ()) == {}


@pytest.mark.parametrize("asked", ["bank_statement", "design_scheme", "EI-01"])
def test_nothing_may_be_demanded_that_the_catalogue_does_not_list_for_the_item(asked):
    assert refused(asked) == {asked: "not_in_catalogue"}


def test_the_result_of_another_department_is_never_demanded_whether_it_is_there_or_not():
    assert refused("PR-05") == {"PR-05": "made_by_department"}
    assert refused("PR-05", there=replace(THERE, granted=("PR-05",))) == {"PR-05": "made_by_department"}


def test_a_refusal_names_what_may_be_demanded():
    refusal = against(needs().values(), ["PR-05"])["PR-05"]

    assert refusal.facts == {"material": "PR-05", "allowed": "identity, soil_plan"}


def test_a_flag_and_a_project_type_narrow_a_material():
    account = CATALOGUE.materials["public_participation"]
    narrowed = replace(account, project_types=("gov",))

    assert account.applies(project_type="gov", flags=("eia_report_book",))
    assert not account.applies(project_type="gov", flags=())
    assert narrowed.applies(project_type="gov", flags=("eia_report_book",))
    assert not narrowed.applies(project_type="ent_record", flags=("eia_report_book",))


def test_only_what_an_item_of_the_project_needs_can_be_handed_in():
    asked = asked_of(CATALOGUE, ITEMS.values(), THERE)

    assert {"identity", "soil_plan", "waste_plan"} <= set(asked)
    assert not {"project_name", "water_argument", "project_proposal"} & set(asked)


def test_the_rule_and_the_document_both_limit_how_long_it_counts():
    plan = replace(CATALOGUE.materials["soil_plan"], valid_days=30)
    issued = date(2026, 11, 2)

    assert plan.valid_until(issued_on=issued, until=None) == date(2026, 12, 2)
    assert plan.valid_until(issued_on=issued, until=date(2026, 11, 20)) == date(2026, 11, 20)
    assert plan.valid_until(issued_on=issued, until=date(2027, 1, 1)) == date(2026, 12, 2)
    with pytest.raises(ValueError, match="soil_plan counts for 30 days"):
        plan.valid_until(issued_on=None, until=None)


def test_a_catalogue_from_before_there_were_materials_is_read_and_needs_only_results():
    old = parse(WITHOUT)

    assert not old.materials
    assert list(needs(catalogue=old)) == ["PR-05"]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('id = "soil_plan"', 'id = "WR-01"', "materials[WR-01].id"),
        ('items = ["WR-01"]\n', 'items = ["XX-01"]\n', "materials[soil_plan].items[0]"),
        ('basis = "水土保持法 art. 25"', 'when = "moon"\nbasis = "x"', "materials[soil_plan].when"),
        ('basis = "水土保持法 art. 25"', 'valid_days = 0\nbasis = "x"', "materials[soil_plan].valid_days"),
        ('field = "name"', 'field = "colour"', "materials[project_name].field"),
        ('field = "name"', 'field = "name"\nvalid_days = 3', "materials[project_name].valid_days"),
        ('id = "soil_plan"', 'id = "soil_plan"\nprice = 3', "materials[soil_plan].price"),
    ],
)
def test_a_fault_in_the_list_of_materials_is_told_with_its_place(old, new, place):
    head, mark, tail = TEXT.partition("[[materials]]")
    assert old in tail

    with pytest.raises(BadCatalogue) as refusal:
        parse(head + mark + tail.replace(old, new, 1))

    assert [problem.place for problem in refusal.value.problems] == [place]
