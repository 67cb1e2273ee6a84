"""What an item needs from its project, what of it is there, and whether it may still be demanded.

A project hands everything in once. What a department made itself, or another one for it, it fetches itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.catalogue import Catalogue, ProjectItem
from domain.documents.refusals import AlreadyHandedIn, DemandUnnamed, MadeByDepartment, NotHandedIn, NotInCatalogue
from domain.materials import Material
from domain.refusals import Refusal


class Origin(StrEnum):
    """Where a need is met from."""

    DATA = "data"  # the project's data, handed in when it was opened
    DOCUMENT = "document"
    RESULT = "result"  # of another item: made by a department, never demanded from the project side


class Presence(StrEnum):
    """Whether what is needed is there."""

    THERE = "there"
    MISSING = "missing"
    OUTDATED = "outdated"


class Defect(StrEnum):
    """What can be wrong with something that was handed in, so that it is asked for again; the list is closed."""

    ILLEGIBLE = "illegible"
    INCOMPLETE = "incomplete"
    UNSIGNED = "unsigned"  # or not sealed
    CONTRADICTORY = "contradictory"  # to something else of the project
    ANOTHER_THING = "another_thing"  # than it should be


@dataclass(frozen=True, slots=True)
class Handed:
    """One version of a document that was handed in; it counts up to and including `valid_until`, None is for ever."""

    version: int
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Possession:
    """What is there of a project: which data is filled in, the newest version of each document, the items granted."""

    project_type: str
    flags: Collection[str] = ()
    filled: Collection[str] = ()
    newest: Mapping[str, Handed] = field(default_factory=dict)
    granted: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that an item needs, and how it stands; `version` is the newest one of a document."""

    id: str
    origin: Origin
    presence: Presence
    name_zh: str
    name_en: str
    basis: str
    version: int | None = None
    valid_until: date | None = None


def needs_of(item: ProjectItem, catalogue: Catalogue, there: Possession, today: date) -> tuple[Need, ...]:
    """What the item needs on that day: the materials in the catalogue's order, then the results that it waits for."""
    asked = (material for material in catalogue.materials.values() if _is_asked(material, item.id, there))
    results = (catalogue.items[other] for other in item.prerequisites)
    return (
        *(_material_need(material, there, today) for material in asked),
        *(
            Need(
                result.id,
                Origin.RESULT,
                Presence.THERE if result.id in there.granted else Presence.MISSING,
                result.name_zh,
                result.name_en,
                basis=f"{item.id} prerequisites",
            )
            for result in results
        ),
    )


def asked_of(catalogue: Catalogue, items: Iterable[ProjectItem], there: Possession) -> dict[str, Material]:
    """The documents that at least one of the project's items needs, by id: nothing else can be handed in."""
    names = {item.id for item in items}
    return {
        material.id: material
        for material in catalogue.materials.values()
        if material.field is None and any(_is_asked(material, name, there) for name in names)
    }


def how_old(handed: Handed, newest: Handed, today: date) -> Presence:
    """Whether a version still counts: it does not when a newer one is there or its last day is over."""
    is_over = handed.valid_until is not None and handed.valid_until < today
    return Presence.OUTDATED if is_over or handed.version < newest.version else Presence.THERE


def against(needs: Iterable[Need], missing: Collection[str], faulty: Collection[str] = ()) -> dict[str, Refusal]:
    """For each thing that is demanded and may not be, why not; empty when all of it may be demanded.

    What is `missing` must not be there, what is `faulty` must be. Where the catalogue lists something for the item, a
    demand that names nothing is refused too, under an empty name: words could ask for anything.

    Source: requirements A6 (nothing is handed in twice) and A12 (nothing is asked for outside of the catalogue).
    """
    known = {need.id: need for need in needs}
    wanted = dict.fromkeys(missing, False) | {name: True for name in faulty if name not in missing}
    found = {name: _why_not(known.get(name), is_faulty=is_faulty) for name, is_faulty in wanted.items()}
    if not wanted and any(need.origin is not Origin.RESULT for need in known.values()):
        found[""] = DemandUnnamed
    allowed = ", ".join(need.id for need in known.values() if _may_be_demanded(need))
    return {name: refusal(material=name, allowed=allowed) for name, refusal in found.items() if refusal}


def _why_not(need: Need | None, *, is_faulty: bool) -> type[Refusal] | None:
    if need is None:
        return NotInCatalogue
    if need.origin is Origin.RESULT:
        return MadeByDepartment
    if is_faulty:
        return NotHandedIn if need.presence is Presence.MISSING else None
    return AlreadyHandedIn if need.presence is Presence.THERE else None


def _is_asked(material: Material, item: str, there: Possession) -> bool:
    return item in material.items and material.applies(project_type=there.project_type, flags=there.flags)


def _material_need(material: Material, there: Possession, today: date) -> Need:
    handed = there.newest.get(material.id)
    if material.field is not None:
        origin, presence = Origin.DATA, Presence.THERE if material.field in there.filled else Presence.MISSING
    else:
        origin = Origin.DOCUMENT
        presence = how_old(handed, handed, today) if handed else Presence.MISSING
    return Need(
        material.id,
        origin,
        presence,
        material.name_zh,
        material.name_en,
        basis=material.basis,
        version=handed.version if handed else None,
        valid_until=handed.valid_until if handed else None,
    )


def _may_be_demanded(need: Need) -> bool:
    return need.origin is not Origin.RESULT and need.presence is not Presence.THERE
