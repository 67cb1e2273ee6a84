"""How a request moves on: beginning it, obeying a command, letting time act, handing it up to whom was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.hotline.acts import obey
from domain.hotline.draft import Draft
from domain.hotline.passing import pass_time
from domain.hotline.places import Found
from domain.hotline.policy import Level
from domain.hotline.record import Happening, Place, RequestCommand, Step
from domain.hotline.request import ENDED, Request, RequestChange, State
from domain.organisation import CENTRE
from domain.refusals import Refusal
from domain.roles import Actor


def opened(case: Request, *, by: Actor, now: datetime) -> RequestChange:
    """The new request with its first line; one with a road is told it and is over at once."""
    draft = Draft(replace(case, waiting_since=case.reported_at), now)
    draft.write(Happening.REPORTED, at=case.reported_at, by=by, what=case.source)
    if case.road:
        draft.write(Happening.ADVISED, at=case.reported_at, what=case.road)
        draft.finish(State.ADVISED, case.reported_at)
    if case.complainants:
        draft.tell(Step.ROAD if case.road else Step.CONFIRMED)
    return draft.change()


def act(case: Request, command: RequestCommand, now: datetime) -> RequestChange:
    """The request after a command, as of the instant at which the counter received it.

    What time had done by then is done first.

    Raises:
        Refusal: the subclass says why; nothing has changed.
    """
    command = replace(command, received_at=_in_order(case, min(command.received_at, now)))
    draft = Draft(case, now)
    pass_time(draft, command.received_at)
    obey(draft, command)
    return draft.change()


def not_done(case: Request, command: RequestCommand, refusal: Refusal, now: datetime) -> RequestChange:
    """The request with a record of a command that was not obeyed, when nobody was there to be answered."""
    draft = Draft(case, now)
    what = f"{command.act}:{refusal.code}"
    draft.write(Happening.NOT_DONE, at=command.received_at, by=command.actor, note=command.note, what=what)
    return draft.change()


def advance(case: Request, now: datetime) -> RequestChange:
    """The request after everything that is due at `now`, whatever woke it; unchanged when nothing is."""
    draft = Draft(case, now)
    pass_time(draft, now)
    return draft.change()


def handed_up(case: Request, found: Found, now: datetime) -> RequestChange:
    """The request with the body that was sought, because the level that had it used up its share.

    Who was found is not needed any more when somebody has acted meanwhile. Bodies passed over stand in the record.
    """
    draft = Draft(case, now)
    if case.seeking is None or case.state is not State.HANDLING or found.place is None:
        return draft.change()
    place = found.place if found.place.body not in case.barred else Place(Level.CENTRE, CENTRE)
    draft.move_up(place, now, "overtaken")  # that it goes up was said to the former body with the end of its share
    draft.write(Happening.OVERTAKEN, at=now, what=" ".join((place.level, *found.passed)))
    return draft.change()


def is_over(case: Request) -> bool:
    """Can nothing happen to the request any more?"""
    return case.state in ENDED


def _in_order(case: Request, at: datetime) -> datetime:
    """An act is never entered before the last one that moved a clock: commands may overtake one another on their way."""
    moments = [
        case.reported_at,
        *(c.until or c.since for c in case.custodies[-1:]),
        *(p.until or p.since for p in case.pauses[-1:]),
    ]
    return max(at, *(m for m in moments), case.closed_at or at)
