"""Who may come to which counter: every route, every role, own and foreign, against the law's own table."""

import re
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from banner import Banner
from circle import CLERK, DIRECTOR, Circle
from post import Post
from signing import PASSWORD, SITE, Doors

from api.access import ACCESS, ASKED, ASKERS_ACTS, ITEM_ACTS, LEGAL_ACTS, REQUEST_ACTS
from api.commands import HASH_LENGTH
from api.counters import ROUTERS
from api.legal_work.rights import form_of_act
from domain.accounts.tokens import BY_PERSON
from domain.roles import RULES, Act, Relation, Role
from store import logins
from store.people import Person, save_person
from store.rosters import add_absence, add_duty

ITEM = "LR-01"  # of the department NRB
NO_SUCH = "00000000-0000-4000-8000-000000000000"
AWAY_FROM = datetime.now(UTC) + timedelta(days=2)
MATERIAL = "boundary_survey"  # which NRB needs
PERIOD = {"from_at": AWAY_FROM.isoformat(), "until_at": (AWAY_FROM + timedelta(days=1)).isoformat()}
BODIES = {
    "correct_item": {"remarks": "x", "materials": ["site_argument"]},
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
    "review_item": {"reason": "x"},
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
    "legal_move": {"former": "ann", "person": "bo"},
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
    "nearest_legal_places": {"lat": 42.7, "lon": 121.8},
    "subscribe": {"phone": "15400000001"},
    "unsubscribe": {"code": "K7M2QX"},
    "begin_upload": {"material": MATERIAL, "name": "x.pdf", "size": 9, "sha256": "0" * 64},
    "reuse_document": {"from_ref": "2611-150524-04-01-000001", "document": "x" * 20},
    "report_request": {"text": "x", "district": "V1"},
    "ask_inquiry": {"text": "x"},
    "ask_aid": {"text": "x", "kind": "wages", "groups": ["poor"]},
    "ask_visit": {"text": "x", "group": "elderly", "address": "x"},
    "add_activity": {"kind": "leaflet", "place": "centre", "count": 1, "evidence": "x", "person": "ann"}
    | {"on_day": "2026-11-20"},
    "take_back_activity": {"reason": "x"},
    "order_checkups": {"text": "x", "person": "ann", "companies": [{"company": "x", "phone": "15400000001"}]},
    "set_adviser": {"village": "V-001", "person": "ann", "from_on": "2099-01-01"},
    "login": {"person": "nobody", "password": "x"},
    "accept_invitation": {"person": "nobody", "code": "x", "password": "x"},
    "invite": {"person": "somebody-new", "role": "applicant"},
    "link_account": {"subject": "x"},
    "make_system_token": {"label": "x", "scope": ["read_public"], "expires_at": AWAY_FROM.isoformat()},
    "move_work": {"to": "head-NRB"},
    "change_password": {"present": "x", "new": "x"},
    "set_own_language": {"language": "en"},
    "confirm_factor": {"code": "x"},
    "make_own_token": {"label": "x", "scope": ["read_public"], "expires_at": AWAY_FROM.isoformat()},
    "take_own_as_citizen": {"ref": "H20200101-000001", "code": "K7M2QX"},
    "take_own_file": {"ref": "H20200101-000001", "code": "K7M2QX", "file": "d" * 20},
    "erase_own": {"ref": "H20200101-000001", "code": "K7M2QX"},
    "place_hold": {"ref": "H20200101-000001", "reason": "lawsuit"},
    "lift_hold": {"ref": "H20200101-000001", "reason": "lawsuit"},
}
QUERIES = {
    **dict.fromkeys(
        ("get_legal_figures", "get_legal_figures_csv", "list_adviser_gaps"), "?from=2026-01-01&until=2026-12-31"
    ),
    "list_notices": "?ref={ref}",
    "nearest_legal_places": "?lat=42.7&lon=121.8",
}
# Each role with a person to whom the project, the item or the request belongs, and one to whom it does not.
OWN = {Role.APPLICANT: "chen", Role.HELPER: "bai", Role.OFFICER: "officer-NRB", Role.HEAD: "head-NRB"}
OWN |= {Role.GRID_MEMBER: "grid-NRB"}
FOREIGN = {Role.APPLICANT: "zhou", Role.HELPER: "bao", Role.OFFICER: "officer-DRC", Role.HEAD: "head-DRC"}
FOREIGN |= {Role.GRID_MEMBER: "grid-T1", Role.LAWYER: "stranger", Role.DIRECTOR: DIRECTOR, Role.LEADER: "leader"}
ANYWHERE = {Role.VISITOR: "", Role.SUPERVISOR: "shen", Role.ADMINISTRATOR: "root"}
ANYWHERE |= {Role.SECURITY: "wen", Role.AUDITOR: "jian"}
ANYWHERE |= {Role.DISPATCHER: "dispatcher-1", Role.LAWYER: "ann", Role.CLERK: CLERK}
PEOPLE = [(role, who, True) for role, who in (OWN | ANYWHERE).items()] + [(r, w, False) for r, w in FOREIGN.items()]
ROSTERS = {"add_absence", "add_duty", "end_absence", "end_duty"}  # those of the director and the leader are not NRB's
# The documents of a project are shared by all departments that have an item in it: DRC has, FGB has none.
SHARED = {Act.READ_DOCUMENTS, Act.READ_ORIGINAL, Act.READ_CASE}
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
    "request_inbox_sheet",
    "mine_page",
    "get_unreached",
    "list_absences",
    "list_duties",
    "outbox_page",
    "settle_on_page",
}
OWN_LISTS |= {"own_projects_page"}
OWN_LISTS |= {"list_activity_kinds", "list_activities", "list_checkups", "get_legal_mine"}
OWN_LISTS |= {"legal_work_page", "legal_programmes_page", "legal_programme_page", "record_session_on_page"}
OWN_LISTS |= {"inbox_page", "inbox_sheet", "coming_page", "accept_many_on_page", "receive_many_on_page"}
OWN_LISTS |= {"rosters_page", "add_entry_on_page", "find_work_page"}
OWN_LISTS |= {"get_silence", "ahead_page", "ahead_sheet", "unreviewed_sheet"}
# What is none of theirs is shown with a thing of its own kind: sessions, activities and check-ups have tests for it.
OWN_LISTS |= {"record_session", "take_back_activity", "get_checkup"}
BY_CODE_ELSEWHERE = {"request_form", "request_page", "answer_on_page", "receipt_page"}  # test_tracking, test_printing
BY_CODE_ELSEWHERE |= {"photos_on_page"}  # pages/test_report
BY_CODE_ELSEWHERE |= {f"{act}_on_page" for act in ASKERS_ACTS}  # test_asker_page
BY_CODE_ELSEWHERE |= {"take_own_as_citizen", "take_own_file", "erase_own"}  # privacy/test_own
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
# The forms on pages of work, of which none is filled in here, and the page says what is wrong: the status of a refusal is its own.
WORK_FORMS = {name for act in LEGAL_ACTS if (name := form_of_act(act)) in ACCESS}
PROGRAMME_FORMS = {"record_session_on_page", "set_programme_host_on_page", "pause_programme_on_page"}
PROGRAMME_FORMS |= {"resume_programme_on_page", "skip_session_on_page", "unskip_session_on_page"}
WITH_FILES = {"photos_of_case_on_page"}
ACTS_ON_PAGES = {f"{act}_on_page" for act in REQUEST_ACTS} | {"call_from_list_on_page"} | WITH_FILES
WITH_FILES |= {"report_on_page", "own_hand_in_on_page"}
OWN_FORMS = {f"own_{act}_on_page" for act in ("receive", "supply", "withdraw")} | WITH_FILES
# What a route may answer to somebody whom it has let in: of a case that stands as it does here, or of words like x.
AFTERWARDS = {
    "unknown_command": {"get_command", "get_request_command", "get_case_command"},
    "unknown_document": {"get_photo", "get_original_photo"},
    # The one that it was handed in to; nothing to print before somebody has decided.
    "unknown_project": {"reuse_document", "decision_page", "certificate_page"},
    "unknown_programme": {"get_programme", "list_sessions", "record_session", "subscribe"}
    | {"programme_page", "subscribe_on_page", "unsubscribe_on_page", "legal_programme_page"}
    | PROGRAMME_FORMS,
    "file_refused": {"publish_catalogue", "publish_hotline", "publish_legal"},
    "not_qualified": {"legal_take", "legal_reply", "visit_confirm"},  # for legal aid
    "invalid_request": {"import_city", "get_checkup"},
    "login_refused": {"login"},
    "too_many_attempts": {"login"},
    "foreign_origin": {"login_on_page", "accept_on_page"},
    "invitation_gone": {"accept_invitation"},
    "account_refused": {"make_system_token"},
    "unknown_token": {"end_own_token", "end_token_of", "end_token_on_page"},
    "unknown_account": {"find_person_page", "find_work_page"},
    "unknown_activity": {"take_back_activity"},
    "unknown_subscription": {"unsubscribe"},
    "too_many_guesses": {"unsubscribe"},
    "piece_too_short": {"send_piece"},
    "upload_incomplete": {"finish_upload"},
    "proof_wrong": {"settle_on_page"},
    "roster_overlap": {"add_duty"},
    "rows_refused": {"add_history"},
    "unknown_paper": {"paper_page"},
    "unknown_plan": {"confirm_erasure"},
    "unknown_request": {"request_merge"},
    "wrong_state": {"legal_become"},
    "unknown_session": {"end_own_session", "end_session_on_page"},
    "password_wrong": {"change_password", "make_own_token"},
    "no_provider": {"begin_outside", "come_back_outside", "link_account"},  # of identities
    "not_a_form": {"prove_outside"},
    "unknown_link": {"unlink_account"},
    "code_wrong": {"begin_factor", "confirm_factor"},
    # The page itself, which says what is wrong with the fields: a refusal at the door has a page with its code.
    "401": {"login_on_page"},
    "403": {"password_on_page", "factor_on_page", "confirm_on_page", "link_on_page"},
    "404": {"accept_on_page", "confirm_erasure_on_page"},
    "409": WORK_FORMS,
    "422": WORK_FORMS
    | {"language_on_page"}
    | ACTS_ON_PAGES
    | OWN_FORMS
    | {"invite_on_page", "add_entry_on_page", "move_on_page", "publish_on_page", "hold_on_page"}
    | {f"{way}{what}_on_page" for way in ("", "enter_") for what in ASKED}
    | {"legal_near_on_page", "add_programme_on_page"}
    | {*(f"{act}_item_on_page" for act in ITEM_ACTS), "accept_many_on_page", "receive_many_on_page"},
    "503": WORK_FORMS | ACTS_ON_PAGES | {"readyz", *(f"{act}_item_on_page" for act in ITEM_ACTS)},
}
REFUSED = ("token_missing", "not_allowed", "not_yours", "unknown_case")
STRANGERS = ("officer-FGB", "head-FGB")
LAST = ("close_account", "logout", "logout_on_page")  # after which somebody is there no more
ROUTES = [
    route
    for router in ROUTERS
    for route in router.routes
    if not route.name.startswith("follow_") and route.name != "asset"
]
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


