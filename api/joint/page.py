"""Counter: the page of joint supervision of a project, with a form for each act that its reader has; and the same as a sheet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.desk import Desk, ReceivedAt, TheDesk, desk_of
from api.documents.case import Case
from api.filling import TOLD, Unfit, filled, fresh_key, key_again, key_in
from api.forms import Form, form_of
from api.joint import words
from api.joint.bodies import ComplaintBody, CreditBody, SayBody, WarningBody
from api.joint.counter import EntryPath
from api.joint.deeds import admitted, enter, take_step
from api.joint.rights import ADDING, CHANGING
from api.joint.views import JointView, joint_view
from api.language import see_other
from api.privacy.reading import TheReading
from api.public.happenings import HAPPENINGS
from api.public.project_page import checked
from api.public.sheets import Row, at_second, csv_file, plain, speech_for
from api.refused import sentence_of
from api.speech import Speech
from api.templates import page
from api.wordbook import N_
from domain.catalogue import Department
from domain.privacy.readings import Reading
from domain.refusals import Refusal
from domain.roles import RULES, Act
from store.shipped import hotline, joint

router = APIRouter(include_in_schema=False)

_BODIES: dict[Act, type[BaseModel]] = {
    Act.MARK_CREDIT: CreditBody,
    Act.WARN_OF_RISK: WarningBody,
    Act.LINK_COMPLAINT: ComplaintBody,
}
_PATHS = {
    Act.MARK_CREDIT: "credit",
    Act.WARN_OF_RISK: "warnings",
    Act.LINK_COMPLAINT: "complaints",
    Act.WITHDRAW_ENTRY: "entries/{entry}/withdraw",
    Act.OBJECT_TO_CREDIT: "entries/{entry}/object",
}
_NO_STORE = {"Cache-Control": "no-store"}
HEAD = (
    *(N_("类型"), N_("项目"), N_("等级"), N_("内容"), N_("文号"), N_("部门"), N_("生效日期"), N_("截止日期")),
    *(N_("登记时间"), N_("撤回时间"), N_("异议时间")),
)


@dataclass(frozen=True)
class Tried:
    """A form that came back: which, what was typed, what is wrong at which field, and the sentence for it."""

    about: str = ""  # an act, or an entry
    typed: Form = field(default_factory=Form)
    faults: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None

    def value(self, about: str, name: str) -> str:
        """What was typed in a field of a form."""
        return self.typed.get(name, "") if about == self.about else ""

    def fault(self, about: str, name: str) -> str:
        """What is wrong with a field of a form: a word, or nothing."""
        return self.faults.get(name, "") if about == self.about else ""


@router.get("/work/joint/{ref}.csv", name="joint_sheet")
async def joint_sheet(request: Request, ref: str, desk: TheDesk, reading: TheReading) -> Response:
    """What is entered, without what people wrote, for a spreadsheet."""
    _, view = await _seen(desk, reading, checked(ref))
    speech = speech_for(request)
    return csv_file(speech, f"joint-{ref}.csv", HEAD, entry_rows(speech, view), cache="no-store")


@router.get("/work/joint/{ref}", name="joint_page")
async def joint_page(
    request: Request, ref: str, reading: TheReading, told: Annotated[Literal["done"] | None, Query()] = None
) -> Response:
    """What is known of a project, as whoever asks may see it."""
    return await _page(request, checked(ref), reading, told=told or "")


def entry_rows(speech: Speech, view: JointView) -> list[Row]:
    """The entries for a spreadsheet."""
    book, subjects = hotline(), joint().subjects
    topics = {key: topic.names for key, topic in book.topics.items()}
    return [
        (
            *(speech.gettext(words.KINDS[row.kind]), row.ref),
            speech.gettext(words.LEVELS[row.level]) if row.level else None,
            plain(speech, subjects.get(row.subject or "") or topics.get(row.topic or "") or {}),
            *(row.document, row.department),
            *(day.isoformat() if day else None for day in (row.valid_from, row.valid_until)),
            *(at_second(speech, at) for at in (row.entered_at, row.withdrawn_at, row.objected_at)),
        )
        for row in view.entries
    ]


def listed(view: JointView, departments: Mapping[str, Department]) -> dict[str, object]:
    """What the lists of a page need, of a project or of a company."""
    book = hotline()
    return {
        "view": view,
        "departments": departments,
        "words": words,
        "happenings": HAPPENINGS,
        "subjects": joint().subjects,
        "states": book.names,
        "topics": {key: topic.names for key, topic in book.topics.items()},
        "may": [],
        "tried": Tried(),
        "refused": "",
        "told": None,
        "key": "",
    }


def _adding(act: Act) -> Callable[..., Awaitable[Response]]:
    async def add_on_page(request: Request, ref: str, desk: TheDesk, reading: TheReading, at: ReceivedAt) -> Response:
        form = await _admitted_form(desk, request, ref, reading)
        try:
            body = filled(_typed(form, act.value), _BODIES[act])
            await enter(desk, reading.by, at, act, ref, key_in(form), body)  # type: ignore[arg-type]
        except (Unfit, Refusal) as fault:
            return await _again(request, ref, reading, act.value, form, fault)
        return see_other(request, f"/work/joint/{ref}?told=done")

    return add_on_page


def _changing(act: Act) -> Callable[..., Awaitable[Response]]:
    async def change_on_page(
        request: Request, ref: str, entry: EntryPath, desk: TheDesk, reading: TheReading, at: ReceivedAt
    ) -> Response:
        form = await _admitted_form(desk, request, ref, reading)
        try:
            await take_step(desk, reading.by, at, act, ref, entry, filled(_typed(form, entry), SayBody).text)
        except (Unfit, Refusal) as fault:
            return await _again(request, ref, reading, entry, form, fault)
        return see_other(request, f"/work/joint/{ref}?told=done")

    return change_on_page


for _act in (*ADDING, *CHANGING):
    router.add_api_route(
        f"/work/joint/{{ref}}/{_PATHS[_act]}",
        _adding(_act) if _act in ADDING else _changing(_act),
        methods=["POST"],
        name=f"{_act}_on_page",
        response_model=None,
    )


async def _admitted_form(desk: Desk, request: Request, ref: str, reading: Reading) -> Form:
    async with desk.postgres.connection() as connection:
        await admitted(connection, desk, checked(ref), reading.by, reading.why)
    return await form_of(request)


def _typed(form: Form, about: str) -> Form:
    """What was typed in one of the forms: its fields stand behind its name."""
    return Form([(name.removeprefix(f"{about}."), value) for name, value in form.multi_items()])


async def _again(
    request: Request, ref: str, reading: Reading, about: str, form: Form, fault: Unfit | Refusal
) -> Response:
    typed = _typed(form, about)
    if isinstance(fault, Unfit):
        return await _page(request, ref, reading, tried=Tried(about, typed, fault.faults), status=422)
    return await _page(request, ref, reading, tried=Tried(about, typed, refusal=fault), status=fault.status)


async def _seen(desk: Desk, reading: Reading, ref: str) -> tuple[Case, JointView]:
    async with desk.postgres.connection() as connection:
        case = await admitted(connection, desk, ref, reading.by, Act.READ_JOINT)
        return case, await joint_view(connection, reading, [ref], case.dossier.applicant or "")


async def _page(
    request: Request, ref: str, reading: Reading, *, tried: Tried | None = None, told: str = "", status: int = 200
) -> Response:
    case, view = await _seen(desk_of(request), reading, ref)
    refusal = tried.refusal if tried else None
    values = {
        **listed(view, case.catalogue.departments),
        "project": case.dossier,
        "here": f"/work/joint/{ref}",
        "may": [act for act in ADDING if reading.by.role in RULES[act]],
        "tried": tried or Tried(),
        "refused": sentence_of(refusal) if refusal else "",
        "told": TOLD.get(told),
        "key": key_again(tried.typed, refusal) if tried else fresh_key(),
    }
    return page(request, "joint.html", values, status=status, headers=_NO_STORE, there=f"/work/joint/{ref}")
