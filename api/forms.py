"""Forms, as browsers and carriers send them, read strictly: every field counts, blank ones and blanks at the end too."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import ImmutableMultiDict

from api.refusals import BadForm

Form = ImmutableMultiDict[str, str]
_MOST_FIELDS = 200


async def form_of(request: Request) -> Form:
    """The form that came with a request; that it has the type and size of one was seen to by `api.intake`.

    Raises:
        BadForm: it is not UTF-8, has too many fields, or a character that cannot be kept (NUL).
    """
    try:
        body = (await request.body()).decode("utf-8")
        pairs = parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as fault:
        raise BadForm([{"place": "body", "reason": f"This is not a form: {type(fault).__name__}."}]) from fault
    for name, value in pairs:
        if "\0" in name + value:
            reason = "U+0000 is not a character that can be kept."
            raise BadForm([{"place": f"body.{name[:60]}".replace("\0", "?"), "reason": reason}])
    return Form(pairs)
