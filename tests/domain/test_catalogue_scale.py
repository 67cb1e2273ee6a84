"""The catalogue with terms of seconds."""

from pathlib import Path

from domain.catalogue_file import parse
from domain.catalogue_scale import Scale, in_seconds, parse_scale
from domain.term import Term, Unit

DATA = Path(__file__).parents[2] / "domain" / "data"
SHIPPED = (DATA / "catalogue.toml").read_text(encoding="utf-8")
SCALE = Scale("quick", working_day=3, natural_day=2, least=5, warn=4, red=2, settle_seconds=1)


def test_only_lengths_differ_from_the_shipped_catalogue():
    shipped, quick = parse(SHIPPED), parse(in_seconds(SHIPPED, SCALE))

    assert quick.version == "quick"
    assert list(quick.items) == list(shipped.items)
    for item in shipped.items.values():
        other = quick.items[item.id]
        assert (other.name_zh, other.department, other.prerequisites) == (
            item.name_zh,
            item.department,
            item.prerequisites,
        )
        assert other.promised == Term(max(5, item.promised.value * 3), Unit.S)
    assert quick.land_modes == shipped.land_modes
    assert quick.profiles == shipped.profiles
    assert quick.sources == shipped.sources


def test_working_days_and_natural_days_have_their_own_length():
    kinds = parse(in_seconds(SHIPPED, SCALE)).pause_kinds

    assert kinds["third_party_report"].ceiling == Term(90, Unit.S)  # 30 working days
    assert kinds["public_notice"].ceiling == Term(40, Unit.S)  # 20 natural days


def test_the_scale_of_the_demonstration_makes_a_sound_catalogue():
    scale = parse_scale((DATA / "demo_catalogue.toml").read_text(encoding="utf-8"))

    items = parse(in_seconds(SHIPPED, scale)).items.values()

    assert {item.promised.unit for item in items} == {Unit.S}
    assert all(item.warn == scale.warn and item.red == scale.red for item in items)
