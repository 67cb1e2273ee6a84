"""Who may come to which counter: every route, every role, own and foreign, against the law's own table."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from banner import Banner
from circle import CLERK, DIRECTOR, Circle
from post import Post

from api.access import ACCESS, ASKERS_ACTS
from api.app import ROUTERS
from api.commands import HASH_LENGTH
from domain.roles import RULES, Act, Relation, Role
from store.rosters import add_absence, add_duty

ITEM = "LR-01"  # of the department NRB
NO_SUCH = "00000000-0000-4000-8000-000000000000"
AWAY_FROM = datetime.now(UTC) + timedelta(days=2)
MATERIAL = "boundary_survey"  # which NRB needs
PERIOD = {"from_at": AWAY_FROM.isoformat(), "until_at": (AWAY_FROM + timedelta(days=1)).isoformat()}
BODIES = {
    "correct_item": {"remarks": "x"},
    "decline_item": {"reason": "x", "remedies": "x"},
    "pause_item": {
        "kind": "expert_review",
        "document": "x",
        "until": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
    },
    "extend_item": {"days": 1, "reason": "x"},
    "refuse_item": {"reason": "x", "remedies": "x"},
    "withdraw_item": {"reason": "x"},
    "explain_item": {"reason": "x"},
    "assign_item": {"officer": "officer-NRB"},
    "revoke_item": {"reason": "x"},
    "receive_items": {"items": [ITEM]},
    "settle_message": {"outcome": "told"},
    "add_absence": {"person": "officer-NRB", **PERIOD},
    "add_duty": {"department": "NRB", "person": "officer-NRB", **PERIOD},
    "publish_calendar": {"text": "year = 0"},
    "publish_catalogue": {"text": "="},
    "publish_hotline": {"text": "="},
    "request_accept": {"kind": "consultation"},
    "request_reclassify": {"kind": "consultation", "reason": "x"},
    "request_pause": {"reason": "third_party", "document": "x", "until": AWAY_FROM.isoformat()},
    "request_ask_extension": {"hours": 1, "reason": "x"},
    "request_deny_extension": {"reason": "x"},
    "request_park": {"review_at": AWAY_FROM.isoformat(), "reason": "x"},
    "request_return": {"reason": "not_our_duty", "proposed": "HUB", "text": "x"},
    "request_escalate": {"reason": "x"},
    "request_comment": {"text": "x"},
    "request_close": {"text": "x"},
    "request_advise": {"road": "court"},
    "request_call": {"outcome": "no_answer"},
    "request_reopen": {"reason": "x"},
    "request_merge": {"into": "H20200101-000001"},
    "request_deny_withdrawal": {"reason": "x"},
    "publish_legal": {"text": "="},
    "legal_reply": {"text": "x"},
    "legal_refer": {"reason": "other_field"},
    "legal_assign": {"person": "bo"},
    "legal_decline": {"reason": "busy"},
    "legal_comment": {"text": "x"},
    "aid_ask_papers": {"proofs": ["identity"]},
    "aid_refuse": {"ground": "not_in_scope", "text": "x"},
    "aid_hurry": {"urgency": "evidence"},
    "aid_deny_change": {"text": "x"},
    "aid_verify": {"yes": True, "text": "x"},
    "aid_work": {"kind": "meeting", "text": "x"},
    "aid_close": {"text": "x"},
    "aid_terminate": {"ground": "asked_to_end", "text": "x"},
    "aid_decide_objection": {"yes": True, "text": "x"},
    "legal_become": {"new": {"to": "visit", "group": "elderly", "address": "x"}},
    "checkup_find": {"severity": "high", "field": "labour", "text": "x"},
    "checkup_report": {"text": "x"},
    "checkup_follow": {"finding": 1, "result": "mended"},
    "visit_confirm": {"at": AWAY_FROM.isoformat()},
    "visit_done": {"outcome": "advised", "text": "x"},
    "add_programme": {"id": "new", "name_zh": "x", "name_en": "x", "host": "ann", "cron": "30 19 * * 3"},
    "set_programme_host": {"host": "ann"},
    "skip_session": {"on_day": "2099-01-01", "why": "x"},
    "record_session": {"starts_at": "2026-11-25T19:30:00+08:00", "held": True},
    "subscribe": {"phone": "15400000001"},
    "unsubscribe": {"code": "K7M2QX"},
    "begin_upload": {"material": MATERIAL, "name": "x.pdf", "size": 9, "sha256": "0" * 64},
    "login": {"person": "nobody", "password": "x"},
    "accept_invitation": {"person": "nobody", "code": "x", "password": "x"},
    "invite": {"person": "somebody-new", "role": "applicant"},
    "make_system_token": {"label": "x", "scope": ["read_public"], "expires_at": AWAY_FROM.isoformat()},
    "move_work": {"to": "head-NRB"},
    "change_password": {"present": "x", "new": "x"},
    "confirm_factor": {"code": "x"},
    "make_own_token": {"label": "x", "scope": ["read_public"], "expires_at": AWAY_FROM.isoformat()},
    "take_own_as_citizen": {"ref": "H20200101-000001", "code": "K7M2QX"},
    "erase_own": {"ref": "H20200101-000001", "code": "K7M2QX"},
    "place_hold": {"ref": "H20200101-000001", "reason": "lawsuit"},
    "lift_hold": {"ref": "H20200101-000001", "reason": "lawsuit"},
}
# Each role with a person to whom the project, the item or the request belongs, and one to whom it does not.
OWN = {Role.APPLICANT: "chen", Role.HELPER: "bai", Role.OFFICER: "officer-NRB", Role.HEAD: "head-NRB"}
OWN |= {Role.GRID_MEMBER: "grid-NRB"}
FOREIGN = {Role.APPLICANT: "zhou", Role.HELPER: "bao", Role.OFFICER: "officer-DRC", Role.HEAD: "head-DRC"}
FOREIGN |= {Role.GRID_MEMBER: "grid-T1", Role.LAWYER: "stranger"}
ANYWHERE = {Role.VISITOR: "", Role.SUPERVISOR: "shen", Role.ADMINISTRATOR: "root"}
ANYWHERE |= {Role.SECURITY: "wen", Role.AUDITOR: "jian"}
ANYWHERE |= {Role.DISPATCHER: "dispatcher-1", Role.LEADER: "leader"}
ANYWHERE |= {Role.LAWYER: "ann", Role.CLERK: CLERK, Role.DIRECTOR: DIRECTOR}
PEOPLE = [(role, who, True) for role, who in (OWN | ANYWHERE).items()] + [(r, w, False) for r, w in FOREIGN.items()]
# The documents of a project are shared by all departments that have an item in it: DRC has, FGB has none.
SHARED = {Act.READ_DOCUMENTS, Act.READ_ORIGINAL}
UPLOAD = """
INSERT INTO upload (id, ref, material, name, size, digest, begun_by, begun_at, expires_at, content)
VALUES ($1, $2, $3, 'x.pdf', 9, '', 'chen', now(), now() + interval '1 day', $4)
"""
DOCUMENT = """
INSERT INTO document (id, ref, material, version, name, kind, content, handed_in_by, handed_in_at)
VALUES ($1, $2, $3, 1, 'x.pdf', 'pdf', $4, 'chen', now())
"""
OWN_LISTS = {
    "open_project",
    "get_inbox",
    "get_request_inbox",
    "get_unreached",
    "list_absences",
    "list_duties",
    "outbox_page",
    "settle_on_page",
}
OWN_LISTS |= {"list_activity_kinds", "list_activities", "list_checkups", "get_legal_mine"}
# What is none of theirs is shown with a thing of its own kind: sessions, activities and check-ups have tests for it.
OWN_LISTS |= {"record_session", "add_activity", "take_back_activity", "get_checkup"}
BY_CODE_ELSEWHERE = {"request_form", "request_page", "answer_on_page"}  # test_tracking
BY_CODE_ELSEWHERE |= {f"{act}_on_page" for act in ASKERS_ACTS}  # test_asker_page
BY_CODE_ELSEWHERE |= {"take_own_as_citizen", "erase_own"}  # privacy/test_own
BY_CODE_ELSEWHERE |= {"begin_photo", "send_photo_piece", "finish_photo"}  # test_photos
BY_CODE_ELSEWHERE |= {"acknowledge_form", "acknowledge_page", "acknowledge"}  # test_acknowledging
BY_CODE_ELSEWHERE |= {"twilio_status", "twilio_inbound", "twilio_voice"}  # test_twilio_hooks
SAID_WITH_CODE = {
    "answer_request": {"solved": True},
    "withdraw_request": {"reason": "x"},
    "add_words": {"text": "x"},
    "legal_rate": {"satisfied": 5},
    "legal_say": {"kind": "thanks", "text": "x"},
    "aid_supply": {"text": "x"},
    "aid_ask_change": {"text": "x"},
    "aid_object": {"text": "x"},
}
ROUTES = [
    route
    for router in ROUTERS
    for route in router.routes
    if not route.name.startswith("follow_") and route.name != "asset"
]


def expected(act: Act, role: Role, *, own: bool) -> str:
    """What the law says: `yes`, or the code of the refusal."""
    relation = RULES[act].get(role)
    if relation is None:
        return "token_missing" if role is Role.VISITOR else "not_allowed"
    if relation is Relation.ASSIGNED:
        return "yes" if own else "unknown_case"
    return "yes" if relation in (Relation.ANY, Relation.PROVEN) or own else "not_yours"


@pytest.fixture
async def ref(counter):
    """A project of chen's, whom bai helps; nobody works, for what the case says does not matter here."""
    await counter.pool.execute("INSERT INTO person (id, name, role) VALUES ('bao', '包帮办', 'helper')")
    await counter.pool.execute(
        "INSERT INTO token (hash, person, label) VALUES (sha256('token-of-bao'::bytea), 'bao', 'test')"
    )
    counter.tokens["bao"] = "token-of-bao"
    async with counter.worker():
        return await counter.open(
            "root",
            applicant="chen",
            helper="bai",
            project_type="ent_approval",
            flags=["land_allocation_or_separate_site"],
        )


