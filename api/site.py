"""Counter: what all pages share, the style sheet, the script and the icon, and the description of the API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, Response

from api.asset_addresses import FOLDER, caching_of
from api.refusals import told_apart
from api.templates import page
from api.words import DOCUMENTED, documented

router = APIRouter(include_in_schema=False)


@router.get("/docs", name="docs_page")
async def docs_page(request: Request) -> Response:
    """What the API offers, readable without anything from elsewhere."""
    schema = request.app.openapi()
    return page(
        request,
        "docs.html",
        {"info": schema["info"], "groups": documented(schema), "kinds": DOCUMENTED, "problems": told_apart()},
    )


@router.get("/assets/{name}", name="asset")
async def asset(
    name: Literal[
        "page.css",
        "project.css",
        "work.css",
        "report.css",
        "report.js",
        "live.js",
        "invitation.js",
        "queue.js",
        "icon.svg",
    ],
    version: Annotated[str, Query(alias="v", max_length=20)] = "",
) -> Response:
    """The style sheets, the scripts and the icon."""
    return FileResponse(FOLDER / name, headers={"Cache-Control": caching_of(name, version)}, status_code=HTTPStatus.OK)
