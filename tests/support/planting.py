"""Plants what is personal in every free field that the API knows, and reads everything in which none of it may turn up."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

from counters import Counter
from google.protobuf.message import Message
from httpx import Response
from temporalio.api.common.v1 import Payload

from system.converter import data_converter

PLANTED = re.compile(r"种名某\d|种址\d|1540001\d{4}|15052419900101\d|planted-\d")
_NOT_WORDS = frozenset({"code", "ref", "cron", "language", "link"})
_PUBLIC = frozenset({"open_project", "add_programme", "skip_session"})  # what is told there, is told to everybody
_FILES = frozenset({"publish_calendar", "publish_catalogue", "publish_hotline", "publish_legal", "add_history"})
_HASHED = frozenset({  # what lets somebody in is kept as a hash only: api/accounts
    "login", "accept_invitation", "change_password", "confirm_factor", "make_own_token", "make_system_token", "invite",
    "link_account",
})  # fmt: skip
_UPLOADED = frozenset(
    {"begin_upload", "begin_photo"}
)  # the names of files: api/test_documents looks for them everywhere
_numbers = itertools.count(1)
_keys = itertools.count(1)


def mark(name: str) -> str:
    """Something personal that stands nowhere else, fit for a field of this name."""
    n = next(_numbers)
    match name:
        case "phone":
            return f"1540001{n:04}"
        case "mail":
            return f"planted-{n}@example.org"
        case "name" | "witness" | "other_side":
            return f"种名某{n}"
        case "address" | "place":
            return f"种址{n}号院"
    return f"种名某{n}，电话1540001{n:04}，身份证15052419900101{n:04}，住种址{n}号院"


@dataclass
class Planter:
    """Hands things in at the counters of an office, each with something personal in every free field."""

    office: Counter
    schema: dict[str, Any] = field(init=False)
    operations: dict[str, tuple[str, dict[str, Any]]] = field(init=False)
    sent: set[str] = field(default_factory=set)
    admitted: set[str] = field(default_factory=set)
    answers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.schema = self.office.app.openapi()
        self.operations = {
            operation["operationId"]: (path, body)
            for path, methods in self.schema["paths"].items()
            for operation in methods.values()
            for body in _bodies(operation)
        }

    @property
    def free(self) -> set[str]:
        """The operations that take words, names, numbers or addresses of people."""
        given = {"new": {"x": ""}, "pledge": {"x": ""}, "companies": [{}], "rows": [{}]}
        with_words = {
            name for name, (_, body) in self.operations.items() if len(self._filled(body, given)) > len(given)
        }
        with_words |= {
            name for name, (_, body) in self.operations.items() if PLANTED.search(str(self._filled(body, given)))
        }
        return with_words - _PUBLIC - _FILES - _HASHED - _UPLOADED

    async def sow(self, operation: str, who: str = "", places: dict[str, str] | None = None, **given: Any) -> Response:
        """Do an act with something personal in every free field that is not `given`."""
        path, schema = self.operations[operation]
        body = self._filled(schema, given) if operation not in _PUBLIC else given
        answer = await self.office.post(
            path.removeprefix("/api/v1").format(**places or {}), body, who, f"a-key-of-a-planter-{next(_keys)}"
        )
        self.sent.add(operation)
        if answer.status_code < 300:
            self.admitted.add(operation)
        else:
            self.answers.append(answer.text)  # a refusal says what and where, not who
        return answer

    def _filled(self, schema: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        body = dict(given)
        for name, about in self._resolved(schema).get("properties", {}).items():
            options = [self._resolved(option) for option in about.get("anyOf", about.get("oneOf", [about]))]
            inner = body.get(name)
            if isinstance(inner, dict):
                body[name] = self._filled(options[0], inner)
            elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
                body[name] = [self._filled(options[0]["items"], row) for row in inner]
            elif inner is None and name not in _NOT_WORDS and any(_is_free(option) for option in options):
                body[name] = mark(name)
        return body

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = self.schema["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema


def _bodies(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    content = operation.get("requestBody", {}).get("content", {})
    yield from (about["schema"] for form, about in content.items() if form == "application/json")


def _is_free(option: dict[str, Any]) -> bool:
    is_text = option.get("type") == "string" and not {"enum", "const", "format"} & set(option)
    return is_text and ("pattern" not in option or ("@" in option["pattern"] and "{1,64}@" in option["pattern"]))


def found_in(text: str, where: str) -> list[str]:
    """Each planted thing in a text, with where it was found."""
    return [f"{where}: {text[max(0, hit.start() - 40) : hit.end() + 20]}" for hit in PLANTED.finditer(text)]


async def all_of_temporal(office: Counter, refs: set[str]) -> AsyncIterator[tuple[str, str]]:
    """Whatever Temporal keeps of these cases, readable: histories, memos, search attributes, ids; and the schedules."""
    service, namespace = office.client.workflow_service, office.client.namespace
    async for found in office.client.list_workflows(f"TaskQueue = '{office.task_queue}'"):
        handle = office.client.get_workflow_handle(found.id, run_id=found.run_id)
        yield f"{found.id} described", _readable((await handle.describe()).raw_description)
        history = await handle.fetch_history()
        for event in history.events:
            yield f"{found.id} event {event.event_id}", _readable(event)
        refs.discard(found.id.partition("/")[2])
    async for schedule in await office.client.list_schedules():
        described = await office.client.get_schedule_handle(schedule.id).describe()
        yield f"{schedule.id} schedule in {namespace} of {service!r:.0}", _readable(described.raw_description)


def _readable(message: Message) -> str:
    """A message of Temporal as text, every payload unpacked."""
    return f"{message}{json.dumps(list(_unpacked(message)), ensure_ascii=False, default=repr)}"


def _unpacked(message: Message) -> Iterator[str]:
    if isinstance(message, Payload):
        yield repr(data_converter.payload_converter.from_payloads([message]))
        return
    for about, value in message.ListFields():
        if about.message_type is None:
            continue
        if about.message_type.GetOptions().map_entry:
            values = [inner for inner in value.values() if isinstance(inner, Message)]
        else:
            values = value if about.is_repeated else [value]
        for inner in values:
            yield from _unpacked(inner)