@pytest.fixture
async def request_ref(counter):
    """A request that NRB holds."""
    banner = await Banner.staffed(counter)
    ref = await banner.handed_in()
    await counter.pool.execute(
        "INSERT INTO request (ref, state, kind, level, body, owner, n, updated_at)"
        " VALUES ($1, 'handling', 'consultation', 'banner', 'NRB', 'officer-NRB', 2, now())",
        ref,
    )
    await counter.pool.execute(
        "INSERT INTO custody (ref, n, level, body, owner, since) VALUES ($1, 1, 'banner', 'NRB', 'officer-NRB', now())",
        ref,
    )
    return ref


@pytest.fixture
async def legal_ref(counter, request_ref):
    """An application for legal aid that ann has; nobody works."""
    circle = await Circle.staffed(counter)
    ref = (await circle.ask("aid", {"text": "欠薪", "kind": "wages", "groups": ["poor"]})).json()["ref"]
    await counter.pool.execute(
        "INSERT INTO assignment (ref, n, service, person, how, since) VALUES ($1, 1, 'aid', 'ann', 'offer', now())", ref
    )
    await counter.pool.execute(
        "INSERT INTO legal_case (ref, service, state, holder, updated_at) VALUES ($1, 'aid', 'received', 'ann', now())",
        ref,
    )
    return ref


