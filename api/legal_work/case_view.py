"""One case of the legal circle as the page of those who work on it shows it: read by the same functions as the JSON routes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from api.desk import Desk
from api.filling import TOLD, fresh_key
from api.forms import Form
from api.legal.checkup_bodies import WholeCheckupView
from api.legal.checkups import get_checkup
from api.legal.deeds import ASKERS_DEEDS, DEEDS
from api.legal.notice_pages import list_legal_notices
from api.legal.notices import NoticeView
from api.legal.reading import get_case, list_askers, list_case_events
from api.legal.tracking_words import NAMED, OBJECTIONS
from api.legal.views import AskerView, CaseEventView, CaseView
from api.legal_work.forms import BECOMING, FORMS, PRIMARY, RECUSE
from api.legal_work.lists import ANSWERS, Options, hotline_of, lists_of, missing_papers
from api.legal_work.words import HAPPENINGS, HOW, LANGUAGES, OVERDUE, sign_of
from api.templates import page
from api.wordbook import N_
from domain.legal.book import LegalBook
from domain.legal.cases import State
from domain.legal.commit import VisitRow
from domain.legal.record import Happening, Service
from domain.legal.staff_acts import Standing, may_recuse, open_to_staff
from domain.organisation import JUSTICE
from domain.privacy.readings import Reading
from domain.roles import RULES, Act, Actor
from store import legal_readers, rosters
from store.legal_matters import find_matter

_NEWEST = 100  # lines of the record on the page
_MOST_ON_DUTY = 50
_CLOCKS = {
    "promise_at": N_("承诺时限"),
    "decide_at": N_("法定决定期限"),
    "appoint_at": N_("法定指派期限"),
    "supply_at": N_("补充材料期限"),
    "objection_at": N_("异议决定期限"),
    "verify_at": N_("核查承诺期限"),
}
PATHS = {deed.act: deed.path for deed in (*DEEDS, *ASKERS_DEEDS)}
_LISTS = NAMED | dict.fromkeys((Happening.DECLINED, Happening.REFERRED), "decline")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a form that was sent: of which act, what was typed, and the sentences at its fields or on top."""

    act: str
    typed: Form
    status: int = 422
    sentence: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that the page shows of a case."""

    view: CaseView
    askers: list[AskerView]
    events: list[CaseEventView]
    notices: list[NoticeView]
    visit: VisitRow | None
    checkup: WholeCheckupView | None
    acts: tuple[Act, ...]
    recuses: bool
    book: LegalBook
    lists: dict[str, Options]
    on_duty: list[str]


async def see(desk: Desk, ref: str, actor: Actor, reading: Reading, now: datetime) -> Seen:
    """Read a case as whoever asks may see it.

    Raises:
        UnknownLegal: there is none, or it is none of theirs.
    """
    reading = replace(reading, why=Act.READ_LEGAL)  # also where a form was sent
    view = await get_case(ref, desk, actor, reading)
    may_know = actor.role in RULES[Act.READ_ASKERS]
    asking = replace(reading, why=Act.READ_ASKERS)
    askers = await list_askers(ref, desk, actor, asking) if may_know else []
    events = (await list_case_events(ref, desk, actor, reading, after=max(0, view.n - _NEWEST), limit=_NEWEST)).rows
    notices = await list_legal_notices(ref, desk, actor, reading) if view.service == Service.AID else []
    checkup = await get_checkup(ref, desk, actor, reading) if view.service == Service.CHECKUP and view.n else None
    async with desk.postgres.connection() as connection:
        matter = await find_matter(connection, ref)
        assert matter is not None, "it was just read"
        book = await desk.library.legal(connection, matter.policy_version)
        visit = await legal_readers.visit(connection, ref)
        hotline = await hotline_of(connection, desk.library)
        duties = await rosters.duties(connection, now=now, department=JUSTICE, after=(None, None), most=_MOST_ON_DUTY)
    missing, standing = missing_papers(view, events), _standing(view, checkup)
    acts = open_to_staff(standing, actor)
    return Seen(
        view=view,
        askers=askers,
        events=events,
        notices=notices,
        visit=visit,
        checkup=checkup,
        acts=acts,
        recuses=Act.LEGAL_DECLINE not in acts and may_recuse(standing, actor),
        book=book,
        lists=lists_of(book, view, missing, checkup, hotline),
        on_duty=sorted({duty.person for duty in duties if duty.from_at <= now}),
    )


def shown(request: Request, seen: Seen, now: datetime, *, told: str = "", fault: Fault | None = None) -> Response:
    """The page of a case."""
    view = seen.view
    values = {
        "seen": seen,
        "view": view,
        "book": seen.book,
        "sign": sign_of(view.state, view.due_at, now),
        "overdue": OVERDUE,
        "told": TOLD.get(told),
        "fault": fault,
        "key": fresh_key(),
        "forms": FORMS,
        "paths": PATHS,
        "becoming": BECOMING,
        "recuse": RECUSE,
        "primary": next((act for act in seen.acts if act in PRIMARY), None),
        "answers": ANSWERS,
        "happenings": HAPPENINGS,
        "details": _details(seen.book, seen.events),
        "how": HOW,
        "languages": LANGUAGES,
        "clocks": _clocks(view),
    }
    status = fault.status if fault else 200
    return page(
        request, "legal_case.html", values, status=status, headers={"Cache-Control": "no-store"}, there=_there(view)
    )


def _there(view: CaseView) -> str:
    return f"/work/legal/{view.ref}"


def _standing(view: CaseView, checkup: WholeCheckupView | None) -> Standing:
    aid = view.aid
    return Standing(
        service=Service(view.service),
        state=State(view.state),
        holder=view.holder,
        called=tuple(one.person for one in view.assignments if one.accepted_at is None and one.until is None),
        provisional=bool(aid and aid.provisional),
        urgent=bool(aid and aid.urgent),
        papers_asked=bool(aid and aid.papers_asked),
        change_asked=bool(aid and aid.change_asked),
        objections=aid.objections if aid else 0,
        verifiable=bool(aid and aid.verify_at),
        to_follow=checkup.open if checkup else 0,
    )


def _clocks(view: CaseView) -> list[tuple[str, datetime]]:
    """The clocks that run, each with its word."""
    if view.aid is None:
        return [(_CLOCKS["promise_at"], view.due_at)] if view.due_at and view.ended_at is None else []
    running = ((word, getattr(view.aid, name)) for name, word in _CLOCKS.items())
    return [(word, at) for word, at in running if at is not None]


def _details(book: LegalBook, events: list[CaseEventView]) -> dict[int, list[dict[str, str]]]:
    """What each event says beside its kind, in the words of the rules."""
    return {event.n: _detail(book, event) for event in events}


def _detail(book: LegalBook, event: CaseEventView) -> list[dict[str, str]]:
    if prefix := _LISTS.get(event.kind):
        return [dict(book.called(prefix, given)) for given in event.what.split()]
    return [OBJECTIONS[event.what]] if event.what in OBJECTIONS else []
