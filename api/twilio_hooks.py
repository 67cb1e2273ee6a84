"""Counter: Twilio's webhooks. What comes is kept first and answered at once; what it means is seen to by the postroom.

Each must be signed (see `api.signatures`), else it is refused with 403 and changes nothing. Without a configured account
there is nothing at these addresses: 404. Repeated ones are answered alike and change nothing, however late they come.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.answering import answer_key, answer_text
from api.desk import ReceivedAt, TheDesk
from api.forms import Form
from api.hotline.asked import answer_by_key, answer_by_text
from api.refusals import BadForm
from api.signatures import SignedForm
from domain.fate import Channel
from store.receipts import DeliveryReceipt, keep_receipt

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/hooks/twilio", include_in_schema=False)

_LONGEST = 100  # Twilio's ids have 34 characters, its words fewer


def letter_of(request: Request) -> UUID | None:
    """The letter that the signed address names, as we wrote it there when we handed it over."""
    try:
        return UUID(request.query_params.get("l", ""))
    except ValueError:
        return None


TheLetter = Annotated[UUID | None, Depends(letter_of)]


@router.post("/status", name="twilio_status")
async def twilio_status(
    request: Request, desk: TheDesk, form: SignedForm, letter: TheLetter, at: ReceivedAt
) -> Response:
    """Keep what Twilio says of a message or a call; statuses that nobody knows yet too."""
    channel = Channel.VOICE if request.query_params.get("c") == Channel.VOICE else Channel.SMS
    sid = _field(form, "MessageSid", "SmsSid", "CallSid")
    status = _field(form, "MessageStatus", "SmsStatus", "CallStatus")
    receipt = DeliveryReceipt(sid, status, letter, channel, form.get("ErrorCode", ""), at)
    async with desk.postgres.connection() as connection:
        is_new = await keep_receipt(connection, receipt)
    log.info("receipt.kept", sid=sid, status=status, error_code=receipt.error_code, is_new=is_new)
    return Response(status_code=204)


@router.post("/inbound", name="twilio_inbound")
async def twilio_inbound(desk: TheDesk, form: SignedForm, at: ReceivedAt) -> Response:
    """Take a text that somebody sent us, and say what it did."""
    sid, address = _field(form, "MessageSid", "SmsSid"), _field(form, "From")
    body, opt_out = form.get("Body", ""), form.get("OptOutType", "").upper()
    answer = None if opt_out else await answer_by_text(desk, sid, address=address, body=body, at=at)
    if answer is None:
        async with desk.postgres.connection() as connection:
            answer = await answer_text(connection, sid, address=address, body=body, opt_out=opt_out, at=at)
    log.info("text.kept", sid=sid)
    return Response(answer, media_type="text/xml")


@router.post("/voice", name="twilio_voice")
async def twilio_voice(desk: TheDesk, form: SignedForm, letter: TheLetter, at: ReceivedAt) -> Response:
    """Take a key that somebody pressed during a call, and say what it did."""
    sid, digits = _field(form, "CallSid"), form.get("Digits", "")
    answer = await answer_by_key(desk, sid, letter=letter, digits=digits, at=at)
    if answer is None:
        async with desk.postgres.connection() as connection:
            answer = await answer_key(connection, sid, letter=letter, digits=digits, at=at)
    log.info("key.pressed", sid=sid)
    return Response(answer, media_type="text/xml")


def _field(form: Form, *names: str) -> str:
    """The first of these fields that is filled. Raises `BadForm` if none is, or the value is too long."""
    value = next((found for name in names if (found := form.get(name, ""))), "")
    if not 0 < len(value) <= _LONGEST:
        raise BadForm([{"place": f"body.{names[0]}", "reason": f"This must have 1 to {_LONGEST} characters."}])
    return value
