"""Bad input gets a clear answer and changes nothing."""

import json

FIRST = "PR-05"
PROJECT = "/api/v1/projects/2611-150524-04-01-000001"

LONG = "长" * 2001


BAD_BODIES = (
    ("accept", "{", 400, "invalid_json", "body"),
    ("accept", '{"remarks": NaN}', 400, "invalid_json", "body"),
    ("accept", '{"remarks": 1e999}', 400, "invalid_json", "body"),
    ("accept", '{"remarks": "a", "remarks": "b"}', 400, "invalid_json", "body"),
    ("accept", '{"remarks": 1' + "0" * 5000 + "}", 400, "invalid_json", "body"),
    ("accept", b'{"remarks": "\xff"}', 400, "invalid_json", "body"),
    ("accept", "[" * 30000, 400, "invalid_json", "body"),
    ("accept", '{"remarks": ' + "[" * 20 + "]" * 20 + "}", 422, "invalid_request", "body.remarks"),
    ("accept", "[]", 422, "invalid_request", "body"),
    ("accept", "null", 422, "invalid_request", "body"),
    ("accept", "", 422, "invalid_request", "body"),
    ("accept", '{"remark": "x"}', 422, "invalid_request", "body.remark"),
    ("accept", '{"remarks": 5}', 422, "invalid_request", "body.remarks"),
    ("accept", '{"remarks": "\\u0000"}', 422, "invalid_request", "body.remarks"),
    ("accept", '{"remarks": "\\ud800"}', 422, "invalid_request", "body.remarks"),
    ("accept", '{"remarks": "\\ue000"}', 422, "invalid_request", "body.remarks"),
    ("accept", '{"\\ud800": "x"}', 422, "invalid_request", "body (name 0)"),
    ("accept", json.dumps({"remarks": LONG}), 422, "invalid_request", "body.remarks"),
    ("accept", '{"received_at": "2026-01-01T00:00:00Z"}', 422, "invalid_request", "body.received_at"),
    ("accept", '{"acted_at": "2026-01-01T00:00:00"}', 422, "invalid_request", "body.acted_at"),
    ("accept", '{"acted_at": 1767225600}', 422, "invalid_request", "body.acted_at"),
    ("accept", '{"acted_at": "1767225600"}', 422, "invalid_request", "body.acted_at"),
    ("accept", '{"acted_at": "0001-01-01T00:00:00+14:00"}', 422, "invalid_request", "body.acted_at"),
    ("accept", '{"acted_at": "9999-12-31T23:59:59-14:00"}', 422, "invalid_request", "body.acted_at"),
    ("refuse", '{"reason": "x"}', 422, "invalid_request", "body.remedies"),
    ("refuse", '{"reason": "  ", "remedies": "x"}', 422, "invalid_request", "body.reason"),
    ("extend", '{"days": "5", "reason": "x"}', 422, "invalid_request", "body.days"),
    ("extend", '{"days": 5.0, "reason": "x"}', 422, "invalid_request", "body.days"),
    ("extend", '{"days": true, "reason": "x"}', 422, "invalid_request", "body.days"),
    ("extend", '{"days": 99999999999999, "reason": "x"}', 422, "invalid_request", "body.days"),
    ("extend", '{"days": -1, "reason": "x"}', 422, "invalid_request", "body.days"),
    (
        "pause",
        '{"kind": "a b", "document": "x", "until": "2026-12-01T00:00:00Z"}',
        422,
        "invalid_request",
        "body.kind",
    ),
    ("receive", '{"ahead": "yes"}', 422, "invalid_request", "body.ahead"),
)


