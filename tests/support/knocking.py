"""People of every role who knock at every route, and what they are told."""

import re

from circle import CLERK, DIRECTOR
from sending import BODIES, ITEM, NO_SUCH, QUERIES
from signing import SITE

from api.access import ACCESS, ASKED, ITEM_ACTS, LEGAL_ACTS, REQUEST_ACTS
from api.commands import HASH_LENGTH
from api.counters import ROUTERS
from api.joint.rights import ADDING, CHANGING
from api.legal_work.rights import form_of_act
from domain.roles import RULES, Relation, Role

# Each role with a person to whom the project, the item or the request belongs, and one to whom it does not.
OWN = {Role.APPLICANT: "chen", Role.HELPER: "bai", Role.OFFICER: "officer-NRB", Role.HEAD: "head-NRB"}
OWN |= {Role.GRID_MEMBER: "grid-NRB"}
FOREIGN = {Role.APPLICANT: "zhou", Role.HELPER: "bao", Role.OFFICER: "officer-DRC", Role.HEAD: "head-DRC"}
FOREIGN |= {Role.GRID_MEMBER: "grid-T1", Role.LAWYER: "stranger", Role.DIRECTOR: DIRECTOR, Role.LEADER: "leader"}
ANYWHERE = {Role.VISITOR: "", Role.SUPERVISOR: "shen", Role.ADMINISTRATOR: "root"}
ANYWHERE |= {Role.SECURITY: "wen", Role.AUDITOR: "jian"}
ANYWHERE |= {Role.DISPATCHER: "dispatcher-1", Role.LAWYER: "ann", Role.CLERK: CLERK}
PEOPLE = [(role, who, True) for role, who in (OWN | ANYWHERE).items()] + [(r, w, False) for r, w in FOREIGN.items()]
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
OWN_LISTS |= {"activities_page", "checkups_page", "add_activity_on_page", "take_back_activity_on_page"}
OWN_LISTS |= {"list_detectors", "list_findings", "findings_page", "findings_sheet"}
OWN_LISTS |= {"ahead_page", "ahead_sheet", "unreviewed_sheet", "get_silence"}
OWN_LISTS |= {"rosters_page", "add_entry_on_page", "find_work_page"}
# What is none of theirs is shown with a thing of its own kind: sessions, activities and check-ups have tests for it.
OWN_LISTS |= {"record_session", "take_back_activity", "get_checkup"}
WORK_FORMS = {name for act in LEGAL_ACTS if (name := form_of_act(act)) in ACCESS}
PROGRAMME_FORMS = {"record_session_on_page", "set_programme_host_on_page", "pause_programme_on_page"}
PROGRAMME_FORMS |= {"resume_programme_on_page", "skip_session_on_page", "unskip_session_on_page"}
WITH_FILES = {"photos_of_case_on_page"}
ACTS_ON_PAGES = {f"{act}_on_page" for act in REQUEST_ACTS} | {"call_from_list_on_page"} | WITH_FILES
WITH_FILES |= {"report_on_page", "demand_on_page", "own_hand_in_on_page", "publish_file_on_page"}
OWN_FORMS = {f"own_{act}_on_page" for act in ("receive", "supply", "withdraw")} | WITH_FILES
# What a route may answer to somebody whom it has let in: of a case that stands as it does here, or of words like x.
AFTERWARDS = {
    "unknown_command": {"get_command", "get_request_command", "get_case_command"},
    "unknown_document": {"get_photo", "get_original_photo"},
    # The one that it was handed in to; nothing to print before somebody has decided.
    "unknown_project": {"reuse_document", "decision_page", "own_decision_page", "certificate_page"},
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
    "unknown_figure": {"list_counted_cases", "counted_cases_page", "counted_cases_sheet"},
    "unknown_fact": {"ask_exclusion", "decide_exclusion"},
    "unknown_entry": {"withdraw_entry", "object_to_credit"},
    "rows_refused": {"add_history"},
    "unknown_paper": {"paper_page"},
    "joint_task_open": {"open_joint_task"},
    "unknown_address": {"open_data_sheet", "open_data_rows"},  # before anything is over
    "unknown_plan": {"confirm_erasure"},
    "unknown_request": {"request_merge", "link_complaint"},
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
    "404": {"accept_on_page", "confirm_erasure_on_page", "decide_exclusion_on_page"},
    "409": WORK_FORMS,
    "422": WORK_FORMS
    | {"language_on_page", "ask_exclusion_on_page", "decide_exclusion_on_page", "judge_on_page"}
    | ACTS_ON_PAGES
    | {f"{act}_on_page" for act in (*ADDING, *CHANGING)}  # of joint supervision
    | OWN_FORMS
    | {"open_joint_task_on_page"}
    | {"invite_on_page", "add_entry_on_page", "move_on_page", "publish_on_page", "hold_on_page"}
    | {f"{way}{what}_on_page" for way in ("", "enter_") for what in ASKED}
    | {"legal_near_on_page", "add_programme_on_page", "order_checkup_on_page"}
    | {"add_activity_on_page", "take_back_activity_on_page"}
    | {*(f"{act}_item_on_page" for act in ITEM_ACTS), "accept_many_on_page", "receive_many_on_page"},
    "503": WORK_FORMS | ACTS_ON_PAGES | {"readyz", *(f"{act}_item_on_page" for act in ITEM_ACTS)},
}
REFUSED = ("token_missing", "not_allowed", "not_yours", "unknown_case")
LAST = ("close_account", "logout", "logout_on_page")  # after which somebody is there no more
ROUTES = [
    route
    for router in ROUTERS
    for route in router.routes
    if not route.name.startswith("follow_") and route.name != "asset"
]


async def asked(counter, route, who, project, things):
    """`yes` when somebody was let in by their token, else the code of the refusal."""
    return outcome(route, await answered(counter, route, who, project, things))


def outcome(route, answer):
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


async def answered(counter, route, who, project, things, browser=None):
    """What is answered to somebody with a token, or in a browser in which they have signed in."""
    is_about_request = route.path.startswith(("/api/v1/requests", "/papers", "/work/requests", "/work/calls"))
    values = things | ({"ref": things["request_ref"]} if is_about_request else {})
    if route.path.startswith(("/api/v1/legal", "/legal", "/notices", "/work/legal")):
        values |= {"ref": things["legal_ref"], "programme": "weekly", "day": "2099-01-01"}
    path = f"{route.path}{QUERIES.get(route.name, '')}".format(
        item=ITEM, log="approvals", dataset="approvals-2020", command="x" * HASH_LENGTH, code="K7M2QX", **values
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
