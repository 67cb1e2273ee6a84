"""The pages' templates: strict about what they are given, escaping everything, and speaking the language of the reader.

Every page has `frame` (who reads it, where and when), `ui` (the parts of `ui.html`) and the words and forms of `Speech`:
`_()`, `{% trans %}`, and the filters `day`, `minute`, `until`, `length_of`, `term`, `number`, `said`, `name`, `data`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.accounts.cookies import csrf_of, session_token
from api.asset_addresses import address_of_asset
from api.desk import desk_of, present
from api.language import Address, Language, address_of, language_of
from api.navigation import Room, rooms_for
from api.speech import Speech, watch
from domain.roles import ANYONE, Actor, Role

_FOLDER = Path(__file__).parent / "pages"
_FORMS = (
    "day",
    "short_day",
    "clock",
    "minute",
    "until",
    "length_of",
    "number",
    "said",
    "name",
    "data",
    "tag_of",
    "term",
    "pairs",
    "said_pairs",
)
VARY = "Accept-Language, Cookie"


@dataclass(frozen=True)
class Frame:
    """What is around every page; `there` is where the switch of languages leads: this page, or the one before a form."""

    speech: Speech
    address: Address
    there: Address
    now: datetime
    actor: Actor
    csrf: str
    is_signed_in: bool

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.speech.language

    @property
    def rooms(self) -> list[Room]:
        """Where the reader may go."""
        return rooms_for(self.actor)

    @property
    def languages(self) -> list[Language]:
        """All languages, for the switch."""
        return list(Language)


def page(
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    there: str = "",
    instead: str = "",
) -> HTMLResponse:
    """A page from its template and everything that it names.

    `there` is where to read on in another language, if a form led to it; `instead` is it in any case, for an address that nobody shares.
    """
    speech = Speech(language_of(request), desk_of(request).library.local)
    there = there if request.method == "POST" else ""
    shown = {**values, "speech": speech, "frame": _frame(request, speech, instead or there)}
    shown["link"] = address_of(request).link
    shown["ui"] = _ENVIRONMENT.get_template("ui.html").make_module(shown)
    html = _ENVIRONMENT.get_template(template).render(shown)
    about = {"Cache-Control": "no-cache", "Content-Language": speech.language.tag, "Vary": VARY}
    return HTMLResponse(html, status, {**about, **(headers or {})})


def _frame(request: Request, speech: Speech, there: str) -> Frame:
    actor: Actor = getattr(request.state, "actor", ANYONE)
    here = address_of(request)
    return Frame(
        speech=speech,
        address=here,
        there=Address(there, "", here.stated) if there else here,
        now=present(),
        actor=actor,
        csrf=csrf_of(session_token(request)),
        is_signed_in=actor.role is not Role.VISITOR and getattr(request.state, "session", None) is not None,
    )


def _spoken(form: str) -> Callable[..., object]:
    """A function of templates that asks the reader's `Speech`."""

    @pass_context
    def speak(context: Context, *values: Any) -> object:
        return getattr(context["speech"], form)(*values)

    return speak


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # given by the extension
        _spoken("gettext"),
        _spoken("ngettext"),
        newstyle=True,
        pgettext=_spoken("pgettext"),
        npgettext=_spoken("npgettext"),
    )
    environment.filters.update({form: _spoken(form) for form in _FORMS})
    environment.globals.update(watch=watch, asset=address_of_asset)
    return environment


_ENVIRONMENT = _environment()
