"""All counters of the house, one router for each room; the order in which addresses are tried."""

from __future__ import annotations

from api import (
    acknowledging,
    acts,
    follow,
    follow_lists,
    health,
    offices,
    outbox,
    outbox_page,
    projects,
    record,
    reference,
    rosters,
    rules,
    site,
    twilio_hooks,
    unreached,
    upkeep,
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
    people_page,
    rosters_page,
    security_page,
    versions_page,
    wording_page,
    work_page,
)
from api.documents import demanding as documents_demanding
from api.documents import photos as documents_photos
from api.documents import reading as documents_reading
from api.documents import reusing as documents_reusing
from api.documents import uploads as documents_uploads
from api.hotline import (
    city,
    deciding,
    history,
    papers,
    queues,
    reports,
    request_page,
    request_reading,
    requests,
    tracking,
)
from api.legal import activities as legal_activities
from api.legal import acts as legal_acts
from api.legal import advisers as legal_advisers
from api.legal import asker_page as legal_asker_page
from api.legal import asks as legal_asks
from api.legal import checkups as legal_checkups
from api.legal import figures as legal_figures
from api.legal import notice_pages as legal_notice_pages
from api.legal import places as legal_places
from api.legal import programmes as legal_programmes
from api.legal import queues as legal_queues
from api.legal import reading as legal_reading
from api.legal import sessions as legal_sessions
from api.legal import tracking as legal_tracking
from api.privacy import own as privacy_own
from api.privacy import readings as privacy_readings
from api.privacy import retention as privacy_retention
from api.public import cycle_page, home, item_page, project_page, roots_page

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
    unreached.router,
    upkeep.router,
    rosters.router,
    reference.router,
    queues.router,  # its addresses before those of one request
    deciding.router,  # likewise
    requests.router,
    request_reading.router,
    rules.router,
    city.router,
    history.router,
    reports.router,
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
    cycle_page.router,
    roots_page.router,
    outbox_page.router,
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
    request_page.router,
    legal_asker_page.router,
    papers.pages,
    account_pages.router,
    outside_pages.router,
    twilio_hooks.router,
)
