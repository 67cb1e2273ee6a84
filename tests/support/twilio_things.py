"""Messages and calls of the stand-in: what it was told to do with them, what became of them, and how Twilio shows them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from xml.etree import ElementTree as ET

VERSION = "2010-04-01"


class Reporting(StrEnum):
    """When status callbacks go out: at once, before the create call is answered, when the test says so, or never."""

    PROMPT = "prompt"
    EARLY = "early"
    HELD = "held"
    NEVER = "never"


class Answering(StrEnum):
    """How a create call is answered, once the thing was taken: as it should be, when the test says so, by nothing but a
    closed connection, or with half a body.
    """

    PROMPT = "prompt"
    HELD = "held"
    LOST = "lost"
    HALF = "half"


@dataclass(frozen=True)
class Plan:
    """What happens to what is sent to a number.

    `refuse` is an error code with which nothing is taken; `http` a bare status that is answered instead, after taking it
    if `taken`. `course` are the statuses that follow (None: the usual ones); `code` comes with the last. An empty course
    is stuck in the queue. `garbled` are fields of the answer that are wrong. Reports may come doubled, or the last first.
    """

    refuse: int = 0
    http: int = 0
    taken: bool = False
    answering: Answering = Answering.PROMPT
    course: tuple[str, ...] | None = None
    code: int | None = None
    reporting: Reporting = Reporting.PROMPT
    garbled: Mapping[str, object] = field(default_factory=dict)
    doubled: bool = False
    backwards: bool = False


@dataclass
class Thing:
    """A message (SM…) or a call (CA…) that was taken."""

    sid: str
    to: str
    sender: str
    service: str
    text: str  # a message's body, a call's script
    callback: str
    validity: int
    plan: Plan
    status: str
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    sent_at: datetime | None = None
    code: int | None = None
    is_claimed: bool = False  # a test has expected it
    has_arrived: bool = False

    @property
    def is_call(self) -> bool:
        return self.sid.startswith("CA")

    @property
    def spoken(self) -> str:
        """What a call says before it waits for a key, or a message's text."""
        if not self.is_call:
            return self.text
        return "\n".join(say.text or "" for say in twiml(self.text).iterfind("Gather/Say"))

    @property
    def key_url(self) -> str:
        """Where a call sends the pressed key."""
        gather = twiml(self.text).find("Gather")
        assert gather is not None, "this call asks for no key"
        return gather.attrib["action"]

    def goes_to(self, status: str) -> None:
        """Enter a status; `initiated` is a word of callbacks only."""
        self.status = "queued" if status == "initiated" else status
        if status in ("sending", "sent", "ringing", "in-progress"):
            self.sent_at = self.sent_at or datetime.now(UTC)


def twiml(text: str) -> ET.Element:
    """A script in Twilio's language, read."""
    return ET.fromstring(text)  # noqa: S314 (we wrote it)


def new_sid(kind: str) -> str:
    """A sid that nothing else has."""
    return kind + secrets.token_hex(16)


def shown(thing: Thing, account: str) -> dict[str, object]:
    """A message or a call as the API shows it, with every field of the schema."""
    folder = f"/{VERSION}/Accounts/{account}/{'Calls' if thing.is_call else 'Messages'}/{thing.sid}"
    common: dict[str, object] = {
        "sid": thing.sid,
        "account_sid": account,
        "api_version": VERSION,
        "to": thing.to,
        "from": thing.sender or None,
        "status": thing.status,
        "direction": "outbound-api",
        "date_created": _when(thing.created_at),
        "date_updated": _when(datetime.now(UTC)),
        "price": None,
        "price_unit": "USD",
        "uri": f"{folder}.json",
    }
    if thing.is_call:
        return common | _of_a_call(thing, folder)
    return common | {
        "body": thing.text,
        "num_segments": str(_segments(thing.text)),
        "num_media": "0",
        "date_sent": _when(thing.sent_at),
        "messaging_service_sid": thing.service or None,
        "error_code": thing.code,
        "error_message": f"Error {thing.code}" if thing.code else None,
        "subresource_uris": {"media": f"{folder}/Media.json"},
    }


def _of_a_call(thing: Thing, folder: str) -> dict[str, object]:
    is_over = thing.status not in ("queued", "ringing", "in-progress")
    return {
        "parent_call_sid": None,
        "to_formatted": thing.to,
        "from_formatted": thing.sender,
        "phone_number_sid": "PN" + "0" * 32,
        "start_time": _when(thing.sent_at),
        "end_time": _when(datetime.now(UTC)) if is_over else None,
        "duration": "7" if is_over else None,
        "answered_by": None,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "subresource_uris": {"recordings": f"{folder}/Recordings.json"},
    }


def report_of(thing: Thing, status: str, account: str, number: int) -> dict[str, str]:
    """The parameters of a status callback; `number` is the place of a call's event in its course."""
    told = {"AccountSid": account, "From": thing.sender, "To": thing.to, "ApiVersion": VERSION}
    if thing.is_call:
        return told | {
            "CallSid": thing.sid,
            "CallStatus": status,
            "Direction": "outbound-api",
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(number),
            "Timestamp": _when(datetime.now(UTC)) or "",
        }
    told |= {"MessageSid": thing.sid, "SmsSid": thing.sid, "MessageStatus": status, "SmsStatus": status}
    if thing.service:
        told["MessagingServiceSid"] = thing.service
    if status == "delivered":
        told["RawDlrDoneDate"] = f"{datetime.now(UTC):%y%m%d%H%M}"
    if thing.code and status in ("undelivered", "failed"):
        told["ErrorCode"] = str(thing.code)
    return told


def _segments(text: str) -> int:
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= 70 else -(-units // 67)


def _when(instant: datetime | None) -> str | None:
    return format_datetime(instant) if instant else None
