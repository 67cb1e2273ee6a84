"""How the places of the legal circle, the counts of its people and who advises a village are shown to everybody."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from api.bodies import Latitude, Longitude
from domain.legal.circle import PlaceKind, walked_metres, walking_minutes
from store.legal_people import PoolCount, RoleCount
from store.legal_places import NearPlace
from store.village_advisers import Advised


class PositionBody(BaseModel):
    """Where somebody is, and what they look for."""

    model_config = ConfigDict(extra="forbid")

    lat: Latitude = Field(examples=[42.73], description="Degrees north.")
    lon: Longitude = Field(examples=[121.77], description="Degrees east.")
    kind: PlaceKind | None = Field(default=None, description="Only of this kind.")
    most: int = Field(default=3, ge=1, le=20, description="How many.")


class PlaceView(BaseModel):
    """A place where legal help is given; `body` is the town, village or department that it serves."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["point-T1-V01"])
    kind: PlaceKind
    name_zh: str
    name_en: str
    name_mn: str | None
    body: str | None = Field(examples=["T1-V01"])
    lat: float
    lon: float
    hours: str = Field(description="In words, local.")
    languages: list[str] = Field(examples=[["zh", "mn"]])
    phone: str | None = Field(description="Of the place, not of a person.")
    population: int | None = Field(description="How many people live in its village, where that is known.")


class NearPlaceView(PlaceView):
    """A place with its distance as the crow flies; minutes are at 80 metres a minute, both rounded up."""

    metres: int = Field(examples=[612])
    walking_minutes: int = Field(examples=[8])


class NearestView(BaseModel):
    """The nearest places, the nearest first."""

    rows: list[NearPlaceView]


class ReachView(BaseModel):
    """How many villages and people have a place within `minutes` on foot; a village counts once, whole, at its own position."""

    minutes: int
    metres: int
    on: date
    villages: int
    villages_within: int
    people: int
    people_within: int
    share: float | None = Field(description="Of the people, from 0 to 1; null where nobody is known to live.")
    unknown: int = Field(description="Villages of which it is not known how many live there.")
    unplaced: int = Field(description="Villages whose own position is not known: never reached.")


class CountedRole(BaseModel):
    """So many hold a role; `languages` are how many of them speak each, and overlap."""

    role: str = Field(examples=["aid_lawyer"])
    people: int
    languages: dict[str, int]


class PeopleView(BaseModel):
    """The pool in numbers: `people` hold `roles`, `several` of them hold more than one. Neither is the sum of the other."""

    people: int = Field(examples=[1071])
    roles: int = Field(examples=[1093])
    several: int = Field(examples=[22])
    by_role: list[CountedRole]
    languages: dict[str, int] = Field(description="How many people speak each; they overlap.")


class AdviserView(BaseModel):
    """Who advises a village on a day: what they are and where they are found. `roles` is empty where nobody does.

    `person` is shown to those only who enter advisers.
    """

    village: str
    village_zh: str
    village_en: str
    village_mn: str | None
    town: str | None
    person: str | None
    roles: list[str]
    languages: list[str]
    place: str | None
    place_zh: str | None
    place_en: str | None
    place_mn: str | None
    place_phone: str | None
    from_on: date | None
    until_on: date | None


class GapView(BaseModel):
    """From `from_on` until the day before `until_on` nobody advises a village."""

    model_config = ConfigDict(from_attributes=True)

    village: str
    village_zh: str
    village_en: str
    town: str | None
    from_on: date
    until_on: date


class CoverageView(BaseModel):
    """Of villages and their days in the whole period, how many have an adviser; `share` is of days, null without any."""

    villages: int
    villages_served: int
    days: int
    days_served: int
    share: float | None


class GapsView(BaseModel):
    """The gaps of a period by village and day, and how far it is covered; `next` is the address of the next part."""

    model_config = ConfigDict(populate_by_name=True)

    from_on: date = Field(alias="from")
    until_on: date = Field(alias="until")
    coverage: CoverageView
    rows: list[GapView]
    next: str | None


def near_view(near: NearPlace) -> NearPlaceView:
    """A place with its distance."""
    shown = PlaceView.model_validate(near.place).model_dump()
    return NearPlaceView(**shown, metres=walked_metres(near.metres), walking_minutes=walking_minutes(near.metres))


def people_view(total: PoolCount, counts: list[RoleCount]) -> PeopleView:
    """The counts of the pool, put together by role and by language."""
    of = {(count.role, count.language): count.people for count in counts}
    roles = sorted({count.role for count in counts if count.role})
    languages = sorted({count.language for count in counts if count.language})
    return PeopleView(
        people=total.people,
        roles=total.roles,
        several=total.several,
        by_role=[
            CountedRole(role=role, people=of[role, ""], languages={x: of.get((role, x), 0) for x in languages})
            for role in roles
        ],
        languages={language: of["", language] for language in languages},
    )


def adviser_view(row: Advised) -> AdviserView:
    """Who advises a village; who that is by id only for whoever enters advisers."""
    return AdviserView(
        village=row.village,
        village_zh=row.village_zh,
        village_en=row.village_en,
        village_mn=row.village_mn,
        town=row.town,
        person=row.person,
        roles=row.roles,
        languages=row.languages or [],
        place=row.place,
        place_zh=row.place_zh,
        place_en=row.place_en,
        place_mn=row.place_mn,
        place_phone=row.place_phone,
        from_on=row.from_on,
        until_on=row.until_on,
    )


def share_of(part: int, whole: int) -> float | None:
    """A share from 0 to 1, or None where there is nothing to have a share of."""
    return round(part / whole, 4) if whole else None
