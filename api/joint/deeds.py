"""What is done in joint supervision, by its JSON routes and its page alike."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from api.bodies import Ref
from api.commands import short_hash
from api.desk import Desk
from api.documents.case import Case, case_of
from api.joint.bodies import ComplaintBody, CreditBody, NewBody, WarningBody
from api.joint.refusals import LinkedBefore, StepTaken, UnknownJointEntry
from api.joint.views import JointView, joint_view
from api.refusals import UnknownPerson, UnknownRequest
from domain.joint.entries import DEPARTMENT_SIDE, Kind, Step, may_object, may_withdraw
from domain.privacy.readings import Reading
from domain.refusals import KeptAnonymous, KeyReused, NotInPolicy, NotYours, PeriodNotAllowed
from domain.roles import Act, Actor, check
from store import joint as store
from store import readers
from store.joint import Entry, NewEntry
from store.off_list import accused_in
from store.pool import Connection
from store.shipped import joint as shipped_joint

KINDS = {CreditBody: Kind.CREDIT, WarningBody: Kind.WARNING, ComplaintBody: Kind.COMPLAINT}


async def admitted(connection: Connection, desk: Desk, ref: str, actor: Actor, act: Act) -> Case:
    """The project, for somebody who may do this to it; raises as `domain.roles.check`, or `UnknownProject`."""
    case = await case_of(connection, desk.library, ref, actor)
    case.admit(act)
    return case


async def of_project(desk: Desk, reading: Reading, ref: str) -> JointView:
    """What whoever reads sees of a project."""
    async with desk.postgres.connection() as connection:
        case = await admitted(connection, desk, ref, reading.by, reading.why)
        return await joint_view(connection, reading, [ref], case.dossier.applicant or "")


async def of_company(desk: Desk, reading: Reading, company: str) -> JointView:
    """What whoever reads sees of all projects of a company."""
    async with desk.postgres.connection() as connection:
        refs, by = await store.projects_of(connection, company), reading.by
        has_part = await store.has_part(connection, refs, by.department)
        check(by, reading.why, department=by.department if has_part else "", owns=by.id == company)
        return await joint_view(connection, reading, refs, company)


async def enter(desk: Desk, actor: Actor, at: datetime, act: Act, ref: Ref, key: str, body: NewBody) -> str:
    """Enter something about a project or its company, once under its key; the entry's id.

    Raises:
        NotInPolicy, PeriodNotAllowed, UnknownPerson, UnknownRequest: the entry does not hold.
        KeptAnonymous: the request complains of a body, which would read the link.
        LinkedBefore: the complaint is linked already.
        KeyReused: the key stands for another entry.
    """
    async with desk.postgres.connection() as connection:
        case = await admitted(connection, desk, ref, actor, act)
        await _check(connection, actor, body, desk.library.local(at).date())
        new = _new_entry(case, actor, at, short_hash("joint", actor.id, key), body)
        known = await _find(connection, case, new.id)
        if known is None:
            if await store.is_entry(connection, new.id):
                raise KeyReused()
            await store.add_entry(connection, new, body.text if isinstance(body, WarningBody) else "")
            known = await _find(connection, case, new.id)
        note = await readers.note(connection, new.id)
    if known is None:
        raise LinkedBefore(request=new.request or "")
    if _said(known) != _said(new) or (note is not None and note.body != {"text": getattr(body, "text", "")}):
        raise KeyReused()
    return known.id


async def take_step(desk: Desk, actor: Actor, at: datetime, act: Act, ref: Ref, entry: str, text: str) -> None:
    """Withdraw an entry, or object to it.

    Raises:
        UnknownJointEntry: there is none.
        NotYours: it is somebody else's.
        StepTaken: that was done before.
    """
    step = Step.WITHDRAWN if act is Act.WITHDRAW_ENTRY else Step.OBJECTED
    async with desk.postgres.connection() as connection:
        case = await admitted(connection, desk, ref, actor, act)
        row = await _find(connection, case, entry)
        if row is None:
            raise UnknownJointEntry()
        kind, withdraws = Kind(row.kind), step is Step.WITHDRAWN
        is_theirs = may_withdraw(kind, row.department, actor.role, actor.department)
        if not (is_theirs if withdraws else may_object(kind, actor.role)):
            raise NotYours(act=act)
        if not await store.take_step(connection, row, step, text, by=actor.id, at=at):
            raise StepTaken()


async def _find(connection: Connection, case: Case, entry: str) -> Entry | None:
    """An entry as it is shown with this project: about it, or about its company, wherever it was entered."""
    rows = await store.entries(connection, [case.dossier.ref], case.dossier.applicant or "")
    return next((row for row in rows if row.id == entry), None)


async def _check(connection: Connection, actor: Actor, body: NewBody, today: date) -> None:
    subjects = shipped_joint().subjects
    if isinstance(body, WarningBody) and body.subject not in subjects:
        raise NotInPolicy(what=body.subject, allowed=", ".join(subjects))
    if isinstance(body, ComplaintBody):
        accused = (await accused_in(connection, [body.request])).get(body.request, "")
        if not await store.is_report(connection, body.request) or (accused and accused == actor.department):
            raise UnknownRequest(ref=body.request)
        if accused:
            raise KeptAnonymous(ref=body.request)
        return
    begin = body.valid_from if isinstance(body, CreditBody) else today
    if body.valid_until < max(begin, today):
        raise PeriodNotAllowed()


def _new_entry(case: Case, actor: Actor, at: datetime, entry: str, body: NewBody) -> NewEntry:
    said, company = body.model_dump(), case.dossier.applicant if getattr(body, "of_company", False) else ""
    if company is None:
        raise UnknownPerson(place="body.of_company")
    return NewEntry(
        id=entry,
        kind=KINDS[type(body)],
        ref=case.dossier.ref,
        company=company,
        level=said.get("level", ""),
        subject=said.get("subject", ""),
        document=said.get("document", ""),
        request=said.get("request"),
        valid_from=said.get("valid_from"),
        valid_until=said.get("valid_until"),
        department=actor.department if actor.role in DEPARTMENT_SIDE else "",
        entered_by=actor.id,
        entered_at=at,
    )


def _said(row: NewEntry) -> dict[str, object]:
    """What an entry says, whenever it was entered."""
    left_out = {"entered_at", "topic", "state", "withdrawn_at", "objected_at"}
    return {name: value for name, value in asdict(row).items() if name not in left_out}
