"""The catalogue: which approval items there are, what each one promises, and which of them a project needs.

The values mirror domain/data/catalogue.toml, which gives every figure with its source. `domain.catalogue_file` reads
it, `domain.project_items` derives from it what one project needs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.materials import Material
from domain.term import Term


class Silence(StrEnum):
    """What happens when the promise runs out and nobody has decided."""

    DEEM_APPROVED = "deem_approved"
    ESCALATE = "escalate"
    NOTHING = "nothing"


class SilencePolicy(StrEnum):
    """What the law says about silence on an item; the rule set makes a `Silence` of it."""

    BARRED = "barred"  # a law bars it, or a decision is needed that silence cannot replace
    ON_RECEIPT = "on_receipt"  # takes effect when received: there is nothing to decide
    CONCURRENCE_ONLY = "concurrence_only"  # may stand for a consulted department's consent, by a written local rule
    LOCAL_RULE_ONLY = "local_rule_only"  # only where a published local rule lists the item


class Gate(StrEnum):
    """What an item that is still open blocks."""

    STAGE = "stage"  # only the items that wait for it
    PERMIT = "permit"  # the construction permit
    CONSTRUCTION_START = "construction_start"  # breaking ground; may finish after the permit


class CountedFrom(StrEnum):
    """The day from which a statutory term counts (the day itself does not count)."""

    ACCEPTANCE = "acceptance"
    RECEIPT = "receipt"


class ItemKind(StrEnum):
    """What an item is in law."""

    LICENCE = "licence"
    INVESTMENT_DECISION = "investment_decision"
    RECORD = "record"
    TECHNICAL_REVIEW = "technical_review"
    UPWARD_REPORT = "upward_report"
    MERGED_FORMALITY = "merged_formality"


class DecisionLevel(StrEnum):
    """Whose decision it is in the end; the banner's clock binds the banner's part only."""

    BANNER = "banner"
    CITY = "city"
    REGION = "region"


class Confidence(StrEnum):
    """How sure we are of a fact, judged by its source."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of a closed list, with its name in both languages: a department, a project type."""

    id: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Department(Named):
    """An office that decides items."""


@dataclass(frozen=True, slots=True)
class Stage(Named):
    """A part of the road to the permit, and the department that leads it."""

    lead_department: str


@dataclass(frozen=True, slots=True)
class Flag(Named):
    """What may be true of a project; `needs` is the flag without which it means nothing."""

    needs: str | None = None


@dataclass(frozen=True, slots=True)
class LandMode(Named):
    """How the project comes by its land; `prerequisites` replaces those of the items that it names."""

    prerequisites: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PauseKind(Named):
    """A reason for which a clock may stand still: its legal basis, which clock stops, and its default ceiling."""

    basis: str
    stops_promised: bool
    stops_statutory: bool
    ceiling: Term
    ceiling_note: str


@dataclass(frozen=True, slots=True)
class PauseRule:
    """A pause that an item allows: how long at most, and which clocks it stops."""

    kind: str
    ceiling: Term
    stops_promised: bool = True
    stops_statutory: bool = False


@dataclass(frozen=True, slots=True)
class ItemPause:
    """A special procedure of an item, with what it is about. One that stops no clock is known but is no pause."""

    rule: PauseRule
    note: str


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """The one extension that an item allows: at most `limit`, in the unit of the promise."""

    limit: Term
    approver: str
    basis: str


@dataclass(frozen=True, slots=True)
class StatutoryVariant:
    """Another statutory term for projects that have the flag `when`."""

    when: str
    term: Term | None
    basis: str


@dataclass(frozen=True, slots=True)
class StatutoryRule:
    """The law's own limit. `term` is None where nothing is decided because receipt is enough.

    Of the variants the first whose flag the project has is taken.
    """

    term: Term | None
    counted_from: CountedFrom
    basis: str
    confidence: Confidence
    variants: tuple[StatutoryVariant, ...] = ()

    def term_for(self, flags: Collection[str]) -> Term | None:
        """The term for a project with these flags."""
        return next((variant.term for variant in self.variants if variant.when in flags), self.term)


@dataclass(frozen=True, slots=True)
class SilenceRule:
    """What the law says about silence on an item, why, and whether that is disputed."""

    policy: SilencePolicy
    reason: str
    contested: bool = False


@dataclass(frozen=True, slots=True)
class LocalRule:
    """A published local rule by which silence may approve the items it lists, on the days of its validity."""

    id: str
    title: str
    issuer: str
    items: tuple[str, ...]
    first_on: date
    last_on: date
    source: str

    def covers(self, item: str, *, on: date) -> bool:
        """Is the rule in force for the item on that day? The first and the last day belong to it."""
        return item in self.items and self.first_on <= on <= self.last_on


@dataclass(frozen=True, slots=True)
class RuleSet(Named):
    """A reading of silence: which policies it approves outright, which only under a local rule, and else what."""

    about_zh: str
    about_en: str
    source: str
    deem_approved: tuple[SilencePolicy, ...]
    with_local_rule: tuple[SilencePolicy, ...]
    otherwise: Silence


@dataclass(frozen=True, slots=True)
class CatalogueItem(Named):
    """An approval item (事项) as the catalogue states it.

    `warn` and `red` are the units of the promise that are left when the light turns yellow and red. A `warn` as long
    as the promise or longer makes it yellow at once; a `red` of 0 is the due day.
    """

    department: str
    stage: str
    kind: ItemKind
    decision_level: DecisionLevel
    applies_to: tuple[str, ...]
    condition: str | None
    promised: Term
    promised_basis: str
    statutory: StatutoryRule
    extension: ExtensionRule | None
    prerequisites: tuple[str, ...]
    gate: Gate
    pauses: tuple[ItemPause, ...]
    silence: SilenceRule
    warn: int
    red: int
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class ProjectItem:
    """An item as it stands for one project: frozen when the project opens, and small, for a workflow carries it.

    Only those prerequisites are listed that the project has. `warn`, `red` and `extension_max` (the most that may be
    added, or None) are in the unit of `promised`. `statutory` is None where receipt is enough.
    """

    id: str
    name: str
    department: str
    stage: str
    promised: Term
    prerequisites: tuple[str, ...] = ()
    statutory: Term | None = None
    statutory_from: CountedFrom = CountedFrom.ACCEPTANCE
    warn: int = 2
    red: int = 0
    silence: Silence = Silence.DEEM_APPROVED
    extension_max: int | None = None
    pauses: tuple[PauseRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """An example project. `max_critical_days` is the published ceiling of its critical path in working days."""

    id: str
    project_type: str
    land_mode: str
    flags: tuple[str, ...]
    max_critical_days: int | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One version of the catalogue. Each mapping is by id and keeps the order of the file."""

    version: str
    jurisdiction: str
    goal: str  # the item at which the chain ends
    default_rule_set: str
    sources: Mapping[str, str]
    rule_sets: Mapping[str, RuleSet]
    local_rules: tuple[LocalRule, ...]
    departments: Mapping[str, Department]
    stages: Mapping[str, Stage]
    project_types: Mapping[str, Named]
    land_modes: Mapping[str, LandMode]
    flags: Mapping[str, Flag]
    pause_kinds: Mapping[str, PauseKind]
    items: Mapping[str, CatalogueItem]
    profiles: Mapping[str, Profile]
    materials: Mapping[str, Material] = field(default_factory=dict)  # catalogues before 2026-11-29 name none
