"""Reads the catalogue from its TOML text: whole and sound, or not at all, with every fault and its place."""

from collections.abc import Iterator, Mapping

from domain import catalogue_entries as entries
from domain.catalogue import Catalogue, CatalogueItem, Flag, LandMode, LocalRule, Profile, SilencePolicy
from domain.graph import circles
from domain.material_entries import confused, materials
from domain.strict_table import Problem, StrictTable
from domain.toml_file import BadFile, read_top


class BadCatalogue(BadFile):
    """The catalogue file is refused whole; `problems` are all its faults in reading order."""


def parse(text: str) -> Catalogue:
    """The catalogue that the text describes.

    Raises:
        BadCatalogue: the text is not TOML (then the line is the place), or something in it is unknown, missing, of the
            wrong type or out of bounds, refers to nothing, or goes round in a circle. All faults are told at once.
    """
    top, problems = read_top(text, BadCatalogue)
    catalogue = _catalogue(top)
    top.close()
    problems.extend(_circles(catalogue.items, catalogue.land_modes))
    problems.extend(_idle_rules(catalogue.local_rules, catalogue.items))
    problems.extend(_lonely_flags(catalogue.profiles, catalogue.flags))
    problems.extend(confused(catalogue.materials, catalogue.items))
    if problems:
        raise BadCatalogue(tuple(problems))
    return catalogue


def _catalogue(top: StrictTable) -> Catalogue:
    """The catalogue as far as it can be read; the faults are noted in the table."""
    known = _known(top)
    local_rules = top.rows_by_id("local_rules") if "local_rules" in top.keys else {}
    return Catalogue(
        version=top.text("version", most=64),
        jurisdiction=top.text("jurisdiction"),
        goal=top.reference("goal", known.items, "item"),
        default_rule_set=top.reference("default_rule_set", known.rule_sets, "rule set"),
        sources=known.sources,
        rule_sets={key: entries.rule_set(key, table) for key, table in known.rule_sets.items()},
        local_rules=tuple(entries.local_rule(table, known) for table in local_rules.values()),
        departments={key: entries.department(table) for key, table in known.departments.items()},
        stages={key: entries.stage(table, known) for key, table in known.stages.items()},
        project_types={key: entries.named(key, table) for key, table in known.project_types.items()},
        land_modes={key: entries.land_mode(key, table, known) for key, table in known.land_modes.items()},
        flags={key: entries.flag(key, table, known) for key, table in known.flags.items()},
        pause_kinds=known.pause_kinds,
        items={key: entries.item(table, known) for key, table in known.items.items()},
        profiles={key: entries.profile(key, table, known) for key, table in top.named("profiles").items()},
        materials=materials(top, known),
    )


def _known(top: StrictTable) -> entries.Known:
    """Everything in the file that other entries refer to; most of it not read yet."""
    warn = top.count("warn")
    return entries.Known(
        sources=top.named_texts("sources"),
        departments=top.rows_by_id("departments"),
        stages=top.rows_by_id("stages"),
        project_types=top.named("project_types"),
        land_modes=top.named("land_modes"),
        flags=top.named("flags"),
        items=top.rows_by_id("items"),
        rule_sets=top.named("rule_sets"),
        pause_kinds={key: entries.pause_kind(table) for key, table in top.rows_by_id("pause_kinds").items()},
        warn=warn,
        red=entries.red(top, usual=0, warn=warn),
    )


def _circles(items: Mapping[str, CatalogueItem], land_modes: Mapping[str, LandMode]) -> Iterator[Problem]:
    """Items that wait for each other, sought in every land mode, for each has its own prerequisites."""
    for mode in land_modes.values():
        for circle in circles({key: mode.prerequisites.get(key, item.prerequisites) for key, item in items.items()}):
            shown = " -> ".join(circle)
            yield Problem(f"land_modes.{mode.id}", f"These items wait for each other in a circle: {shown}.")


def _idle_rules(rules: tuple[LocalRule, ...], items: Mapping[str, CatalogueItem]) -> Iterator[Problem]:
    """Local rules for items on which a local rule decides nothing: whoever wrote it believes otherwise."""
    open_to_rules = (SilencePolicy.CONCURRENCE_ONLY, SilencePolicy.LOCAL_RULE_ONLY)
    for rule in rules:
        for name in rule.items:
            policy = items[name].silence.policy
            if policy not in open_to_rules:
                yield Problem(f"local_rules[{rule.id}].items", f"No local rule decides on {name}: it is {policy}.")


def _lonely_flags(profiles: Mapping[str, Profile], flags: Mapping[str, Flag]) -> Iterator[Problem]:
    """Example projects with a flag but without the one that it needs, for such a project cannot be opened."""
    for profile in profiles.values():
        for name in profile.flags:
            needs = flags[name].needs
            if needs in flags and needs not in profile.flags:
                yield Problem(f"profiles.{profile.id}.flags", f"{name!r} is only possible together with {needs!r}.")