@pytest.fixture
async def things(counter, ref, request_ref, legal_ref):
    """A message that a person must tell, an absence, a duty and a request, all of the department NRB."""
    from_at = datetime.now(UTC)
    until_at = from_at + timedelta(days=1)
    async with counter.pool.acquire() as connection:
        absent, _ = await add_absence(connection, "officer-NRB", from_at, until_at, stand_in=None, by="root")
        on_duty, _ = await add_duty(connection, "NRB", "head-NRB", from_at, until_at, by="root")
    message = await Post(counter.pool).listed(ref, "person:officer-NRB")
    content = await counter.pool.fetchval(
        "INSERT INTO content (digest, size, made_at) VALUES ('', 9, now()) RETURNING id"
    )
    upload, document = "u" * 32, "d" * 20
    await counter.pool.execute(UPLOAD, upload, ref, MATERIAL, content)
    await counter.pool.execute(DOCUMENT, document, ref, MATERIAL, content)
    about = {
        "request_ref": request_ref,
        "legal_ref": legal_ref,
        "activity": "x" * HASH_LENGTH,
        "plan": "00000000-0000-4000-8000-000000000000",
        "cycle": 1,
        "paper": "assignment",
        "body": "T1-V01",
        "upload": upload,
        "document": document,
        "session_id": NO_SUCH,
        "token_id": NO_SUCH,
        "person": "officer-NRB",
        "n": 1,
    }
    return {"message": message, "absence": absent, "duty": on_duty, "outcome": "told", **about}


