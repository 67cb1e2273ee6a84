"""Counter: the programmes of the legal circle for those who run them: what comes next, what became of sessions, and small forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.filling import TOLD, filled
from api.forms import Form
from api.legal.activity_bodies import PlainDay
from api.legal.programme_bodies import NewHost, NewProgramme, SessionResult, SkipDay
from api.legal.programmes import (
    ProgrammePath,
    add_programme,
    get_programme,
    list_programmes,
    pause_programme,
    resume_programme,
    set_programme_host,
    skip_session,
    unskip_session,
)
from api.legal.sessions import list_sessions, record_session
from api.legal_work.taking import SOUND, Fault, taken
from api.legal_work.words import LANGUAGES, SESSIONS
from api.privacy.reading import TheReading
from api.templates import page
from domain.legal.programmes import may_record
from domain.privacy.readings import Reading
from domain.roles import RULES, Act, Actor

router = APIRouter(include_in_schema=False)

_LIST = "/work/legal/programmes"
_MOST = 100
_Told = Annotated[Literal["done"] | None, Query()]


@router.get(_LIST, name="legal_programmes_page")
async def legal_programmes_page(request: Request, desk: TheDesk, actor: TheActor, told: _Told = None) -> Response:
    """All programmes."""
    return await _all_shown(request, desk, actor, told=told or "")


@router.post(_LIST, name="add_programme_on_page")
async def add_programme_on_page(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Make a programme."""

    async def act(form: Form) -> str:
        body = filled(form, NewProgramme)
        await add_programme(body, desk, actor, at)
        return f"{_LIST}/{body.id}"

    async def again(fault: Fault) -> Response:
        return await _all_shown(request, desk, actor, fault=fault)

    return await taken(request, "add", act, again)


@router.get(f"{_LIST}/{{programme}}", name="legal_programme_page")
async def legal_programme_page(
    request: Request, programme: ProgrammePath, desk: TheDesk, actor: TheActor, reading: TheReading, told: _Told = None
) -> Response:
    """One programme with its sessions."""
    return await _shown(request, desk, programme, actor, reading, told=told or "")


async def _result(desk: Desk, programme: str, form: Form, actor: Actor, at: datetime) -> None:
    await record_session(programme, filled(form, SessionResult), desk, actor, at)


async def _skip(desk: Desk, programme: str, form: Form, actor: Actor, at: datetime) -> None:
    await skip_session(programme, filled(form, SkipDay), desk, actor, at)


async def _unskip(desk: Desk, programme: str, form: Form, actor: Actor, at: datetime) -> None:
    day: PlainDay = filled(form, SkipDay, why="—").on_day
    await unskip_session(programme, day, desk, actor, at)


async def _host(desk: Desk, programme: str, form: Form, actor: Actor, at: datetime) -> None:
    await set_programme_host(programme, filled(form, NewHost), desk, actor, at)


async def _pause(desk: Desk, programme: str, _form: Form, actor: Actor, at: datetime) -> None:
    await pause_programme(programme, desk, actor, at)


async def _resume(desk: Desk, programme: str, _form: Form, actor: Actor, at: datetime) -> None:
    await resume_programme(programme, desk, actor, at)


Doing = Callable[[Desk, str, Form, Actor, datetime], Awaitable[None]]
_FORMS: dict[str, tuple[str, Doing]] = {  # by the name of the route of the JSON API: the address, and what is done
    "record_session": ("result", _result),
    "skip_session": ("skips", _skip),
    "unskip_session": ("unskip", _unskip),
    "set_programme_host": ("host", _host),
    "pause_programme": ("pause", _pause),
    "resume_programme": ("resume", _resume),
}


def _endpoint(name: str, doing: Doing) -> Callable[..., Awaitable[Response]]:
    async def take_form(
        request: Request, programme: ProgrammePath, desk: TheDesk, actor: TheActor, reading: TheReading, at: ReceivedAt
    ) -> Response:
        async def act(form: Form) -> str:
            await doing(desk, programme, form, actor, at)
            return f"{_LIST}/{programme}"

        async def again(fault: Fault) -> Response:
            return await _shown(request, desk, programme, actor, reading, fault=fault)

        return await taken(request, name, act, again)

    return take_form


async def _all_shown(request: Request, desk: Desk, actor: Actor, *, told: str = "", fault: Fault = SOUND) -> Response:
    listed = await list_programmes(desk, actor, "", _MOST)
    values = {"rows": listed.rows, "manages": actor.role in RULES[Act.MANAGE_LEGAL]} | _common(told, fault)
    headers = {"Cache-Control": "no-store"}
    return page(request, "legal_programmes.html", values, status=fault.status, headers=headers, there=_LIST)


async def _shown(
    request: Request,
    desk: Desk,
    programme: str,
    actor: Actor,
    reading: Reading,
    *,
    told: str = "",
    fault: Fault = SOUND,
) -> Response:
    now = present()
    view = await get_programme(programme, desk, actor)
    reading = Reading(reading.by, Act.RUN_PROGRAMME)  # also where a form was sent
    sessions = (await list_sessions(programme, desk, actor, reading, "", _MOST)).rows
    begun = [one for one in sessions if one.starts_at <= now and may_record(actor, one.host or "")]
    values = {
        "programme": view,
        "sessions": sessions,
        "to_record": [one for one in begun if one.state != "skipped"],
        "manages": actor.role in RULES[Act.MANAGE_LEGAL],
        "states": SESSIONS,
        "local": desk.library.local,
    } | _common(told, fault)
    headers = {"Cache-Control": "no-store"}
    there = f"{_LIST}/{programme}"
    return page(request, "legal_work_programme.html", values, status=fault.status, headers=headers, there=there)


def _common(told: str, fault: Fault) -> dict[str, object]:
    return {"told": TOLD.get(told), "fault": fault, "languages": list(LANGUAGES.items())}


for _name, (_path, _doing) in _FORMS.items():
    router.add_api_route(
        f"{_LIST}/{{programme}}/{_path}", _endpoint(_name, _doing), methods=["POST"], name=f"{_name}_on_page"
    )
