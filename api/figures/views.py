"""How figures are shown to machines: each with its numerator, its whole, and its definition."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.figures.answering import Answer, Group
from domain.figures.counting import Value
from domain.figures.definitions import Composite, Figure, Length, Service
from domain.figures.grouping import Dimension
from domain.figures.reach import Of, Reach
from store.exclusions import Exclusion
from store.facts import CountedCase
from store.kept_figures import KeptFigure


class KeptView(BaseModel):
    """What a figure of a month that is over came to when it was kept, by the definitions that `version` names; it stays for ever."""

    model_config = ConfigDict(from_attributes=True)

    n: int
    counted: float
    value: float | None = Field(description="Of a length: the first of its percentiles.")
    version: str


class FigureView(BaseModel):
    """`value` is null where nothing was due; a share is from 0 to 1. Where `held_back` says that too few were due, every number is null."""

    id: str = Field(examples=["resolution"])
    n: int | None = Field(description="The whole: of how many.")
    counted: float | None = Field(description="The weighed number of those that count.")
    excluded: int | None = Field(
        description="What two people have taken out; in neither. Not told of months as they were kept."
    )
    value: float | None
    percentiles: dict[int, int] | None = Field(
        description="Of a length: so many percent took at most so many days or seconds."
    )
    held_back: bool
    kept: KeptView | None = Field(
        description="Beside what is known now; of whole months that are kept, together, by month and by body."
    )


class GroupView(BaseModel):
    """The figures of one group; `names` are empty where its name says all."""

    name: str = Field(examples=["HCB"])
    names: dict[str, str]
    figures: list[FigureView]


class ChangeView(BaseModel):
    """From a day within the period on these figures are defined otherwise than before it."""

    on: date
    figures: list[str] = Field(examples=[["resolution", "composite"]])


class FiguresView(BaseModel):
    """The figures of a service for a period, by the definitions that `version` names."""

    service: Service
    from_on: date = Field(serialization_alias="from")
    until_on: date = Field(serialization_alias="until", description="The first local day after.")
    by: Dimension | None
    of: Of = Field(description="Of all bodies, or of the reader's own alone.")
    as_of: datetime | None
    version: str
    changes: list[ChangeView] = Field(description="Where definitions changed within the period, the earliest first.")
    whole: GroupView
    groups: list[GroupView]


class DefinitionView(BaseModel):
    """What a figure is. A composite has `parts` (percent by figure), a length a measure, a share what it `counts` (percent by mark)."""

    id: str
    service: Service
    names: dict[str, str]
    means: dict[str, str]
    since: date = Field(description="The first day of the first month that is counted so.")
    source: str
    kind: str = Field(examples=["share"])
    subject: str | None
    basis: str | None = Field(
        description="By which instant a thing falls into a period: created, closed, or due (when its promise was kept or broken)."
    )
    of: list[str]
    but_not: list[str]
    counts: dict[str, int]
    measure: str | None
    percentiles: list[int]
    parts: dict[str, int]


class BookView(BaseModel):
    """All definitions, also those that hold for past months only."""

    version: str
    source: str
    least: int = Field(description="Where people or bodies are compared, a figure of fewer is held back.")
    month_begins: dict[Service, int] = Field(description="On which day; after the 1st, in the month before.")
    reasons: dict[str, dict[str, str]] = Field(description="For which something may be taken out.")
    figures: list[DefinitionView]


class CountedCaseView(BaseModel):
    """A thing behind a figure: the case, the part of it, and what was true of it."""

    model_config = ConfigDict(from_attributes=True)

    ref: str
    part: str
    created_at: datetime
    closed_at: datetime | None
    body: str
    matter: str
    kind: str
    marks: list[str]


class CountedCasesView(BaseModel):
    """Things behind a figure, the newest first; `next` is the address of what follows."""

    rows: list[CountedCaseView]
    next: str | None


class ExclusionView(BaseModel):
    """What somebody wants out of the figures; `granted` is null while nobody else has decided."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    subject: str
    ref: str
    part: str
    reason: str
    asked_by: str
    asked_at: datetime
    granted: bool | None
    decided_by: str | None
    decided_at: datetime | None


class ExclusionsView(BaseModel):
    """Exclusions, the undecided or the decided, the newest first."""

    rows: list[ExclusionView]
    next: str | None


class AlarmView(BaseModel):
    """A nightly recount from the record came to something else than what was kept."""

    model_config = ConfigDict(from_attributes=True)

    found_at: datetime
    service: str
    month: str
    figure: str
    dimension: str
    name: str
    kept: str
    recounted: str


class AlarmsView(BaseModel):
    """What the recounts of the last month have found, the newest first; empty is good. `next` is the address of what follows."""

    rows: list[AlarmView]
    next: str | None


def figures_view(answer: Answer) -> FiguresView:
    """The whole answer."""
    asked = answer.question.asked
    return FiguresView(
        service=asked.service,
        from_on=asked.period.from_on,
        until_on=asked.period.until_on,
        by=asked.dimension,
        of=Of.OWN if answer.question.reach is Reach.OWN else Of.ALL,
        as_of=answer.question.as_of,
        version=answer.version,
        changes=[
            ChangeView(on=day, figures=keys) for day, keys in answer.book.changes(asked.service, asked.period).items()
        ],
        whole=_group(answer.whole, answer),
        groups=[_group(group, answer) for group in answer.groups],
    )


def definition_view(figure: Figure) -> DefinitionView:
    """One definition."""
    about, counted = figure.about, None if isinstance(figure, Composite) else figure
    length = figure if isinstance(figure, Length) else None
    return DefinitionView(
        id=about.id,
        service=about.service,
        names=dict(about.names),
        means=dict(about.means),
        since=about.since,
        source=about.source,
        kind=type(figure).__name__.lower(),
        subject=counted and counted.subject,
        basis=counted and counted.basis,
        of=sorted(counted.of) if counted else [],
        but_not=sorted(counted.but_not) if counted else [],
        counts=dict(getattr(figure, "counts", {})),
        measure=length and length.measure,
        percentiles=list(length.percentiles) if length else [],
        parts=dict(getattr(figure, "parts", {})),
    )


def case_view(case: CountedCase) -> CountedCaseView:
    """A thing behind a figure."""
    return CountedCaseView.model_validate(case)


def exclusion_view(exclusion: Exclusion) -> ExclusionView:
    """One exclusion."""
    return ExclusionView.model_validate(exclusion)


def _group(group: Group, answer: Answer) -> GroupView:
    is_kept = answer.question.reach is Reach.KEPT
    figures = [
        _figure(key, group.told(key), group.kept.get(key), key in group.held_back, is_kept) for key in group.values
    ]
    return GroupView(name=group.name, names=dict(group.names), figures=figures)


def _figure(key: str, value: Value | None, kept: KeptFigure | None, held_back: bool, is_kept: bool) -> FigureView:
    return FigureView(
        id=key,
        n=value and value.n,
        counted=value and value.counted,
        excluded=None if value is None or is_kept else value.excluded,
        value=value and value.value,
        percentiles=None if value is None or value.percentiles is None else dict(value.percentiles),
        held_back=held_back,
        kept=None if kept is None else KeptView.model_validate(kept),
    )
