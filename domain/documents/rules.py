"""What is taken: kinds of files, how they are known by their content, and how large everything may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. It begins with one of `heads`, and one of `ends`, if there are any, lies in its last `within` bytes.

    A file with `members` is an archive that holds these. `picture` is the name under which pictures are decoded, empty
    for other kinds; `inline` says that a browser may show it.
    """

    id: str
    media_type: str
    suffix: str
    heads: tuple[bytes, ...]
    ends: tuple[bytes, ...]
    within: int
    members: tuple[str, ...]
    picture: str
    inline: bool
    most_bytes: int

    @property
    def is_archive(self) -> bool:
        """Is it a ZIP by another name?"""
        return bool(self.members)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken. Sizes are in bytes."""

    most_bytes: int
    piece_bytes: int
    piece_least: int  # but for the last one
    open_uploads: int  # of one case
    documents: int  # of one case, all versions
    photos: int  # of one request of the hotline
    photo_piece_bytes: int
    expires_hours: int
    name_letters: int
    name_bytes: int
    pixels: int

    @property
    def expiry(self) -> timedelta:
        """How long an upload may lie before it is gone."""
        return timedelta(hours=self.expires_hours)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold; `ratio` is how many times larger a member may be than it is packed."""

    members: int
    unpacked_bytes: int
    ratio: int
    ratio_from_bytes: int  # smaller members may be packed as well as they are
    directory_bytes: int
    name_bytes: int
    forbidden: tuple[str, ...]  # ends of names, in lower case
    nested: tuple[bytes, ...]  # how members begin that are archives or programs themselves


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """Everything about files that may change by decree. `foreign` must not stand in the first `foreign_within` bytes."""

    version: str
    kinds: Mapping[str, Kind]
    limits: Limits
    archives: ArchiveLimits
    foreign: tuple[bytes, ...]
    foreign_within: int

    def for_photos(self) -> DocumentRules:
        """The same rules, by which only pictures are taken, in smaller pieces."""
        pictures = {key: kind for key, kind in self.kinds.items() if kind.picture}
        most = max((kind.most_bytes for kind in pictures.values()), default=0)
        limits = replace(self.limits, most_bytes=most, piece_bytes=self.limits.photo_piece_bytes)
        return replace(self, kinds=pictures, limits=limits)
