"""How "no" looks: problem details (RFC 9457) for machines, a short page for people, and never a bare error."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.case_words import sentences, title_of
from api.language import MACHINE_ADDRESSES
from api.refusals import BEARER, Away, BadInput, MethodNotAllowed, UnknownAddress
from api.refused import SENTENCES, sentence_of
from api.templates import page
from api.wordbook import N_
from domain.refusals import Refusal

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
_MOST_PROBLEMS = 20
_CALENDAR_RETRY = 60


class Place(BaseModel):
    """One fault of the input: where, and why."""

    place: str = Field(examples=["body.reason"])
    reason: str = Field(examples=["String should have at most 2000 characters"])


class Problem(BaseModel):
    """Problem details (RFC 9457). `code` never changes its meaning; further members are the facts of the case."""

    type: str = Field(examples=["/docs#prerequisite_open"])
    title: str = Field(examples=["Another item must be approved first."])
    status: int = Field(examples=[409])
    code: str = Field(examples=["prerequisite_open"])
    detail: str = Field(examples=["item=LR-03, state=waiting, open=LR-02"])
    instance: str = Field(examples=["/api/v1/projects/2611-150524-04-01-000001/items/LR-03/approve"])
    titles: dict[str, str] | None = Field(
        default=None, description="In Chinese, Mongolian and English, where people may be shown it."
    )
    problems: list[Place] | None = Field(default=None, description="For input and files: every fault.")


class Unforeseen(Exception):
    """Something went wrong on our side; the reference finds it in the log."""

    code = "internal_error"


def problem(request: Request, refusal: Refusal) -> Response:
    """A refusal as an answer, for whoever asked: a machine or a person."""
    headers = _headers(refusal)
    title = title_of(refusal)
    if not request.scope["path"].startswith(MACHINE_ADDRESSES):
        return _as_page(request, refusal.status, refusal.code, title, _said(request, refusal), headers)
    titles = sentences(refusal.code, refusal.facts)
    more: dict[str, object] = {"titles": titles} if titles else {}
    problems = getattr(refusal, "problems", None)
    return _json(request, refusal.status, refusal.code, title, headers, refusal.facts, problems, more)


def responses(*refusals: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """The description of these refusals for OpenAPI, by status, each with its sentence as an example."""
    found: dict[int | str, dict[str, Any]] = {}
    for refusal in sorted(refusals, key=lambda kind: (kind.status, kind.code)):
        entry = found.setdefault(
            refusal.status,
            {"description": "", "content": {MEDIA_TYPE: {"schema": _SCHEMA, "examples": {}}}},
        )
        codes = [code for code in entry["description"].split(", ") if code]
        entry["description"] = ", ".join([*codes, f"`{refusal.code}`"])
        entry["content"][MEDIA_TYPE]["examples"][refusal.code] = {"value": _example(refusal)}
    return found


def install(app: FastAPI, routes: Sequence[APIRoute]) -> None:
    """Let the application with these routes answer with problems, whatever goes wrong."""
    app.state.routes = routes
    app.add_exception_handler(Refusal, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unforeseen)


async def _on_refusal(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal), "registered for refusals"
    return problem(request, refusal)


async def _on_invalid(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError), "registered for it"
    return problem(request, BadInput(list(_places(fault.errors()))[:_MOST_PROBLEMS]))


async def _on_http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException), "registered for it"
    if fault.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        here = [route for route in request.app.state.routes if route.path_regex.match(request.scope["path"])]
        return problem(
            request, MethodNotAllowed(allowed=", ".join(sorted({m for route in here for m in route.methods})))
        )
    if fault.status_code == HTTPStatus.NOT_FOUND:
        return problem(request, UnknownAddress())
    return problem(request, BadInput([{"place": "request", "reason": str(fault.detail)}]))


async def _on_unforeseen(request: Request, fault: Exception) -> Response:
    reference = secrets.token_hex(6)
    log.error("request.failed", reference=reference, path=ascii(request.scope["path"]), exc_info=fault)
    title = _first_line(Unforeseen())
    if not request.scope["path"].startswith(MACHINE_ADDRESSES):
        return _as_page(request, 500, reference, title, "", {})
    return _json(request, 500, Unforeseen.code, title, {}, {"reference": reference}, None)


# What a page says first, by status; the rest is about the case.
_WORDS = {
    401: N_("请登录后查看本页"),
    403: N_("您的角色不能查看本页"),
    404: N_("没有这个页面或项目"),
    409: N_("情况已有变化，请返回重新查看"),
    500: N_("系统出错了"),
    503: N_("暂时无法访问，请稍后再试"),
}
_ELSE = N_("请求有误")
_NOT_DONE = N_("未能办理")
_LOOKING = frozenset({"GET", "HEAD"})
_SCHEMA = {"$ref": "#/components/schemas/Problem"}


def _said(request: Request, refusal: Refusal) -> str:
    """What is wrong and what can be done instead; whoever has only come to look at a page that asks who they are need not be told more."""
    is_asked_who = refusal.status == HTTPStatus.UNAUTHORIZED and request.method in _LOOKING
    return sentence_of(refusal) if refusal.code in SENTENCES and not is_asked_who else ""


def _as_page(request: Request, status: int, code: str, title: str, sentence: str, headers: dict[str, str]) -> Response:
    is_act = request.method not in _LOOKING and status != HTTPStatus.INTERNAL_SERVER_ERROR
    values = {
        "problem_word": _NOT_DONE if is_act and sentence else _WORDS.get(status, _ELSE),
        "code": code,
        "title": title,
        "sentence": sentence,
        "status": status,
    }
    return page(request, "problem.html", values, status=status, headers=headers)


def _example(refusal: type[Refusal]) -> dict[str, object]:
    status, code = refusal.status, refusal.code
    title = (refusal.__doc__ or code).partition("\n")[0]
    return {
        "type": f"/docs#{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": "",
        "instance": "/api/v1/…",
    }


def _first_line(fault: Exception) -> str:
    return (fault.__doc__ or type(fault).__name__).partition("\n")[0]


def _headers(refusal: Refusal) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if isinstance(refusal, Away):
        headers["Retry-After"] = str(refusal.retry_after)
    elif refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(_CALENDAR_RETRY)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = getattr(refusal, "challenge", BEARER)
    if refusal.status == HTTPStatus.REQUEST_TIMEOUT:
        headers["Connection"] = "close"
    if isinstance(refusal, MethodNotAllowed):
        headers["Allow"] = refusal.facts.get("allowed", "")
    return headers


def _json(
    request: Request,
    status: int,
    code: str,
    title: str,
    headers: dict[str, str],
    facts: dict[str, str],
    problems: list[dict[str, str]] | None,
    more: dict[str, object] | None = None,
) -> Response:
    told = [f"{entry['place']}: {entry['reason']}" for entry in problems or ()]
    detail = "; ".join(told) or ", ".join(f"{name}={value}" for name, value in facts.items()) or title
    body: dict[str, object] = {**facts, **(more or {})}
    if problems is not None:
        body["problems"] = problems
    core = {"type": f"/docs#{code}", "title": title, "status": status, "code": code, "detail": detail}
    return JSONResponse(
        {
            **core,
            "instance": request.scope["path"],
            **{k: v for k, v in body.items() if k not in core and k != "instance"},
        },
        status_code=status,
        headers=headers,
        media_type=MEDIA_TYPE,
    )


def _places(errors: Iterable[Any]) -> Iterable[dict[str, str]]:
    """Each fault of the input as a place and a reason; the value itself is not repeated, for it may be personal."""
    for error in errors:
        place = ""
        for part in error["loc"]:
            place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
        yield {"place": place[:200], "reason": str(error["msg"])[:300]}
