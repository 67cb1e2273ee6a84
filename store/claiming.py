"""Takes the messages that are due, reads their cases again under lock, and puts what still holds into letters."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from domain.catalogue import Silence
from domain.codes import ALPHABET, LENGTH
from domain.composing import Composed, Told, compose
from domain.fate import Channel, Fate
from domain.holding import why_not
from domain.ladder import Who
from domain.notices import INVITATION, OF_NO_CASE, REPORT
from domain.reaching import Contact, address_of, closed
from domain.rulebook import Rulebook
from domain.term import Unit
from domain.workdays import WorkCalendar
from store.contacts import contacts_of
from store.inviting import invited, withheld
from store.letters import Letter
from store.next_channel import follow
from store.notices import add_fates
from store.pool import Connection, Pool
from store.present import PresentItem, lock_items
from store.sql import load_sql

SQL = load_sql(__file__)
_MOST_MESSAGES = 500  # in one claim


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose time has come, with what it says."""

    id: UUID
    ref: str
    item: str
    cycle: str
    step: str
    recipient: str
    channel: str
    not_before: datetime
    expires_at: datetime
    role: str
    instead_of: str | None
    rung: int
    attempts: int
    notice: UUID
    notice_state: str
    due_on: date | None
    ends_at: datetime | None
    left: int
    unit: str
    silence: str
    notice_cycle: str
    body: str
    owner: str
    overtaken: bool


async def claim(
    pool: Pool, book: Rulebook, calendar: WorkCalendar, carriers: Mapping[Channel, str], now: datetime, *, most: int
) -> list[Letter]:
    """Letters to at most `most` recipients, to be posted at once, the most urgent first; their sending has begun.

    Messages that no longer hold are cancelled, those too old expire, those that a newer one overtakes are superseded,
    those that cannot go on their channel go to the next; what is due in quiet hours, or for somebody who got enough
    letters just now, waits. A message whose case is being written at this moment stays. `carriers` are the names of who
    carries each channel.
    """
    async with pool.acquire() as connection, connection.transaction():
        steps = list(book.policy.ladders)
        picked = await connection.fetch(SQL["pick_recipients"], now, list(carriers), most, steps)
        if not picked:
            return []
        wanted = [(row["recipient"], row["channel"]) for row in picked]
        to = await _put_off_the_sated(connection, book, wanted, now)
        taken = await connection.fetch(SQL["take_messages"], *to, now, _MOST_MESSAGES, steps)
        due = [Due(**dict(row)) for row in taken]
        about = [(d.ref, d.item) for d in due if d.step not in OF_NO_CASE]
        free, items = await lock_items(connection, about, book)
        contacts = await contacts_of(connection, to[0])
        claimer = _Claimer(connection, book, calendar, now, items, contacts)
        filled: list[_Filled] = []
        for recipient, channel in zip(*to, strict=True):
            mine = [d for d in due if (d.recipient, d.channel) == (recipient, channel)]
            mine = [d for d in mine if d.step in OF_NO_CASE or d.ref in free]
            holding = await claimer.sort_out(mine)
            made = [await claimer.fill(together) for together in claimer.of_like_life(holding)]
            filled += [one for one in made if one]
        await _keep(connection, filled, carriers, now + timedelta(seconds=book.policy.lease_seconds))
        return [one.letter for one in filled]


async def _put_off_the_sated(
    connection: Connection, book: Rulebook, wanted: Sequence[tuple[str, str]], now: datetime
) -> tuple[list[str], list[str]]:
    """Recipients and channels without those who got enough letters just now: all that waits for them waits on, unread."""
    span = timedelta(seconds=book.policy.most_seconds)
    rows = await connection.fetch(SQL["recent_letters"], *_columns(wanted), now - span)
    sated = {(r["recipient"], r["channel"]): r["oldest"] for r in rows if r["count"] >= book.policy.most_letters}
    for (recipient, channel), oldest in sated.items():
        await connection.execute(SQL["put_all_off"], recipient, channel, oldest + span)
    return _columns(one for one in wanted if one not in sated)


