"""What a file is, by its first and last bytes; and whether it is something else besides."""

from __future__ import annotations

import struct

from domain.documents.refusals import FileCutOff, FileTooLarge, KindNotAllowed, TwoThingsInOne
from domain.documents.rules import DocumentRules, Kind

_END = b"PK\x05\x06"
_END_FORM = struct.Struct("<4sHHHHIIH")
_LEAST_ENTRY = 46
TAIL_BYTES = _END_FORM.size + 0xFFFF  # behind this no reader of archives looks for one


def kinds_by_head(head: bytes, rules: DocumentRules) -> tuple[Kind, ...]:
    """The kinds that begin so: one, or the archives, which only what they hold tells apart.

    Raises:
        KindNotAllowed: none does.
        TwoThingsInOne: behind its own beginning stands that of a page, a script or another file.
    """
    found = tuple(kind for kind in rules.kinds.values() if head.startswith(kind.heads))
    if not found:
        raise KindNotAllowed(allowed=", ".join(rules.kinds))
    own = max(len(mark) for mark in found[0].heads if head.startswith(mark))
    beginning = head[own : rules.foreign_within].lower()
    if any(mark in beginning for mark in rules.foreign):
        raise TwoThingsInOne(kind=found[0].id)
    return found


def check_end(kind: Kind, tail: bytes, size: int) -> None:
    """Pass when a file that is no archive ends as its kind does, and no archive hangs behind it.

    `tail` are the last `TAIL_BYTES` bytes of its `size`, or all of them.

    Raises:
        FileCutOff: it does not end as it should.
        TwoThingsInOne: an archive can be read out of it.
    """
    last = tail[len(tail) - min(kind.within, len(tail)) :]
    if kind.ends and not any(mark in last for mark in kind.ends):
        raise FileCutOff(kind=kind.id)
    if holds_archive(tail, size):
        raise TwoThingsInOne(kind=kind.id)


def check_size(kind: Kind, size: int) -> None:
    """Raise `FileTooLarge` for more than a file of the kind may have."""
    if size > kind.most_bytes:
        raise FileTooLarge(kind=kind.id, most=str(kind.most_bytes))


def holds_archive(tail: bytes, size: int) -> bool:
    """Would a reader of archives find one here? The mark alone can stand in any picture; its numbers must fit as well."""
    at = tail.rfind(_END)
    while at >= 0:
        if len(tail) - at >= _END_FORM.size:
            _, _, _, here, count, length, start, _ = _END_FORM.unpack_from(tail, at)
            before = size - len(tail) + at
            if 0 < here <= count and count * _LEAST_ENTRY <= length and start + length <= before:
                return True
        at = tail.rfind(_END, 0, at)
    return False
