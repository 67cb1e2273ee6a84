"""Whom a notice reaches and how: recipients of a rung, the channels that are open to each, and what comes when one fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.destinations import Destinations, e164
from domain.fate import Channel, Fate
from domain.ladder import Ladder, Who


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be told; `recipient` is `person:<id>` or `department:<id>`, `barred` holds closed channels with why.

    `instead_of` is the person for whom this one stands in.
    """

    recipient: str
    phone: str | None = None
    mail: str | None = None
    language: str = "zh"
    instead_of: str = ""
    barred: Mapping[Channel, str] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message to be made: to whom, as what, on which channel; one that cannot go is made as failed, with the reason."""

    recipient: str
    role: Who
    channel: Channel
    instead_of: str = ""
    state: Fate = Fate.QUEUED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Climb:
    """What climbing comes to: the messages, how many rungs are climbed now, and the empty ones that were passed over."""

    messages: tuple[Wanted, ...]
    rung: int
    empty: tuple[str, ...] = ()


Reach = Mapping[Who, tuple[Contact, ...]]


def climb(
    ladder: Ladder, climbed: int, reach: Reach, instead: Mapping[Who, tuple[Who, ...]], world: Destinations, last: str
) -> Climb:
    """Climb from rung number `climbed` to the next on which there is somebody; a rung without anybody is passed at once.

    `reach` says who there is at this moment; who is told instead of somebody is told as what he is himself. When nobody
    is left on any rung, the recipient `last` goes on the list.
    """
    empty: list[str] = []
    for number in range(climbed, len(ladder.rungs)):
        rung = ladder.rungs[number]
        found: dict[str, tuple[Contact, Who]] = {}
        telephones: dict[str, Contact] = {}  # whoever shares a telephone is told on it once
        for who in rung.to:
            role = next((w for w in (who, *instead.get(who, ())) if reach.get(w)), who)
            for contact in reach.get(role, ()):
                telephone = address_of(contact, Channel.SMS)
                same = telephones.setdefault(telephone, contact) if telephone else contact
                found.setdefault(same.recipient, (contact, role))
        if found:
            messages = [w for contact, who in found.values() for w in ways(contact, who, rung.channels, world)]
            return Climb(tuple(messages), number + 1, tuple(empty))
        empty.append(f"rung {number + 1}: no {' or '.join(rung.to)}")
    if climbed:
        return Climb((), len(ladder.rungs), tuple(empty))
    nobody = Wanted(last, Who.DEPARTMENT, Channel.LIST, reason="nobody")
    return Climb((nobody,), len(ladder.rungs), tuple(empty))


def ways(contact: Contact, who: Who, channels: tuple[Channel, ...], world: Destinations) -> tuple[Wanted, ...]:
    """The channels up to the first one that is open to this contact, those before it as failed; else the list.

    Nobody calls a subscriber because a reminder does not reach them, and nobody but the security office can tell somebody
    the code of an invitation.
    """
    made: list[Wanted] = []
    for channel in channels:
        reason = closed(contact, channel, world)
        state = Fate.FAILED if reason else Fate.QUEUED
        made.append(Wanted(contact.recipient, who, channel, contact.instead_of, state, reason))
        if not reason:
            return tuple(made)
    if who in (Who.SUBSCRIBERS, Who.INVITED):
        return tuple(made)
    return (*made, Wanted(contact.recipient, who, Channel.LIST, contact.instead_of, reason="unreached"))


def closed(contact: Contact, channel: Channel, world: Destinations) -> str:
    """Why this channel cannot reach the contact; empty when it can."""
    if address_of(contact, channel) is None:
        return "no_address"
    if contact.barred and channel in contact.barred:
        return f"barred:{contact.barred[channel]}"
    if channel is Channel.MAIL:
        return ""
    number = address_of(contact, channel) or ""
    destination = world.of(number)
    if channel is Channel.SMS and not destination.can_sms(number):
        return "no_sms_there"
    if channel is Channel.VOICE and not destination.voice:
        return "no_voice_there"
    return ""


def address_of(contact: Contact, channel: Channel) -> str | None:
    """The number (E.164) or mail address of a contact on a channel, or None."""
    if channel is Channel.MAIL:
        return contact.mail
    return e164(contact.phone) if contact.phone else None
