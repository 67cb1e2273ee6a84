"""Who may come to which counter: every route has an act in one table, and the law says which roles may do it.

A route that is not in the table lets nobody in. Department and ownership are asked by the counter itself, once it
knows the item and the project.
"""

from __future__ import annotations

from fastapi import Request

from api.administration.acts import ADMINISTRATION
from api.figures.rights import FIGURES
from api.joint.rights import JOINT
from api.knowing import VISITOR, Known, check_own_page, is_own_page, known_of, scheme_of
from api.legal_work.rights import rights_at_work
from api.refusals import TokenMissing, TokenUnknown
from domain.accounts.refusals import ScopeTooNarrow, SessionNeeded
from domain.accounts.sessions import Stage, check_stage
from domain.accounts.tokens import BY_PERSON
from domain.refusals import NotAllowed, Refusal
from domain.roles import RULES, Act, Actor, Role

ITEM_ACTS = (
    *(Act.RECEIVE, Act.CORRECT, Act.SUPPLY, Act.ACCEPT, Act.DECLINE, Act.PAUSE, Act.RESUME, Act.EXTEND, Act.APPROVE),
    *(Act.REFUSE, Act.WITHDRAW, Act.EXPLAIN, Act.ASSIGN, Act.REVOKE, Act.REVIEW),
)

REQUEST_ACTS = (
    Act.REQUEST_ACCEPT,
    Act.REQUEST_DISPATCH,
    Act.REQUEST_SIGN,
    Act.REQUEST_RECLASSIFY,
    Act.REQUEST_PAUSE,
    Act.REQUEST_RESUME,
    Act.REQUEST_ASK_EXTENSION,
    Act.REQUEST_EXTEND,
    Act.REQUEST_DENY_EXTENSION,
    Act.REQUEST_PARK,
    Act.REQUEST_UNPARK,
    Act.REQUEST_RETURN,
    Act.REQUEST_ESCALATE,
    Act.REQUEST_COMMENT,
    Act.REQUEST_CLOSE,
    Act.REQUEST_ADVISE,
    Act.REQUEST_CALL,
    Act.REQUEST_REOPEN,
    Act.REQUEST_MERGE,
    Act.REQUEST_WITHDRAW,
    Act.REQUEST_DENY_WITHDRAWAL,
)

_BEGIN_A_CASE = (Act.LEGAL_ASK, Act.CHECKUP_ORDER)
LEGAL_ACTS = tuple(
    act for act in Act if act.startswith(("legal_", "aid_", "visit_", "checkup_")) and act not in _BEGIN_A_CASE
)

ASKED = ("inquiry", "aid", "visit")
ASKERS_ACTS = (Act.LEGAL_RATE, Act.LEGAL_SAY, Act.LEGAL_WITHDRAW, Act.AID_SUPPLY, Act.AID_ASK_CHANGE, Act.AID_OBJECT)
OWN_ACCOUNT = (
    *("get_session", "logout", "list_own_sessions", "end_own_session", "end_other_sessions"),
    *("change_password", "begin_factor", "confirm_factor"),
    *("list_own_tokens", "make_own_token", "end_own_token"),
    *("account_page", "logout_on_page", "password_on_page", "factor_on_page", "confirm_on_page", "end_session_on_page"),
    *("link_on_page", "unlink_on_page", "set_own_language", "language_on_page"),
)
OWN_PROJECTS = (
    *("own_projects_page", "own_project_page", "own_documents_page"),
    *("own_hand_in_on_page", "own_receive_on_page"),
)
ACCOUNTS = (
    *("invite", "give_first_password", "end_sessions_of", "drop_factor_of", "close_account"),
    *("make_system_token", "end_token_of", "link_account", "unlink_account"),
)