@pytest.fixture
async def ref(counter):
    """A project of chen's, whom bai helps; nobody works, for what the case says does not matter here."""
    await counter.pool.execute("INSERT INTO person (id, name, role) VALUES ('bao', '包帮办', 'helper')")
    await counter.pool.execute(
        "INSERT INTO token (hash, person, label, scope, expires_at)"
        " SELECT sha256('token-of-bao'), 'bao', label, scope, expires_at FROM token WHERE person = 'bai'"
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
        await save_person(connection, Person("leaver", "离任某", Role.OFFICER, "NRB"))  # whose account the office ends
        lawyer, _ = await add_absence(connection, "lee", from_at, until_at, stand_in=None, by="root")
        at_the_bureau, _ = await add_duty(connection, "JUB", "young", from_at, until_at, by="root")
        dispatcher, _ = await add_absence(connection, "dispatcher-2", from_at, until_at, stand_in=None, by="root")
        at_the_centre, _ = await add_duty(connection, "CENTRE", "dispatcher-3", from_at, until_at, by="root")
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
        "to": "visit",
        "activity": "x" * HASH_LENGTH,
        "plan": "00000000-0000-4000-8000-000000000000",
        "cycle": 1,
        "paper": "assignment",
        "figure": "red-today",
        "body": "T1-V01",
        "upload": upload,
        "document": document,
        "session_id": NO_SUCH,
        "token_id": NO_SUCH,
        "person": "leaver",
        "n": 1,
        "kind": "calendar",
        "version": 1,
        "file": datetime.now(UTC).year,
        "entries": "duties",
        "deed": "end-sessions",
    }
    rosters = {DIRECTOR: {"absence": lawyer, "duty": at_the_bureau}}
    rosters |= {"leader": {"absence": dispatcher, "duty": at_the_centre}}
    return {"message": message, "absence": absent, "duty": on_duty, "outcome": "told", "rosters": rosters, **about}


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
            got = await _asked(counter, route, _stranger(route, who), project, {"ref": ref, **things})
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
                answer = await _answered(counter, route, asking, project, {"ref": ref, **things}, browsers[asking])
                if (got := _outcome(route, answer)) != should:
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

    got = {route.name: await _asked(counter, route, "bao", project, {"ref": ref, **things}) for route in routes}

    assert {"list_needs", "list_documents", "get_document", "get_project_bundle", "begin_upload"} <= set(got)
    assert "not_yours" not in got.values()


