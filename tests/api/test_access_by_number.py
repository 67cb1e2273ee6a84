"""What a code of a case opens, and that nothing is learnt from a number without it, at every route that has one."""

import belongings
from knocking import ANYWHERE, FOREIGN, OWN, ROUTES
from sending import BODIES, ITEM, SAID_WITH_CODE

from api.access import ACCESS, ASKERS_ACTS
from api.commands import HASH_LENGTH
from domain.roles import RULES, Relation

ref, request_ref = belongings.ref, belongings.request_ref
legal_ref, things = belongings.legal_ref, belongings.things
BY_CODE_ELSEWHERE = {"request_form", "request_page", "answer_on_page", "receipt_page"}  # test_tracking, test_printing
BY_CODE_ELSEWHERE |= {"photos_on_page"}  # pages/test_report
BY_CODE_ELSEWHERE |= {f"{act}_on_page" for act in ASKERS_ACTS}  # test_asker_page
BY_CODE_ELSEWHERE |= {"take_own_as_citizen", "take_own_file", "erase_own"}  # privacy/test_own
BY_CODE_ELSEWHERE |= {"begin_photo", "send_photo_piece", "finish_photo"}  # test_photos
BY_CODE_ELSEWHERE |= {"acknowledge_form", "acknowledge_page", "acknowledge"}  # test_acknowledging
BY_CODE_ELSEWHERE |= {"twilio_status", "twilio_inbound", "twilio_voice"}  # test_twilio_hooks


async def test_what_a_code_opens_it_opens_for_every_role_and_nothing_else_opens_it(
    counter, request_ref, legal_ref, monkeypatch
):
    counter.app.state.desk.temporal._client = None
    monkeypatch.setattr("api.guesses.PER_ADDRESS", 10_000)
    monkeypatch.setattr("api.guesses.IN_TOTAL", 10_000)
    right = {"requests": (request_ref, "ABCDEF"), "legal": (legal_ref, await _code_of(counter, legal_ref))}
    routes = [route for route in ROUTES if Relation.PROVEN in RULES[ACCESS[route.name]].values()]
    wrong = []
    for route in routes:
        if route.name in BY_CODE_ELSEWHERE:
            continue
        ref, code = right[route.path.split("/")[3]]
        for role, who in {**FOREIGN, **OWN, **ANYWHERE}.items():
            got = [await _said(counter, route, who, ref, told) for told in (code, "K7M2QX")]
            if got != ["yes", "unknown_tracking"]:
                wrong.append((route.name, role.value, got))

    assert not wrong, "\n".join(map(str, wrong))
    assert {route.name for route in routes} >= BY_CODE_ELSEWHERE | set(SAID_WITH_CODE)


async def _code_of(counter, ref):
    return await counter.pool.fetchval("SELECT code FROM asker WHERE ref = $1", ref)


async def _said(counter, route, who, ref, code):
    """`yes` when a code let somebody in, else the code of the refusal."""
    path, method = route.path.format(ref=ref), next(iter(route.methods))
    headers = counter.bearing(who) | {"Idempotency-Key": f"said-{route.name}-{who}", "Query-Code": code}
    body = {"code": code, **SAID_WITH_CODE.get(route.name, {})} | ({} if "{ref}" in route.path else {"ref": ref})
    answer = await counter.web.request(method, path, headers=headers, json=body if method == "POST" else None)
    told = answer.json().get("code", "") if answer.status_code >= 400 else ""
    return told if told in ("unknown_tracking", "too_many_guesses", "bad_input", "code_missing") else "yes"


async def test_a_case_that_is_none_of_theirs_is_answered_like_one_that_is_not_there(counter, ref, things, project):
    """Numbers follow each other, so whoever counts must learn nothing: neither words, nor a status, nor a header."""
    counter.app.state.desk.temporal._client = None
    there = {"requests": things["request_ref"], "papers": things["request_ref"], "legal": things["legal_ref"]}
    there |= {"notices": things["legal_ref"]}
    wrong, asked = [], 0
    for route in ROUTES:
        service = next((name for name in there if f"/{name}/{{ref}}" in route.path), "")
        if not service:
            continue
        real = there[service]
        made_up = f"{real[:-1]}{'0' if real[-1] != '0' else '1'}"
        for who in ("", "zhou", "bao", "stranger", "wen", "jian"):
            told = [await _whole_answer(counter, route, who, number, things) for number in (real, made_up)]
            asked += 1
            if told[0].replace(real, "*") != told[1].replace(made_up, "*"):
                wrong.append((route.name, who, *told))

    assert wrong == [], "\n".join(map(str, wrong))
    assert asked > 300


async def _whole_answer(counter, route, who, ref, things):
    """Everything that somebody is told, without the codes of a case: these they do not have."""
    about = things | {"ref": ref, "item": ITEM, "command": "x" * HASH_LENGTH, "code": "K7M2QX", "programme": "weekly"}
    body = BODIES.get(route.name, {}) | {"code": "K7M2QX", **SAID_WITH_CODE.get(route.name, {})}
    if route.name not in SAID_WITH_CODE:
        body.pop("code")
    headers = counter.bearing(who) | {"Query-Code": "K7M2QX", "Idempotency-Key": f"guess-{route.name}-{who}"}
    sent = {"json": body} if route.methods & {"POST", "PATCH"} else {}
    counter.app.state.desk.guesses._wrong.clear()
    counter.app.state.desk.guesses._by.clear()
    answer = await counter.web.request(next(iter(route.methods)), route.path.format(**about), headers=headers, **sent)
    heads = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return f"{answer.status_code} {heads} {answer.text}"
