"""A period of local days, as it is asked for: the first day, and the first one after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query

from api.legal.activity_bodies import PlainDay
from domain.refusals import PeriodNotAllowed

MOST_DAYS = 1_100  # three years

From = Annotated[PlainDay, Query(alias="from", examples=["2026-11-01"], description="The first local day.")]
Until = Annotated[PlainDay, Query(alias="until", examples=["2026-12-01"], description="The first local day after.")]


def check_period(from_on: date, until_on: date) -> None:
    """Refuse a period that ends before it begins, or is too long.

    Raises:
        PeriodNotAllowed: it is.
    """
    latest = from_on + timedelta(days=MOST_DAYS)
    if not from_on < until_on <= latest:
        raise PeriodNotAllowed(given=f"{from_on} to {until_on}", allowed=f"until > {from_on} and <= {latest}")
