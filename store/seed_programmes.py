"""The sample programmes of the legal circle, kept where they are not there yet."""

from __future__ import annotations

from datetime import datetime

from domain.legal.programmes import Programme
from store.pool import Connection
from store.programmes import add_programme
from store.shipped import programmes


async def load_programmes(connection: Connection, now: datetime) -> list[Programme]:
    """Make the sample programmes, after the people of the circle, and return them as they stand; what is there already stays as it is."""
    async with connection.transaction():
        return [await add_programme(connection, sample, now) for sample in programmes()]
