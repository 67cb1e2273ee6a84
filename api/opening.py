"""Opening a project: what was handed in is checked and kept once, and its case is started from what was kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from api.bodies import OpenProject
from api.commands import short_hash
from api.desk import Desk
from api.library import Library
from api.live import Bell
from api.refusals import FlagMissing, ProjectExists, TemporalAway, UnknownPerson, UnknownValue
from domain.approval import Approval
from domain.catalogue import Catalogue
from domain.item import Item
from domain.project_items import LonelyFlag, UnknownChoice, project_items
from domain.refusals import NotYours
from domain.roles import Act, Actor, Role
from store import people, readers
from store.dossiers import Dossier, add_dossier
from store.pool import Connection
from workflows.messages import ApprovalStart

_LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Opening:
    """A project that is kept: its dossier, and whether its case has written itself down."""

    dossier: Dossier
    is_written: bool


async def opened(desk: Desk, body: OpenProject, actor: Actor, received_at: datetime) -> Opening:
    """Open a project, or find that exactly this one is open already; while nobody can start it nothing is kept."""
    if not await desk.gateway.is_there():
        raise TemporalAway()
    async with desk.postgres.connection() as connection:
        dossier = await _kept(connection, desk.library, body, actor, received_at)
        if await readers.where(connection, body.ref) is not None:
            return Opening(dossier, is_written=True)
        start, summary = await _start(connection, desk.library, dossier)
    with desk.live.listen(body.ref) as bell:
        await desk.gateway.open(start, summary=summary)
        return Opening(dossier, await _is_written(desk, body.ref, bell))


async def _kept(
    connection: Connection, library: Library, body: OpenProject, actor: Actor, received_at: datetime
) -> Dossier:
    """Keep what was handed in; under a known code nothing is kept, and other data than the first is refused."""
    applicant, helper = await _parties(connection, body, actor)
    catalogue = await library.newest_catalogue(connection)
    dossier = Dossier(
        ref=body.ref,
        print=short_hash("project", body.model_dump_json(), applicant or "", helper or ""),
        name=body.name,
        site=body.site,
        project_type=body.project_type,
        land_mode=body.land_mode,
        flags=sorted(set(body.flags)),
        rule_set=body.rule_set or catalogue.default_rule_set,
        catalogue_version=catalogue.version,
        applicant=applicant,
        helper=helper,
        opened_by=actor.id,
        opened_at=received_at,
    )
    _check_choices(catalogue, dossier, library)
    kept = await add_dossier(connection, dossier)
    if kept.print != dossier.print:
        raise ProjectExists(ref=body.ref)
    return kept


async def _parties(connection: Connection, body: OpenProject, actor: Actor) -> tuple[str | None, str | None]:
    """Applicant and helper: an applicant opens an own project, a helper one that they help with, an administrator says who."""
    if actor.role is Role.APPLICANT:
        if body.applicant not in (None, actor.id) or body.helper is not None:
            raise NotYours(act=Act.OPEN)
        return actor.id, None
    if actor.role is Role.HELPER and body.helper not in (None, actor.id):
        raise NotYours(act=Act.OPEN)
    helper = body.helper or (actor.id if actor.role is Role.HELPER else None)
    for person, role in ((body.applicant, Role.APPLICANT), (helper, Role.HELPER)):
        found = await people.actor(connection, person) if person else None
        if person and (found is None or found.role is not role):
            raise UnknownPerson(place=f"body.{role}")
    return body.applicant, helper


def _check_choices(catalogue: Catalogue, dossier: Dossier, library: Library) -> None:
    try:
        project_items(
            catalogue,
            project_type=dossier.project_type,
            land_mode=dossier.land_mode,
            flags=dossier.flags,
            rule_set=dossier.rule_set,
            on=library.local(dossier.opened_at).date(),
        )
    except LonelyFlag as lonely:
        raise FlagMissing(place="body.flags", flag=lonely.flag, needs=lonely.needs) from lonely
    except UnknownChoice as unknown:
        allowed = ", ".join(unknown.allowed)
        raise UnknownValue(place=f"body.{unknown.field}", value=unknown.value, allowed=allowed) from unknown


async def _start(connection: Connection, library: Library, dossier: Dossier) -> tuple[ApprovalStart, str]:
    """The start of the case from what is kept, and its one line in the Temporal UI."""
    rules = await library.rules(connection, dossier)
    calendar = await library.newest_calendar(connection)
    catalogue = await library.catalogue(connection, dossier.catalogue_version)
    by = await people.actor(connection, dossier.opened_by)
    assert by is not None, "a dossier refers to a person"
    case = Approval(dossier.ref, rules, calendar.nameless(), library.office, tuple(Item(rule.id) for rule in rules))
    kind = catalogue.project_types[dossier.project_type].name_zh
    summary = f"{dossier.ref} {kind} {catalogue.land_modes[dossier.land_mode].name_zh}"
    return ApprovalStart(case, opened_by=by, opened_at=dossier.opened_at), summary


async def _is_written(desk: Desk, ref: str, bell: Bell) -> bool:
    """Wait until the case has written itself down, for as long as for any commit."""
    loop = asyncio.get_running_loop()
    until = loop.time() + desk.gateway.patience.commit
    while True:
        async with desk.postgres.connection() as connection:
            if await readers.where(connection, ref) is not None:
                return True
        left = until - loop.time()
        if left <= 0:
            return False
        await bell.heard(within=min(left, _LOOK_AGAIN_SECONDS))