ACCESS: dict[str, Act] = {
    **{f"{act}_item": act for act in ITEM_ACTS},
    **{f"{act}_item_on_page": act for act in ITEM_ACTS},
    **dict.fromkeys(("inbox_page", "inbox_sheet", "coming_page"), Act.READ_INBOX),
    **dict.fromkeys(("work_item_page", "own_decision_page"), Act.READ_CASE),
    "accept_many_on_page": Act.ACCEPT,
    "receive_many_on_page": Act.RECEIVE,
    **{act.value: act for act in REQUEST_ACTS},
    **{act.value: act for act in LEGAL_ACTS},
    **{f"{act}_on_page": act for act in ASKERS_ACTS},
    **rights_at_work(LEGAL_ACTS, ASKERS_ACTS),
    **{f"{act}_on_page": act for act in REQUEST_ACTS},
    **dict.fromkeys(("get_request", "case_page", "list_request_events", "list_custodies"), Act.READ_REQUEST),
    "mine_page": Act.REQUEST_SIGN,
    "photos_of_case_on_page": Act.REQUEST_CLOSE,
    **dict.fromkeys(("get_request_command", "get_request_inbox", "request_inbox_sheet"), Act.READ_REQUEST),
    **dict.fromkeys(("list_complainants", "get_original_photo"), Act.READ_COMPLAINANTS),
    **dict.fromkeys(
        ("get_queue", "queue_sheet", "get_decisions", "get_advised", "queue_page", "list_guides"), Act.READ_QUEUE
    ),
    **dict.fromkeys(("get_calls", "calls_sheet", "calls_page", "call_from_list_on_page"), Act.REQUEST_CALL),
    "get_hotline": Act.READ_PUBLIC,
    "publish_hotline": Act.PUBLISH_HOTLINE,
    "receive_items": Act.RECEIVE,
    "close_project": Act.CLOSE,
    "open_project": Act.OPEN,
    **dict.fromkeys(("list_projects", "get_project", "list_events", "follow_project"), Act.READ_PUBLIC),
    "follow_projects": Act.READ_INBOX,
    "follow_requests": Act.READ_REQUEST,
    "follow_legal": Act.READ_LEGAL,
    **dict.fromkeys(("overview_page", "overview_list", "overview_sheet", "overview_list_sheet"), Act.READ_OVERVIEW),
    "follow_overview": Act.READ_OVERVIEW,
    **FIGURES,
    **JOINT,
    "get_cycle": Act.READ_PUBLIC,
    "get_expected": Act.READ_PUBLIC,
    "get_why": Act.READ_PUBLIC,
    "get_command": Act.READ_CASE,
    **dict.fromkeys(("begin_upload", "get_upload", "send_piece", "finish_upload", "reuse_document"), Act.HAND_IN),
    **dict.fromkeys(
        ("list_documents", "get_document", "list_needs", "list_all_needs", "list_demands"), Act.READ_DOCUMENTS
    ),
    **dict.fromkeys(OWN_PROJECTS, Act.HAND_IN),
    "own_supply_on_page": Act.SUPPLY,
    "own_withdraw_on_page": Act.WITHDRAW,
    "get_original": Act.READ_ORIGINAL,
    **dict.fromkeys(("begin_photo", "send_photo_piece", "finish_photo"), Act.REQUEST_ADD_WORDS),
    **dict.fromkeys(("list_photos", "get_photo"), Act.READ_REQUEST),
    "list_refused_demands": Act.READ_REVIEW,
    "get_inbox": Act.READ_INBOX,
    **dict.fromkeys(("get_outbox", "outbox_sheet"), Act.READ_OUTBOX),
    "get_message": Act.READ_OUTBOX,
    "list_notices": Act.READ_OUTBOX,
    "list_outages": Act.READ_OUTBOX,
    "list_alarms": Act.READ_OUTBOX,
    **dict.fromkeys(("list_texts", "list_stray_receipts"), Act.READ_OUTBOX),
    "get_unreached": Act.READ_UNREACHED,
    "settle_message": Act.SETTLE_MESSAGE,
    **dict.fromkeys(("list_absences", "add_absence", "end_absence"), Act.MANAGE_ROSTERS),
    "list_duties": Act.MANAGE_ROSTERS,
    "add_duty": Act.MANAGE_ROSTERS,
    "end_duty": Act.MANAGE_ROSTERS,
    "get_review": Act.READ_REVIEW,
    "list_calendars": Act.READ_CALENDAR,
    "publish_calendar": Act.PUBLISH_CALENDAR,
    "get_catalogue": Act.READ_PUBLIC,
    "publish_catalogue": Act.PUBLISH_CATALOGUE,
    "list_roots": Act.READ_PUBLIC,
    "get_project_bundle": Act.READ_CASE,
    "get_request_bundle": Act.READ_REQUEST,
    "get_case_bundle": Act.READ_LEGAL,
    "get_me": Act.READ_PUBLIC,
    **dict.fromkeys(("healthz", "readyz", "clockz", "postz"), Act.READ_PUBLIC),
    **dict.fromkeys(("projects_page", "project_page", "decision_page", "certificate_page"), Act.READ_PUBLIC),
    **dict.fromkeys(("projects_sheet", "item_page", "cycle_page", "cycle_sheet"), Act.READ_PUBLIC),
    **dict.fromkeys(
        ("roots_page", "roots_sheet", "silence_page", "silence_sheet", "docs_page", "asset"), Act.READ_PUBLIC
    ),
    **dict.fromkeys(("open_data_page", "open_data_package", "open_data_sheet", "open_data_rows"), Act.READ_PUBLIC),
    "acknowledge_form": Act.ACKNOWLEDGE,
    "acknowledge_page": Act.ACKNOWLEDGE,
    "acknowledge": Act.ACKNOWLEDGE,
    **dict.fromkeys(("report_request", "report_form", "report_on_page"), Act.REQUEST_OPEN),
    **dict.fromkeys(("report_off_list_demand", "demand_form", "demand_on_page"), Act.REQUEST_OPEN),
    **dict.fromkeys(("list_off_list_demands", "count_off_list_demands", "off_list_demands_page"), Act.READ_OFF_LIST),
    "import_city": Act.REQUEST_IMPORT,
    "add_history": Act.REQUEST_IMPORT,
    "track_request": Act.TRACK_REQUEST,
    "answer_request": Act.REQUEST_ANSWER,
    "withdraw_request": Act.REQUEST_ASK_WITHDRAWAL,
    "add_words": Act.REQUEST_ADD_WORDS,
    **dict.fromkeys(("request_form", "request_page", "receipt_page"), Act.TRACK_REQUEST),
    "photos_on_page": Act.REQUEST_ADD_WORDS,
    "answer_on_page": Act.REQUEST_ANSWER,
    "list_papers": Act.READ_REQUEST,
    "paper_page": Act.READ_REQUEST,
    "list_activity_kinds": Act.COUNT_ACTIVITY,
    "add_activity": Act.COUNT_ACTIVITY,
    "take_back_activity": Act.COUNT_ACTIVITY,
    "list_activities": Act.READ_LEGAL,
    "get_legal_figures": Act.READ_FIGURES,
    "get_legal_figures_csv": Act.READ_FIGURES,
    "list_legal_places": Act.READ_PLACES,
    "nearest_legal_places": Act.READ_PLACES,
    "get_legal_reach": Act.READ_PLACES,
    "count_legal_people": Act.READ_PLACES,
    "list_advisers": Act.READ_PLACES,
    "list_adviser_gaps": Act.READ_PLACES,
    "set_adviser": Act.MANAGE_LEGAL,
    "list_programmes": Act.READ_PLACES,
    "get_programme": Act.READ_PLACES,
    **dict.fromkeys(("add_programme", "set_programme_host", "pause_programme", "resume_programme"), Act.MANAGE_LEGAL),
    **dict.fromkeys(("skip_session", "unskip_session"), Act.MANAGE_LEGAL),
    "list_sessions": Act.READ_PLACES,
    "record_session": Act.RUN_PROGRAMME,
    **dict.fromkeys(("subscribe", "unsubscribe", "subscribe_on_page", "unsubscribe_on_page"), Act.LEGAL_ASK),
    **dict.fromkeys(("legal_front_page", "legal_places_page", "legal_near_on_page", "programme_page"), Act.READ_PLACES),
    **dict.fromkeys((f"{what}_{way}" for what in ASKED for way in ("form", "on_page")), Act.LEGAL_ASK),
    **dict.fromkeys(("station_page", *(f"enter_{what}_on_page" for what in ASKED)), Act.ENTER_FOR_VISITOR),
    **dict.fromkeys((f"station_{what}_form" for what in ASKED), Act.ENTER_FOR_VISITOR),
    "order_checkups": Act.CHECKUP_ORDER,
    "list_checkups": Act.READ_LEGAL,
    "get_checkup": Act.READ_LEGAL,
    "get_legal": Act.READ_PUBLIC,
    "publish_legal": Act.PUBLISH_LEGAL,
    "ask_inquiry": Act.LEGAL_ASK,
    "ask_aid": Act.LEGAL_ASK,
    "ask_visit": Act.LEGAL_ASK,
    "track_legal": Act.TRACK_LEGAL,
    **dict.fromkeys(("get_legal_queue", "legal_queue_sheet"), Act.READ_LEGAL_QUEUE),
    **dict.fromkeys(("get_legal_mine", "get_case", "list_case_events"), Act.READ_LEGAL),
    **dict.fromkeys(("list_legal_notices", "notice_page"), Act.READ_LEGAL),
    "list_askers": Act.READ_ASKERS,
    "get_case_command": Act.READ_LEGAL,
    "list_readings": Act.READ_ACCESS_LOG,
    "take_own": Act.TAKE_OWN,
    "take_own_as_citizen": Act.TAKE_OWN_AS_CITIZEN,
    "take_own_file": Act.TAKE_OWN_AS_CITIZEN,
    "erase_own": Act.ERASE_OWN,
    "list_erasable": Act.MANAGE_RETENTION,
    "list_erasure_plans": Act.MANAGE_RETENTION,
    "propose_erasure": Act.MANAGE_RETENTION,
    "confirm_erasure": Act.MANAGE_RETENTION,
    "place_hold": Act.MANAGE_RETENTION,
    "lift_hold": Act.MANAGE_RETENTION,
    "twilio_status": Act.REPORT,
    "twilio_inbound": Act.REPORT,
    "twilio_voice": Act.REPORT,
    **dict.fromkeys(("login", "login_page", "login_on_page"), Act.LOG_IN),
    **dict.fromkeys(("begin_outside", "come_back_outside", "prove_outside"), Act.LOG_IN),
    **dict.fromkeys(("accept_invitation", "invitation_page", "accept_on_page"), Act.LOG_IN),
    **dict.fromkeys(OWN_ACCOUNT, Act.KEEP_OWN_ACCOUNT),
    **dict.fromkeys(("list_accounts", "get_account"), Act.READ_ACCOUNTS),
    **dict.fromkeys(ACCOUNTS, Act.MANAGE_ACCOUNTS),
    **dict.fromkeys(("get_open_work", "move_work"), Act.MOVE_WORK),
    **ADMINISTRATION,
    "list_security_events": Act.READ_SECURITY_RECORD,
}


