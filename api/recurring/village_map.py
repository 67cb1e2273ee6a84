"""Hot villages, drawn: a circle for each village or town whose place is known, as large as what came from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians, sqrt

from domain.recurring.problems import Problem, Verdict
from store.recurring import Place

_WIDTH, _EDGE = 640, 28
_LEAST, _MOST = 4.0, 22.0  # radii of what reported anything
_QUIET = 1.5
_NAMED = 5  # the largest, and all that have grown


@dataclass(frozen=True, slots=True)
class Dot:
    """A village or town on the map: without reports it is small and quiet; `label` is its id where it is named."""

    x: float
    y: float
    radius: float
    kind: str  # quiet, some, grown
    label: str


@dataclass(frozen=True, slots=True)
class VillageMap:
    """The map on a sheet of this size; `elsewhere` are those whose place is not known, with their counts, by town."""

    width: int
    height: int
    dots: list[Dot]
    elsewhere: Mapping[str, list[Problem]]


def drawn(problems: Iterable[Problem], places: Mapping[str, Place]) -> VillageMap:
    """The map of what came from each village or town."""
    known = {problem.key.place: problem for problem in problems}
    ranked = list(known.values())
    named = {problem.key.place for problem in ranked[:_NAMED]} | {p.key.place for p in ranked if _grown(p)}
    most = max((problem.requests for problem in ranked), default=1) or 1
    spots = {
        place.id: (place.lat, place.lon) for place in places.values() if place.lat is not None and place.lon is not None
    }
    sheet = _Sheet.of(spots.values())
    dots = [
        Dot(*sheet.at(*spot), *_look(known.get(place), most), place if place in named else "")
        for place, spot in spots.items()
    ]
    elsewhere: dict[str, list[Problem]] = {}
    for problem in ranked:
        if problem.key.place not in spots:
            place = places.get(problem.key.place)
            elsewhere.setdefault(place.town if place else "", []).append(problem)
    return VillageMap(_WIDTH, sheet.height, sorted(dots, key=lambda dot: -dot.radius), elsewhere)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How degrees become points: a degree of longitude is shorter by the cosine of the latitude; north is up."""

    north: float
    west: float
    scale: float  # points of a degree of latitude
    narrow: float
    height: int

    @classmethod
    def of(cls, spots: Iterable[tuple[float, float]]) -> _Sheet:
        """A sheet on which all of them have room."""
        lats, lons = zip(*spots, strict=True) if (spots := list(spots)) else ((0.0,), (0.0,))
        narrow = cos(radians((max(lats) + min(lats)) / 2))
        wide, high = (max(lons) - min(lons)) * narrow, max(lats) - min(lats)
        scale = (_WIDTH - 2 * _EDGE) / (max(wide, high * 0.75) or 1)
        return cls(max(lats), min(lons), scale, narrow, round(high * scale) + 2 * _EDGE)

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a position lies on the sheet."""
        x, y = (lon - self.west) * self.narrow * self.scale, (self.north - lat) * self.scale
        return round(x + _EDGE, 1), round(y + _EDGE, 1)


def _look(problem: Problem | None, most: int) -> tuple[float, str]:
    if problem is None:
        return _QUIET, "quiet"
    radius = _LEAST + (_MOST - _LEAST) * sqrt(problem.requests / most)
    return round(radius, 1), "grown" if _grown(problem) else "some"


def _grown(problem: Problem) -> bool:
    return problem.growth.verdict is Verdict.GROWN
