"""Who may come to which counter: every route, every role, own and foreign, against the law's own table."""

from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import belongings
from knocking import LAST, OWN_LISTS, PEOPLE, ROUTES, answered, asked, outcome
from signing import PASSWORD, Doors

from api.access import ACCESS
from api.joint.rights import JOINT
from domain.accounts.tokens import BY_PERSON
from domain.roles import RULES, Act, Relation, Role
from store import logins

ref, request_ref = belongings.ref, belongings.request_ref
legal_ref, things = belongings.legal_ref, belongings.things
# The documents of a project are shared by all departments that have an item in it: DRC has, FGB has none.
SHARED = {Act.READ_DOCUMENTS, Act.READ_ORIGINAL, Act.READ_CASE, *JOINT.values()}
STRANGERS = ("officer-FGB", "head-FGB")
LISTED = [route for route in ROUTES if route.name != "notice_page"]  # of which none is there: test_legal_notices
LISTED.sort(key=lambda route: LAST.index(route.name) if route.name in LAST else -1)


def expected(act: Act, role: Role, *, own: bool) -> str:
    """What the law says: `yes`, or the code of the refusal."""
    relation = RULES[act].get(role)
    if relation is None:
        return "token_missing" if role is Role.VISITOR else "not_allowed"
    if relation is Relation.ASSIGNED:
        return "yes" if own else "unknown_case"
    return "yes" if relation in (Relation.ANY, Relation.PROVEN) or own else "not_yours"


@asynccontextmanager
async def all_signed_in(counter):
    """Everybody in a browser of their own, with password and authenticator; who they are by their id."""
    doors, hashed = Doors(counter.app, counter.pool), await counter.app.state.desk.passwords.hash(PASSWORD)
    async with AsyncExitStack() as stack, counter.pool.acquire() as connection:
        browsers = {}
        for place, (_, who, _) in enumerate([*PEOPLE, *[(None, who, None) for who in STRANGERS]], start=1):
            browsers[who] = await stack.enter_async_context(doors.browser(f"192.0.2.{place}"))
            if who:
                await logins.set_password(connection, who, hashed, must_change=False, now=datetime.now(UTC))
                await doors.equip(who)
                await sign_in(doors, browsers[who], who)
        yield doors, browsers


async def sign_in(doors, browser, who):
    answer = await browser.login(who, code=await doors.code(who))
    assert answer.json()["stage"] == "full", answer.text


def _should(route, role, *, own):
    """What the law says of this route; who counts an activity for somebody else is told whose it is."""
    if route.name == "add_activity" and role is Role.LAWYER and not own:
        return "not_yours"
    return expected(ACCESS[route.name], role, own=own or route.name in OWN_LISTS)


def _stranger(route, who):
    return who.replace("DRC", "FGB") if ACCESS[route.name] in SHARED else who


async def test_every_route_lets_in_whom_the_law_lets_in_by_a_token(counter, ref, project, things):
    """No act gets as far as the case: the workflows are out of reach, so an admitted one is answered `temporal_away`."""
    counter.app.state.desk.temporal._client = None  # as if it had never been connected
    wrong = []
    for route in LISTED:
        for role, who, own in PEOPLE:
            should = _should(route, role, own=own)
            got = await asked(counter, route, _stranger(route, who), project, {"ref": ref, **things})
            needs_session = should == "yes" and ACCESS[route.name] in BY_PERSON and got == "session_needed"
            if got != should and not needs_session:
                wrong.append((route.name, role.value, own, got, should))

    assert not wrong, "\n".join(map(str, wrong))
    assert len(ROUTES) * len(PEOPLE) > 900


async def test_every_route_lets_in_whom_the_law_lets_in_who_has_signed_in(counter, ref, project, things):
    counter.app.state.desk.temporal._client = None
    wrong, shown = [], []
    none_of_theirs = {str(things[name]) for name in ("request_ref", "legal_ref", "absence", "duty", "message")} | {ref}
    async with all_signed_in(counter) as (doors, browsers):
        for route in LISTED:
            for role, who, own in PEOPLE:
                asking, should = _stranger(route, who), _should(route, role, own=own)
                if route.name == LAST[-1] and who:
                    await sign_in(doors, browsers[asking], asking)
                answer = await answered(counter, route, asking, project, {"ref": ref, **things}, browsers[asking])
                if (got := outcome(route, answer)) != should:
                    wrong.append((route.name, role.value, own, got, should))
                is_narrow = RULES[ACCESS[route.name]].get(role) is not Relation.ANY
                if is_narrow and not own and route.name in OWN_LISTS and answer.is_success:
                    shown += [(route.name, role.value, one) for one in none_of_theirs if one in answer.text]

    assert not wrong, "\n".join(map(str, wrong))
    assert not shown


async def test_the_matrix_sees_a_check_that_was_forgotten(counter, ref, project, things, monkeypatch):
    """What no counter checks lets in strangers, and those that are told so by an accident of the case are named too."""
    counter.app.state.desk.temporal._client = None
    monkeypatch.setattr("api.documents.case.Case.admit", lambda *_: None)
    routes = [route for route in LISTED if ACCESS[route.name] in SHARED | {Act.HAND_IN} and "{ref}" in route.path]

    got = {route.name: await asked(counter, route, "bao", project, {"ref": ref, **things}) for route in routes}

    assert {"list_needs", "list_documents", "get_document", "get_project_bundle", "begin_upload"} <= set(got)
    assert "not_yours" not in got.values()


async def test_an_officer_cannot_read_another_departments_inbox(counter):
    answers = [await counter.get("/inbox?department=DRC", who) for who in ("officer-DRC", "officer-NRB", "shen")]

    assert [answer.status_code for answer in answers] == [200, 403, 200]


async def test_an_expired_token_lets_nobody_in(counter):
    await counter.pool.execute("UPDATE token SET expires_at = now() - interval '1 second' WHERE person = 'chen'")

    answer = await counter.get("/me", "chen")

    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")
