"""What an item needs of its project and how that stands; and whether it may be demanded, which is recorded either way."""

from __future__ import annotations

from datetime import date, datetime

from api.library import Library
from domain.catalogue import ProjectItem
from domain.item import GRANTED
from domain.materials import Field
from domain.needs import Need, Possession, against, needs_of
from domain.refusals import UnknownItem
from store.demands import Asking, add_demands, was_demanded
from store.documents import items_in, newest_of
from store.dossiers import Dossier
from store.pool import Connection


async def needs_in(connection: Connection, library: Library, dossier: Dossier, item: str, at: datetime) -> list[Need]:
    """What an item of the project needs on the day of `at`, and how it stands; `UnknownItem` if there is none."""
    needs = {rule.id: found for rule, found in await all_needs(connection, library, dossier, at)}
    if item not in needs:
        raise UnknownItem(item=item, allowed=", ".join(needs))
    return needs[item]


async def all_needs(
    connection: Connection, library: Library, dossier: Dossier, at: datetime
) -> list[tuple[ProjectItem, list[Need]]]:
    """What each item of the project needs on the day of `at`, in the catalogue's order."""
    catalogue = await library.catalogue(connection, dossier.catalogue_version)
    there, today = await _possession(connection, dossier), today_at(library, at)
    return [(rule, list(needs_of(rule, catalogue, there, today))) for rule in await library.rules(connection, dossier)]


async def check_demand(connection: Connection, library: Library, dossier: Dossier, asking: Asking) -> None:
    """Pass when all of this may be demanded, or was with the same act before.

    Raises:
        Refusal: as `domain.needs.against`, for the first of those that may not; all of them are recorded.
    """
    if await was_demanded(connection, asking.ref, asking.command):
        return
    needs = await needs_in(connection, library, dossier, asking.item, asking.asked_at)
    faulty = [name for name, defect in asking.wanted.items() if defect]
    refused = against(needs, [name for name in asking.wanted if name not in faulty], faulty)
    if refused:
        await add_demands(connection, asking, {name: refusal.code for name, refusal in refused.items()})
        raise next(iter(refused.values()))


async def note_demand(connection: Connection, asking: Asking) -> None:
    """Write down what is demanded; the same a second time is dropped."""
    await add_demands(connection, asking, dict.fromkeys(asking.wanted, ""))


def today_at(library: Library, at: datetime) -> date:
    """The day on which something happens, by the office's own zone."""
    return library.local(at).date()


async def _possession(connection: Connection, dossier: Dossier) -> Possession:
    return Possession(
        dossier.project_type,
        dossier.flags,
        filled=[field for field in Field if getattr(dossier, field) is not None],
        newest=await newest_of(connection, dossier.ref),
        granted=await items_in(connection, dossier.ref, GRANTED),
    )
