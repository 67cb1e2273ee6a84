"""Who may come to which counter: every route, every role, own and foreign, against the law's own table."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from post import Post

from api.access import ACCESS
from api.app import ROUTERS
from api.commands import HASH_LENGTH
from domain.roles import RULES, Act, Relation, Role
from store.rosters import add_absence, add_duty

ITEM = "LR-01"  # of the department NRB
AWAY_FROM = datetime.now(UTC) + timedelta(days=2)
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
}
# Each role with a person to whom the project or the item belongs, and one to whom it does not.
OWN = {Role.APPLICANT: "chen", Role.HELPER: "bai", Role.OFFICER: "officer-NRB", Role.HEAD: "head-NRB"}
FOREIGN = {Role.APPLICANT: "zhou", Role.HELPER: "bao", Role.OFFICER: "officer-DRC", Role.HEAD: "head-DRC"}
ANYWHERE = {Role.VISITOR: "", Role.SUPERVISOR: "shen", Role.ADMINISTRATOR: "root"}
PEOPLE = [(role, who, True) for role, who in (OWN | ANYWHERE).items()] + [(r, w, False) for r, w in FOREIGN.items()]
OWN_LISTS = {
    "open_project",
    "get_inbox",
    "get_unreached",
    "list_absences",
    "list_duties",
    "outbox_page",
    "settle_on_page",
}
ROUTES = [route for router in ROUTERS for route in router.routes if route.name not in ("follow_project", "asset")]


def expected(act: Act, role: Role, *, own: bool) -> str:
    """What the law says: `yes`, or the code of the refusal."""
    relation = RULES[act].get(role)
    if relation is None:
        return "token_missing" if role is Role.VISITOR else "not_allowed"
    return "yes" if relation is Relation.ANY or own else "not_yours"


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
async def things(counter, ref):
    """A message that a person must tell, an absence and a duty, all of the department NRB."""
    from_at = datetime.now(UTC)
    until_at = from_at + timedelta(days=1)
    async with counter.pool.acquire() as connection:
        absent, _ = await add_absence(connection, "officer-NRB", from_at, until_at, stand_in=None, by="root")
        on_duty, _ = await add_duty(connection, "NRB", "officer-NRB", from_at, until_at, by="root")
    message = await Post(counter.pool).listed(ref, "person:officer-NRB")
    return {"message": message, "absence": absent, "duty": on_duty, "outcome": "told"}


async def test_every_route_lets_in_whom_the_law_lets_in(counter, ref, project, things):
    """No act gets as far as the case: the workflows are out of reach, so an admitted one is answered `temporal_away`."""
    counter.app.state.desk.temporal._client = None  # as if it had never been connected
    wrong = []
    for route in ROUTES:
        for role, who, own in PEOPLE:
            got = await _asked(counter, route, who, project, {"ref": ref, **things})
            should = expected(ACCESS[route.name], role, own=own or route.name in OWN_LISTS)
            if got != should:
                wrong.append((route.name, role.value, own, got, should))

    assert wrong == []
    assert len(ROUTES) * len(PEOPLE) > 300


async def _asked(counter, route, who, project, things):
    """`yes` when somebody was let in, whatever came then; else the code of the refusal."""
    path = route.path.format(item=ITEM, command="x" * HASH_LENGTH, code="K7M2QX", **things)
    method = next(iter(route.methods))
    body = project if route.name == "open_project" else BODIES.get(route.name, {})
    headers = counter.bearing(who) | {"Idempotency-Key": f"{route.name}-{who}"}
    answer = await counter.web.request(method, path, headers=headers, json=body if method == "POST" else None)
    assert answer.status_code < 500 or answer.json().get("code") == "temporal_away" or route.name == "readyz"
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    on_page = re.search(r"<p class=\"quiet\">\d+ · (\w+) · ", answer.text)
    code = answer.json()["code"] if is_problem else on_page[1] if on_page else ""
    return code if code in ("token_missing", "not_allowed", "not_yours") else "yes"


async def test_an_officer_cannot_read_another_departments_inbox(counter):
    answers = [await counter.get("/inbox?department=DRC", who) for who in ("officer-DRC", "officer-NRB", "shen")]

    assert [answer.status_code for answer in answers] == [200, 403, 200]


async def test_an_expired_token_lets_nobody_in(counter):
    await counter.pool.execute("UPDATE token SET expires_at = now() - interval '1 second' WHERE person = 'chen'")

    answer = await counter.get("/me", "chen")

    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")
