"""What is done with an SMS or a key that answers the question whether a request is solved, and what is said to it.

The letter is the proof: an SMS must come from the number to which its question went, a key from the call of the letter.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID
from xml.sax.saxutils import escape  # nosec B406  # XML is written here, never read

from api.desk import Desk
from api.hotline.following import Saying, said_before, say
from api.refusals import Away
from domain.fate import Channel
from domain.hotline.replies import Reply, replies_in
from domain.refusals import AnsweredBefore, NotAsked, RequestEnded
from domain.roles import Act
from store.receipts import DeliveryReceipt, answer_to, keep_receipt, keep_text, save_answer
from store.tracking import Question, question_of


class Told(StrEnum):
    """What came of it."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    BEFORE = "before"
    OVER = "over"
    UNCLEAR = "unclear"
    LATER = "later"


_WORDS = {
    "zh": {
        Told.SOLVED: "您的评价已记录，谢谢。",
        Told.UNSOLVED: "已记录为未解决，中心将跟进处理。",
        Told.BEFORE: "此前已经收到您的评价，本次未作更改。",
        Told.OVER: "本次回访已经结束，未作记录。",
        Told.LATER: "系统繁忙，未作记录，请稍后再回复一次。",
        Told.UNCLEAR: "没有看懂，未作记录。已解决请回复“{code} 5”（5非常满意，1非常不满意），未解决请回复“{code} 0”。",
    },
    "mn": {
        Told.SOLVED: "ᠲᠡᠮᠳᠡᠭᠯᠡᠪᠡ ᠪᠠᠶᠠᠷᠯᠠᠯ᠎ᠠ",
        Told.UNSOLVED: "ᠰᠢᠢᠳᠪᠦᠷᠢᠯᠡᠭᠰᠡᠨ ᠦᠭᠡᠢ ᠭᠡᠵᠦ ᠲᠡᠮᠳᠡᠭᠯᠡᠪᠡ",
        Told.BEFORE: "ᠡᠷᠲᠡ ᠬᠠᠷᠢᠭᠤᠯᠤᠭᠰᠠᠨ",
        Told.OVER: "ᠬᠤᠭᠤᠴᠠᠭ᠎ᠠ ᠳᠠᠭᠤᠰᠪᠠ",
        Told.LATER: "ᠳᠠᠷᠠᠭ᠎ᠠ ᠳᠠᠬᠢᠨ ᠬᠠᠷᠢᠭᠤᠯᠤᠭᠠᠷᠠᠢ",
        Told.UNCLEAR: "ᠢᠯᠡᠷᠬᠡᠢ ᠪᠤᠰᠤ: “{code} 5”, “{code} 0”",
    },
    "en": {
        Told.SOLVED: "Your answer is written down. Thank you.",
        Told.UNSOLVED: "Written down as not solved; the centre will see to it.",
        Told.BEFORE: "You have answered before; nothing was changed.",
        Told.OVER: "Nothing is asked any more; nothing was written down.",
        Told.LATER: "We are busy and wrote nothing down; please reply once more in a while.",
        Told.UNCLEAR: "Not understood, nothing was written down. Solved: reply “{code} 5” (5 very satisfied, 1 very dissatisfied). Not solved: “{code} 0”.",
    },
}
_PRESS = {
    "zh": "没有听清，未作记录。请等候电话回访。",
    "en": "Not understood, nothing was written down. We will call you.",
}
_VOICES = {"zh": "zh-CN", "en": "en-US"}
_KEYS = {"1": True, "2": False}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def _twiml(language: str, told: Told, code: str) -> str:
    words = _WORDS.get(language, _WORDS["zh"])[told].format(code=code)
    return f"{_HEAD}<Response><Message>{escape(words)}</Message></Response>"


# What answers a text that nobody understood, as patterns: any code stands in it.
UNCLEAR = tuple(_twiml(language, Told.UNCLEAR, "%") for language in _WORDS)


async def answer_by_text(desk: Desk, sid: str, *, address: str, body: str, at: datetime) -> str | None:
    """The TwiML that answers a text with the answer to a question, the same for the same `sid`; None if it is no such text."""
    async with desk.postgres.connection() as connection:
        found: tuple[Question, Reply] | None = None
        for reply in replies_in(body):
            question = await question_of(connection, code=reply.code)
            if question is not None and question.address == address:
                found = question, reply
                break
        if found is None:
            return None
        await keep_text(connection, sid, address=address, body=body, at=at)
        if before := await answer_to(connection, sid):
            return before
    question, reply = found
    told = Told.UNCLEAR
    if reply.solved is not None:
        told = await _told(desk, question, solved=reply.solved, satisfied=reply.mark or 0, way="sms", at=at)
    answer = _twiml(question.language, told, reply.code)
    if told is not Told.LATER:
        async with desk.postgres.connection() as connection:
            await save_answer(connection, sid, answer)
    return answer


async def answer_by_key(desk: Desk, sid: str, *, letter: UUID | None, digits: str, at: datetime) -> str | None:
    """The TwiML that answers a key pressed during the call of a question; None if the call asked no such question.

    A key that means something also proves that the letter was heard, which a receipt tells the postroom.
    """
    if letter is None:
        return None
    async with desk.postgres.connection() as connection:
        question = await question_of(connection, letter=letter)
        if question is None:
            return None
        solved = _KEYS.get(digits)
        if solved is not None:
            heard = DeliveryReceipt(sid, "acknowledged", letter, Channel.VOICE, "", at)
            await keep_receipt(connection, heard)
    language = question.language if question.language in _VOICES else "zh"  # Twilio has no Mongolian voice
    words = _PRESS[language]
    if solved is not None:
        words = _WORDS[language][await _told(desk, question, solved=solved, satisfied=0, way="voice", at=at)]
    said = f'<Say language="{_VOICES[language]}">{escape(words)}</Say>'
    return f"{_HEAD}<Response>{said}<Hangup/></Response>"


async def _told(desk: Desk, question: Question, *, solved: bool, satisfied: int, way: str, at: datetime) -> Told:
    """Hand the answer to the case; a repeated one is the same answer, and one to an earlier closing is none."""
    key = f"{question.letter} {solved} {satisfied}"
    saying = Saying(Act.REQUEST_ANSWER, key, at, {}, way, solved, satisfied)
    if not question.holds and not await said_before(desk, question.caller, saying):
        return Told.OVER
    try:
        await say(desk, question.caller, saying)
    except AnsweredBefore:
        return Told.BEFORE
    except (NotAsked, RequestEnded):
        return Told.OVER
    except Away:
        return Told.LATER
    return Told.SOLVED if solved else Told.UNSOLVED