async def test_a_bad_body_is_refused_with_its_place(counter):
    people = {"extend": "head-DRC", "receive": "chen"}
    wrong = []
    for act, body, *expected in BAD_BODIES:
        headers = counter.bearing(people.get(act, "officer-DRC")) | {
            "Idempotency-Key": "k",
            "Content-Type": "application/json",
        }
        answer = await counter.web.post(f"{PROJECT}/items/{FIRST}/{act}", content=body, headers=headers)
        told = answer.json()
        found = [answer.status_code, told["code"], told["problems"][0]["place"].partition("[")[0]]
        if found != expected or "\ud800" in answer.text:
            wrong.append((body[:60], found, expected))

    assert wrong == []
    assert len(BAD_BODIES) > 30
    assert await counter.pool.fetchval("SELECT count(*) FROM note") == 0


BAD_HEADERS = (
    ({"Content-Type": "text/plain"}, 415, "unsupported_media_type"),
    ({"Content-Type": "application/json; charset=gbk"}, 415, "unsupported_media_type"),
    ({"Idempotency-Key": ""}, 422, "invalid_request"),
    ({"Idempotency-Key": "k" * 101}, 422, "invalid_request"),
    ({"Idempotency-Key": "k\u00e9"}, 422, "invalid_request"),
    ({"Authorization": "Bearer nobody"}, 401, "token_unknown"),
    ({"Authorization": "Basic Y2hlbjp4"}, 401, "token_unknown"),
    ({"Authorization": "Bearer \u00e9"}, 401, "token_unknown"),
)


async def test_a_bad_header_is_refused(counter):
    wrong = []
    for headers, *expected in BAD_HEADERS:
        sent = counter.bearing("chen") | {"Idempotency-Key": "k", "Content-Type": "application/json"} | headers
        raw = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
        answer = await counter.web.post(f"{PROJECT}/items/{FIRST}/receive", content="{}", headers=raw)
        found = [answer.status_code, answer.json()["code"]]
        if found != expected or (found[0] == 401) != ("www-authenticate" in answer.headers):
            wrong.append((headers, found, expected))

    assert wrong == []


async def test_a_key_is_required(counter):
    answer = await counter.web.post(
        f"/api/v1/projects/2611-150524-04-01-000001/items/{FIRST}/receive", json={}, headers=counter.bearing("chen")
    )

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["place"] == "header.Idempotency-Key"


async def test_too_large_a_body_is_refused_whatever_it_says_of_itself(counter):
    async def pieces():
        for _ in range(70):
            yield b" " * 1024

    declared = await counter.post("/projects", {"name": "x" * 70000}, "chen")
    streamed = await counter.web.post(
        "/api/v1/projects", content=pieces(), headers=counter.bearing("chen") | {"Content-Type": "application/json"}
    )
    file = await counter.post("/catalogues", {"text": "x" * 2**20}, "root")

    assert [(a.status_code, a.json()["code"]) for a in (declared, streamed, file)] == [(413, "body_too_large")] * 3


BAD_PROJECTS = (
    ({"ref": "2611"}, "invalid_request", "body.ref"),
    ({"ref": "２611-150524-04-01-000001"}, "invalid_request", "body.ref"),
    ({"ref": "2611-150524-04-01-000001\n"}, "invalid_request", "body.ref"),
    ({"name": "  "}, "invalid_request", "body.name"),
    ({"name": "长" * 201}, "invalid_request", "body.name"),
    ({"flags": "civil_building"}, "invalid_request", "body.flags"),
    ({"flags": ["x"] * 61}, "invalid_request", "body.flags"),
    ({"project_type": "palace"}, "unknown_choice", "body.project_type"),
    ({"land_mode": "gift"}, "unknown_choice", "body.land_mode"),
    ({"rule_set": "none"}, "unknown_choice", "body.rule_set"),
    ({"flags": ["haunted"]}, "unknown_choice", "body.flags"),
    ({"flags": ["eia_report_book"]}, "flag_missing", "body.flags"),
    ({"color": "red"}, "invalid_request", "body.color"),
)


