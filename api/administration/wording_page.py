"""Counter: the words of every message in a language, as somebody would get them, with the number of SMS that each takes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.administration.tabs import admin_page
from api.desk import TheDesk, present
from api.language import Language, language_of
from domain.composing import Told, compose
from domain.notices import INVITATION, KINDS, OF_NO_CASE
from domain.term import Unit
from store.shipped import destinations, texts

router = APIRouter(include_in_schema=False)

_AT_HOME = "+8613900000000"  # a number as our own people have them
_NAMES = {Language.ZH: "建设用地规划许可", Language.EN: "land use permit", Language.MN: "ᠭᠠᠵᠠᠷ ᠠᠰᠢᠭᠯᠠᠬᠤ ᠵᠥᠪᠰᠢᠶᠡᠷᠡᠯ"}
_REPORTED = {"from": "08:00", "until": "09:30", "due": "12", "sent": "10", "skipped": "2", "latest": "90"}


@dataclass(frozen=True, slots=True)
class Wording:
    """A message: an example as an SMS, without the signature before it, and how many segments that takes with it.

    `word` is what the step is called in the language; `silence` is what silence does, for a step that says it, else empty.
    """

    step: str
    word: str
    silence: str
    example: str
    segments: int


@router.get("/admin/templates", name="wording_page")
async def wording_page(
    request: Request, desk: TheDesk, language: Annotated[Language | None, Query()] = None
) -> Response:
    """All messages in one language, the page's own unless another is chosen."""
    chosen = language or language_of(request)
    day = desk.library.local(present() + timedelta(days=3)).replace(hour=17, minute=30, second=0, microsecond=0)
    listed = await asyncio.to_thread(_wordings, chosen, day, desk.settings.public_base_url)
    own = texts(chosen)
    values = {
        "chosen": chosen,
        "listed": listed,
        "most": own.max_segments,
        "signature": destinations().of(_AT_HOME).signature,
    }
    return admin_page(request, "admin_wording.html", values, there="/admin/templates")


def _wordings(language: Language, due: datetime, page: str) -> list[Wording]:
    """Every message that there is, with an invented case."""
    own, here = texts(language), destinations().of(_AT_HOME)
    wordings = []
    for step in KINDS:
        templates: Mapping[str, str] = own.templates[step]
        for silence in templates:
            ref = "p-204" if step == INVITATION else "2611-150524-04-01-000001"
            more = _REPORTED | {"secret": "K7M2-QX3Y-9ABC"}
            told = Told(ref, _NAMES[language], step, silence, 2, Unit.WD, due.date(), None, more)
            sms = compose(own, [told], code="K7M2QX", destination=here, page=page, asks=step not in OF_NO_CASE)
            said = "" if silence == "any" else silence
            wordings.append(Wording(step, own.words[step], said, sms.text.removeprefix(here.signature), sms.segments))
    return wordings
