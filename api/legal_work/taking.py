"""A form on a page of the legal circle that belongs to no case: done, or the page again with what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from fastapi import Request
from starlette.responses import Response

from api.filling import Unfit, key_again
from api.forms import Form, form_of
from api.language import see_other
from api.refused import sentence_of
from domain.refusals import NotAllowed, NotYours, Refusal


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a form that was sent: which one, what was typed, the sentence on top and those at its fields.

    `key` is the one with which the form is shown again.
    """

    form: str
    typed: Mapping[str, str]
    status: int = 422
    sentence: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


SOUND = Fault("", {}, 200)


async def taken(
    request: Request,
    name: str,
    act: Callable[[Form], Awaitable[str | Response]],
    again: Callable[[Fault], Awaitable[Response]],
) -> Response:
    """Do what a form asks for and lead on to where `act` says, or answer what it answers; or show the page again with what is wrong."""
    form = await form_of(request)
    try:
        to = await act(form)
    except Unfit as unfit:
        return await again(Fault(name, form, fields=unfit.faults, key=key_again(form, None)))
    except (NotAllowed, NotYours):
        raise
    except Refusal as refusal:
        place = refusal.facts.get("place", "").rpartition(".")[2]
        sentence = sentence_of(refusal)
        fields = {place: sentence} if place else {}
        return await again(Fault(name, form, refusal.status, sentence, fields, key_again(form, refusal)))
    return to if isinstance(to, Response) else see_other(request, f"{to}?told=done")