# Pages for which a browser that has not signed in asks its person: user name anything, password the token.
BY_PASSWORD = frozenset({"outbox_page", "settle_on_page", "paper_page", "notice_page"})
_PROVEN = frozenset({"settle_on_page"})  # each of its buttons bears a proof of its own
_ASK = 'Basic realm="chengnuo", charset="UTF-8"'


async def admit(request: Request) -> None:
    """Find out who asks, and whether their role may do this at all, or that of whom they are the deputy at this moment.

    A browser that was once told a password sends it to every address; where it is not asked for, it counts for nothing.

    Raises:
        TokenMissing: nobody said who they are, and this is not for everyone.
        TokenUnknown: the token is not known, or not in the form `Bearer …`.
        NotAllowed: the role may never do this.
        SessionNeeded: nobody does this by a token.
        ScopeTooNarrow: the token was not made for it.
        PasswordDue, FactorDue: whoever signed in must do something else first.
        ForeignOrigin, CsrfWrong: a browser was made to send this by another site.
    """
    name = request.scope["route"].name
    act, by_password = ACCESS[name], name in BY_PASSWORD
    try:
        ignored = _is_for_all(act) and scheme_of(request) == "basic"
        known = VISITOR if ignored else await known_of(request, by_password=by_password)
        known = await _within(request, known, act, proves_itself=name in _PROVEN)
        actor = known.actor.deputy(act)
        request.state.actor, request.state.session = actor, known.session
        if actor.role not in RULES[act]:
            raise _refusal(actor, act)
    except (TokenMissing, TokenUnknown) as unknown:
        if by_password:
            unknown.challenge = _ASK
        raise


async def _within(request: Request, known: Known, act: Act, *, proves_itself: bool) -> Known:
    """Whoever asks, as far as their token or session reaches; beyond, they are visitors where visitors are let in."""
    if _is_for_all(act):
        reaches = known.scope is None or act in known.scope
        if known.session is not None:
            reaches = known.session.stage is Stage.FULL and await is_own_page(request)
        return known if reaches else VISITOR
    if known.scope is not None and known.actor.deputy(act).role in RULES[act]:
        if act in BY_PERSON:
            raise SessionNeeded()
        if act not in known.scope:
            raise ScopeTooNarrow(act=act)
    if known.session is not None:
        await check_own_page(request, proves_itself=proves_itself)
        if act is not Act.KEEP_OWN_ACCOUNT:
            check_stage(known.session.stage)
    return known


def _is_for_all(act: Act) -> bool:
    return Role.VISITOR in RULES[act]


def _refusal(actor: Actor, act: Act) -> Refusal:
    if actor.role is Role.VISITOR and not actor.id:
        return TokenMissing(act=act)
    return NotAllowed(role=actor.role, act=act, allowed=", ".join(sorted(RULES[act])))
