"""How the bureau's table is shown: names in three languages beside the numbers, numerator and denominator beside each share."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from domain.legal.figures import FigureRules, Figures
from domain.legal.quality import WHOLES, Quality, QualityFigures
from domain.legal.shares import Share


class ShareView(BaseModel):
    """`count` of `of`; `open` are not decided and in neither. `share` is from 0 to 1, null where there is none."""

    count: int
    of: int
    open: int
    share: float | None


class OnlineView(BaseModel):
    """Inquiries: `total` = consultation + hotline + night; `counter` and `unplaced` are in no sum."""

    model_config = ConfigDict(from_attributes=True)

    total: int = Field(examples=[125])
    consultation: int = Field(examples=[54])
    hotline: int = Field(examples=[59])
    night: int = Field(examples=[12])
    counter: int
    unplaced: int


class OfWhichView(BaseModel):
    """A row that overlaps with others: never summed. `count` is null where it is not recorded."""

    id: str
    names: dict[str, str]
    count: int | None


class AidView(BaseModel):
    """Applications for legal aid: `total` = criminal + civil; `unplaced` is in no sum."""

    total: int = Field(examples=[65])
    criminal: int = Field(examples=[33])
    civil: int = Field(examples=[32])
    unplaced: int
    of_which: list[OfWhichView]
    granted: int
    refused: int
    promise: ShareView = Field(description="Decided and appointed within the promise.")
    same_day: ShareView = Field(description="Decided and appointed on the day of receipt.")


class CountedView(BaseModel):
    """Activities of one kind: entries, what they count up to, before how many people."""

    id: str
    names: dict[str, str]
    entries: int
    count: int
    audience: int


class LengthsView(BaseModel):
    """How long it took in `of` cases; `open` have not come to an end. The seconds are null where there is none."""

    names: dict[str, str]
    of: int
    open: int
    median_seconds: int | None
    p90_seconds: int | None = Field(description="Nine in ten took at most so long.")


class QualityShareView(ShareView):
    """A figure of quality as a share of its whole; `about` is the definition that explains it."""

    id: Quality
    names: dict[str, str]
    about: str


class QualityView(BaseModel):
    """What the help was worth."""

    first_useful_answer: LengthsView
    shares: list[QualityShareView]


class TotalsView(BaseModel):
    """The table."""

    online: OnlineView
    answered: ShareView = Field(description="Inquiries answered or taken over within the eight minutes.")
    aid: AidView
    activities: list[CountedView]
    quality: QualityView


class TableView(BaseModel):
    """A part of the period or of the banner: a month such as 2026-11, or a town by its id ("" where none is known)."""

    name: str
    figures: TotalsView


class FiguresView(BaseModel):
    """The table for the local days from `from` until before `until`, and what each figure means."""

    model_config = ConfigDict(populate_by_name=True)

    from_on: date = Field(alias="from")
    until_on: date = Field(alias="until")
    version: str = Field(description="Of the definitions by which it was counted.")
    source: str
    total: TotalsView
    by: str | None
    parts: list[TableView]
    definitions: dict[str, dict[str, str]]


def figures_view(rules: FigureRules, table: Figures) -> TotalsView:
    """The table with its names."""
    aid = table.aid
    return TotalsView(
        online=OnlineView.model_validate(table.online),
        answered=_share(table.online.in_time),
        aid=AidView(
            total=aid.total,
            criminal=aid.criminal,
            civil=aid.civil,
            unplaced=aid.unplaced,
            of_which=[
                OfWhichView(id=row.id, names=dict(row.names), count=aid.of_which[row.id]) for row in rules.of_which
            ],
            granted=aid.granted,
            refused=aid.refused,
            promise=_share(aid.promise),
            same_day=_share(aid.same_day),
        ),
        activities=[
            CountedView(id=kind, names=dict(names), entries=row.entries, count=row.count, audience=row.audience)
            for kind, names in rules.activities.items()
            for row in (table.activities[kind],)
        ],
        quality=_quality(rules, table.quality),
    )


def _quality(rules: FigureRules, found: QualityFigures) -> QualityView:
    names = dict(rules.quality[Quality.FIRST_USEFUL_ANSWER])
    return QualityView(
        first_useful_answer=LengthsView(names=names, **asdict(found.first_useful_answer)),
        shares=[
            QualityShareView(
                id=figure,
                names=dict(rules.quality[figure]),
                about=about,
                **_share(found.shares[figure]).model_dump(),
            )
            for about, whole in WHOLES.items()
            for figure in whole
        ],
    )


def _share(share: Share) -> ShareView:
    return ShareView(count=share.count, of=share.of, open=share.open, share=share.share)
