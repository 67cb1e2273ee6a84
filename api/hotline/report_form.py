"""What the pages have in common on which everybody reports something: the form that comes back with what is wrong, and the receipt.

The receipt is the answer to the form, for its query code must stand in no address; sent again under its key, the form gets the
same receipt. The words come before the photos: a photo that is not taken never costs the report.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus

from fastapi import Request
from starlette.responses import Response

from api.bodies import MOST_LABEL, MOST_TEXT
from api.desk import Desk
from api.documents.attaching import MOST_AT_ONCE, Photo, attach_photos, photos_in, told_of
from api.filling import Unfit, fresh_key, key_in
from api.forms import Form
from api.hotline.reports import ReportAnswer
from api.language import Language
from api.multipart import sent_of
from api.refusals import UnknownValue
from api.refused import sentence_of
from api.templates import page
from api.wordbook import N_
from domain.refusals import KeyReused, Refusal

_TRY_AGAIN = N_("这张表此前已经登记过，这次填写的内容不同。如果是另一件事，请再提交一次。")
_CHOOSE = N_("请从所列各项中选择。")


@dataclass(frozen=True)
class Typed:
    """A form with what was typed, what is wrong with which field, and what is told above it; files a browser never gives back."""

    form: Form = field(default_factory=Form)
    key: str = field(default_factory=fresh_key)
    faults: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    refused: int = HTTPStatus.OK

    def shown(
        self,
        request: Request,
        template: str,
        values: Mapping[str, object],
        *,
        there: str,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The form as a page at `there`, with what only this one needs (`values`)."""
        common = {
            "key": self.key,
            "typed": self.form,
            "faults": self.faults,
            "told": self.told,
            "languages": [(language.value, language.own_name) for language in Language],
            "most_photos": MOST_AT_ONCE,
            "most_text": MOST_TEXT,
            "most_label": MOST_LABEL,
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if self.faults else self.refused
        return page(request, template, {**common, **values}, status=status, headers=headers, there=there)


async def report_taken(
    request: Request,
    desk: Desk,
    at: datetime,
    take_in: Callable[[Form, str], Awaitable[tuple[ReportAnswer, str]]],
    show: Callable[[Typed], Awaitable[Response]],
    *,
    there: str,
    unknown_in: Mapping[str, str] | None = None,
) -> Response:
    """Take a report in with its photos, and show the receipt; or the form again, with what is wrong with it.

    `take_in` answers a form under its key, with the id of the complainant; `there` is where the form is. `unknown_in` says of a field
    that is no choice what is wrong with it when what it names is not known.
    """
    sent = await sent_of(request)
    typed = Typed(sent.form, key_in(sent.form))
    try:
        answer, complainant = await take_in(typed.form, typed.key)
    except Unfit as unfit:
        return await show(replace(typed, faults=unfit.faults))
    except UnknownValue as unknown:
        name = unknown.facts["place"].removeprefix("body.")
        return await show(replace(typed, faults={name: (unknown_in or {}).get(name, _CHOOSE)}))
    except KeyReused:
        return await show(replace(typed, key=fresh_key(), told=_TRY_AGAIN, refused=HTTPStatus.CONFLICT))
    except Refusal as refusal:
        return await show(replace(typed, told=sentence_of(refusal), refused=refusal.status))
    photos = await attach_photos(desk, answer.ref, complainant, photos_in(sent.files), at)
    return _receipt(request, answer, photos, there=there)


def _receipt(request: Request, answer: ReportAnswer, photos: list[Photo], *, there: str) -> Response:
    """Number and query code, and what became of the photos."""
    values = {"answer": answer, "most_photos": MOST_AT_ONCE, **told_of(photos)}
    headers = {"Cache-Control": "no-store"}
    return page(request, "reported.html", values, status=HTTPStatus.CREATED, headers=headers, there=there)
