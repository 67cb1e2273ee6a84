"""What follows when a message did not arrive: the next channel to the same people, else the list; else the next rung."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.fate import Channel
from domain.ladder import Who
from domain.reaching import Contact, ways
from domain.rulebook import Rulebook
from store.notices import add_message, climb_now
from store.pool import Connection


class Missed(Protocol):
    """A message that did not arrive, or of which nobody can say so."""

    @property
    def notice(self) -> UUID: ...
    @property
    def ref(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def cycle(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def not_before(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def role(self) -> str: ...
    @property
    def instead_of(self) -> str | None: ...
    @property
    def rung(self) -> int: ...


async def follow(
    connection: Connection, book: Rulebook, message: Missed, contact: Contact | None, now: datetime
) -> None:
    """Make the message on the next channel that is open to its recipient; climb on if the rung has nobody left.

    `contact` is how the recipient can be reached now; None is somebody who is no longer there. After a channel or a rung
    that the ladder no longer has comes the list.
    """
    ladder = book.policy.ladders[message.step]
    channel = Channel(message.channel)
    channels = next((rung.channels for rung in ladder.rungs[message.rung - 1 : message.rung]), ())
    rest = channels[channels.index(channel) + 1 :] if channel in channels else ()
    about = (message.notice, message.ref, message.item, message.cycle, message.step)
    for wanted in ways(contact or Contact(message.recipient), Who(message.role), rest, book.destinations):
        await add_message(
            connection,
            (*about, message.not_before, message.expires_at),
            wanted,
            rung=message.rung,
            urgency=ladder.urgency,
            due_at=now,
            now=now,
            instead_of=message.instead_of,
        )
    await climb_now(connection, message.notice, ladder, now)
