"""Says to Temporal that an activity lives."""

from __future__ import annotations

from temporalio import activity


def say_alive() -> None:
    """Send a heartbeat; nothing where the work is not done as an activity."""
    if activity.in_activity():
        activity.heartbeat()