async def test_a_bad_project_is_refused_and_not_kept(counter, project):
    wrong = []
    for change, code, place in BAD_PROJECTS:
        answer = await counter.post("/projects", project | change, "chen")
        problem = answer.json()
        told = problem.get("place") or problem["problems"][0]["place"]
        if (answer.status_code, problem["code"], told) != (422, code, place):
            wrong.append((change, answer.text))
        assert code != "unknown_choice" or problem["allowed"]

    assert wrong == []
    assert await counter.pool.fetchval("SELECT count(*) FROM dossier") == 0


NOT_FOR_THEM = (
    ("chen", {"applicant": "zhou"}, 403, "not_yours"),
    ("chen", {"helper": "bai"}, 403, "not_yours"),
    ("bai", {"applicant": "chen", "helper": "bao"}, 403, "not_yours"),
    ("bai", {"applicant": "nobody"}, 422, "unknown_person"),
    ("root", {"applicant": "bai"}, 422, "unknown_person"),
    ("root", {"helper": "chen"}, 422, "unknown_person"),
    ("officer-DRC", {}, 403, "not_allowed"),
)


async def test_nobody_opens_a_project_for_somebody_who_cannot_have_it(counter, project):
    answers = [await counter.post("/projects", project | change, who) for who, change, *_ in NOT_FOR_THEM]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(row[2], row[3]) for row in NOT_FOR_THEM]


BAD_ADDRESSES = (
    "/projects?limit=0",
    "/projects?limit=101",
    "/projects?limit=x",
    "/projects?after=%00",
    "/projects/x",
    "/projects/2611-150524-04-01-00000%00",
    "/projects/2611-150524-04-01-000001/events?after=-1",
    "/projects/2611-150524-04-01-000001/events?after=99999999999999999999",
    "/projects/2611-150524-04-01-000001/items/%F0%9F%98%80/why",
    "/projects/2611-150524-04-01-000001/live?after=x",
    "/projects/2611-150524-04-01-000001/commands/x",
    "/inbox?after=x",
    "/inbox?after=W10",
    "/inbox?after=WyIiXQ",
    "/inbox?after=WyJ4IiwgImEiLCAiYiJd",
    "/inbox?department=%00",
    "/outbox?after=WyIiLCAibm90LWFuLWlkIl0",
    "/review?after=WyIiLCAiYSIsICJiIl0",
)


async def test_a_bad_address_is_refused(counter):
    answers = {address: await counter.get(address, "shen") for address in BAD_ADDRESSES}

    assert {a: answer.text for a, answer in answers.items() if answer.status_code != 422} == {}
    assert {answer.json()["code"] for answer in answers.values()} == {"invalid_request"}


async def test_a_bad_last_event_id_is_refused(counter):
    answer = await counter.get("/projects/2611-150524-04-01-000001/live", **{"Last-Event-ID": "abc"})

    assert answer.status_code == 422


NOT_THERE = (
    ("GET", "/api/v1/nothing", 404, "unknown_address"),
    ("DELETE", "/api/v1/projects/2611-150524-04-01-000001", 405, "method_not_allowed"),
    ("GET", "/api/v1/projects/2611-150524-04-01-000001", 404, "unknown_project"),
    ("GET", "/api/v1/projects/2611-150524-04-01-000001/events", 404, "unknown_project"),
    ("GET", "/api/v1/projects/2611-150524-04-01-000001/cycle", 404, "unknown_project"),
    ("GET", "/api/v1/projects/2611-150524-04-01-000001/live", 404, "unknown_project"),
    ("GET", "/api/v1/projects/2611-150524-04-01-000001/items/PR-05/why", 404, "unknown_project"),
)


async def test_what_is_not_there_is_told_as_a_problem(counter):
    answers = [await counter.web.request(method, address) for method, address, *_ in NOT_THERE]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(row[2], row[3]) for row in NOT_THERE]
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}


async def test_a_wrong_method_is_told_the_right_ones(counter):
    answer = await counter.web.delete("/api/v1/projects")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