def _columns(pairs: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    listed = list(pairs)
    return [recipient for recipient, _ in listed], [channel for _, channel in listed]


@dataclass(frozen=True, slots=True)
class _Filled:
    """A letter and the messages that it carries."""

    letter: Letter
    holding: Sequence[Due]
    segments: int
    urgency: int


async def _keep(
    connection: Connection, filled: Sequence[_Filled], carriers: Mapping[Channel, str], look_at: datetime
) -> None:
    """Write the letters of a claim all at once: a thousand by themselves would keep the database for seconds."""
    carried = [
        (due, one.letter, line)
        for one in filled
        for due, line in zip(one.holding, withheld(one.letter).lines, strict=True)
    ]
    if not carried:
        return
    rows = [(*_row(one), carriers[one.letter.channel], one.letter.claimed_at, look_at) for one in filled]
    await connection.executemany(SQL["add_letter"], rows)
    ids, letters, texts = zip(*((due.id, letter.id, line) for due, letter, line in carried), strict=True)
    await connection.execute(SQL["claim_messages"], ids, letters, texts)
    await add_fates(
        connection,
        [(letter.claimed_at, d.notice, d.id, Fate.CLAIMED, letter.channel, "system") for d, letter, _ in carried],
    )


def _row(one: _Filled) -> tuple[object, ...]:
    letter = withheld(one.letter)
    return (
        *(letter.id, letter.code, letter.channel, letter.recipient, letter.address, letter.language),
        *(letter.template, letter.parameters, letter.subject, letter.text, list(letter.lines)),
        *(one.segments, one.urgency, letter.valid_until),
    )


@dataclass(frozen=True, slots=True)
class _Claimer:
    connection: Connection
    book: Rulebook
    calendar: WorkCalendar
    now: datetime
    items: Mapping[tuple[str, str], PresentItem]
    contacts: Mapping[str, Contact]

    async def sort_out(self, due: Sequence[Due]) -> list[Due]:
        """Settle the messages that are not to be sent, put off those of quiet hours, and return the others in order."""
        holding: list[Due] = []
        for message in due:
            fate, why = self._verdict(message)
            if fate is not Fate.QUEUED:
                await self._settle(message, fate, why)
            elif (opening := self._opening(message)) > self.now:
                await self.connection.execute(SQL["put_off"], [message.id], opening)
            else:
                holding.append(message)
        return holding

    def of_like_life(self, holding: Sequence[Due]) -> list[Sequence[Due]]:
        """What may share a letter: a letter lives as long as the shortest of its messages, so that is kept apart.

        What a citizen gets is never shortened to a line among others: it holds the number to ask with. Nor is an invitation.
        """
        if any(d.role in (Who.CALLERS, Who.INVITED) for d in holding):
            return [[d] for d in holding]
        last = self.now + timedelta(seconds=self.book.policy.short_seconds)
        parts = [d for d in holding if d.expires_at < last], [d for d in holding if d.expires_at >= last]
        return [part for part in parts if part]

    def _opening(self, message: Due) -> datetime:
        policy, office = self.book.policy, self.book.office
        return policy.opening(message.step, message.unit, self.now, office, self.calendar)

    def _verdict(self, message: Due) -> tuple[Fate, str]:
        if message.expires_at <= self.now + timedelta(seconds=self.book.policy.least_seconds):
            return Fate.EXPIRED, "too_late"
        if message.notice_state != "open":
            return Fate.CANCELLED, message.notice_state
        item = self.items.get((message.ref, message.item))
        if why := why_not(message.step, message.due_on, message.ends_at, item.present if item else None):
            return Fate.CANCELLED, why
        if item and message.role == Who.OFFICER and not self._is_still_of(message, item):
            return Fate.CANCELLED, "reassigned"
        if message.overtaken:
            return Fate.SUPERSEDED, "newer_message"
        return Fate.QUEUED, ""

    def _is_still_of(self, message: Due, item: PresentItem) -> bool:
        officer = message.owner or ("" if message.body else item.present.officer)
        return not officer or (message.instead_of or message.recipient) == f"person:{officer}"

    async def _settle(self, message: Due, fate: Fate, why: str) -> None:
        await self.connection.execute(SQL["settle_message"], message.id, fate, why, self.now)
        await add_fates(self.connection, [(self.now, message.notice, message.id, fate, why, "system")])

    async def fill(self, holding: Sequence[Due]) -> _Filled | None:
        """One letter for all of these messages to one recipient; None when the channel is closed to them by now."""
        first = holding[0]
        channel = Channel(first.channel)
        contact = self.contacts.get(first.recipient, Contact(first.recipient))
        if why := closed(contact, channel, self.book.destinations):
            await self._elsewhere(holding, contact, why)
            return None
        address = address_of(contact, channel)
        assert address is not None, "the channel is open"
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        composed, language = await self._composed(holding, contact, channel, address, code)
        urgency = min(self.book.policy.ladders[d.step].urgency for d in holding)
        letter = Letter(
            id=uuid4(),
            code=code,
            channel=channel,
            recipient=first.recipient,
            address=address,
            language=language,
            subject=composed.subject,
            text=composed.text,
            lines=composed.lines,
            template=composed.template,
            parameters=dict(composed.parameters),
            valid_until=min(d.expires_at for d in holding),
            claimed_at=self.now,
        )
        return _Filled(letter, holding, composed.segments, urgency)

    async def _composed(
        self, holding: Sequence[Due], contact: Contact, channel: Channel, address: str, code: str
    ) -> tuple[Composed, str]:
        destination = None if channel is Channel.MAIL else self.book.destinations.of(address)
        spoken = self.book.texts if destination is None else destination.languages
        language = contact.language if contact.language in spoken else next(iter(spoken))
        told = [await self._told(message, language) for message in holding]
        asks = any(self.book.policy.ladders[d.step].asks for d in holding)
        texts = self.book.texts[language]
        return compose(texts, told, code=code, destination=destination, page=self.book.page, asks=asks), language

    async def _told(self, message: Due, language: str) -> Told:
        item = self.items.get((message.ref, message.item))
        name = item.names.get(language, message.item) if item else message.item
        more = await self._more(message)
        return Told(
            ref=message.item if message.step == INVITATION else message.ref,
            item_name=name,
            step=message.step,
            silence=Silence(message.silence),
            left=message.left,
            unit=Unit(message.unit),
            due_on=message.due_on,
            due_at=message.ends_at.astimezone(self._zone) if message.ends_at else None,
            more=more,
        )

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.book.zone)

    async def _more(self, message: Due) -> dict[str, str]:
        if message.step == INVITATION:
            return {"secret": await invited(self.connection, message.notice, self.now)}
        return await self._outage(message) if message.step == REPORT else {}

    async def _outage(self, message: Due) -> dict[str, str]:
        row = await self.connection.fetchrow(SQL["outage_by_start"], datetime.fromisoformat(message.notice_cycle))
        if row is None:
            return {}
        times = {"from": row["from_at"], "until": row["until_at"]}
        said = {key: f"{at.astimezone(self._zone):%m-%d %H:%M}" for key, at in times.items()}
        counts = {key: str(row[key] or 0) for key in ("due", "sent", "skipped")}
        latest = row["latest_by"] or timedelta(0)
        return {**said, **counts, "latest": str(round(latest.total_seconds() / 60))}

    async def _elsewhere(self, holding: Iterable[Due], contact: Contact, why: str) -> None:
        """The channel was closed meanwhile: the next one, or the list."""
        for message in holding:
            await self._settle(message, Fate.FAILED, why)
            await follow(self.connection, self.book, message, contact, self.now)
