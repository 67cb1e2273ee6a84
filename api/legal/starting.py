"""How a case of the legal circle begins from what is kept: its rules, its people, its clock, and one line for the Temporal UI."""

from __future__ import annotations

from datetime import datetime

from api.library import Library
from domain.legal import aid_clocks, visit
from domain.legal.book import LegalBook
from domain.legal.cases import Aid, Checkup, Inquiry, Visit
from domain.legal.checkup_clocks import findings_due
from domain.legal.law import length
from domain.legal.record import Service
from domain.roles import ANYONE
from store import legal_matters, people
from store.aid_papers import find_aid_papers
from store.checkups import ordered_person
from store.legal_matters import Matter
from store.pool import Connection
from workflows.messages import AidStart, CheckupStart, InquiryStart, LegalStart, VisitStart


def asker_of(ref: str) -> str:
    """The id of whoever asked under this number."""
    return f"{ref}-1"


async def start_of(connection: Connection, library: Library, matter: Matter) -> tuple[LegalStart, str]:
    """The start of a case from what is kept, and its one line in the Temporal UI, which names nobody and nothing."""
    book = await library.legal(connection, matter.policy_version)
    by = await people.actor(connection, matter.taken_by) if matter.taken_by else None
    title = book.called("service", matter.service)["zh"]
    summary = " ".join(part for part in (matter.ref, title, _subject(book, matter)) if part)
    match Service(matter.service):
        case Service.INQUIRY:
            return InquiryStart(_inquiry(matter, book), opened_by=by or ANYONE), summary
        case Service.VISIT:
            return VisitStart(_visit(matter, book), opened_by=by or ANYONE), summary
        case Service.AID:
            return AidStart(await _aid(connection, library, matter, book), opened_by=by or ANYONE), summary
        case Service.CHECKUP:
            return CheckupStart(await _checkup(connection, library, matter, book), opened_by=by or ANYONE), summary


def due_at(start: LegalStart) -> datetime | None:
    """By when what is promised for a case will be done."""
    case = start.case
    if isinstance(case, Inquiry):
        return case.asked_at + length(case.rules.promise)
    if isinstance(case, Visit):
        return visit.due_at(case)
    end = aid_clocks.promise(case) if isinstance(case, Aid) else findings_due(case)
    return end.at if end else None


def _subject(book: LegalBook, matter: Matter) -> str:
    what, given = ("kind", matter.kind) if matter.kind else ("field", matter.field)
    return book.called(what, given).get("zh", "")


def _inquiry(matter: Matter, book: LegalBook) -> Inquiry:
    return Inquiry(
        ref=matter.ref,
        rules=book.policy.inquiry,
        channel=matter.channel,
        field=matter.field,
        language=matter.language,
        asked_at=matter.asked_at,
        askers=(asker_of(matter.ref),),
    )


def _visit(matter: Matter, book: LegalBook) -> Visit:
    return Visit(
        ref=matter.ref,
        rules=book.policy.visit,
        group=matter.people,
        language=matter.language,
        asked_at=matter.asked_at,
        askers=(asker_of(matter.ref),),
    )


async def _aid(connection: Connection, library: Library, matter: Matter, book: LegalBook) -> Aid:
    papers = await find_aid_papers(connection, matter.ref)
    calendar = await library.newest_calendar(connection)
    pledge = await legal_matters.find_pledge(connection, matter.ref, reading=None)
    groups = matter.people.split()
    return Aid(
        ref=matter.ref,
        rules=book.policy.aid,
        office=library.office,
        calendar=calendar.nameless(),
        kind=matter.kind,
        group=" ".join(groups[:1]),
        more_groups=tuple(groups[1:]),
        field=matter.field,
        language=matter.language,
        received_at=matter.asked_at,
        first_contact_at=matter.first_at,
        askers=(asker_of(matter.ref),),
        from_ref=matter.from_ref,
        pledged=pledge is not None,
        waived=pledge.waived if pledge else None,
        limit_on=papers.limit_on,
        bars=tuple(await legal_matters.bars_of(connection, matter.ref)),
    )


async def _checkup(connection: Connection, library: Library, matter: Matter, book: LegalBook) -> Checkup:
    calendar = await library.newest_calendar(connection)
    return Checkup(
        ref=matter.ref,
        rules=book.policy.checkup,
        office=library.office,
        calendar=calendar.nameless(),
        person=await ordered_person(connection, matter.ref),
        asked_at=matter.asked_at,
        campaign=matter.campaign,
        askers=(asker_of(matter.ref),),
    )
