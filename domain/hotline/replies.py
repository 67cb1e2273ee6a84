"""What a citizen wrote back to the question whether it is solved: the code of the letter, and a digit behind it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from domain.codes import ALPHABET, LENGTH, codes_in

_MARKED = re.compile(rf"(?<![0-9A-Z])([{ALPHABET}]{{{LENGTH}}})[\s.,:\-]*([0-5])(?![0-9A-Z])")


@dataclass(frozen=True, slots=True)
class Reply:
    """A code and what stands behind it: 1 to 5 is solved and how satisfied, 0 is not solved, None is not clear."""

    code: str
    mark: int | None

    @property
    def solved(self) -> bool | None:
        """Is it solved? None where that is not clear."""
        return None if self.mark is None else self.mark > 0


def replies_in(text: str) -> tuple[Reply, ...]:
    """What may be answers in a text that somebody wrote, as "K7M2QX 5"; codes without a digit behind them come last.

    Case, full-width forms, blanks, dots, commas, colons and hyphens do not matter. A digit before the code is no answer,
    for "1 K7M2QX" is how a message is acknowledged.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    marked = [Reply(code, int(mark)) for code, mark in _MARKED.findall(plain)]
    clear = {reply.code for reply in marked}
    return (*marked, *(Reply(code, None) for code in codes_in(text) if code not in clear))
