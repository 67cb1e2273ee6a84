"""What is usually tried on a site: to lead people elsewhere, to add headers, to leave the folder, to be more than one is."""

from __future__ import annotations

import itertools
import re

from fastapi.routing import APIRoute
from told import add_letter, add_notice, add_project

from api.counters import ROUTERS

EVIL = "evil.example"
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
BREAKS = "%0d%0aSet-Cookie:%20own=1"


async def test_nobody_is_led_to_another_site_whatever_the_request_says(counter):  # open redirect
    await add_project(counter.pool)
    _, code = await add_letter(counter.pool, await add_notice(counter.pool))
    lies = {"Host": EVIL, "X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https", "Referer": f"https://{EVIL}/"}
    form = {"code": code, "next": f"//{EVIL}", "url": f"https://{EVIL}"}

    led = await counter.web.post("/a", data=form, headers=lies)
    others = [
        await counter.web.get(path, headers=lies)
        for path in (f"//{EVIL}/", f"/\\{EVIL}", f"/%2f{EVIL}", f"/r?told=//{EVIL}", f"/?next=//{EVIL}", f"/a/{EVIL}")
    ]

    assert (led.status_code, led.headers["location"]) == (303, f"a/{code}")
    assert [answer.headers.get("location") for answer in others] == [None] * len(others)
    assert not [answer.url for answer in (led, *others) if EVIL in answer.text and 'href="' + EVIL in answer.text]


async def test_a_line_break_in_an_address_makes_no_header(counter):  # header injection
    places = ("/a/", "/r?told=", "/projects/", "/api/v1/projects?after=", "/api/v1/projects/", "/assets/page.css", "/")
    for place in places:
        answer = await counter.web.get(f"{place}{BREAKS}")

        assert answer.status_code < 500, place
        assert "set-cookie" not in answer.headers, place
        assert not [value for value in answer.headers.values() if "\r" in value or "\n" in value], place


async def test_a_line_break_in_a_form_or_a_header_makes_no_header(counter):  # header injection
    form = await counter.web.post("/a", data={"code": "K7M2QX\r\nSet-Cookie: own=1"})
    item = "/projects/2611-150524-04-01-000001/items/LR-01"
    key = await counter.post(f"{item}/receive", {}, "chen", key="k\tSet-Cookie: own=1")

    assert (form.status_code, key.status_code) == (404, 422)
    assert [problem["place"] for problem in key.json()["problems"]] == ["header.Idempotency-Key"]
    assert "set-cookie" not in {*form.headers, *key.headers}


async def test_no_name_leads_out_of_its_folder(counter):  # path traversal
    ups = ("..", "%2e%2e", "..%2f..", "%2e%2e%2f%2e%2e", "..%5c..", "%252e%252e", "....//")
    for up, name in itertools.product(ups, ("pyproject.toml", "etc/passwd", "api/app.py")):
        for path in (f"/assets/{up}/{name}", f"/assets/page.css/{up}/{name}", f"/{up}/{name}", f"/papers/{up}/{name}"):
            answer = await counter.web.get(path)

            assert answer.status_code in (401, 404, 422), path
            assert "[project]" not in answer.text, path


def test_no_route_takes_the_name_of_a_file_as_it_comes():  # path traversal
    assert [route.path for route in ROUTES if re.search(r":path\}", route.path)] == []


async def test_a_token_in_an_address_counts_for_nothing(counter):  # tokens in URLs
    token = counter.tokens["root"]
    said = [
        (await counter.web.get(f"/api/v1/me?{name}={token}")).json()["role"]
        for name in ("token", "access_token", "authorization", "key", "Authorization")
    ]

    assert said == ["visitor"] * 5


# A token is ended by the number of its row, which opens nothing.
_TOKENS_BY_NUMBER = (
    *("/api/v1/me/tokens/{token_id}", "/api/v1/accounts/{person}/tokens/{token_id}"),
    "/admin/people/{person}/tokens/{token_id}/end",
)


def test_no_route_asks_for_a_secret_in_its_address():  # tokens in URLs
    asked = {
        (route.path, field.alias)
        for route in ROUTES
        for field in (*route.dependant.query_params, *route.dependant.path_params)
        if re.search(r"token|password|secret|session$|phone|name$|id_?card", field.alias, re.IGNORECASE)
    }

    assert {path for path, _ in asked} <= {"/assets/{name}", *_TOKENS_BY_NUMBER}, asked


async def test_what_is_not_asked_for_is_refused_and_nothing_of_it_is_kept(counter, project):  # mass assignment
    items = [{"id": "LR-01", "state": "approved"}]
    wanted = {"n": 99, "phase": "closed", "opened_by": "root", "role": "administrator", "epoch": 1, "items": items}
    for name, value in (wanted | {"__proto__": {"role": "administrator"}}).items():
        answer = await counter.post("/projects", project | {name: value}, "chen")

        assert answer.status_code == 422
        assert [problem["place"] for problem in answer.json()["problems"]] == [f"body.{name}"]
    assert not await counter.pool.fetchval("SELECT count(*) FROM dossier WHERE ref = $1", project["ref"])


async def test_an_officer_cannot_say_in_a_body_of_which_department_they_are(counter):  # mass assignment
    period = {"from_at": "2030-01-01T00:00:00Z", "until_at": "2030-01-02T00:00:00Z"}
    body = {"department": "DRC", "person": "officer-DRC", **period}

    answer = await counter.post("/duties", body, "head-NRB")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")


def test_only_the_bureaus_figures_are_answered_as_a_sheet():  # formulas in exports
    kinds = {
        kind
        for route in ROUTES
        for answer in (*route.responses.values(), {"content": {getattr(route.response_class, "media_type", ""): {}}})
        for kind in answer.get("content", {})
    }

    sheets = {str(kind) for kind in kinds if re.search(r"csv|excel|spreadsheet|tab-separated", str(kind))}
    assert sheets == {"text/csv"}, "the bureau's figures, whose cells are made harmless: test_figures"


async def test_what_is_there_cannot_be_found_by_counting(counter):  # id guessing
    """The numbers of cases follow each other, so a number alone opens nothing; what is secret cannot be counted."""
    await add_project(counter.pool)
    codes = {(await add_letter(counter.pool, await add_notice(counter.pool, step=f"s{n}")))[1] for n in range(3)}
    wrong = [f"{'234567'[n]}{code[1:]}" for n, code in enumerate(sorted(codes))]

    answers = [await counter.web.get(f"/a/{code}") for code in wrong if code not in codes]

    assert {answer.status_code for answer in answers} == {404}
