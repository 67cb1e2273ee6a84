"""Whether the members of an archive are what its table says: read once from front to back, and never kept.

Memory stays bounded: one piece of the file, and one block of what is unpacked, which is counted and dropped.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Generator

from domain.documents.archive import DEFLATED, Member
from domain.documents.refusals import ArchiveNotAllowed
from domain.documents.rules import ArchiveLimits

_HEADER = struct.Struct("<4s5H3I2H")
_MARK = b"PK\x03\x04"
_BLOCK = 64 * 1024
_FIRST = 8  # bytes, by which an archive or a program is known
_DESCRIPTORS = (12, 16)  # without and with a mark of its own
_SIZES = 0x0008
_Walk = Generator[int, bytes, None]


class Unpacking:
    """Takes the file piece by piece; `feed` and `close` raise `ArchiveNotAllowed` as soon as something is not as it should be."""

    def __init__(self, members: tuple[Member, ...], table_start: int, limits: ArchiveLimits) -> None:
        self._walk = _walk(members, table_start, limits)
        self._waiting = bytearray()
        self._wanted = next(self._walk, 0)

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the file."""
        self._waiting += piece
        while self._wanted and len(self._waiting) >= self._wanted:
            given = bytes(self._waiting[: self._wanted])
            del self._waiting[: self._wanted]
            self._wanted = _next(self._walk, given)
        if not self._wanted:
            self._waiting.clear()  # what follows is the table, which was read before

    def close(self) -> None:
        """The file is over: raise `ArchiveNotAllowed` when its members are not."""
        if self._wanted:
            raise ArchiveNotAllowed(reason="cut_off")


def _next(walk: _Walk, given: bytes) -> int:
    try:
        return walk.send(given)
    except StopIteration:
        return 0


def _walk(members: tuple[Member, ...], table_start: int, limits: ArchiveLimits) -> _Walk:
    """Ask for so many bytes at a time as are needed next; each member begins where the one before it ends."""
    at = 0
    for number, member in enumerate(members):
        if member.start != at:
            raise ArchiveNotAllowed(reason="between")
        header = yield _HEADER.size
        at += _HEADER.size + (yield from _rest_of_header(header, member)) + member.packed
        yield from _contents(member, limits)
        following = members[number + 1].start if number + 1 < len(members) else table_start
        gap = following - at
        if gap and not (member.is_followed and gap in _DESCRIPTORS):
            raise ArchiveNotAllowed(reason="between")
        if gap:
            yield gap
        at = following
    if at != table_start:
        raise ArchiveNotAllowed(reason="between")


def _rest_of_header(header: bytes, member: Member) -> Generator[int, bytes, int]:
    """Hold a member's own header against the table; return the length of its name and of what is added to it."""
    mark, _, flags, method, _, _, _, packed, size, name, extra = _HEADER.unpack(header)
    same = mark == _MARK and method == member.method and bool(flags & _SIZES) == member.is_followed
    if not same or name != len(member.name):
        raise ArchiveNotAllowed(reason="lies")
    if not member.is_followed and (packed, size) != (member.packed, member.size):
        raise ArchiveNotAllowed(reason="lies")
    length: int = name + extra
    rest = yield length
    if not rest.startswith(member.name):
        raise ArchiveNotAllowed(reason="lies")
    return length


def _contents(member: Member, limits: ArchiveLimits) -> _Walk:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if member.method == DEFLATED else None
    left, counted, first = member.packed, 0, b""
    while left:
        block = yield min(left, _BLOCK)
        left -= len(block)
        for part in _unpacked(unpacker, block, is_last=not left):
            counted += len(part)
            first = first if len(first) >= _FIRST else (first + part)[:_FIRST]
            if counted > member.size:
                raise ArchiveNotAllowed(reason="bomb")
    if counted != member.size or (unpacker and member.packed and not unpacker.eof):
        raise ArchiveNotAllowed(reason="lies")
    if first.startswith(limits.nested):
        raise ArchiveNotAllowed(reason="nested")


def _unpacked(unpacker: zlib._Decompress | None, block: bytes, *, is_last: bool) -> Generator[bytes, None, None]:
    if unpacker is None:
        yield block
        return
    try:
        while block:
            yield unpacker.decompress(block, _BLOCK)
            block = unpacker.unconsumed_tail
        if is_last:
            yield unpacker.flush()  # at most what the last few bits stand for
    except zlib.error as fault:
        raise ArchiveNotAllowed(reason="lies") from fault
    if unpacker.unused_data:
        raise ArchiveNotAllowed(reason="lies")
