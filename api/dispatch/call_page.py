"""Counter: the call-back queue. Whom to call next, what to say in the citizen's language, and what came of it.

The number of a citizen is shown only of the one who is being called, and that it was read is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.bodies import MOST_TEXT
from api.commands import Wish
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.dispatch.case_page import Tried
from api.dispatch.queue_page import ToldWord, further
from api.dispatch.words import OUTCOMES
from api.filling import TOLD, Unfit, filled, fresh_key, key_in, told_after
from api.forms import Form, form_of
from api.hotline.queues import get_calls
from api.hotline.request_bodies import CallRequest
from api.hotline.request_commands import obey_request
from api.hotline.request_views import CallRow
from api.hotline.requests import RequestPath
from api.hotline.tracking_words import SATISFIED
from api.language import Language, see_other
from api.paging import Cursor
from api.refused import sentence_of
from api.templates import page
from domain.privacy.readings import Reading
from domain.refusals import Refusal
from domain.roles import Act, Actor
from store import request_lists
from store.request_lists import KnownComplainant

router = APIRouter(include_in_schema=False)

CALLS = "/work/calls"
_ROWS = 20
# What is said, in the citizen's own language whatever the page's is; the Mongolian is not yet checked by a speaker.
_SCRIPT: Mapping[str, str] = {
    "zh": "您好，这里是库伦热线。您反映的“{topic}”（编号 {ref}）已经办结。请问解决了吗？您满意吗？",
    "mn": "ᠰᠠᠶᠢᠨ ᠪᠠᠶᠢᠨ᠎ᠠ ᠤᠤ᠂ ᠬᠦᠷᠢᠶ᠎ᠡ\u202fᠶᠢᠨ ᠬᠠᠯᠠᠭᠤᠨ ᠤᠲᠠᠰᠤ ᠪᠠᠶᠢᠨ᠎ᠠ᠃ ᠲᠠᠨ\u202fᠤ “{topic}” ({ref}) ᠰᠢᠳᠬᠡᠭᠳᠡᠪᠡ᠃ ᠰᠢᠢᠳᠪᠦᠷᠢᠯᠡᠭᠳᠡᠭᠰᠡᠨ ᠦᠦ? ᠲᠠ ᠰᠡᠳᠬᠢᠯ ᠬᠠᠩᠭᠠᠯᠤᠨ ᠪᠠᠶᠢᠨ᠎ᠠ ᠤᠤ?",
    "en": "Hello, this is the Kulun Hotline. Your request on “{topic}” (number {ref}) is closed. Is it solved? Are you satisfied?",
}


@dataclass(frozen=True, slots=True)
class Called:
    """The one who is being called: the citizen with their number, and the words to say, with the language that they are in."""

    row: CallRow
    citizen: KnownComplainant | None
    script: str
    language: Language


@router.get(CALLS, name="calls_page")
async def calls_page(
    request: Request,
    desk: TheDesk,
    actor: TheActor,
    after: Cursor = "",
    call: Annotated[str, Query(max_length=30, description="The request about which somebody calls.")] = "",
    told: ToldWord = None,
) -> Response:
    """Whom to call, the longest closed first."""
    return await _shown(request, desk, actor, after=after, call=call, told=told or "")


@router.post(f"{CALLS}/{{ref}}", name="call_from_list_on_page")
async def call_from_list_on_page(
    request: Request, ref: RequestPath, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Write down what came of a call."""
    form = await form_of(request)
    try:
        wish = Wish(ref, Act.REQUEST_CALL, (), filled(form, CallRequest), actor, key_in(form), at)
        answer = await obey_request(desk, wish)
    except Unfit as unfit:
        return await _shown(request, desk, actor, call=ref, tried=Tried(Act.REQUEST_CALL, form, unfit.faults))
    except Refusal as refusal:
        return await _shown(request, desk, actor, call=ref, tried=Tried(Act.REQUEST_CALL, form, refusal=refusal))
    return see_other(request, f"{CALLS}?told={told_after(answer)}")


async def _shown(
    request: Request,
    desk: Desk,
    actor: Actor,
    *,
    after: str = "",
    call: str = "",
    told: str = "",
    tried: Tried | None = None,
) -> Response:
    listed = await get_calls(desk, actor, after, _ROWS)
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
        heads = {row.ref: await request_lists.head(connection, row.ref) for row in listed.rows}
    names = {
        ref: book.topics[head.topic].names if head and head.topic in book.topics else book.names["request"]
        for ref, head in heads.items()
    }
    chosen = next((row for row in listed.rows if row.ref == call), None)
    values = {
        "rows": listed.rows,
        "following": further(listed.next),
        "is_first": not after,
        "after": after,
        "names": names,
        "called": await _called(desk, chosen, names[chosen.ref], actor) if chosen else None,
        "outcomes": OUTCOMES,
        "satisfied": SATISFIED,
        "most_text": MOST_TEXT,
        "key": tried.key if tried else fresh_key(),
        "form": tried.form if tried else Form(),
        "faults": tried.faults if tried else {},
        "fault": sentence_of(tried.refusal) if tried and tried.refusal else "",
        "told": TOLD.get(told),
    }
    status = tried.status if tried else 200
    return page(request, "calls.html", values, status=status, headers={"Cache-Control": "no-store"}, there=CALLS)


async def _called(desk: Desk, row: CallRow, names: Mapping[str, str], actor: Actor) -> Called:
    async with desk.postgres.connection() as connection:
        reading = Reading(actor, Act.READ_COMPLAINANTS)
        people = await request_lists.complainants(connection, reading, row.ref)
    citizen = next((person for person in people if person.id == row.complainant), None)
    language = Language(row.language) if row.language in _SCRIPT else Language.ZH
    script = _SCRIPT[language].format(topic=names.get(language, names["zh"]), ref=row.ref)
    return Called(row, citizen, script, language)
