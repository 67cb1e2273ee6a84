"""The phones of a test: `await phone("+86…").expects("红牌")`; a message or a call that nobody expected fails the test.

A conftest that wants them says `twilio, phone = handsets.twilio, handsets.phone`; a test sets `twilio.public_base` to the
address of its web server and starts its front doors with `twilio.settings`. A test that kills or stops programs waits with
`twilio.settled()` before it ends.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import pytest
from twilio_stand_in import TwilioStandIn
from twilio_things import Plan, Thing


class Handset:
    """The phone of one person."""

    def __init__(self, twilio: TwilioStandIn, number: str) -> None:
        self._twilio, self._number = twilio, number

    async def expects(self, *words: str) -> str:
        """Wait for a text message with these words, and return its whole text. Each message answers one expectation."""
        return (await self._arrived(words, is_call=False)).text

    async def hears(self, *words: str) -> str:
        """Answer a call that says these words, and return all that it says; the line stays open for a key."""
        return (await self._arrived(words, is_call=True)).spoken

    async def presses(self, digit: str) -> None:
        """Press a key in the call that is open, or in the next one; then it ends."""
        is_open = self._open_calls
        if not is_open():
            await self.hears()
        answer = await self._twilio.key(is_open()[-1], digit)
        assert answer.status == 200, f"the key was answered with {answer.status}: {answer.body}"

    async def hangs_up(self) -> None:
        """End the call that is open, or the next one, without a key."""
        if not self._open_calls():
            await self.hears()
        await self._twilio.end(self._open_calls()[-1], "completed")

    async def replies(self, text: str) -> None:
        """Send a text message to us; what we answer has to be expected like any other."""
        answer = await self._twilio.inbound(self._number, text)
        assert answer.status == 200, f"the reply was answered with {answer.status}: {answer.body}"

    def always(self, **plan: object) -> None:
        """From now on do with messages and calls to it what the plan says."""
        self._twilio.always(self._number, Plan(**plan))  # type: ignore[arg-type]

    def once(self, **plan: object) -> None:
        """Do with the next message or call what the plan says."""
        self._twilio.once(self._number, Plan(**plan))  # type: ignore[arg-type]

    def unexpected(self) -> list[str]:
        """What arrived without having been expected."""
        return [thing.spoken for thing in self._unclaimed()]

    def _unclaimed(self) -> list[Thing]:
        return [thing for thing in self._twilio.of(self._number) if thing.has_arrived and not thing.is_claimed]

    def _open_calls(self) -> list[Thing]:
        things = self._twilio.of(self._number)
        return [thing for thing in things if thing.is_call and thing.is_claimed and thing.status == "in-progress"]

    async def _arrived(self, words: tuple[str, ...], *, is_call: bool) -> Thing:
        def matching() -> list[Thing]:
            return [
                thing
                for thing in self._unclaimed()
                if thing.is_call == is_call and all(word in thing.spoken for word in words)
            ]

        try:
            await self._twilio.until(lambda: bool(matching()))
        except TimeoutError:
            raise AssertionError(f"{self._number} waited for {words} and has {self.unexpected()}") from None
        thing = matching()[0]
        thing.is_claimed = True
        return thing


Phone = Callable[[str], Handset]


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioStandIn]:
    """A Twilio of this test's own."""
    async with TwilioStandIn().running() as running:
        yield running


@pytest.fixture
def phone(twilio: TwilioStandIn) -> Iterator[Phone]:
    """The phone with a number; at the end of the test none may hold what nobody expected."""
    with phones(twilio) as phone:
        yield phone


@contextmanager
def phones(twilio: TwilioStandIn) -> Iterator[Phone]:
    """Phones by their numbers; at the end none may hold what nobody expected."""
    yield lambda number: Handset(twilio, number)
    numbers = sorted({thing.to for thing in twilio.things.values()})
    left = {number: texts for number in numbers if (texts := Handset(twilio, number).unexpected())}
    assert not left, f"nobody expected these: {left}"
