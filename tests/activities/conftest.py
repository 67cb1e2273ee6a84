"""The phones of those to whom letters go, and a door for what comes back from them."""

from collections.abc import AsyncIterator

import handsets
import pytest
from office_door import Door
from twilio_stand_in import TwilioStandIn

twilio, phone = handsets.twilio, handsets.phone


@pytest.fixture
async def door(twilio: TwilioStandIn) -> AsyncIterator[Door]:
    """Our web server, as far as Twilio sees it."""
    async with Door(twilio).open() as opened:
        yield opened
