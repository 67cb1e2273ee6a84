"""Reads the single entries of the catalogue file, each from its own table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.catalogue import (
    CatalogueItem,
    Confidence,
    CountedFrom,
    DecisionLevel,
    Department,
    ExtensionRule,
    Flag,
    Gate,
    ItemKind,
    ItemPause,
    LandMode,
    LocalRule,
    Named,
    PauseKind,
    PauseRule,
    Profile,
    RuleSet,
    Silence,
    SilencePolicy,
    SilenceRule,
    Stage,
    StatutoryRule,
    StatutoryVariant,
)
from domain.strict_table import StrictTable
from domain.term import Term, Unit

_NO_TERM = Term(0, Unit.WD)  # stands in for a term that could not be read
_NO_KIND = PauseKind("", "", "", "", False, False, _NO_TERM, "")


class _LawUnit(StrEnum):
    """The units of a statutory term, and the word for items on which nothing is decided."""

    WD = "wd"
    D = "d"
    H = "h"
    MIN = "min"
    S = "s"
    ON_RECEIPT = "on_receipt"


@dataclass(frozen=True, slots=True)
class Known:
    """What the file defines, by id, for the entries that refer to it; and the general warnings."""

    sources: Mapping[str, str]
    departments: Mapping[str, StrictTable]
    stages: Mapping[str, StrictTable]
    project_types: Mapping[str, StrictTable]
    land_modes: Mapping[str, StrictTable]
    flags: Mapping[str, StrictTable]
    items: Mapping[str, StrictTable]
    rule_sets: Mapping[str, StrictTable]
    pause_kinds: Mapping[str, PauseKind]
    warn: int
    red: int


def named(key: str, table: StrictTable) -> Named:
    """An entry that is only a name: a project type."""
    return Named(key, table.text("name_zh"), table.text("name_en"))


def flag(key: str, table: StrictTable, known: Known) -> Flag:
    """A flag, with the other one without which it means nothing."""
    needs = table.reference("needs", known.flags, "flag") if "needs" in table.keys else None
    if needs == key:
        table.report("needs", "A flag cannot need itself.")
    return Flag(key, table.text("name_zh"), table.text("name_en"), needs)


def department(table: StrictTable) -> Department:
    """A department."""
    return Department(table.name("id"), table.text("name_zh"), table.text("name_en"))


def stage(table: StrictTable, known: Known) -> Stage:
    """A stage with its lead department."""
    return Stage(
        table.name("id"),
        table.text("name_zh"),
        table.text("name_en"),
        table.reference("lead_department", known.departments, "department"),
    )


def land_mode(key: str, table: StrictTable, known: Known) -> LandMode:
    """A land mode with the lists of prerequisites that it replaces."""
    replaced: dict[str, tuple[str, ...]] = {}
    if "prerequisites" in table.keys:
        lists = table.table("prerequisites")
        replaced = {item: lists.references(item, known.items, "item") for item in lists.keys}
        for item in (item for item in replaced if item not in known.items):
            lists.report(item, "This is not a known item.")
    return LandMode(key, table.text("name_zh"), table.text("name_en"), replaced)


def pause_kind(table: StrictTable) -> PauseKind:
    """A reason for which a clock may stand still."""
    ceiling = table.table("ceiling")
    return PauseKind(
        table.name("id"),
        table.text("name_zh"),
        table.text("name_en"),
        basis=table.text("basis"),
        stops_promised=table.yes("promised"),
        stops_statutory=table.yes("statutory"),
        ceiling=_term(ceiling),
        ceiling_note=ceiling.text("note"),
    )


def rule_set(key: str, table: StrictTable) -> RuleSet:
    """A reading of silence."""
    return RuleSet(
        key,
        table.text("name_zh"),
        table.text("name_en"),
        about_zh=table.text("about_zh"),
        about_en=table.text("about_en"),
        source=table.text("source"),
        deem_approved=table.choices("deem_approved", SilencePolicy),
        with_local_rule=table.choices("with_local_rule", SilencePolicy),
        otherwise=table.choice("otherwise", Silence),
    )


def local_rule(table: StrictTable, known: Known) -> LocalRule:
    """A published local rule with the days of its validity."""
    before = table.faults
    first_on, last_on = table.day("from"), table.day("to")
    if table.faults == before and last_on < first_on:
        table.report("to", "The last day of validity lies before the first.")
    return LocalRule(
        id=table.name("id"),
        title=table.text("title"),
        issuer=table.text("issuer"),
        items=table.references("items", known.items, "item"),
        first_on=first_on,
        last_on=last_on,
        source=table.text("source"),
    )


def profile(key: str, table: StrictTable, known: Known) -> Profile:
    """An example project."""
    return Profile(
        id=key,
        project_type=table.reference("project_type", known.project_types, "project type"),
        land_mode=table.reference("land_mode", known.land_modes, "land mode"),
        flags=table.references("flags", known.flags, "flag"),
        max_critical_days=table.count("max_critical_days") if "max_critical_days" in table.keys else None,
    )


def item(table: StrictTable, known: Known) -> CatalogueItem:
    """An approval item with all its rules."""
    promise = table.table("promised")
    promised = _term(promise)
    warn = _warn(table, known, promised)
    return CatalogueItem(
        table.name("id"),
        table.text("name_zh"),
        table.text("name_en"),
        department=table.reference("department", known.departments, "department"),
        stage=table.reference("stage", known.stages, "stage"),
        kind=table.choice("kind", ItemKind),
        decision_level=table.choice("decision_level", DecisionLevel),
        applies_to=table.references("applies_to", known.project_types, "project type"),
        condition=table.reference("condition", known.flags, "flag") if "condition" in table.keys else None,
        promised=promised,
        promised_basis=promise.text("basis"),
        statutory=_statutory(table.table("statutory"), known),
        extension=_extension(table.table("extension"), promised) if "extension" in table.keys else None,
        prerequisites=table.references("prerequisites", known.items, "item"),
        gate=table.choice("gate", Gate),
        pauses=_pauses(table, known),
        silence=_silence(table.table("silence")),
        warn=warn,
        red=red(table, usual=known.red, warn=warn),
        sources=table.references("sources", known.sources, "source"),
        confidence=table.choice("confidence", Confidence),
    )


def red(table: StrictTable, *, usual: int, warn: int) -> int:
    """Units left at red (0 is the due day), which may not come before yellow."""
    if "red" not in table.keys:
        return usual
    left = table.count("red", least=0)
    if left > warn:
        table.report("red", f"Red at {left} left comes before yellow at {warn} left.")
    return left


def _term(table: StrictTable, *, key: str = "value") -> Term:
    before = table.faults
    term = Term(table.count(key), table.choice("unit", Unit))
    return term if table.faults == before else _NO_TERM


def _warn(table: StrictTable, known: Known, promised: Term) -> int:
    """Units left at yellow. Only the item's own is held against the term; the general one may be longer (yellow at once)."""
    if "warn" not in table.keys:
        return known.warn
    warn = table.count("warn")
    if promised is not _NO_TERM and warn > promised.value:
        unit = promised.unit
        table.report("warn", f"The warning of {warn} {unit} is longer than the term of {promised.value} {unit}.")
    return warn