@pytest.mark.parametrize("who", [DIRECTOR, "leader"])
async def test_the_director_and_the_leader_keep_their_own_rosters_and_those_of_nobody_else(
    counter, project, ref, things, who
):
    person, department = {DIRECTOR: ("lee", "JUB"), "leader": ("dispatcher-2", "CENTRE")}[who]
    values = {"ref": ref, **things}
    routes = [route for route in ROUTES if route.name in ROSTERS]
    foreign = [await _asked(counter, route, who, project, values) for route in routes]
    monday = {"person": person, "from_at": "2099-01-05T00:00:00+08:00", "until_at": "2099-01-06T00:00:00+08:00"}
    entered = [
        await counter.post("/absences", monday, who),
        await counter.post("/duties", monday | {"department": department}, who),
    ]
    own = [
        await _asked(counter, route, who, project, values | things["rosters"][who])
        for route in routes
        if route.name.startswith("end_")
    ]

    assert foreign == ["not_yours"] * 4
    assert [answer.status_code for answer in entered] == [201, 201]
    assert own == ["yes", "yes"]


async def test_a_stand_in_has_the_relation_of_whoever_is_away_on_every_route_that_asks_for_it(
    counter, project, ref, things
):
    """What is ann's is a stranger's for the time for which they stand in, unless they stand on the other side."""
    counter.app.state.desk.temporal._client = None
    assigned = [
        route
        for route in ROUTES
        if RULES[ACCESS[route.name]].get(Role.LAWYER) is Relation.ASSIGNED
        and route.name not in OWN_LISTS | {"notice_page", "add_activity"}
    ]
    values, now = {"ref": ref, **things}, datetime.now(UTC)

    async def asked():
        return {await _asked(counter, route, "stranger", project, values) for route in assigned}

    assert len(assigned) > 15
    assert await asked() == {"unknown_case"}
    async with counter.pool.acquire() as connection:
        entry, _ = await add_absence(
            connection, "ann", now - timedelta(days=1), now + timedelta(days=1), stand_in="stranger", by="root"
        )
    assert await asked() == {"yes", "not_qualified"}  # which a stranger is not, for aid
    await counter.pool.execute("UPDATE legal_case SET ruled_out = '{stranger}'")
    assert await asked() == {"unknown_case"}
    await counter.pool.execute("UPDATE legal_case SET ruled_out = '{}'")
    await counter.pool.execute("UPDATE absence SET until_at = now() WHERE id = $1", entry)
    assert await asked() == {"unknown_case"}


