"""Counts what became of every message, on our side and on the handsets, and what must not have happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from killing import Killing

from domain.fate import FINAL


@dataclass(frozen=True)
class Message:
    """A message with how often it reached the handset; on the list it waits for a person."""

    recipient: str
    channel: str
    state: str
    last_fate: str
    ref: str
    letter: UUID | None
    arrived: int


@dataclass(frozen=True)
class Count:
    """All that is known after everything has settled."""

    killing: Killing
    messages: list[Message]
    posts: Counter[UUID]  # by the letter that the callback's address names
    letters: int

    @property
    def sms(self) -> list[Message]:
        """The messages that officers were to get."""
        return [m for m in self.messages if m.channel == "sms" and m.recipient.startswith("person:")]

    @property
    def unknown(self) -> list[Message]:
        """The messages of which nobody can say whether they arrived."""
        return [m for m in self.messages if m.state == "unknown"]

    def faults(self) -> list[str]:
        """Everything that must not be."""
        listed = {(m.ref, m.recipient) for m in self.messages if m.channel == "list" and m.state == "queued"}
        told = {(m.ref, m.recipient): m for m in self.sms}
        return [
            *(f"{m} has no final state" for m in self.messages if not _is_final(m)),
            *(f"{m} was noted as {m.last_fate} last" for m in self.messages if m.last_fate != m.state),
            *(f"{m} reached the handset more than once" for m in self.sms if m.arrived > 1),
            *(f"{m} is delivered and on no handset" for m in self.sms if m.state == "delivered" and not m.arrived),
            *(f"{m} reached the handset and is not delivered" for m in self.sms if m.arrived and _is_missed(m)),
            *(f"{m} is lost" for m in self.sms if m.state != "delivered" and (m.ref, m.recipient) not in listed),
            *(f"{key[0]} made no message" for key in self._said() - told.keys()),
            *(f"{letter} was posted {times} times" for letter, times in self.posts.items() if times > 1),
        ]

    def table(self) -> str:
        """The counts, for people."""
        kills = self.killing.kills
        begun = [kill for kill in kills if kill.claimed]
        caught = [letter for kill in kills for letter in kill.claimed]
        states = Counter(m.state for m in self.sms)
        rows = {
            "messages told": len(self.killing.told),
            "kills (SIGKILL)": len(kills),
            "  that found letters claimed": len(begun),
            "  that found none claimed, but messages waiting": sum(bool(k.waiting and not k.claimed) for k in kills),
            "  that found neither (all was marked)": sum(not k.waiting and not k.claimed for k in kills),
            "letters caught claimed, not posted (between claim and POST)": sum(not self.posts[c] for c in caught),
            "letters caught claimed, posted (between POST and mark)": sum(bool(self.posts[c]) for c in caught),
            "letters": self.letters,
            "POSTs": self.posts.total(),
            "letters posted more than once": sum(times > 1 for times in self.posts.values()),
            **{f"messages {state}": number for state, number in sorted(states.items())},
            "messages on a handset once": sum(m.arrived == 1 for m in self.sms),
            "messages on a handset more than once": sum(m.arrived > 1 for m in self.sms),
            "messages unknown that are on a handset": sum(bool(m.arrived) for m in self.unknown),
            "messages on the list for a person": sum(
                m.channel == "list" and m.state == "queued" for m in self.messages
            ),
            "lost, doubled, or without a final state": len(self.faults()),
        }
        return "\n".join(f"{name:<62}{number:>6}" for name, number in rows.items())

    def _said(self) -> set[tuple[str, str]]:
        return {(ref, f"person:{person}") for ref, person, _ in self.killing.told}


async def count(killing: Killing) -> Count:
    """Count everything; it must have settled."""
    numbers = {(ref, f"person:{person}"): number for ref, person, number in killing.told}
    rows = await killing.house.pool.fetch(
        "SELECT recipient, channel, state, (SELECT what FROM fate WHERE message = outbox.id ORDER BY n DESC LIMIT 1)"
        " AS last_fate, ref, letter FROM outbox"
    )
    messages = [
        Message(*row, _arrived(killing, row["ref"], numbers.get((row["ref"], row["recipient"])))) for row in rows
    ]
    posts = Counter(
        UUID(parse_qs(urlsplit(form["StatusCallback"]).query)["l"][0])
        for method, _, form in killing.twilio.asked
        if method == "POST"
    )
    return Count(killing, messages, posts, await killing.house.pool.fetchval("SELECT count(*) FROM letter"))


def _arrived(killing: Killing, ref: str, number: str | None) -> int:
    """On how many texts of a handset a project stands: in full, or in a digest with the end of its code."""
    if number is None:
        return 0
    return sum(thing.has_arrived and ref[-6:] in thing.text for thing in killing.twilio.of(number))


def _is_final(message: Message) -> bool:
    return (
        message.state in FINAL or message.state == "unknown" or (message.channel, message.state) == ("list", "queued")
    )


def _is_missed(message: Message) -> bool:
    return message.state not in ("delivered", "unknown")