def _law_term(table: StrictTable) -> Term | None:
    unit = table.choice("unit", _LawUnit)
    return None if unit is _LawUnit.ON_RECEIPT else Term(table.count("value"), Unit(unit.value))


def _statutory(table: StrictTable, known: Known) -> StatutoryRule:
    term = _law_term(table)
    return StatutoryRule(
        term=term,
        counted_from=table.choice("from", CountedFrom) if term else CountedFrom.RECEIPT,
        basis=table.text("basis"),
        confidence=table.choice("confidence", Confidence),
        variants=tuple(
            StatutoryVariant(row.reference("when", known.flags, "flag"), _law_term(row), row.text("basis"))
            for row in (table.rows("variants") if "variants" in table.keys else ())
        ),
    )


def _extension(table: StrictTable, promised: Term) -> ExtensionRule:
    limit = _term(table, key="max")
    if _NO_TERM not in (limit, promised) and limit.unit is not promised.unit:
        table.report("unit", f"An extension counts in the unit of the promise: {promised.unit}, not {limit.unit}.")
    return ExtensionRule(limit, approver=table.text("approver"), basis=table.text("basis"))


def _pauses(table: StrictTable, known: Known) -> tuple[ItemPause, ...]:
    pauses: list[ItemPause] = []
    for row in table.rows("pauses"):
        rule = _pause_rule(row, known)
        if rule.kind and rule.kind in [other.rule.kind for other in pauses]:
            row.report("kind", f"{rule.kind!r} is named twice.")
        pauses.append(ItemPause(rule, row.text("note", default="")))
    return tuple(pauses)


def _pause_rule(table: StrictTable, known: Known) -> PauseRule:
    kind = table.reference("kind", known.pause_kinds, "pause kind")
    usual = known.pause_kinds.get(kind, _NO_KIND)
    own_ceiling = "max" in table.keys or "unit" in table.keys
    rule = PauseRule(
        kind,
        ceiling=_term(table, key="max") if own_ceiling else usual.ceiling,
        stops_promised=table.yes("promised", default=usual.stops_promised),
        stops_statutory=table.yes("statutory", default=usual.stops_statutory),
    )
    if rule.stops_statutory and not rule.stops_promised:
        table.report("statutory", "A pause that stops the clock of the law must stop the promise too.")
    return rule


def _silence(table: StrictTable) -> SilenceRule:
    return SilenceRule(
        policy=table.choice("policy", SilencePolicy),
        reason=table.text("reason"),
        contested=table.yes("contested", default=False),
    )
