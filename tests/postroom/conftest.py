"""A postroom with the real Twilio client, the stand-in behind it, and the site that hears its reports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, closing

import pytest
from handsets import phone, twilio  # noqa: F401 (fixtures)
from house import House
from twilio_stand_in import TwilioStandIn

from activities.carriers import carriers_of
from api.app import make_app
from store.pool import Pool
from system.settings import Settings
from system.web import free_port, listen, serving


@pytest.fixture
async def house(pool: Pool, twilio: TwilioStandIn) -> AsyncIterator[House]:  # noqa: F811 (a fixture)
    """A house whose letters go through Twilio and whose site hears what Twilio reports; mail stays in the outbox."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    account = {name.removeprefix("CHENGNUO_").lower(): value for name, value in twilio.settings.items()}
    settings = Settings(public_base_url=base, port=port, **account)
    twilio.public_base = base
    with ExitStack() as stack:
        carriers = stack.enter_context(closing(carriers_of(settings)))
        listener = stack.enter_context(listen("127.0.0.1", port))
        async with serving(make_app(pool=pool, client=None, settings=settings), listener):
            yield await House.built(pool, carriers)
