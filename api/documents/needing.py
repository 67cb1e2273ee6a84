"""What an item needs of its project and how that stands; and whether it may be demanded, which is recorded either way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from api.library import Library
from domain.item import GRANTED
from domain.materials import Field
from domain.needs import Handed, Need, Possession, against, needs_of
from domain.refusals import UnknownItem
from store.demands import Asking, add_demands, was_demanded
from store.documents import documents_of, items_in
from store.dossiers import Dossier
from store.pool import Connection


async def needs_in(connection: Connection, library: Library, dossier: Dossier, item: str, at: datetime) -> list[Need]:
    """What an item of the project needs on the day of `at`, and how it stands; `UnknownItem` if there is none."""
    rules = {rule.id: rule for rule in await library.rules(connection, dossier)}
    if item not in rules:
        raise UnknownItem(item=item, allowed=", ".join(rules))
    catalogue = await library.catalogue(connection, dossier.catalogue_version)
    there = await _possession(connection, dossier)
    return list(needs_of(rules[item], catalogue, there, today_at(library, at)))


async def check_demand(
    connection: Connection, library: Library, dossier: Dossier, asking: Asking, materials: Sequence[str]
) -> None:
    """Pass when all of this may be demanded, or was with the same act before.

    Raises:
        AlreadyHandedIn, NotInCatalogue, MadeByDepartment: for the first of those that may not; all of them are recorded.
    """
    if not materials or await was_demanded(connection, asking.ref, asking.command):
        return
    needs = await needs_in(connection, library, dossier, asking.item, asking.asked_at)
    refused = against(needs, materials)
    if refused:
        await add_demands(connection, asking, {name: refusal.code for name, refusal in refused.items()})
        raise next(iter(refused.values()))


async def note_demand(connection: Connection, asking: Asking, materials: Sequence[str]) -> None:
    """Write down what is demanded; the same a second time is dropped."""
    await add_demands(connection, asking, dict.fromkeys(materials, ""))


def today_at(library: Library, at: datetime) -> date:
    """The day on which something happens, by the office's own zone."""
    return library.local(at).date()


async def _possession(connection: Connection, dossier: Dossier) -> Possession:
    newest: dict[str, Handed] = {}
    for document in await documents_of(connection, None, dossier.ref):
        newest.setdefault(document.material, Handed(document.version, document.valid_until))
    return Possession(
        dossier.project_type,
        dossier.flags,
        filled=[field for field in Field if getattr(dossier, field) is not None],
        newest=newest,
        granted=await items_in(connection, dossier.ref, GRANTED),
    )
