"""Counter: the versions of catalogue, calendar and rules, what is different in each; and publishing another one from its text."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import ValidationError
from starlette.responses import PlainTextResponse, Response

from api import reference, rules
from api.administration.differences import Difference, Fault, difference, faults_in
from api.administration.tabs import NO_STORE, admin_page
from api.bodies import FileText
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.filling import TOLD
from api.forms import form_of
from api.language import see_other
from api.multipart import sent_of
from api.refusals import BadInput, CatalogueMissing
from api.refused import sentence_of
from api.wordbook import N_
from domain.refusals import Refusal
from domain.roles import Act, Actor, check
from store.versions import KINDS, Version, published_text, versions

router = APIRouter(include_in_schema=False)

_MOST = 10
Kind = Literal["catalogue", "calendar", "hotline", "legal"]
_WORDS = {
    "catalogue": (N_("事项目录"), N_("发布后新开的项目按此目录办理。")),
    "calendar": (N_("工作日历"), N_("按年份发布；发布后所有在办项目的期限随之重算。")),
    "hotline": (N_("热线规则"), N_("发布后新登记的诉求按此规则办理。")),
    "legal": (N_("法律服务规则"), N_("发布后新开始的法律事项按此规则办理。")),
}
_ACTS = {
    "catalogue": Act.PUBLISH_CATALOGUE,
    "calendar": Act.PUBLISH_CALENDAR,
    "hotline": Act.PUBLISH_HOTLINE,
    "legal": Act.PUBLISH_LEGAL,
}
_FAULTY = N_("文件有误，未发布；请按下列各处改正后再次发布。")
_EMPTY, _LONG = N_("请粘贴整个文件的内容。"), N_("内容过长。")
_NO_FILE, _NOT_UTF_8 = N_("请先选择文件。"), N_("文件不是 UTF-8 编码的文本，未发布。")


@dataclass(frozen=True, slots=True)
class Shown:
    """A version and what is different from the one before it; None for the first of all, or where that is not listed."""

    version: Version
    changed: Difference | None


@router.get("/admin/versions", name="versions_page")
async def versions_page(
    request: Request,
    desk: TheDesk,
    kind: Annotated[Kind, Query()] = "catalogue",
    told: Annotated[Literal["done"] | None, Query()] = None,
) -> Response:
    """The versions of one kind, the newest first, and the form for the next one."""
    return await _page(request, desk, kind, told=told or "")


@router.get("/admin/versions/{kind}/{version}/{file}", name="version_file")
async def version_file(
    desk: TheDesk,
    kind: Kind,
    version: Annotated[str, Path(max_length=64)],
    file: Annotated[str, Path(max_length=64)],
) -> Response:
    """A file of a version as it was published, to be edited into the next one."""
    is_there = kind != "calendar" or (version.isascii() and version.isdigit() and len(version) < 10)
    async with desk.postgres.connection() as connection:
        text = await published_text(connection, kind, version, file) if is_there else None
    if text is None:
        raise CatalogueMissing(version=version)
    name = f"{kind}-{file}" if kind == "calendar" else kind
    return PlainTextResponse(text, headers={"Content-Disposition": f'attachment; filename="{name}.toml"', **NO_STORE})


@router.post("/admin/versions/{kind}", name="publish_on_page")
async def publish(request: Request, kind: Kind, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Publish the text that was pasted."""
    check(actor, _ACTS[kind])
    return await _published(request, kind, (await form_of(request)).get("text", ""), desk, actor, at)


@router.post("/admin/versions/{kind}/file", name="publish_file_on_page")
async def publish_file(request: Request, kind: Kind, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Publish a file that was chosen; what is wrong with it is shown in its text, to be mended there."""
    check(actor, _ACTS[kind])
    file = next((file for file in (await sent_of(request)).files if file.field == "file"), None)
    if file is None:
        return await _page(request, desk, kind, fault=_NO_FILE, status=422)
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return await _page(request, desk, kind, fault=_NOT_UTF_8, status=422)
    return await _published(request, kind, text, desk, actor, at)


async def _published(request: Request, kind: Kind, text: str, desk: Desk, actor: Actor, at: datetime) -> Response:
    """Publish a version as the JSON route does, or show the form again with every fault and the whole text.

    The text is as it stands in a file: a browser sends each end of a line as two characters.
    """
    text = text.replace("\r\n", "\n")
    publishing: dict[str, Callable[[FileText], Awaitable[object]]] = {
        "catalogue": lambda body: reference.publish_catalogue(body, desk, actor),
        "calendar": lambda body: reference.publish_calendar(body, desk, actor),
        "hotline": lambda body: rules.publish_hotline(body, desk, actor, at),
        "legal": lambda body: rules.publish_legal(body, desk, actor),
    }
    try:
        await publishing[kind](FileText(text=text))
    except ValidationError:
        return await _page(request, desk, kind, text=text, fault=_LONG if text else _EMPTY, status=422)
    except BadInput as bad:
        return await _page(
            request, desk, kind, text=text, fault=_FAULTY, faults=faults_in(text, bad.problems), status=bad.status
        )
    except Refusal as refusal:
        return await _page(request, desk, kind, text=text, fault=sentence_of(refusal), status=refusal.status)
    return see_other(request, f"/admin/versions?kind={kind}&told=done")


async def _page(
    request: Request,
    desk: Desk,
    kind: Kind,
    *,
    text: str = "",
    fault: str = "",
    faults: list[Fault] | None = None,
    told: str = "",
    status: int = 200,
) -> Response:
    async with desk.postgres.connection() as connection:
        known = await versions(connection, kind, most=_MOST + 1)
    values = {
        "kind": kind,
        "kinds": KINDS,
        "words": _WORDS,
        "listed": await asyncio.to_thread(_listed, known),
        "text": text,
        "fault": fault,
        "faults": faults or [],
        "told": TOLD.get(told),
    }
    return admin_page(request, "admin_versions.html", values, there="/admin/versions", status=status)


def _listed(known: list[Version]) -> list[Shown]:
    before: list[Version | None] = [*known[1:], None]
    pairs = zip(known[:_MOST], before, strict=False)
    return [Shown(one, difference(old.texts, one.texts) if old else None) for one, old in pairs]
