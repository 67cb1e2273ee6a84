"""What a counter hands on when it reads personal data: who asks, and the act by which they were let in."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.access import ACCESS
from api.desk import actor_of
from domain.privacy.readings import Reading


def reading_of(request: Request) -> Reading:
    """Who reads at this address, and why."""
    return Reading(actor_of(request), ACCESS[request.scope["route"].name])


TheReading = Annotated[Reading, Depends(reading_of)]
