"""Every address has a rule, an answer for what goes wrong, and a description."""

import itertools
import json
import re

import pytest
from fastapi.routing import APIRoute

from api.access import ACCESS
from api.app import make_app
from api.counters import ROUTERS
from domain.roles import RULES
from system.settings import Settings

APP = make_app(pool=None, client=None, settings=Settings())
ROUTES = [route for router in ROUTERS for route in router.routes]
SCHEMA = APP.openapi()
OPERATIONS = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for path, methods in SCHEMA["paths"].items()
    for method, operation in methods.items()
]


def test_every_route_has_a_rule_and_every_rule_a_route():
    assert all(isinstance(route, APIRoute) for route in ROUTES)
    names = [route.name for route in ROUTES]

    assert sorted(names) == sorted(ACCESS)
    assert set(ACCESS.values()) <= set(RULES)


def test_nothing_else_is_mounted():
    others = {getattr(route, "path", None) for route in APP.routes} - {None}

    assert others == {"/openapi.json"}


def test_no_two_routes_share_an_address():
    addresses = [(method, route.path) for route in ROUTES for method in route.methods]

    assert len(addresses) == len(set(addresses))


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_an_operation_says_what_it_does_and_what_may_go_wrong(method, path, operation):
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"]
    assert operation["operationId"] in ACCESS
    answers = operation["responses"]
    assert "429" in answers
    is_health = "health" in operation["tags"]
    assert is_health or {"401", "503"} <= set(answers)
    assert method != "post" or {"400", "401", "403", "413", "415", "422", "503"} <= set(answers)
    for status, answer in answers.items():
        is_problem = int(status) >= 400 and not is_health
        assert not is_problem or list(answer["content"]) == ["application/problem+json"]


# What an address must not hold, for addresses are written down on their way: what lets somebody in, what proves something, where
# somebody is, and who. One exception stands in letters: whoever opens its link says that a message has come. The other is how OpenID
# Connect leads back: its code is worth nothing in another browser, and nothing a second time.
REVEALING = re.compile(
    r"(^|_)(password|secret|session|token|csrf|proof|code|key|lat|lon|phone|mobile|mail|name|address|text|id_no)$"
)
IN_LETTERS = {("acknowledge_page", "code")}
LED_BACK = {("come_back_outside", "code")}
OF_OURS = {("asset", "name")}  # of a file of the page


def test_nothing_that_lets_somebody_in_and_nothing_personal_is_asked_for_in_an_address():
    asked = {
        (route.name, parameter.alias)
        for route in ROUTES
        for dependant in _dependants(route.dependant)
        for parameter in (*dependant.path_params, *dependant.query_params)
    }

    assert {(name, alias) for name, alias in asked if REVEALING.search(alias)} == IN_LETTERS | LED_BACK | OF_OURS
    assert ("get_project", "ref") in asked


def _dependants(dependant):
    """What a route asks for, and what that asks for."""
    yield dependant
    for inner in dependant.dependencies:
        yield from _dependants(inner)


def test_a_time_of_day_is_described_as_it_is_written():
    assert '"format": "time"' not in json.dumps(SCHEMA)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_part_of_an_address_and_every_header_has_a_limit(method, path, operation):
    for about in operation.get("parameters", ()):
        for option in about["schema"].get("anyOf", [about["schema"]]):
            bounds = set(option)
            if option.get("type") in ("integer", "number"):
                assert {"minimum", "maximum"} <= bounds, f"{method} {path} {about['name']}"
            if option.get("type") == "string":
                assert {"maxLength", "pattern", "enum", "format", "const"} & bounds, f"{method} {path} {about['name']}"


def named(schema):
    """The name of the part to which a schema refers."""
    return schema["$ref"].rpartition("/")[2]


def test_every_body_has_lengths_and_no_room_for_more():
    bodies = {
        named(operation["requestBody"]["content"]["application/json"]["schema"])
        for operation in itertools.chain.from_iterable(methods.values() for methods in SCHEMA["paths"].values())
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }

    seen: set[str] = set()
    while bodies - seen:
        name = min(bodies - seen)
        seen.add(name)
        schema = SCHEMA["components"]["schemas"][name]
        if "enum" in schema:
            continue  # a closed list
        assert schema["additionalProperties"] is False, name
        for field, about in schema["properties"].items():
            for option in about.get("anyOf", about.get("oneOf", [about])):
                within = option.get("items", option)
                if "$ref" in within:
                    bodies.add(named(within))
                    assert "$ref" in option or "maxItems" in option, f"{name}.{field}"
                    continue
                if "const" in option:
                    continue
                bounded = {"maxLength", "pattern", "format", "maximum", "maxItems", "enum"} & set(option)
                assert option["type"] in ("null", "boolean") or bounded, f"{name}.{field}"
