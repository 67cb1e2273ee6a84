"""Whether a piece of a file may be kept: it begins where the last one ended, and it is neither too short nor too long."""

from __future__ import annotations

from domain.documents.refusals import FileTooLarge, OffsetWrong, PieceTooLong, PieceTooShort
from domain.documents.rules import Limits


def check_announced(size: int, limits: Limits) -> None:
    """Raise `FileTooLarge` for a file that no kind could be."""
    if size > limits.most_bytes:
        raise FileTooLarge(most=str(limits.most_bytes))


def check_piece(length: int, *, offset: int, received: int, size: int, limits: Limits) -> None:
    """Pass when a piece of this `length`, said to begin at `offset`, is the next one of a file of which `received` is here.

    Raises:
        OffsetWrong: it begins elsewhere; its facts say where to go on.
        PieceTooLong: it reaches beyond the announced size, or is larger than a piece may be.
        PieceTooShort: it is small and not the last one.
    """
    if offset != received:
        raise OffsetWrong(offset=str(received))
    if received + length > size or length > limits.piece_bytes:
        raise PieceTooLong(most=str(min(limits.piece_bytes, size - received)))
    if length == 0 or (length < limits.piece_least and received + length < size):
        raise PieceTooShort(least=str(limits.piece_least))
