"""A piece is the next one or none, and photos have rules of their own."""

from __future__ import annotations

import pytest

from domain.documents.refusals import FileTooLarge
from domain.documents.uploading import check_announced, check_piece
from domain.refusals import Refusal
from store.shipped import documents

RULES = documents()
LEAST, MOST = RULES.limits.piece_least, RULES.limits.piece_bytes
SIZE = 3 * MOST


def outcome(length: int, *, offset: int = 0, received: int = 0, size: int = SIZE) -> str:
    """`kept`, or the code of the refusal."""
    try:
        check_piece(length, offset=offset, received=received, size=size, limits=RULES.limits)
    except Refusal as refusal:
        return refusal.code
    return "kept"


@pytest.mark.parametrize(
    ("length", "where", "answer"),
    [
        (MOST, {}, "kept"),
        (LEAST, {}, "kept"),
        (LEAST - 1, {}, "piece_too_short"),
        (0, {}, "piece_too_short"),
        (MOST + 1, {}, "piece_too_long"),
        (1, {"offset": SIZE - 1, "received": SIZE - 1}, "kept"),  # the last one may be short
        (2, {"offset": SIZE - 1, "received": SIZE - 1}, "piece_too_long"),
        (MOST, {"offset": MOST}, "offset_wrong"),
        (MOST, {"received": MOST}, "offset_wrong"),
        (10, {"size": 10}, "kept"),
        (0, {"offset": SIZE, "received": SIZE}, "piece_too_short"),
    ],
)
def test_a_piece_is_kept_when_it_is_the_next_one_and_of_a_fair_length(length, where, answer):
    assert outcome(length, **where) == answer


def test_a_file_may_have_100_megabytes_and_no_byte_more():
    check_announced(100 * 1024 * 1024, RULES.limits)

    with pytest.raises(FileTooLarge):
        check_announced(100 * 1024 * 1024 + 1, RULES.limits)


def test_as_photos_only_pictures_are_taken_in_smaller_pieces():
    photos = RULES.for_photos()

    assert set(photos.kinds) == {"jpeg", "png"}
    assert photos.limits.most_bytes == RULES.kinds["jpeg"].most_bytes
    assert photos.limits.piece_bytes < RULES.limits.piece_bytes
