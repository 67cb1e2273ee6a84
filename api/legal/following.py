"""Following a case of the legal circle with number and code: how it stands in words, what was written, and what is asked.

Who has it is never named, only as what they come. A wrong code and an unknown number are answered alike.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from api.case_words import kind_of
from api.desk import Desk
from api.hotline.report_refusals import UnknownTracking
from api.legal.notices import NoticeView, notices_of
from api.legal.origins import OriginView, origin_view
from api.legal.tracking_words import EVENTS, NAMED, OBJECTIONS, ROLES, WRITTEN
from domain.legal.asker_acts import open_to_asker
from domain.legal.book import LegalBook
from domain.legal.cases import State
from domain.legal.record import LETTERS, Happening, Service
from domain.privacy.readings import reading_of_citizen
from domain.roles import Act
from store.legal_matters import Asker
from store.legal_tracking import FollowedCase, FollowedLine, followed_case, followed_lines

_FIRST = {Service.AID: State.RECEIVED}
_ASKING = {Service.INQUIRY: Happening.REPLIED, Service.AID: Happening.FINISHED}  # after which it is asked


class LegalQuestion(BaseModel):
    """A question that is open: `helped` (did it help?) or `satisfied` (how satisfied are you?); `n` is what it is about."""

    about: str = Field(examples=["helped"])
    n: int


class PaperView(BaseModel):
    """A paper that is missing."""

    id: str = Field(examples=["identity"])
    names: dict[str, str] = Field(examples=[{"zh": "身份证明", "en": "proof of identity"}])


class DecisionView(BaseModel):
    """The decision on an application, as a written notice: granted or refused, the ground, and until when to object."""

    decision: str = Field(examples=["granted", "refused"])
    ground_words: dict[str, str]
    decided_at: datetime | None
    object_days: int | None = Field(description="Within how many days an objection is heard; null where there is none.")


class ComingView(BaseModel):
    """Who comes when: as what, never who."""

    planned_at: datetime
    as_words: dict[str, str] = Field(examples=[{"zh": "执业律师", "en": "a lawyer"}])


class LegalLineView(BaseModel):
    """Something that happened; `detail` says more in words, `text` is what was written to whoever asked."""

    n: int
    kind: str = Field(examples=["replied"])
    words: dict[str, str] = Field(examples=[{"zh": "已答复", "en": "Answered"}])
    detail: dict[str, str]
    at: datetime
    text: str


class LegalTrackView(BaseModel):
    """How a case stands for whoever asked."""

    ref: str
    service: str
    state: str
    state_words: dict[str, str]
    subject_words: dict[str, str] = Field(
        description="The kind of legal aid, the group of a visit, or the field of law."
    )
    from_ref: str = Field(description="The case that it came from.")
    origin: OriginView | None = Field(description="The inquiry that it came from, with its clock.")
    became: str = Field(description="The number under which it goes on; the query code is the same.")
    asked_at: datetime
    first_at: datetime = Field(description="When the asker first came, with another case perhaps.")
    due_at: datetime | None = Field(description="By when what is promised will be done; null where nothing runs.")
    ended_at: datetime | None
    missing: list[PaperView] = Field(description="Papers that were asked for and have not come.")
    supply_at: datetime | None = Field(description="By when they must be there; then it counts as withdrawn.")
    decision: DecisionView | None
    notices: list[NoticeView] = Field(default=[], description="What was told in writing, the oldest first.")
    appointed_at: datetime | None
    objection_at: datetime | None = Field(description="By when the objection will be decided.")
    change_asked: bool
    coming: ComingView | None
    outcome_words: dict[str, str]
    question: LegalQuestion | None
    acts: list[Act] = Field(description="What whoever asked may do now.", examples=[["legal_say", "legal_withdraw"]])
    events: list[LegalLineView]


def is_of_the_circle(ref: str) -> bool:
    """Is this the number of a case of the legal circle, by its first letter?"""
    return ref[:1] in LETTERS.values()


async def view_for_asker(desk: Desk, asker: Asker) -> LegalTrackView:
    """How the case of an asker stands."""
    reading = reading_of_citizen(asker.id, Act.TRACK_LEGAL)
    async with desk.postgres.noting_snapshot() as connection:
        first = next((state for service, state in _FIRST.items() if LETTERS[service] == asker.ref[0]), State.WAITING)
        found = await followed_case(connection, asker.ref, first=first)
        if found is None:
            raise UnknownTracking(kind=kind_of(asker.ref))
        lines = await followed_lines(connection, reading, asker.ref, kinds=EVENTS, written=WRITTEN)
        book = await desk.library.legal(connection, found.policy_version)
        origin = await origin_view(connection, desk.library, found.ref)
        notices = await notices_of(connection, desk.library, reading, found.ref)
    return _view(found, lines, book, origin).model_copy(update={"notices": notices})


def _view(found: FollowedCase, lines: list[FollowedLine], book: LegalBook, origin: OriginView | None) -> LegalTrackView:
    return LegalTrackView(
        ref=found.ref,
        service=found.service,
        state=found.state,
        state_words=dict(book.called("state", found.state)),
        subject_words=_subject(found, book),
        from_ref=found.from_ref,
        origin=origin,
        became=found.became,
        asked_at=found.asked_at,
        first_at=found.first_at,
        due_at=found.due_at if found.ended_at is None else None,
        ended_at=found.ended_at,
        missing=_missing(found, lines, book),
        supply_at=found.supply_at,
        decision=_decision(found, book),
        appointed_at=found.first_appointed_at,
        objection_at=found.objection_at,
        change_asked=found.change_asked,
        coming=_coming(found),
        outcome_words=dict(book.called("visit_outcome", found.outcome)),
        question=_question(found, lines),
        acts=list(_open_acts(found)),
        events=[_line(line, book) for line in lines],
    )


def _subject(found: FollowedCase, book: LegalBook) -> dict[str, str]:
    match found.service:
        case Service.AID:
            return dict(book.called("kind", found.kind))
        case Service.VISIT:
            return dict(book.called("visit_group", found.people))
    return dict(book.called("field", found.field))


def _missing(found: FollowedCase, lines: list[FollowedLine], book: LegalBook) -> list[PaperView]:
    """What was asked for and has not come, while it is waited for."""
    if found.state != State.INCOMPLETE:
        return []
    come = {paper for line in lines if line.kind == Happening.PAPERS_SUPPLIED for paper in line.what.split()}
    return [PaperView(id=id_, names=dict(book.called("proof", id_))) for id_ in found.papers_asked if id_ not in come]


def _open_acts(found: FollowedCase) -> tuple[Act, ...]:
    """What whoever asked may do as the case stands."""
    service, state = Service(found.service), State(found.state)
    return open_to_asker(service, state, objections=found.objections, change_asked=found.change_asked)


def _decision(found: FollowedCase, book: LegalBook) -> DecisionView | None:
    if not found.decision and found.state != State.TERMINATED:
        return None
    is_open = found.state in (State.REFUSED, State.TERMINATED) and not found.objections
    prefix = "refusal" if found.decision == "refused" else "termination"
    return DecisionView(
        decision=found.decision,
        ground_words=dict(book.called(prefix, found.ground)),
        decided_at=found.decided_at,
        object_days=book.policy.aid.object_within.value if is_open else None,
    )


def _coming(found: FollowedCase) -> ComingView | None:
    if found.state != State.CONFIRMED or found.planned_at is None:
        return None
    return ComingView(planned_at=found.planned_at, as_words=ROLES.get(found.comes_as, {}))


def _question(found: FollowedCase, lines: list[FollowedLine]) -> LegalQuestion | None:
    """What is asked at the moment, about the last answer or the closing."""
    asked = _ASKING.get(Service(found.service))
    if found.state != State.ANSWERED or asked is None:
        return None
    about = "helped" if asked is Happening.REPLIED else "satisfied"
    return LegalQuestion(about=about, n=max((line.n for line in lines if line.kind == asked), default=0))


def _line(line: FollowedLine, book: LegalBook) -> LegalLineView:
    if line.kind in NAMED:
        names = [book.called(NAMED[line.kind], id_) for id_ in line.what.split()]
        spoken = _SEPARATORS.items() if names else ()
        detail = {lang: sep.join(name.get(lang, name["zh"]) for name in names) for lang, sep in spoken}
    else:
        detail = OBJECTIONS.get(line.what, {})
    return LegalLineView(n=line.n, kind=line.kind, words=EVENTS[line.kind], detail=detail, at=line.at, text=line.text)


_SEPARATORS = {"zh": "、", "mn": "᠂ ", "en": ", "}
