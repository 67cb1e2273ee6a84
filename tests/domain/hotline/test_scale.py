"""The rules of the hotline with terms of seconds."""

from dataclasses import replace
from pathlib import Path

from domain.hotline.policy_file import parse_hotline
from domain.hotline.scale import HotlineScale, hotline_in_seconds, parse_hotline_scale
from domain.ladder import parse_policy
from domain.notices import KINDS
from domain.term import Term, Unit

DATA = Path(__file__).parents[3] / "domain" / "data"
SHIPPED = (DATA / "hotline.toml").read_text(encoding="utf-8")
SCALE = HotlineScale("quick", hour=2, minute=3)


def test_only_lengths_differ_from_the_shipped_rules():
    shipped, quick = parse_hotline(SHIPPED), parse_hotline(hotline_in_seconds(SHIPPED, SCALE))

    assert quick.policy.version == "quick"
    assert quick.policy.waiting.accept == Term(45, Unit.S)  # 15 minutes
    assert quick.policy.returns.within == Term(4, Unit.S)  # 2 hours
    assert replace(quick, policy=shipped.policy) == shipped
    for mine, theirs in zip(quick.policy.kinds, shipped.policy.kinds, strict=True):
        assert [leg.term for leg in mine.legs] == [Term(leg.term.value * 2, Unit.S) for leg in theirs.legs]
        legs = tuple(replace(leg, term=other.term) for leg, other in zip(mine.legs, theirs.legs, strict=True))
        assert replace(mine, legs=legs) == theirs


def test_what_the_demonstration_says_is_of_use_for_long_enough_to_be_sent():
    scale = parse_hotline_scale((DATA / "demo_hotline.toml").read_text(encoding="utf-8"))
    least = parse_policy((DATA / "ladders.toml").read_text(encoding="utf-8"), steps=KINDS).least_seconds
    policy = parse_hotline(hotline_in_seconds(SHIPPED, scale)).policy
    late = 2  # seconds of a busy machine

    for kind in ("immediate", "agent"):  # those whose village is warned
        leg = next(k for k in policy.kinds if k.id == kind).legs[0]
        share = leg.term.value * leg.shares[0] / 100
        assert share * (100 - policy.warn) / 100 >= least + late
    assert policy.waiting.accept.value - policy.waiting.warn.value >= least + late
