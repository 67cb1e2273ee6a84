"""A carrier takes letters to people on one channel: the one interface for Twilio, mail, the local outbox and whoever comes."""

from __future__ import annotations

from typing import Protocol

from domain.fate import Answer
from store.letters import Letter


class Carrier(Protocol):
    """Takes letters on one channel. It never sends a letter twice by itself, and raises nothing for what can go wrong outside."""

    @property
    def name(self) -> str:
        """How the memory calls it: `twilio`, `smtp`, `outbox`."""
        ...

    async def post(self, letter: Letter) -> Answer:
        """Hand the letter over, once, within eight seconds.

        The answer's fate is accepted or sent when it was taken; failed with a fault when it was surely not (`busy`: may
        be tried again); unknown when nobody can say.
        """
        ...

    async def look_up(self, letter: Letter) -> Answer | None:
        """What became of a letter: by its sid if it has one, else by address, time and the code printed in it.

        None when the carrier cannot tell or knows nothing of it. Raises nothing.
        """
        ...

    def read(self, status: str, code: str) -> Answer:
        """What a status and an error code of this carrier's receipts mean; an unknown status is a fate of accepted."""
        ...
