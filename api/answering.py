"""What is done with an SMS that somebody sent us, and with a key that somebody pressed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from api.replies import NOTHING, spoken_reply, text_reply
from domain.codes import codes_in
from domain.fate import Channel
from store.acknowledgements import UNKNOWN, Outcome, acknowledge, code_of_letter
from store.pool import Connection
from store.receipts import DeliveryReceipt, answer_to, keep_receipt, keep_text, save_answer, start, stop

_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "退订", "TD"})
_START = frozenset({"START", "UNSTOP", "YES", "恢复"})
_TAKES = "1"


async def answer_text(connection: Connection, sid: str, *, address: str, body: str, opt_out: str, at: datetime) -> str:
    """Keep an SMS, do once what it says, and return the TwiML that answers it: the same for the same `sid` for ever.

    `opt_out` is Twilio's own reading of the text: STOP, START, HELP or nothing. These three Twilio answers itself.
    """
    await keep_text(connection, sid, address=address, body=body, at=at)
    async with connection.transaction():
        answer = await answer_to(connection, sid)
        if not answer:
            answer = await _obey(connection, address, body, opt_out or body.strip().upper(), at)
            await save_answer(connection, sid, answer)
    return answer


async def answer_key(connection: Connection, sid: str, *, letter: UUID | None, digits: str, at: datetime) -> str:
    """Do what a key says that was pressed during the call `sid` about a letter, and return the TwiML that answers it.

    A pressed 1 also proves that the letter was heard, which a receipt of status `acknowledged` tells the postroom.
    """
    if letter is None or digits != _TAKES:
        return spoken_reply(UNKNOWN)
    async with connection.transaction():
        code = await code_of_letter(connection, letter)
        if code is None:
            return spoken_reply(UNKNOWN)
        told = await acknowledge(connection, code, channel_on="voice", address=None, now=at)
        await keep_receipt(connection, DeliveryReceipt(sid, "acknowledged", letter, Channel.VOICE, "", at))
    return spoken_reply(told)


async def _obey(connection: Connection, address: str, body: str, word: str, at: datetime) -> str:
    if word in _STOP:
        await stop(connection, address, at=at)
        return NOTHING
    if word in _START:
        await start(connection, address)
        return NOTHING
    if word == "HELP":
        return NOTHING
    told = [await acknowledge(connection, code, channel_on="sms", address=address, now=at) for code in codes_in(body)]
    return text_reply([each for each in told if each.outcome is not Outcome.UNKNOWN])
