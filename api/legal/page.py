"""The page on which whoever asked follows a case of the legal circle, as part of the page for requests. No JavaScript."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from api.bodies import MOST_TEXT
from api.desk import Desk
from api.hotline.tracking_words import SATISFIED
from api.legal.admission import asker_by_code
from api.legal.asker_forms import PATHS
from api.legal.following import LegalTrackView, view_for_asker
from api.legal.notice_words import LABELS
from api.legal.page_words import FORMS
from api.templates import page
from domain.legal.cases import State
from domain.roles import Act

SIGNS = {
    State.WAITING: ("yellow", "○"),
    State.RECEIVED: ("yellow", "○"),
    State.TAKEN: ("yellow", "◐"),
    State.GRANTED: ("yellow", "◐"),
    State.APPOINTED: ("yellow", "◐"),
    State.CONFIRMED: ("yellow", "◐"),
    State.OBJECTED: ("yellow", "◐"),
    State.INCOMPLETE: ("blue", "‖"),
    State.ANSWERED: ("green", "◑"),
    State.FINISHED: ("green", "●"),
}
_MUST_SAY = frozenset({Act.AID_OBJECT, Act.AID_ASK_CHANGE, Act.LEGAL_SAY})
_AT_ONCE = frozenset({Act.LEGAL_RATE, Act.AID_SUPPLY, Act.AID_OBJECT})  # shown open: it is waited for


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a form that was sent: the words, of which act, what was typed; of a refusal also what is allowed is told."""

    status: int
    words: str
    act: Act
    text: str
    is_refusal: bool = False


async def legal_page(request: Request, desk: Desk, ref: str, code: str) -> Response:
    """The page of an asker's case; it changes nothing.

    Raises:
        UnknownTracking, TooManyGuesses: as `asker_by_code`.
    """
    asker = await asker_by_code(request, desk, ref, code)
    return legal_shown(request, await view_for_asker(desk, asker), code)


def legal_shown(
    request: Request, view: LegalTrackView, code: str, *, up: str = "", fault: Fault | None = None
) -> Response:
    """The page of a case; `up` leads from its address to the folder of `/r`."""
    values = {
        "up": up,
        "view": view,
        "notices": view.notices,
        "labels": LABELS,
        "code": code,
        "key": secrets.token_urlsafe(12),
        "fault": fault,
        "sign": SIGNS.get(State(view.state), ("grey", "–")),
        "forms": FORMS,
        "paths": PATHS,
        "must_say": _MUST_SAY,
        "at_once": _AT_ONCE,
        "satisfied": SATISFIED,
        "most_text": MOST_TEXT,
    }
    status = fault.status if fault else 200
    return page(request, "legal.html", values, status=status, headers={"Cache-Control": "no-store"}, there="/r")
