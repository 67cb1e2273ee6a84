"""Every statement of the store is sound: it prepares against the migrated schema, is explained, used, and read in order."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
from collections import Counter
from pathlib import Path

import asyncpg
import pytest

import store
from domain.commit import Receipt
from domain.figures.expecting import Taken
from domain.figures.year_cycle import YearLine
from domain.hotline.commit import RequestRow
from domain.hotline.request import Answer, Result
from domain.legal.commit import AidRow, CheckupRow, InquiryRow, VisitRow
from domain.legal.counted import Applied, Asked, Done, Referred
from domain.open_data.sets import Closed, Decided, TakenOut
from domain.organisation import Body
from domain.roots import Leaf, Root
from domain.standing import Standing
from domain.supervision.record import Heap
from store import (
    account_lists,
    acknowledgements,
    cases,
    checkups,
    demands,
    documents,
    dossiers,
    erasure_plans,
    exclusions,
    facts,
    findings,
    incoming,
    joint,
    joint_tasks,
    kept_figures,
    legal_activities,
    legal_cases,
    legal_matters,
    legal_people,
    legal_places,
    legal_readers,
    legal_tracking,
    off_list,
    offices,
    open_work,
    organisation,
    origins,
    outbox,
    outside,
    overview,
    own_data,
    own_projects,
    papers,
    people,
    programme_sessions,
    programmes,
    readers,
    readings,
    recurring,
    reference,
    reports,
    request_lists,
    request_readers,
    requests,
    retention,
    roots,
    rosters,
    security_record,
    sessions,
    silence,
    subscribers,
    tokens,
    tracking,
    unreached,
    upkeep,
    uploads,
    village_advisers,
    watch,
)
from store.pool import Pool
from store.sql import load_sql

STORE = Path(store.__file__).parent
FILES = sorted(STORE.glob("*.sql"))
HEADER = re.compile(r"^-- ([a-z_]+): (.+)$", re.MULTILINE)
MODULES = [path for path in sorted(STORE.glob("*.py")) if "SQL" in path.read_text(encoding="utf-8")]

# Rows that are read by position: the statement, and what is made of its row.
READ = {
    ("open_data", "decided_by_month"): Decided,
    ("open_data", "closed_by_month"): Closed,
    ("open_data", "taken_out_by_month"): TakenOut,
    ("watching", "ended_by_month"): Heap,
    ("facts", "cases_behind"): facts.Behind,
    ("facts", "cases_counted"): facts.CountedCase,
    ("facts", "days_taken"): Taken,
    ("year_cycle", "cycle_of_year"): YearLine,
    ("kept_figures", "figure_alarms"): kept_figures.FigureAlarm,
    ("exclusions", "exclusions"): exclusions.Exclusion,
    ("exclusions", "exclusion"): exclusions.Exclusion,
    ("joint", "joint_entries"): joint.Entry,
    ("joint", "joint_incidents"): joint.Incident,
    ("off_list", "off_list_demand_of"): off_list.OffListDemand,
    ("off_list", "off_list_demands"): off_list.ListedDemand,
    ("off_list", "off_list_demands_by_month"): off_list.DemandsInMonth,
    ("joint_tasks", "one_joint_task"): joint_tasks.JointTask,
    ("joint_tasks", "joint_tasks"): joint_tasks.TaskRow,
    ("readings", "readings_listed"): readings.ReadingLine,
    ("retention", "erasable_cases"): retention.Erasable,
    ("own_data", "own_report"): own_data.HandedIn,
    ("own_data", "own_matter"): own_data.HandedIn,
    ("own_data", "own_account"): own_data.Account,
    ("own_data", "own_letters"): own_data.Sent,
    ("own_data", "read_of"): own_data.Read,
    ("own_data", "own_pledge"): own_data.Pledged,
    ("own_data", "own_subscription"): own_data.Subscription,
    ("own_data", "own_files"): own_data.File,
    ("own_data", "own_texts"): own_data.Text,
    ("own_data", "own_bars"): own_data.Bar,
    ("own_data", "own_sessions"): own_data.SignedIn,
    ("own_data", "own_evidence"): own_data.Said,
    ("erasure_plans", "lock_erasure_plan"): erasure_plans.PlanHead,
    ("erasure_plans", "open_plans"): erasure_plans.PlanHead,
    ("erasure_plans", "planned_cases"): retention.Erasable,
    ("erasure_plans", "planned_lines"): retention.Line,
    ("readers", "public_projects"): readers.PublicProject,
    ("readers", "find_projects"): readers.PublicProject,
    ("readers", "public_project"): readers.PublicProject,
    ("readers", "public_items"): readers.PublicItem,
    ("readers", "public_events"): readers._event,
    ("readers", "silence_by_month"): readers.SilenceInMonth,
    ("readers", "inbox"): readers.InboxItem,
    ("readers", "inbox_of_all"): readers.InboxItem,
    ("readers", "late"): readers.LateAct,
    ("readers", "late_clocks"): readers.LateClocks,
    ("readers", "standing"): readers.Where,
    ("readers", "note"): readers.Note,
    ("reference", "calendars"): reference.CalendarRow,
    ("offices", "inbox_of"): offices.InboxItem,
    ("offices", "inbox_tally"): offices.Tally,
    ("offices", "projects_awaited"): offices.PublicProject,
    ("offices", "projects_named"): offices.PublicProject,
    ("offices", "record_of_item"): offices.Line,
    ("own_projects", "own_projects"): own_projects.OwnProject,
    ("people", "officers_of"): people.Officer,
    ("roots", "proof_of"): roots.Proof,
    ("cases", "receipt"): Receipt,
    ("dossiers", "dossier"): dossiers.Dossier,
    ("watch", "messages"): watch.Told,
    ("outbox", "messages_newest"): outbox.Message,
    ("outbox", "one_message"): outbox.Message,
    ("outbox", "one_letter"): outbox.SentLetter,
    ("outbox", "fates_of_message"): outbox.Happened,
    ("outbox", "receipts_of_letter"): outbox.Reported,
    ("outbox", "notices_of_case"): outbox.Said,
    ("overview", "count_items"): overview.ItemCounts,
    ("overview", "count_requests"): overview.CaseCounts,
    ("overview", "count_legal_cases"): overview.CaseCounts,
    ("overview", "overview_items"): overview.RunningItem,
    ("overview", "overview_requests"): overview.OpenCase,
    ("overview", "overview_legal_cases"): overview.OpenCase,
    ("unreached", "unreached"): unreached.Unreached,
    ("incoming", "texts_newest"): incoming.IncomingText,
    ("incoming", "stray_receipts"): incoming.StrayReceipt,
    ("upkeep", "outages_newest"): upkeep.Outage,
    ("upkeep", "alarms_newest"): upkeep.Alarm,
    ("upkeep", "post_health"): upkeep.PostHealth,
    ("organisation", "place_question"): organisation.Reported,
    ("rosters", "absences_to_come"): rosters.Absence,
    ("rosters", "one_absence"): rosters.Absence,
    ("rosters", "duties_to_come"): rosters.Duty,
    ("rosters", "duties_of_person"): rosters.Duty,
    ("rosters", "one_duty"): rosters.Duty,
    ("acknowledgements", "lines_of_letter"): acknowledgements.Line,
    ("papers", "listed_papers"): papers.IssuedPaper,
    ("papers", "one_paper"): papers.IssuedPaper,
    ("papers", "matter_of"): papers.PaperMatter,
    ("tracking", "caller_of_letter"): tracking.Caller,
    ("tracking", "followed_request"): tracking.Followed,
    ("tracking", "followed_events"): tracking.FollowedEvent,
    ("programmes", "one_programme"): programmes.Programme,
    ("programmes", "lock_programme"): programmes.Programme,
    ("programmes", "list_programmes"): programmes.Programme,
    ("programmes", "skips_of"): programmes.Skip,
    ("programme_sessions", "one_session"): programme_sessions.Session,
    ("programme_sessions", "list_sessions"): programme_sessions.Session,
    ("programme_sessions", "public_sessions"): programme_sessions.Session,
    ("subscribers", "one_subscriber"): subscribers.Subscriber,
    ("request_lists", "request_head"): request_lists.RequestHead,
    ("request_lists", "waiting_requests"): request_lists.WaitingRequest,
    ("request_lists", "requests_of_body"): request_lists.BodysRequest,
    ("request_lists", "requests_to_decide"): request_lists.Undecided,
    ("request_lists", "advised_requests"): request_lists.Advised,
    ("request_lists", "one_request"): request_lists.WholeRequest,
    ("request_lists", "complainants_of"): request_lists.KnownComplainant,
    ("request_lists", "events_of_request"): request_lists.RequestLine,
    ("legal_tracking", "followed_case"): legal_tracking.FollowedCase,
    ("legal_tracking", "followed_lines"): legal_tracking.FollowedLine,
    ("reports", "same_report"): reports.Report,
    ("reports", "unbegun_reports"): reports.Report,
    ("reports", "one_complainant"): reports.Complainant,
    ("request_readers", "custodies_measured"): request_readers.MeasuredCustody,
    ("request_readers", "answers_of"): Answer,
    ("request_readers", "results_of"): Result,
    ("request_readers", "calls_to_make"): request_readers.CallToMake,
    ("request_readers", "duplicates"): request_readers.Likeness,
    ("request_readers", "public_requests"): request_readers.PublicRequest,
    ("legal_matters", "same_matter"): legal_matters.Matter,
    ("legal_matters", "unbegun_matters"): legal_matters.Matter,
    ("legal_matters", "one_asker"): legal_matters.Asker,
    ("legal_matters", "asker_by_code"): legal_matters.Asker,
    ("legal_readers", "legal_head"): legal_readers.LegalHead,
    ("legal_readers", "one_legal_case"): legal_readers.WholeCase,
    ("legal_readers", "one_aid"): legal_readers.AidPart,
    ("legal_readers", "one_inquiry"): InquiryRow,
    ("legal_readers", "one_visit"): VisitRow,
    ("legal_readers", "events_of_legal_case"): legal_readers.LegalLine,
    ("legal_readers", "assignments_of"): legal_readers.AssignmentRow,
    ("origins", "origin_of"): origins.Origin,
    ("legal_readers", "waiting_legal_cases"): legal_readers.WaitingCase,
    ("legal_readers", "legal_cases_of_person"): legal_readers.OwnCase,
    ("legal_readers", "checkup_findings"): legal_readers.FindingRow,
    ("legal_activities", "one_activity"): legal_activities.Activity,
    ("legal_activities", "same_activity"): legal_activities.Activity,
    ("legal_activities", "list_activities"): legal_activities.Activity,
    ("legal_places", "reach_on_foot"): legal_places.Reach,
    ("legal_people", "pool_count"): legal_people.PoolCount,
    ("legal_people", "pool_by_role"): legal_people.RoleCount,
    ("village_advisers", "advised_villages"): village_advisers.Advised,
    ("village_advisers", "adviser_gaps"): village_advisers.Gap,
    ("village_advisers", "adviser_coverage"): village_advisers.Coverage,
    ("village_advisers", "advisers_of_village"): village_advisers.Served,
    ("legal_figures", "inquiries_asked"): Asked,
    ("legal_figures", "referrals_made"): Referred,
    ("legal_figures", "aid_applied"): Applied,
    ("legal_figures", "activities_done"): Done,
    ("checkups", "listed_checkups"): checkups.ListedCheckup,
    ("checkups", "one_checkup"): checkups.WholeCheckup,
    ("checkups", "findings_written"): checkups.FoundThing,
    ("roots", "list_roots"): roots.KeptRoot,
    ("roots", "root_over_case"): Root,
    ("roots", "leaves_of_night"): Leaf,
    ("uploads", "one_upload"): uploads.Upload,
    ("uploads", "lock_upload"): uploads.Upload,
    ("uploads", "same_upload"): uploads.Upload,
    ("documents", "documents_of"): documents.Document,
    ("documents", "one_document"): documents.Document,
    ("documents", "newest_document"): documents.Document,
    ("documents", "photos_of"): documents.Document,
    ("documents", "one_photo"): documents.Document,
    ("findings", "detectors_counted"): findings.DetectorCount,
    ("findings", "list_findings"): findings.FindingRow,
    ("findings", "one_finding"): findings.FindingRow,
    ("demands", "demands_of"): demands.Demand,
    ("demands", "refused_demands"): demands.Demand,
    ("silence", "unreviewed"): silence.Unreviewed,
    ("recurring", "reported_cases"): recurring.ReportedCase,
    ("recurring", "districts_on_map"): recurring.Place,
    ("account_lists", "list_accounts"): account_lists.ListedAccount,
    ("account_lists", "one_account"): account_lists.ListedAccount,
    ("open_work", "open_work"): open_work.Piece,
    ("outside", "take_begun"): outside.Begun,
    ("sessions", "open_sessions"): sessions.OpenSession,
    ("tokens", "tokens_of"): tokens.Token,
    ("security_record", "security_events"): security_record.SecurityEvent,
}
# Values that are written by position: the statement, how many columns stand before them, and whose fields they are.
WRITTEN = [
    (cases.SQL["save_item"], 2, Standing),
    (dossiers.SQL["add_dossier"], 0, dossiers.Dossier),
    (people.SQL["save_person"], 0, people.Person),
    (reports.SQL["add_report"], 0, reports.Report),
    (reports.SQL["add_complainant"], 2, reports.Complainant),
    (requests.SQL["save_request"], 7, RequestRow),
    (organisation.SQL["save_body"], 0, Body),
    (legal_matters.SQL["add_matter"], 0, legal_matters.Matter),
    (legal_matters.SQL["add_asker"], 0, legal_matters.Asker),
    (legal_matters.SQL["add_pledge"], 0, legal_matters.Pledge),
    (legal_cases.SQL["save_inquiry"], 1, InquiryRow),
    (legal_cases.SQL["save_aid"], 1, AidRow),
    (legal_cases.SQL["save_visit"], 1, VisitRow),
    (legal_cases.SQL["save_checkup"], 1, CheckupRow),
    (legal_activities.SQL["add_activity"], 0, legal_activities.NewActivity),
    (documents.SQL["add_document"], 0, documents.NewDocument),
]
# All other tables are only ever added to.
MAY_CHANGE = {"project", "item", "outbox", "department", "person", "absence", "duty", "inbound", "notice"} | {
    "letter", "alarm", "delivery_receipt", "outage", "postroom",
    "request", "custody", "request_result", "request_answer", "request_call", "complainant",
    "legal_case", "inquiry", "aid_application", "home_visit", "checkup", "checkup_finding", "assignment",
    "legal_activity",
    "village_adviser",
    "programme", "programme_skip", "programme_session", "subscriber",
    "content", "upload",
    "account", "second_factor", "recovery_code", "device", "session", "login_attempt", "token", "invitation", "account_plan",
    "outside_link",
    "folded",
    "looked",
    # What personal stands in them is erased when its period is over.
    "note", "report", "legal_matter", "asker", "pledge", "erasure_plan", "legal_hold",
}  # fmt: skip
MAY_VANISH = {
    "start_texts",  # who stopped our texts may take it back
    "forget_abandoned",  # what a run that was reset has left
    "forget_assignments",
    "forget_findings",
    "forget_facts",  # they are made anew from the record
    "forget_content",  # bytes that are kept elsewhere, or were not what they should be
    "sweep_uploads",  # left lying
    "sweep_finished",  # they are documents by now
    "drop_attempt",  # one that was not made after all
    *("take_known_factor", "take_known_password"),  # which nobody was to have who is real
    "forget_codes",  # guessed with a password that is none any more
    "take_plan",  # what two have asked for is done, and on record
    "forget_plans",  # what the second one never asked for
    *("sweep_session", "sweep_login_attempt", "sweep_invitation", "sweep_device", "sweep_outside_sign_in"),  # long over
    *("forget_begun", "take_begun", "end_awaited"),  # a sign-in by the provider leads back once
    *("drop_links", "drop_own_links"),  # of whom a provider names
    "forget_devices",
    "forget_recovery",  # new ones replace them
    "drop_factor",  # of somebody who has lost it
    "drop_bars",  # their period is over, and nobody is known with them
    "drop_readings",  # likewise, of the log of readings
    "drop_uploads_of",  # cases whose period is over
    "drop_documents_of",
    "drop_contents",
    "take_skip_back",  # a session that was not to take place takes place after all
}


def statements(path: Path) -> dict[str, str]:
    """The statements of one .sql file by name."""
    return load_sql(str(path.with_suffix(".py")))


def used_names(path: Path) -> dict[str, set[str]]:
    """For each function of a module, the names that it asks its SQL for."""
    return {
        function.name: {
            node.slice.value
            for node in ast.walk(function)
            if isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Name)
            and node.value.id == "SQL"
            and isinstance(node.slice, ast.Constant)
        }
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def owner(path: Path) -> str:
    """The module whose statements a module uses: its own, or those that it imports."""
    borrowed = re.search(r"^from store\.(\w+) import .*\bSQL\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    return borrowed[1] if borrowed else path.stem


def read_by_position(path: Path) -> set[tuple[str, str, str]]:
    """Where a function says `Row(*row)`: module, statement, and the name of what is called."""
    found = set()
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                match node:
                    case ast.Call(func=ast.Name(id=maker), args=[ast.Starred(value=ast.Name(id="row"))]):
                        (name,) = used_names(path)[function.name]
                        found.add((path.stem, name, maker))
    return found


async def test_every_statement_prepares_against_the_migrated_schema(pool: Pool):
    faults = []
    async with pool.acquire() as connection:
        for path in FILES:
            for name, statement in statements(path).items():
                try:
                    await connection.prepare(statement)
                except asyncpg.PostgresError as fault:
                    faults.append(f"{path.name}: {name}: {fault}")

    assert not faults


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_statement_has_a_name_and_a_sentence_on_what_it_answers(path: Path):
    text = path.read_text(encoding="utf-8")
    heads = HEADER.findall(text)

    assert path.with_suffix(".py").exists()
    assert len(heads) == len(re.findall(r";$", text, re.MULTILINE)) == len(statements(path))
    for name, sentence in heads:
        assert re.fullmatch(r"[A-Z].*[.?]", sentence), f"{path.name}: {name}"


def test_no_two_statements_share_a_name():
    names = Counter(name for path in FILES for name, _ in HEADER.findall(path.read_text(encoding="utf-8")))

    assert [name for name, count in names.items() if count > 1] == []


def test_every_statement_is_used_and_every_used_one_exists():
    used = {(owner(path), name) for path in MODULES for names in used_names(path).values() for name in names}
    written = {(path.stem, name) for path in FILES for name in statements(path)}

    assert used == written


def test_what_is_on_record_is_only_ever_added_to():
    changed = set()
    for path in FILES:
        for name, statement in statements(path).items():
            assert name in MAY_VANISH or not re.search(r"\b(DELETE|TRUNCATE|DROP|ALTER)\b", statement), name
            changed |= set(re.findall(r"^UPDATE (\w+)", statement, re.MULTILINE))
            if "DO UPDATE" in statement:
                changed |= set(re.findall(r"^INSERT INTO (\w+)", statement, re.MULTILINE))

    assert changed == MAY_CHANGE


def test_the_list_of_rows_that_are_read_by_position_is_complete():
    found = set().union(*(read_by_position(path) for path in MODULES))

    assert found == {(module, name, maker.__name__) for (module, name), maker in READ.items()}


async def test_what_is_made_of_a_row_has_the_columns_of_the_statement_in_order(pool: Pool):
    async with pool.acquire() as connection:
        for (module, name), maker in READ.items():
            prepared = await connection.prepare(importlib.import_module(f"store.{module}").SQL[name])
            columns = [attribute.name for attribute in prepared.get_attributes()]

            assert columns == list(inspect.signature(maker).parameters), f"{module}.sql: {name}"


@pytest.mark.parametrize(("statement", "before", "values"), WRITTEN)
def test_what_is_written_has_the_columns_of_the_statement_in_order(statement, before, values):
    listed = re.match(r"INSERT INTO \w+ \(([^)]+)\)", statement)[1]
    columns = [column.strip().strip('"') for column in listed.split(",")]

    assert columns[before:] == [field.name for field in dataclasses.fields(values)]
