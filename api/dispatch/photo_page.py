"""Counter: photos that those who handle a request add to it, as evidence of what they did; checked as a citizen's are."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.desk import ReceivedAt, TheActor, TheDesk
from api.dispatch.case_page import Tried, shown
from api.dispatch.queue_page import QUEUE
from api.documents.attaching import attach_photos, photos_in
from api.hotline.anonymity import admit
from api.hotline.request_commands import found_request
from api.hotline.request_reading import admit_reader
from api.hotline.requests import RequestPath
from api.language import see_other
from api.multipart import sent_of
from api.wordbook import N_
from domain.roles import Act

router = APIRouter(include_in_schema=False)

_NOTHING = N_("请先选择照片。")


@router.post(f"{QUEUE}/{{ref}}/photos", name="photos_of_case_on_page")
async def photos_of_case_on_page(
    request: Request, ref: RequestPath, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Keep photos of a request for whoever may close it, and lead on to closing it."""
    async with desk.postgres.connection() as connection:
        await admit_reader(connection, ref, actor)
        head = await found_request(connection, ref)
        admit(actor, head, Act.REQUEST_CLOSE, department=head.body)
    sent = await sent_of(request)
    photos = await attach_photos(desk, ref, actor.id, photos_in(sent.files), at)
    refusal = next((photo.refusal for photo in photos if photo.refusal), None)
    if refusal or not photos:
        faults = {} if refusal else {"photos": _NOTHING}
        tried = Tried(Act.REQUEST_CLOSE, sent.form, faults, refusal)
        return await shown(request, desk, ref, actor, tried=tried)
    return see_other(request, f"{QUEUE}/{ref}?act=close&told=done")
