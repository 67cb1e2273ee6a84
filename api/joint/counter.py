"""Counter: joint supervision of a project or a company, for machines."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from api.bodies import PersonId
from api.commands import HASH_LENGTH, Key
from api.desk import ReceivedAt, TheActor, TheDesk
from api.joint.bodies import ComplaintBody, CreditBody, SayBody, WarningBody
from api.joint.deeds import enter, of_company, of_project, take_step
from api.joint.refusals import LinkedBefore, StepTaken, UnknownJointEntry
from api.joint.views import JointView
from api.privacy.reading import TheReading
from api.problems import responses
from api.projects import RefPath
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NotJson,
    PostgresAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownPerson,
    UnknownProject,
    UnknownRequest,
)
from domain.refusals import KeptAnonymous, KeyReused, NotAllowed, NotInPolicy, NotYours, PeriodNotAllowed
from domain.roles import Act

router = APIRouter(prefix="/api/v1/joint", tags=["joint"])
_READING = (BadInput, NotAllowed, NotYours, PostgresAway, TokenMissing, TokenUnknown)
_WRITING = (*_READING, BadJson, BodyTooLarge, NotJson, TooSlow, UnknownProject)
_ENTERING = (*_WRITING, KeyReused, PeriodNotAllowed, UnknownPerson)
EntryPath = Annotated[str, Path(pattern=rf"^[A-Za-z0-9_-]{{{HASH_LENGTH}}}$", description="The id of an entry.")]
CompanyPath = Annotated[PersonId, Path(description="The account of an applicant.")]


class EnteredView(BaseModel):
    """What was entered has this id."""

    id: str


@router.get(
    "/projects/{ref}",
    name="get_joint_project",
    operation_id="get_joint_project",
    summary="What is known of a project",
    description="Complaints, credit marks, risk warnings, what was late or by silence. Which field is shown depends on who asks; what they do not see is null.",
    responses=responses(*_READING, UnknownProject),
)
async def get_joint_project(ref: RefPath, desk: TheDesk, reading: TheReading) -> JointView:
    """Show a project."""
    return await of_project(desk, reading, ref)


@router.get(
    "/companies/{company}",
    name="get_joint_company",
    operation_id="get_joint_company",
    summary="What is known of a company",
    description="The same for all projects of an applicant together.",
    responses=responses(*_READING),
)
async def get_joint_company(company: CompanyPath, desk: TheDesk, reading: TheReading) -> JointView:
    """Show a company."""
    return await of_company(desk, reading, company)


@router.post(
    "/projects/{ref}/credit",
    name="mark_credit",
    operation_id="mark_credit",
    status_code=201,
    summary="Enter a credit mark",
    description="Good or bad, by a document, for a time. The company sees it and may object. It is withdrawn, never deleted.",
    responses=responses(*_ENTERING),
)
async def mark_credit(  # one parameter for each thing that comes with it
    ref: RefPath, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt, body: CreditBody
) -> EnteredView:
    """Enter it."""
    return EnteredView(id=await enter(desk, actor, at, Act.MARK_CREDIT, ref, key, body))


@router.post(
    "/projects/{ref}/warnings",
    name="warn_of_risk",
    operation_id="warn_of_risk",
    status_code=201,
    summary="Warn of a risk",
    description="Other departments see level and subject; the text is seen by who has entered it and by supervisors.",
    responses=responses(*_ENTERING, NotInPolicy),
)
async def warn_of_risk(  # likewise
    ref: RefPath, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt, body: WarningBody
) -> EnteredView:
    """Enter it."""
    return EnteredView(id=await enter(desk, actor, at, Act.WARN_OF_RISK, ref, key, body))


@router.post(
    "/projects/{ref}/complaints",
    name="link_complaint",
    operation_id="link_complaint",
    status_code=201,
    summary="Link a request to the project that it names",
    description="Departments see topic and state of it; its words stay in the centre.",
    responses=responses(*_ENTERING, LinkedBefore, KeptAnonymous, UnknownRequest),
)
async def link_complaint(  # likewise
    ref: RefPath, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt, body: ComplaintBody
) -> EnteredView:
    """Enter it."""
    return EnteredView(id=await enter(desk, actor, at, Act.LINK_COMPLAINT, ref, key, body))


@router.post(
    "/projects/{ref}/entries/{entry}/withdraw",
    name="withdraw_entry",
    operation_id="withdraw_entry",
    summary="Withdraw an entry",
    description="By the department that has entered it, a link by the centre, anything by a supervisor. It stays on record with the reason.",
    responses=responses(*_WRITING, StepTaken, UnknownJointEntry),
)
async def withdraw_entry(  # likewise
    ref: RefPath, entry: EntryPath, desk: TheDesk, actor: TheActor, at: ReceivedAt, body: SayBody
) -> EnteredView:
    """Withdraw it."""
    await take_step(desk, actor, at, Act.WITHDRAW_ENTRY, ref, entry, body.text)
    return EnteredView(id=entry)


@router.post(
    "/projects/{ref}/entries/{entry}/object",
    name="object_to_credit",
    operation_id="object_to_credit",
    summary="Object to a credit mark",
    description="By the company, once. Who has entered the mark and the supervisor read it.",
    responses=responses(*_WRITING, StepTaken, UnknownJointEntry),
)
async def object_to_credit(  # likewise
    ref: RefPath, entry: EntryPath, desk: TheDesk, actor: TheActor, at: ReceivedAt, body: SayBody
) -> EnteredView:
    """Object."""
    await take_step(desk, actor, at, Act.OBJECT_TO_CREDIT, ref, entry, body.text)
    return EnteredView(id=entry)
