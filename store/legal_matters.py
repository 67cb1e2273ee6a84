"""What people hand in to the legal circle, once only, and who they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.destinations import e164
from domain.legal.record import LETTERS, Service
from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readings import read_personal
from store.shipped import office
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Matter:
    """What was handed in under a number. Text, address and the other side are personal data.

    `print` tells a repetition from another matter under the same `key`, which names who handed it in and their own key.
    `people` are the groups to which whoever asks belongs, with a blank between, `from_ref` the case that it came from, `first_at` when the asker first came.
    """

    ref: str
    print: str
    key: str | None
    service: str
    channel: str
    text: str
    district: str
    address: str
    lat: float | None
    lon: float | None
    language: str
    field: str
    kind: str
    people: str
    other_side: str
    company: str
    campaign: str
    from_ref: str
    taken_by: str | None
    policy_version: str
    asked_at: datetime
    first_at: datetime


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, all of it personal data but the id, which is of our making; `code` is their query code."""

    id: str
    ref: str
    name: str
    phone: str | None
    mail: str | None
    language: str
    code: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Pledge:
    """The pledge of an applicant: what they said of their means, which papers it replaces, and whether it may be checked.

    `spoken` was read aloud to somebody who cannot read, before a `witness`.
    """

    ref: str
    means: str
    waived: tuple[str, ...]
    may_check: bool
    spoken: bool
    witness: str
    pledged_at: datetime


async def new_number(connection: Connection, service: Service, at: datetime) -> str:
    """The number of a new case: the letter of its service, the local day of `at`, and where it stands in the sequence of all."""
    place: int = await connection.fetchval(SQL["next_legal_number"])
    return f"{LETTERS[service]}{at.astimezone(ZoneInfo(office()[1])):%Y%m%d}-{place:06d}"


async def add_matter(connection: Connection, matter: Matter) -> Matter:
    """Keep what was handed in and return what is kept: under a known key, what came first.

    Another `print` than that of `matter` then says that the key was used for something else.
    """
    await connection.execute(SQL["add_matter"], *astuple(matter))
    kept = await _kept(connection, matter.ref, key=matter.key)
    assert kept is not None, "it was just written, or one like it was there"
    return kept


async def find_matter(connection: Connection, ref: str) -> Matter | None:
    """What was handed in under this number, or None."""
    return await _kept(connection, ref, key=None)


async def unbegun(connection: Connection, before: datetime, *, most: int = 100) -> list[Matter]:
    """Matters from before an instant that are kept and have no case, the oldest first."""
    return [Matter(*row) for row in await connection.fetch(SQL["unbegun_matters"], before, most)]


async def add_asker(connection: Connection, asker: Asker) -> None:
    """Keep who asked; a telephone number is kept as E.164, and a second time nothing is kept."""
    told = replace(asker, phone=_dialled(asker.phone), mail=asker.mail or None)
    await connection.execute(SQL["add_asker"], *astuple(told))


async def find_asker(connection: Connection, asker: str, *, reading: Reading | None) -> Asker | None:
    """The asker with this id, or None; without a `reading` they are shown to nobody."""
    rows = await read_personal(
        *(connection, SQL["one_asker"], asker),
        reading=reading,
        what=What.CONTACT,
        of=lambda row: (row["ref"], asker),
    )
    return next((Asker(*row) for row in rows), None)


async def find_asker_by_code(connection: Connection, ref: str, code: str) -> Asker | None:
    """The asker of this case whose query code this is, or the code of a letter to them; or None."""
    row = await connection.fetchrow(SQL["asker_by_code"], ref, code)
    return Asker(*row) if row else None


async def add_pledge(connection: Connection, pledge: Pledge) -> None:
    """Keep a pledge; a second one for the same application is dropped."""
    await connection.execute(SQL["add_pledge"], *astuple(pledge))


async def find_pledge(connection: Connection, ref: str, *, reading: Reading | None) -> Pledge | None:
    """The pledge that came with an application, or None; without a `reading` it is shown to nobody."""
    rows = await read_personal(
        connection, SQL["pledge_of"], ref, reading=reading, what=What.WORDS, of=lambda _: (ref, "")
    )
    return next((Pledge(**{**dict(row), "waived": tuple(row["waived"])}) for row in rows), None)


async def false_pledge_at(
    connection: Connection, *, name: str, phone: str | None, mail: str | None, but_key: str
) -> datetime | None:
    """When a pledge of the same person was last found false, if it was; what was handed in under `but_key` is not looked at.

    The same person is whoever has the number or the mail address, unless two names are known and differ: nothing else is
    kept by which people could be told apart. What a decided objection has set right does not count.
    """
    found: datetime | None = await connection.fetchval(
        SQL["false_pledge_at"], _dialled(phone), mail or None, name, but_key
    )
    return found


def _dialled(phone: str | None) -> str | None:
    """A telephone number as it is kept."""
    return (e164(phone) or phone) if phone else None


async def add_bars(connection: Connection, ref: str, persons: Iterable[str]) -> None:
    """Keep who of the pool stands on the other side of a case."""
    await connection.executemany(SQL["add_bar"], [(ref, person) for person in persons])


async def carry_bars(connection: Connection, ref: str, *, from_ref: str, reason: str) -> None:
    """Keep whoever has declined or handed on the case that this one came from for this reason as barred from this one too."""
    await connection.execute(SQL["carry_bars"], ref, from_ref, reason)


async def bars_of(connection: Connection, ref: str) -> list[str]:
    """Who of the pool stands on the other side of a case, in order."""
    return [row["person"] for row in await connection.fetch(SQL["bars_of"], ref)]


async def _kept(connection: Connection, ref: str, *, key: str | None) -> Matter | None:
    """What is kept under this number, or else under this key."""
    row = await connection.fetchrow(SQL["same_matter"], ref, key)
    return Matter(*row) if row else None
