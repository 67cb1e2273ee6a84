"""Plants what is personal in every field of every operation that the API describes, and knows which of them it has reached."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from counters import Counter
from httpx import Response

PLANTED = re.compile(r"种名某\d|种址\d|15400\d{6}|15052419900101\d|planted-\d")
MARKUP = '"><script>alert(1)</script>'  # what must never be more than text on a page
_ID = re.compile(r"planted-\d+")  # an id that is none; a refusal may say that it is not known
_numbers = itertools.count(1)
_keys = itertools.count(1)
Schema = dict[str, Any]


def mark(name: str) -> str:
    """Something personal that stands nowhere else, fit for a field of this name, with a script where words may stand."""
    n = next(_numbers)
    match name:
        case "phone":
            return f"15400{n:06}"
        case "mail":
            return f"planted-{n}@example.org"
        case "name" | "witness" | "other_side":
            return f"种名某{n}{MARKUP}"
        case "address" | "place":
            return f"种址{n}号院{MARKUP}"
        case "code":
            return f"种名某{n}"  # short
    return f"种名某{n}，电话15400{n:06}，身份证15052419900101{n % 10_000:04}，住种址{n}号院{MARKUP}"


def fit(name: str, schema: Schema) -> Any:
    """Something personal that a field of this form takes, or what it asks for where it takes nothing personal."""
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") != "string" or "format" in schema:
        return schema.get("examples", [_OF_TYPE.get(schema.get("type", ""), "2026-11-25")])[0]
    id_ = f"planted-{next(_numbers)}"
    words = [mark(name), mark("mail"), f"https://example.org/{id_}"] if _is_free(schema) else [id_, mark("phone")]
    fitting = [word for word in words if re.fullmatch(schema.get("pattern", ".*"), word)]
    return fitting[0][: schema.get("maxLength")] if fitting else schema.get("examples", ["x"])[0]


_OF_TYPE: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "object": {}, "array": []}


@dataclass
class Planter:
    """Hands things in at the counters of an office, each with something personal in every free field.

    `sent` and `kept` are the fields, by operation and place, in which it was planted, and where that was admitted.
    """

    office: Counter
    schema: Schema = field(init=False)
    operations: dict[str, tuple[str, str, Schema]] = field(init=False)  # method, path, and what is said of it
    sent: set[tuple[str, str]] = field(default_factory=set)
    kept: set[tuple[str, str]] = field(default_factory=set)
    answers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.schema = self.office.app.openapi()  # type: ignore[attr-defined]
        self.operations = {
            operation["operationId"]: (method, path, operation)
            for path, methods in self.schema["paths"].items()
            for method, operation in methods.items()
        }

    @property
    def words(self) -> set[tuple[str, str]]:
        """Every field of every body that takes words, names, numbers or addresses of people, however deep it lies."""
        return {
            (operation, place)
            for operation, (_, _, about) in self.operations.items()
            for body in _bodies(about)
            for place, option in self._leaves(body)
            if _is_free(option)
        }

    @property
    def parameters(self) -> Iterator[tuple[str, str, Schema]]:
        """Every part of an address and every query that is a text: operation, name, form."""
        for operation, (_, _, about) in self.operations.items():
            for one in about.get("parameters", []):
                if one["in"] in ("path", "query"):
                    for option in self._options(one["schema"]):
                        if option.get("type") == "string":
                            yield operation, one["name"], option

    async def sow(self, operation: str, who: str = "", places: dict[str, str] | None = None, **given: Any) -> Response:
        """Do an act with something personal in every free field that is not `given`."""
        path, body = self.operations[operation][1], self.body(operation, **given)
        answer = await self.office.post(
            path.removeprefix("/api/v1").format(**places or {}), body, who, f"planted-{next(_keys)}-a-key-of-a-planter"
        )
        self.planted(operation, body, answer)
        return answer

    def body(self, operation: str, **given: Any) -> dict[str, Any]:
        """A body of an operation, with something personal in every free field that is not `given`."""
        return self._filled(next(_bodies(self.operations[operation][2])), given)

    def planted(self, operation: str, body: Any, answer: Response) -> None:
        """Note in which fields of a body something was planted, and what became of it."""
        places = {(operation, place) for place in _marked(body)}
        self.sent |= places
        if answer.status_code < 300:
            self.kept |= places
        else:
            self.answers.append(answer.text)  # a refusal says what and where, not who

    async def throw(self, who: str, operation: str) -> Response:
        """Plant in everything at once: address, query, header and body, closed forms too; most of it is refused."""
        method, path, about = self.operations[operation]
        query: dict[str, Any] = {}
        headers = self.office.bearing(who)  # type: ignore[attr-defined]
        for one in about.get("parameters", []):
            value = fit(one["name"], self._options(one["schema"])[0])
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", str(value))
            elif one["in"] == "query":
                query[one["name"]] = value
            elif str(value).isascii():
                headers[one["name"]] = str(value)
        body = next((self._thrown(body) for body in _bodies(about)), None)
        sent = {"json": body} if body is not None else {}
        self.sent |= {(operation, place) for place in _marked(body)}
        answer = await self.office.web.request(method.upper(), path, params=query, headers=headers, **sent)
        if answer.status_code >= 300:  # it may name the address that was asked, but nothing of the body
            told = answer.text.replace(path, "")
            self.answers += [
                f"{operation} {word} {told}" for word in _planted(body) if word in told and not _ID.fullmatch(word)
            ]
        return answer

    def _filled(self, schema: Schema, given: dict[str, Any]) -> dict[str, Any]:
        body = dict(given)
        for name, about in self._option_for(schema, given).get("properties", {}).items():
            inner = body.get(name)
            if isinstance(inner, dict):
                body[name] = self._filled(about, inner)
            elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
                items = self._options(about)[0]["items"]
                body[name] = [self._filled(items, row) for row in inner]
            elif inner is None and name not in _GIVEN and any(_is_free(option) for option in self._options(about)):
                body[name] = mark(name)
        return body

    def _thrown(self, schema: Schema) -> Any:
        option = self._options(schema)[0]
        if "properties" in option:
            return {name: self._one(name, about) for name, about in option["properties"].items()}
        return self._one("", schema)

    def _one(self, name: str, schema: Schema) -> Any:
        option = self._options(schema)[0]
        if "properties" in option:
            return self._thrown(option)
        if option.get("type") == "array":
            return [self._one(name, option.get("items", {}))]
        return fit(name, option)

    def _leaves(self, schema: Schema, place: str = "") -> Iterator[tuple[str, Schema]]:
        for option in self._options(schema):
            if option.get("type") == "array":
                yield from self._leaves(option.get("items", {}), f"{place}[]")
            elif "properties" in option:
                for name, about in option["properties"].items():
                    yield from self._leaves(about, f"{place}.{name}" if place else name)
            else:
                yield place, option

    def _options(self, schema: Schema) -> list[Schema]:
        """What a schema allows, references followed; without null."""
        while "$ref" in schema:
            schema = self.schema["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        several = schema.get("anyOf", schema.get("oneOf"))
        if several is None:
            return [schema]
        return [one for option in several for one in self._options(option) if one.get("type") != "null"]

    def _option_for(self, schema: Schema, given: dict[str, Any]) -> Schema:
        """Of several forms the one that what is given belongs to."""
        options = self._options(schema)
        for option in options:
            known = option.get("properties", {})
            if all(key in known and given[key] in _allowed(known[key], given[key]) for key in given):
                return option
        return options[0]


_GIVEN = frozenset({"code", "cron", "link", "language"})  # sown with what they ask for, or not at all


def _allowed(schema: Schema, value: Any) -> list[Any]:
    return [schema["const"]] if "const" in schema else schema.get("enum", [value])


def _bodies(operation: Schema) -> Iterator[Schema]:
    content = operation.get("requestBody", {}).get("content", {})
    yield from (about["schema"] for form, about in content.items() if form == "application/json")


def _is_free(option: Schema) -> bool:
    """Can a word of any script stand there? In the ids of our making none can."""
    if option.get("type") != "string" or {"enum", "const", "format"} & set(option):
        return False
    pattern = option.get("pattern", ".*")
    return any(re.fullmatch(pattern, word) for word in ("种名某", "种名某@example.org", "https://example.org/种名某"))


def _marked(body: Any, place: str = "") -> Iterator[str]:
    """The places of a body in which something was planted."""
    if isinstance(body, dict):
        for name, inner in body.items():
            yield from _marked(inner, f"{place}.{name}" if place else name)
    elif isinstance(body, list):
        for inner in body:
            yield from _marked(inner, f"{place}[]")
    elif isinstance(body, str) and PLANTED.search(body):
        yield place


def _planted(body: Any) -> Iterator[str]:
    """Each text of a body that is planted."""
    if isinstance(body, dict | list):
        for inner in body.values() if isinstance(body, dict) else body:
            yield from _planted(inner)
    elif isinstance(body, str) and PLANTED.search(body):
        yield body


def found_in(text: str, where: str) -> list[str]:
    """Each planted thing in a text, with where it was found."""
    return [f"{where}: {text[max(0, hit.start() - 40) : hit.end() + 20]}" for hit in PLANTED.finditer(text)]
