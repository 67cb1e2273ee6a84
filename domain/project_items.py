"""Which items a project needs, in what order, and on what terms: the part of the catalogue that a project carries."""

from collections.abc import Collection, Sequence
from datetime import date

from domain.catalogue import Catalogue, CatalogueItem, PauseRule, ProjectItem, Silence
from domain.graph import layers
from domain.term import Unit


class UnknownChoice(ValueError):
    """The catalogue has no such project type, land mode, flag, rule set or item."""

    def __init__(self, field: str, value: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{value!r} is not a known {field}; known are: {', '.join(allowed)}")
        self.field = field
        self.value = value
        self.allowed = allowed


class LonelyFlag(ValueError):
    """A project has a flag that means nothing without another one, and lacks that one."""

    def __init__(self, flag: str, needs: str) -> None:
        super().__init__(f"{flag!r} is only possible together with {needs!r}")
        self.flag = flag
        self.needs = needs


def project_items(
    catalogue: Catalogue,
    *,
    project_type: str,
    land_mode: str,
    flags: Collection[str],
    rule_set: str,
    on: date,
) -> tuple[ProjectItem, ...]:
    """The items of a project in the order of the catalogue.

    A listed prerequisite that does not apply to the project is dropped, not replaced by what it waits for itself.
    Of the local rules those count that are in force `on` that day.

    Raises:
        UnknownChoice: a project type, land mode, flag or rule set that the catalogue does not have.
        LonelyFlag: a flag without the one that it needs.

    Source: catalogue.toml; 城乡规划法 arts. 37 and 38 for the land modes.
    """
    _known("project_type", project_type, catalogue.project_types)
    _known("land_mode", land_mode, catalogue.land_modes)
    _known("rule_set", rule_set, catalogue.rule_sets)
    for flag in flags:
        _known("flags", flag, catalogue.flags)
        needs = catalogue.flags[flag].needs
        if needs is not None and needs not in flags:
            raise LonelyFlag(flag, needs)
    needed = {item.id: item for item in catalogue.items.values() if _applies(item, project_type, flags=flags)}
    replaced = catalogue.land_modes[land_mode].prerequisites
    return tuple(
        ProjectItem(
            id=item.id,
            name=item.name_zh,
            department=item.department,
            stage=item.stage,
            prerequisites=tuple(other for other in replaced.get(item.id, item.prerequisites) if other in needed),
            promised=item.promised,
            statutory=item.statutory.term_for(flags),
            statutory_from=item.statutory.counted_from,
            warn=item.warn,
            red=item.red,
            silence=silence_of(catalogue, item, rule_set=rule_set, on=on),
            extension_max=item.extension.limit.value if item.extension else None,
            pauses=tuple(pause.rule for pause in item.pauses if _stops_a_clock(pause.rule)),
        )
        for item in needed.values()
    )


def silence_of(catalogue: Catalogue, item: CatalogueItem, *, rule_set: str, on: date) -> Silence:
    """What silence on the item means under the rule set, with the local rules that are in force `on` that day."""
    rules = catalogue.rule_sets[rule_set]
    if item.silence.policy in rules.deem_approved:
        return Silence.DEEM_APPROVED
    listed = any(rule.covers(item.id, on=on) for rule in catalogue.local_rules)
    if item.silence.policy in rules.with_local_rule and listed:
        return Silence.DEEM_APPROVED
    return rules.otherwise


def waves(items: Sequence[ProjectItem]) -> list[list[str]]:
    """The ids in layers: those that may start at once, those that wait only for the first layer, and so on."""
    return layers({item.id: item.prerequisites for item in items})


def critical_days(items: Sequence[ProjectItem], *, goal: str) -> int:
    """The promised working days on the longest path that ends with the item `goal`, itself included.

    Raises:
        UnknownChoice: the project has no such item.
        ValueError: a promise is not in working days, so it cannot be added up.
    """
    by_id = {item.id: item for item in items}
    _known("item", goal, by_id)
    finished: dict[str, int] = {}
    for name in (name for layer in waves(items) for name in layer):
        item = by_id[name]
        if item.promised.unit is not Unit.WD:
            raise ValueError(f"the promise of {name} is not in working days")
        finished[name] = item.promised.value + max((finished[other] for other in item.prerequisites), default=0)
    return finished[goal]


def _applies(item: CatalogueItem, project_type: str, *, flags: Collection[str]) -> bool:
    return project_type in item.applies_to and (item.condition is None or item.condition in flags)


def _stops_a_clock(rule: PauseRule) -> bool:
    return rule.stops_promised or rule.stops_statutory


def _known(field: str, value: str, allowed: Collection[str]) -> None:
    if value not in allowed:
        raise UnknownChoice(field, value, tuple(allowed))
