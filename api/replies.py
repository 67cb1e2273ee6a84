"""What we answer to an SMS or to a key on the telephone: in the language of the letter, without a name and a matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, unescape  # nosec B406  # XML is written here, never read

from store.acknowledgements import Acknowledged, Outcome

NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_WORDS = {
    "zh": {
        Outcome.TAKEN: "已确认：{items}。",
        Outcome.ALREADY: "此前已经确认：{items}。",
        Outcome.ENDED: "该提醒已失效，无需确认：{items}。",
        Outcome.UNKNOWN: "没有找到代码，未作确认。请回复短信中的六位代码。",
    },
    "mn": {
        Outcome.TAKEN: "ᠪᠠᠲᠤᠯᠠᠪᠠ: {items}",
        Outcome.ALREADY: "ᠡᠷᠲᠡ ᠪᠠᠲᠤᠯᠠᠭᠰᠠᠨ: {items}",
        Outcome.ENDED: "ᠬᠦᠴᠦᠨ ᠦᠭᠡᠢ ᠪᠣᠯᠪᠠ: {items}",
        Outcome.UNKNOWN: "ᠺᠣᠳ᠋ ᠣᠯᠳᠠᠭᠰᠠᠨ ᠦᠭᠡᠢ",
    },
    "en": {
        Outcome.TAKEN: "Confirmed: {items}.",
        Outcome.ALREADY: "Confirmed before: {items}.",
        Outcome.ENDED: "No longer needed, nothing to confirm: {items}.",
        Outcome.UNKNOWN: "No such code, nothing was confirmed. Please reply with the six-character code of the message.",
    },
}
_SPOKEN = {
    "zh": {
        Outcome.TAKEN: "已确认，谢谢。再见。",
        Outcome.ALREADY: "此前已经确认，谢谢。再见。",
        Outcome.ENDED: "该提醒已失效，无需确认。再见。",
        Outcome.UNKNOWN: "没有确认。请查看短信。再见。",
    },
    "en": {
        Outcome.TAKEN: "Confirmed, thank you. Goodbye.",
        Outcome.ALREADY: "This was confirmed before, thank you. Goodbye.",
        Outcome.ENDED: "This is no longer needed. There is nothing to confirm. Goodbye.",
        Outcome.UNKNOWN: "Nothing was confirmed. Please see the text message. Goodbye.",
    },
}
_VOICES = {"zh": "zh-CN", "en": "en-US"}
_NAMED = 2  # so many items are named, the others counted


def text_reply(found: Sequence[Acknowledged]) -> str:
    """TwiML that answers an SMS, sentence by sentence; nothing found is an unknown code."""
    answers = found or (Acknowledged(Outcome.UNKNOWN),)
    words = " ".join(
        [_WORDS.get(told.language, _WORDS["zh"])[told.outcome].format(items=_items(told)) for told in answers]
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Response><Message>{escape(words)}</Message></Response>'


def spoken_reply(told: Acknowledged) -> str:
    """TwiML that answers a key; who reads Mongolian hears Chinese, for Twilio has no Mongolian voice."""
    language = told.language if told.language in _SPOKEN else "zh"
    words = escape(_SPOKEN[language][told.outcome])
    said = f'<Say language="{_VOICES[language]}">{words}</Say>'
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{said}<Hangup/></Response>'


def words_of(answer: str) -> str:
    """What we said in a TwiML of ours; empty where it says nothing."""
    return unescape(re.sub(r"<[^>]*>", "", answer))


def _items(told: Acknowledged) -> str:
    named = ", ".join(f"{line.ref} {line.item}".strip() for line in told.lines[:_NAMED])
    others = len(told.lines) - _NAMED
    return f"{named} +{others}" if others > 0 else named
