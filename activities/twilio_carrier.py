"""Carries letters through Twilio, as SMS and as calls that ask for a key: each is posted once, and found again if its answer was lost."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import structlog
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance
from twilio.rest.api.v2010.account.message import MessageInstance

from activities.carrier import Carrier
from activities.twilio_line import TWILIO, NoAnswer, NotReached, Refused, TwilioLine
from activities.twilio_speech import call_script
from activities.twilio_words import TwilioWords
from domain.fate import Answer, Channel, Fate, Fault
from store.letters import Letter

log = structlog.get_logger(__name__)

_Thing = MessageInstance | CallInstance

_LEAST_SECONDS, _MOST_SECONDS = 6, 36_000  # of validity: Twilio advises more than 5, and takes no more than 10 hours
_RING_SECONDS = 60
_ASKS = "ask"  # the template of the question whether a request is solved
_CALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
_MOST_FOUND = 200  # messages to one number since the day of the letter
_CLOCKS_DIFFER = timedelta(seconds=5)
_CALL_BEGINS_WITHIN = timedelta(seconds=30)  # of its claim; a later call to the number is another letter's


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """An account at Twilio and what its letters come from.

    `secret` is the account's token or, with an API `key`, the key's secret. SMS need a `sender` or a messaging
    `service` (which wins), calls a `sender`.
    """

    sid: str
    secret: str = field(repr=False)
    key: str = ""
    sender: str = ""
    service: str = ""
    url: str = TWILIO


@contextmanager
def twilio_carriers(
    account: TwilioAccount, words: TwilioWords, *, public_base: str, threads: int = 16, seconds: float = 8
) -> Iterator[dict[Channel, Carrier]]:
    """The carriers that an account allows, by channel, on one line that is closed at the end.

    `public_base` is the address under which Twilio reaches us.
    """
    user = account.key or account.sid
    line = TwilioLine(
        account=account.sid, user=user, secret=account.secret, url=account.url, threads=threads, seconds=seconds
    )
    hooks = f"{public_base.rstrip('/')}/hooks/twilio"
    carriers: dict[Channel, Carrier] = {}
    if account.service or account.sender:
        carriers[Channel.SMS] = TwilioSms(line, words, account=account, hooks=hooks)
    if account.sender:
        carriers[Channel.VOICE] = TwilioVoice(line, words, account=account, hooks=hooks)
    try:
        yield carriers
    finally:
        line.close()


class _TwilioCarrier(ABC):
    """What the two carriers share: one attempt, and what each end of it means."""

    name = "twilio"
    channel: Channel

    def __init__(self, line: TwilioLine, words: TwilioWords, *, account: TwilioAccount, hooks: str) -> None:
        self._line, self._words, self._account, self._hooks = line, words, account, hooks

    async def post(self, letter: Letter) -> Answer:
        """Hand the letter over, once; one with less than six seconds to live is not posted, and is expired."""
        try:
            return await self._line.ask(lambda client: self._hand_over(client, letter))
        except Refused as refusal:
            return self._words.refusal(refusal.code)
        except NotReached as fault:
            log.warning("twilio.not_reached", letter=str(letter.id), fault=str(fault))
            return Answer(Fate.FAILED, fault=Fault.BUSY)
        except NoAnswer as fault:
            log.warning("twilio.no_answer", letter=str(letter.id), fault=str(fault))
            return Answer(Fate.UNKNOWN, fault=Fault.UNKNOWN)

    async def look_up(self, letter: Letter) -> Answer | None:
        """What became of a letter: by its sid, else by number, time and what tells it from others; None if that is not clear."""
        try:
            return await self._line.ask(lambda client: self._find(client, letter))
        except (Refused, NotReached, NoAnswer) as fault:
            log.info("twilio.not_found", letter=str(letter.id), fault=str(fault))
            return None

    def read(self, status: str, code: str) -> Answer:
        """What a status and an error code mean; an unknown status is a fate of accepted, and is logged."""
        return self._words.receipt(self.channel, status, code)

    def _hand_over(self, client: Client, letter: Letter) -> Answer:
        left = int((letter.valid_until - letter.claimed_at).total_seconds())
        if left < _LEAST_SECONDS:
            return Answer(Fate.EXPIRED, fault=Fault.LATE)
        return self._answer(self._create(client, letter, left))

    def _find(self, client: Client, letter: Letter) -> Answer | None:
        if letter.sid:
            return self._answer(self._fetch(client, letter.sid))
        found = self._search(client, letter)
        return self._answer(found[0]) if len(found) == 1 else None

    def _answer(self, thing: _Thing) -> Answer:
        if not thing.sid:
            raise NoAnswer("no sid")  # somebody between us and Twilio has spoken
        code = thing.error_code if isinstance(thing, MessageInstance) else None
        return replace(self.read(str(thing.status), str(code or "")), sid=thing.sid)

    @abstractmethod
    def _create(self, client: Client, letter: Letter, left: int) -> _Thing:
        """Create it, with `left` seconds to live."""

    @abstractmethod
    def _fetch(self, client: Client, sid: str) -> _Thing:
        """The one with this sid."""

    @abstractmethod
    def _search(self, client: Client, letter: Letter) -> list[_Thing]:
        """All that may be this letter."""


class TwilioSms(_TwilioCarrier):
    """Sends letters as SMS; a letter is found again by the code that is printed in it."""

    channel = Channel.SMS

    def _create(self, client: Client, letter: Letter, left: int) -> _Thing:
        account = self._account
        origin = {"messaging_service_sid": account.service} if account.service else {"from_": account.sender}
        return client.messages.create(
            to=letter.address,
            body=letter.text,
            status_callback=f"{self._hooks}/status?l={letter.id}",
            validity_period=min(left, _MOST_SECONDS),
            smart_encoded=False,
            **origin,
        )

    def _fetch(self, client: Client, sid: str) -> _Thing:
        return client.messages(sid).fetch()

    def _search(self, client: Client, letter: Letter) -> list[_Thing]:
        listed = client.messages.list(
            to=letter.address, date_sent_after=_day_of(letter.claimed_at), limit=_MOST_FOUND, page_size=_MOST_FOUND
        )
        printed = re.compile(rf"(?<![A-Za-z0-9]){re.escape(letter.code)}(?![A-Za-z0-9])")
        return [message for message in listed if printed.search(message.body or "")]


class TwilioVoice(_TwilioCarrier):
    """Calls, reads the letter's lines out and asks for a key; a call is found again by number and time."""

    channel = Channel.VOICE

    def _create(self, client: Client, letter: Letter, left: int) -> _Thing:
        return client.calls.create(
            to=letter.address,
            from_=self._account.sender,
            twiml=call_script(
                letter.lines,
                self._words.speech(letter.language),
                action=f"{self._hooks}/voice?l={letter.id}",
                asks=letter.template.partition(".")[0] == _ASKS,
            ),
            timeout=min(left, _RING_SECONDS),
            status_callback=f"{self._hooks}/status?l={letter.id}&c=voice",
            status_callback_event=_CALL_EVENTS,
        )

    def _fetch(self, client: Client, sid: str) -> _Thing:
        return client.calls(sid).fetch()

    def _search(self, client: Client, letter: Letter) -> list[_Thing]:
        listed = client.calls.list(
            to=letter.address, start_time_after=_day_of(letter.claimed_at), limit=_MOST_FOUND, page_size=_MOST_FOUND
        )
        first, last = letter.claimed_at - _CLOCKS_DIFFER, letter.claimed_at + _CALL_BEGINS_WITHIN
        return [call for call in listed if call.date_created is not None and first <= call.date_created <= last]


def _day_of(instant: datetime) -> datetime:
    """The beginning of its day in UTC: Twilio compares days."""
    return instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