async def test_every_route_lets_in_whom_the_law_lets_in(counter, ref, project, things):
    """No act gets as far as the case: the workflows are out of reach, so an admitted one is answered `temporal_away`."""
    counter.app.state.desk.temporal._client = None  # as if it had never been connected
    wrong = []
    for route in (
        route for route in ROUTES if route.name != "notice_page"
    ):  # of which none is there: test_legal_notices
        for role, who, own in PEOPLE:
            asking = who.replace("DRC", "FGB") if ACCESS[route.name] in SHARED else who
            got = await _asked(counter, route, asking, project, {"ref": ref, **things})
            should = expected(ACCESS[route.name], role, own=own or route.name in OWN_LISTS)
            if got != should:
                wrong.append((route.name, role.value, own, got, should))

    assert not wrong, "\n".join(map(str, wrong))
    assert len(ROUTES) * len(PEOPLE) > 900


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
        for role, who in {**OWN, **ANYWHERE}.items():
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


async def _asked(counter, route, who, project, things):
    """`yes` when somebody was let in, whatever came then; else the code of the refusal."""
    is_about_request = route.path.startswith(("/api/v1/requests", "/papers"))
    values = things | ({"ref": things["request_ref"]} if is_about_request else {})
    if route.path.startswith(("/api/v1/legal", "/notices")):
        values |= {"ref": things["legal_ref"], "programme": "weekly", "day": "2099-01-01"}
    path = route.path.format(item=ITEM, command="x" * HASH_LENGTH, code="K7M2QX", **values)
    method = next(iter(route.methods))
    body = project if route.name == "open_project" else BODIES.get(route.name, {})
    headers = counter.bearing(who) | {"Idempotency-Key": f"{route.name}-{who}"}
    sent = {"json": body if method == "POST" else None}
    if route.name == "add_history":
        headers["Content-Type"], sent = "application/x-ndjson", {"content": b"{}"}
    if route.name == "send_piece":
        headers |= {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
        sent = {"content": b"x"}
    answer = await counter.web.request(method, path, headers=headers, **sent)
    assert answer.status_code < 500 or answer.json().get("code") == "temporal_away" or route.name == "readyz"
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    on_page = re.search(r"<p class=\"quiet\">\d+ · (\w+) · ", answer.text)
    code = answer.json()["code"] if is_problem else on_page[1] if on_page else ""
    return code if code in ("token_missing", "not_allowed", "not_yours", "unknown_case") else "yes"


async def test_an_officer_cannot_read_another_departments_inbox(counter):
    answers = [await counter.get("/inbox?department=DRC", who) for who in ("officer-DRC", "officer-NRB", "shen")]

    assert [answer.status_code for answer in answers] == [200, 403, 200]


async def test_an_expired_token_lets_nobody_in(counter):
    await counter.pool.execute("UPDATE token SET expires_at = now() - interval '1 second' WHERE person = 'chen'")

    answer = await counter.get("/me", "chen")

    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")
