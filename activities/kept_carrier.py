"""Keeps letters in the outbox, where they can be read, while no account is configured for their channel."""

from __future__ import annotations

from domain.fate import Answer, Fate
from store.letters import Letter

_KEPT = "kept"


class KeptCarrier:
    """The local outbox: the letter's own row is all there is to it, so nothing can go wrong and nothing leaves the house."""

    name = "outbox"

    async def post(self, letter: Letter) -> Answer:  # noqa: ARG002 (the protocol's)
        """Leave the letter where it is; to the ladder it is sent."""
        return Answer(Fate.SENT, status=_KEPT)

    async def look_up(self, letter: Letter) -> Answer | None:  # noqa: ARG002 (the protocol's)
        """A letter that is asked for was kept: it stands in the row that names it."""
        return Answer(Fate.SENT, status=_KEPT)

    def read(self, status: str, code: str) -> Answer:
        """What a status means; nobody reports on a letter that has not left the house."""
        return Answer(Fate.SENT if status == _KEPT else Fate.ACCEPTED, status=status, code=code)
