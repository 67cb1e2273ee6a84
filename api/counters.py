"""All counters of the house, one router for each room; the order in which addresses are tried."""

from __future__ import annotations

from api import (
    acknowledging,
    acts,
    event_logs,
    follow,
    follow_lists,
    health,
    incoming,
    offices,
    outbox,
    outbox_page,
    overview,
    projects,
    record,
    reference,
    rosters,
    rules,
    site,
    twilio_hooks,
    unreached,
    upkeep,
    work_sheets,
)
from api.accounts import invitations, login, outside_pages, own
from api.accounts import pages as account_pages
from api.accounts import people as account_people
from api.accounts import record as security_record
from api.accounts import work as account_work
from api.administration import (
    bodies_page,
    erasures_page,
    home_page,
    incoming_page,
    people_page,
    rosters_page,
    security_page,
    versions_page,
    wording_page,
    work_page,
)
from api.applicants import own_documents_page, own_project_page, own_projects_page
from api.dispatch import call_page, case_page, mine_page, photo_page, queue_page
from api.documents import demanding as documents_demanding
from api.documents import photos as documents_photos
from api.documents import reading as documents_reading
from api.documents import reusing as documents_reusing
from api.documents import uploads as documents_uploads
from api.figures import counter as figures
from api.figures import exclusions, exclusions_page
from api.figures import page as figures_page
from api.figures import year_page as year_cycle_page
from api.hotline import (
    city,
    deciding,
    history,
    off_list,
    off_list_page,
    papers,
    queues,
    report_page,
    reports,
    request_page,
    request_reading,
    requests,
    tracking,
)
from api.joint import company_page as joint_company_page
from api.joint import counter as joint_counter
from api.joint import page as joint_page
from api.legal import activities as legal_activities
from api.legal import acts as legal_acts
from api.legal import advisers as legal_advisers
from api.legal import ask_pages as legal_ask_pages
from api.legal import asker_page as legal_asker_page
from api.legal import asks as legal_asks
from api.legal import checkups as legal_checkups
from api.legal import figures as legal_figures
from api.legal import front_page as legal_front_page
from api.legal import notice_pages as legal_notice_pages
from api.legal import places as legal_places
from api.legal import places_page as legal_places_page
from api.legal import programme_page as legal_programme_page
from api.legal import programmes as legal_programmes
from api.legal import queues as legal_queues
from api.legal import reading as legal_reading
from api.legal import sessions as legal_sessions
from api.legal import tracking as legal_tracking
from api.legal_work import activities_page as legal_activities_page
from api.legal_work import case_page as legal_case_page
from api.legal_work import checkups_page as legal_checkups_page
from api.legal_work import desk_page as legal_desk_page
from api.legal_work import mine_page as legal_mine_page
from api.legal_work import programmes_page as legal_programmes_page
from api.officer import batch, coming_page, inbox, silence_page
from api.officer import item_page as work_item_page
from api.printing import decisions as printed_decisions
from api.printing import receipts as printed_receipts
from api.privacy import own as privacy_own
from api.privacy import readings as privacy_readings
from api.privacy import retention as privacy_retention
from api.public import cycle_page, home, item_page, open_data, project_page, roots_page
from api.recurring import figures as recurring_figures
from api.recurring import joint_tasks, task_page
from api.recurring import page as recurring_page
from api.supervision import findings as supervision_findings
from api.supervision import findings_page
from api.supervision import off_list as listed_demands
from api.supervision import off_list_page as listed_demands_page

ROUTERS = (
    login.router,
    own.router,
    invitations.router,
    account_people.router,
    account_work.router,
    security_record.router,
    projects.router,
    acts.router,
    documents_uploads.router,
    documents_reading.router,
    documents_reusing.router,
    documents_demanding.router,
    documents_photos.router,
    follow.router,
    follow_lists.router,
    offices.router,
    outbox.router,
    incoming.router,
    unreached.router,
    upkeep.router,
    rosters.router,
    reference.router,
    figures.router,
    exclusions.router,
    joint_counter.router,
    queues.router,  # its addresses before those of one request
    deciding.router,  # likewise
    requests.router,
    request_reading.router,
    rules.router,
    city.router,
    history.router,
    reports.router,
    off_list.router,
    tracking.router,
    papers.router,
    legal_activities.router,
    legal_checkups.router,
    legal_figures.router,
    legal_places.router,
    legal_advisers.router,
    legal_programmes.router,
    legal_sessions.router,
    legal_asks.router,
    legal_tracking.router,
    legal_queues.router,
    record.router,
    event_logs.router,
    legal_notice_pages.router,
    legal_notice_pages.pages,
    legal_acts.router,  # these two last: their addresses begin with the number of a case
    legal_reading.router,
    privacy_readings.router,
    privacy_own.router,
    privacy_retention.router,
    health.router,
    site.router,
    home.router,
    project_page.router,
    item_page.router,
    printed_decisions.router,
    cycle_page.router,
    roots_page.router,
    open_data.router,
    inbox.router,
    batch.router,
    work_item_page.router,
    coming_page.router,
    outbox_page.router,
    silence_page.router,
    incoming_page.router,
    overview.router,
    recurring_figures.router,
    recurring_page.router,
    joint_tasks.router,
    task_page.router,
    supervision_findings.router,
    findings_page.router,
    listed_demands.router,
    listed_demands_page.router,
    work_sheets.router,
    figures_page.router,
    year_cycle_page.router,
    exclusions_page.router,
    joint_page.router,
    joint_company_page.router,
    home_page.router,
    people_page.router,
    rosters_page.router,
    work_page.router,
    versions_page.router,
    bodies_page.router,
    wording_page.router,
    erasures_page.router,
    security_page.router,
    acknowledging.router,
    report_page.router,
    off_list_page.router,
    request_page.router,
    printed_receipts.router,
    own_projects_page.router,
    own_project_page.router,
    own_documents_page.router,
    legal_asker_page.router,
    legal_front_page.router,
    legal_ask_pages.router,
    legal_places_page.router,
    legal_programme_page.router,
    legal_desk_page.router,
    legal_activities_page.router,
    legal_checkups_page.router,
    legal_programmes_page.router,
    legal_mine_page.router,
    legal_case_page.router,  # the last of these: its address begins with the number of a case
    papers.pages,
    queue_page.router,
    case_page.router,
    photo_page.router,
    call_page.router,
    mine_page.router,
    account_pages.router,
    outside_pages.router,
    twilio_hooks.router,
)
