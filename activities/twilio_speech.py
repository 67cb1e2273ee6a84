"""What a call says: the letter's lines, then the wish for a key, within the length that Twilio takes."""

from __future__ import annotations

from xml.etree.ElementTree import tostring  # nosec B405  # XML is written here, never read

from twilio.twiml.voice_response import Gather, VoiceResponse

from activities.twilio_words import Speech

_MOST = 4000  # characters of the whole script
_WAIT_SECONDS = 10


def call_script(lines: tuple[str, ...], speech: Speech, *, action: str, asks: bool = False) -> str:
    """The script of a call that speaks the lines and sends the pressed key to `action`; `asks` whether it is solved.

    Lines that no longer fit are counted instead of spoken; none is cut.
    """
    wish = speech.ask if asks else speech.press
    for spoken in range(len(lines), 0, -1):
        script = _script(lines[:spoken], len(lines) - spoken, speech, action, wish)
        if len(script) <= _MOST:
            return script
    return _script((), len(lines), speech, action, wish)


def _script(lines: tuple[str, ...], left: int, speech: Speech, action: str, wish: str) -> str:
    more = [speech.more.format(left=left)] if left else []
    words = "\n".join([*lines, *more, wish])
    response = VoiceResponse()
    gather = Gather(num_digits=1, action=action, method="POST", timeout=_WAIT_SECONDS)
    gather.say(words, language=speech.locale)
    response.append(gather)
    response.say(speech.silent, language=speech.locale)
    script: str = tostring(response.xml(), encoding="unicode")  # as it is: their own way writes each character as eight
    return script