async def test_a_deputy_has_the_rights_of_whoever_leads_them_on_every_route(counter, project, ref, things):
    """All that an officer, a clerk or a dispatcher may not, and the head, the director or the leader may, is theirs for the time."""
    counter.app.state.desk.temporal._client = None
    deputies = {"officer-NRB": ("head-NRB", Role.HEAD), CLERK: (DIRECTOR, Role.DIRECTOR)}
    deputies |= {"dispatcher-1": ("leader", Role.LEADER)}
    wrong, looked_at, values, now = [], 0, {"ref": ref, **things}, datetime.now(UTC)
    for deputy, (leader, role) in deputies.items():
        own = next(r for r, who in (OWN | ANYWHERE).items() if who == deputy)
        lent = [r for r in ROUTES if own not in RULES[ACCESS[r.name]] and role in RULES[ACCESS[r.name]]]
        mine = values | things["rosters"].get(leader, {})
        before = {await _asked(counter, route, deputy, project, mine) for route in lent}
        async with counter.pool.acquire() as connection:
            await add_absence(
                connection, leader, now - timedelta(days=1), now + timedelta(days=1), stand_in=deputy, by="root"
            )
        lent = [
            route for route in lent if leader == "head-NRB" or not route.name.startswith("add_")
        ]  # bodies are NRB's
        wrong += [
            (deputy, route.name) for route in lent if await _asked(counter, route, deputy, project, mine) != "yes"
        ]
        wrong += [(deputy, "before")] if before != {"not_allowed"} else []
        looked_at += len(lent)

    assert not wrong
    assert looked_at > 12


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


