"""The table of contents of an archive: read without unpacking anything, and refused for whatever could surprise its reader.

Only plain ZIP is taken, as OFD and Office files are: nothing before, between or behind its members, nothing enciphered,
no second archive inside, and no member that is much larger than it is packed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from domain.documents.refusals import ArchiveNotAllowed, KindNotAllowed
from domain.documents.rules import ArchiveLimits, Kind

STORED, DEFLATED = 0, 8
ENTRY = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
_ENTRY_MARK, _END_MARK = b"PK\x01\x02", b"PK\x05\x06"
_ENCIPHERED = 0x0001 | 0x0040 | 0x2000
_FOLLOWED = 0x0008
_ZIP64 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Place:
    """Where the table of contents lies, and how many members it lists."""

    start: int
    length: int
    count: int


@dataclass(frozen=True, slots=True)
class Member:
    """One member, as the table says. `name` is kept in bytes, for its own header must say the same."""

    name: bytes
    start: int
    packed: int
    size: int
    method: int
    is_followed: bool  # by a descriptor, because its sizes were not known when it was written


def place_of(tail: bytes, size: int, limits: ArchiveLimits) -> Place:
    """Where the table lies in a file of `size` bytes that ends with `tail`.

    Raises:
        ArchiveNotAllowed: there is none, it is not the last thing in the file, or it is too long.
    """
    if len(tail) < END.size:
        raise ArchiveNotAllowed(reason="cut_off")
    mark, disk, first_disk, here, count, length, start, comment = END.unpack(tail[-END.size :])
    if mark != _END_MARK or comment:
        raise ArchiveNotAllowed(reason="cut_off")
    if disk or first_disk or here != count or start + length != size - END.size:
        raise ArchiveNotAllowed(reason="in_parts")
    if count > limits.members or length > limits.directory_bytes:
        raise ArchiveNotAllowed(reason="too_many", most=str(limits.members))
    return Place(start, length, count)


def members_of(table: bytes, place: Place, limits: ArchiveLimits) -> tuple[Member, ...]:
    """The members in the order of the file.

    Raises:
        ArchiveNotAllowed: for one of the reasons of the module.
    """
    members = sorted(_members(table, place.count), key=lambda member: member.start)
    names = [member.name.lower() for member in members]
    if len(set(names)) < len(names):
        raise ArchiveNotAllowed(reason="twice")
    if sum(member.size for member in members) > limits.unpacked_bytes:
        raise ArchiveNotAllowed(reason="bomb")
    for member in members:
        _check(member, limits)
    return tuple(members)


def kind_of(candidates: tuple[Kind, ...], members: tuple[Member, ...]) -> Kind:
    """The first of the kinds whose members are all there.

    Raises:
        KindNotAllowed: the archive is none of them.
    """
    names = {member.name.decode("utf-8", "replace") for member in members}
    for kind in candidates:
        if names.issuperset(kind.members):
            return kind
    raise KindNotAllowed(allowed=", ".join(kind.id for kind in candidates))


def _members(table: bytes, count: int) -> Iterator[Member]:
    at = 0
    for _ in range(count):
        if len(table) - at < ENTRY.size:
            raise ArchiveNotAllowed(reason="cut_off")
        (mark, _, _, flags, method, _, _, _, packed, size, name, extra, comment, disk, _, _, start) = ENTRY.unpack_from(
            table, at
        )
        if mark != _ENTRY_MARK or disk:
            raise ArchiveNotAllowed(reason="cut_off")
        if flags & _ENCIPHERED:
            raise ArchiveNotAllowed(reason="enciphered")
        if method not in (STORED, DEFLATED) or _ZIP64 in (packed, size, start):
            raise ArchiveNotAllowed(reason="unusual")
        at += ENTRY.size
        yield Member(table[at : at + name], start, packed, size, method, bool(flags & _FOLLOWED))
        at += name + extra + comment
    if at != len(table):
        raise ArchiveNotAllowed(reason="cut_off")


def _check(member: Member, limits: ArchiveLimits) -> None:
    if member.size > limits.ratio_from_bytes and member.size > member.packed * limits.ratio:
        raise ArchiveNotAllowed(reason="bomb")
    if member.method == STORED and member.size != member.packed:
        raise ArchiveNotAllowed(reason="lies")
    if not member.name or len(member.name) > limits.name_bytes or _leads_elsewhere(member.name):
        raise ArchiveNotAllowed(reason="name")
    if member.name.lower().endswith(tuple(end.encode() for end in limits.forbidden)):
        raise ArchiveNotAllowed(reason="acts_by_itself")


def _leads_elsewhere(name: bytes) -> bool:
    """Would a careless reader unpack it outside of its folder, or is it a name that nobody can see?"""
    if name.startswith(b"/") or any(letter < 0x20 or letter in b"\x7f\\:" for letter in name):
        return True
    return b".." in name.split(b"/")
