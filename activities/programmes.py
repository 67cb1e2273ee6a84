"""Looks after the sessions of programmes: notes them, and says what is to be reminded of."""

from __future__ import annotations

from temporalio import activity

from domain.legal.programmes import Attended, Occasion
from store.pool import Pool
from store.programme_sessions import attend


class Programmes:
    """Notes sessions and says reminders. Safe to run twice: a session is a row, and a reminder is said once."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @activity.defn
    async def attend_session(self, occasion: Occasion) -> Attended:
        """Note a session as its programme stands, and say the reminder that is of use at this moment."""
        return await attend(self._pool, occasion, activity.info().current_attempt_scheduled_time)