async def _asked(counter, route, who, project, things):
    """`yes` when somebody was let in by their token, else the code of the refusal."""
    return _outcome(route, await _answered(counter, route, who, project, things))


def _outcome(route, answer):
    """`yes` when somebody was let in and got what they wanted, or a refusal that comes after that; else its code."""
    is_told = 'role="alert"' in answer.text or route.name == "readyz"
    assert answer.status_code < 500 or is_told or answer.json().get("code") == "temporal_away"
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    on_page = re.search(r"<p class=\"quiet\">\d+ · (\w+) · ", answer.text)
    code = answer.json()["code"] if is_problem else on_page[1] if on_page else ""
    if not code:
        code = str(answer.status_code) if answer.status_code >= 400 else "yes"
    is_by_code = Relation.PROVEN in RULES[ACCESS[route.name]].values()  # and nobody shows one here
    came_later = code == "temporal_away" or route.name in AFTERWARDS.get(code, ())
    return "yes" if came_later or (is_by_code and code not in REFUSED) else code


async def _answered(counter, route, who, project, things, browser=None):
    """What is answered to somebody with a token, or in a browser in which they have signed in."""
    is_about_request = route.path.startswith(("/api/v1/requests", "/papers", "/work/requests", "/work/calls"))
    values = things | ({"ref": things["request_ref"]} if is_about_request else {})
    if route.path.startswith(("/api/v1/legal", "/legal", "/notices", "/work/legal")):
        values |= {"ref": things["legal_ref"], "programme": "weekly", "day": "2099-01-01"}
    path = f"{route.path}{QUERIES.get(route.name, '')}".format(
        item=ITEM, command="x" * HASH_LENGTH, code="K7M2QX", **values
    )
    method = next(iter(route.methods))
    body = project if route.name == "open_project" else BODIES.get(route.name, {})
    way = f"in-{who}" if browser else who
    proof = {"Origin": SITE, "X-CSRF-Token": browser.csrf} if browser else counter.bearing(who)
    headers = proof | {"Idempotency-Key": f"{route.name}-{way}-{NO_SUCH}"}
    sent = {"json": body if method in ("POST", "PUT") else None}
    if route.name == "add_history":
        headers["Content-Type"], sent = "application/x-ndjson", {"content": b"{}"}
    if route.name.endswith("_on_page"):
        headers["Content-Type"], sent = "application/x-www-form-urlencoded", {"content": b""}
    if route.name in WITH_FILES:
        headers["Content-Type"], sent = "multipart/form-data; boundary=x", {"content": b"--x--\r\n"}
    if route.name == "send_piece":
        headers |= {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
        sent = {"content": b"x"}
    return await (browser or counter).web.request(method, path, headers=headers, **sent)


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


async def test_an_officer_cannot_read_another_departments_inbox(counter):
    answers = [await counter.get("/inbox?department=DRC", who) for who in ("officer-DRC", "officer-NRB", "shen")]

    assert [answer.status_code for answer in answers] == [200, 403, 200]


async def test_an_expired_token_lets_nobody_in(counter):
    await counter.pool.execute("UPDATE token SET expires_at = now() - interval '1 second' WHERE person = 'chen'")

    answer = await counter.get("/me", "chen")

    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")
