"""A form of ours, read into the body that the JSON route of the same act takes; what does not fit is told at its field.

A field that was left blank was not said. A list is several fields of one name, a yes the value `yes`, an inner body's field `outer.inner`,
and a time as `<input type="datetime-local">` sends it is ours: 2026-11-25T09:30 in the banner.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.responses import Response

from api.forms import Form
from api.refusals import Away
from api.wordbook import N_
from domain.refusals import Refusal

KEY_FIELD = "key"
_FAULT = N_("不能这样填写，请检查。")
_FAULTS = {
    "missing": N_("请填写此项。"),
    "string_too_short": N_("请填写此项。"),
    "too_short": N_("请填写此项。"),
    "string_too_long": N_("内容过长。"),
    "too_long": N_("内容过多。"),
    "literal_error": N_("请从所列各项中选择。"),
    "enum": N_("请从所列各项中选择。"),
    "int_type": N_("请填写整数。"),
    "int_parsing": N_("请填写整数。"),
    "float_type": N_("请填写数字。"),
    "datetime_from_date_parsing": N_("请填写日期和时间。"),
    "lead_assists": N_("牵头单位不能同时是协办单位。"),
    "greater_than_equal": N_("数值过小。"),
    "less_than_equal": N_("数值过大。"),
}
Schema = Mapping[str, Any]
B = TypeVar("B", bound=BaseModel)


class Unfit(Exception):
    """What was filled in does not fit: by field, the sentence to show there (a word of the pages)."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def filled(form: Form, body: type[B], **more: Any) -> B:
    """What was filled in, as a body; `more` are fields that the page itself states.

    Raises:
        Unfit: it is not whole, or nothing that can be kept.
    """
    schema = _schema(body)
    said = _read(form, schema, schema.get("$defs", {}), "")
    try:
        return body.model_validate(said | more)
    except ValidationError as fault:
        raise Unfit({_place(error): _sentence(error) for error in reversed(fault.errors())}) from fault


def fresh_key() -> str:
    """A key for a form that is shown: sent twice, it is obeyed once."""
    return secrets.token_urlsafe(12)


def key_in(form: Form) -> str:
    """The key with which a form was shown; a new one for a form without one that could be kept."""
    key = form.get(KEY_FIELD, "")
    return key if key.isascii() and key.isprintable() and 0 < len(key) <= 100 else fresh_key()


def key_again(form: Form, refusal: Refusal | None) -> str:
    """The key of a form that is shown again: the same where it may still be obeyed; one that was refused stands for its words for ever."""
    return fresh_key() if refusal and not isinstance(refusal, Away) else key_in(form)


def told_after(answer: Response) -> str:
    """What an act of the JSON routes answered, as a page tells it: `done`, or `pending` when it is taken and not yet written down."""
    return "pending" if answer.status_code == 202 else "done"


TOLD = {
    "done": ("green", N_("已办理。")),
    "pending": ("yellow", N_("已收到，正在登记；以收到时间为准。")),
}


@cache
def _schema(body: type[BaseModel]) -> Schema:
    return body.model_json_schema()


def _read(form: Form, schema: Schema, definitions: Schema, before: str) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, about in schema.get("properties", {}).items():
        option, place = _option(about, definitions), f"{before}{name}"
        if "properties" in option:
            if inner := _read(form, option, definitions, f"{place}."):
                said[name] = inner
        elif place in form:
            value = _value(form, place, option, definitions)
            if value not in ("", []):
                said[name] = value
    return said


def _option(about: Schema, definitions: Schema) -> Schema:
    """What a field takes; of several the first that is something."""
    if "$ref" in about:
        return _option(definitions[about["$ref"].rpartition("/")[2]], definitions)
    options = about.get("anyOf", about.get("oneOf"))
    return _option(next(one for one in options if one.get("type") != "null"), definitions) if options else about


def _value(form: Form, place: str, option: Schema, definitions: Schema) -> Any:
    kind, typed = option.get("type"), form[place].replace("\r\n", "\n").strip()
    if kind == "array":
        one = _option(option.get("items", {}), definitions)
        return [_READ.get(one.get("type", ""), str)(value) for value in form.getlist(place) if value]
    if option.get("format") == "date-time" and len(typed) in (16, 19):
        return f"{typed}+08:00"
    return _READ.get(kind or "", str)(typed) if typed else ""


def _number(typed: str) -> object:
    """A number if it is one; else what was typed, which the body refuses."""
    try:
        return int(typed) if typed.lstrip("-").isdecimal() else float(typed)
    except ValueError:
        return typed


_READ: dict[str, Callable[[str], object]] = {
    "boolean": lambda typed: {"yes": True, "no": False}.get(typed, typed),
    "integer": _number,
    "number": _number,
}


def _place(error: ErrorDetails) -> str:
    return ".".join(str(part) for part in error["loc"] if isinstance(part, str)) or "form"


def _sentence(error: ErrorDetails) -> str:
    return _FAULTS.get(error["type"], _FAULT)
