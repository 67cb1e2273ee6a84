"""One request as those see it who work on it: everything that is known, read as the JSON routes read it, and what can be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.desk import Desk, present
from api.documents.photos import list_photos
from api.documents.views import DocumentView
from api.hotline.following import book_of
from api.hotline.papers import PaperView, list_papers
from api.hotline.reporting import LIKE_SINCE, MOST_LIKE
from api.hotline.request_bodies import Placed
from api.hotline.request_commands import found_request
from api.hotline.request_placing import Placing, placing_of
from api.hotline.request_reading import get_request, list_custodies, list_request_events
from api.hotline.request_views import RequestEventView, RequestView
from domain.hotline.advice import roads_of
from domain.hotline.book import HotlineBook, Road
from domain.hotline.off_list import kinds_for
from domain.hotline.offers import open_to
from domain.hotline.request import State
from domain.organisation import Body
from domain.privacy.readings import Reading
from domain.refusals import Refusal
from domain.roles import RULES, Act, Actor
from store import organisation, request_lists
from store.pool import Connection
from store.request_lists import KnownComplainant, RequestHead
from store.request_readers import Likeness, MeasuredCustody, duplicates

_MOST_LINES = 100
_NEXT = (Act.REQUEST_WITHDRAW, Act.REQUEST_EXTEND, Act.REQUEST_ACCEPT, Act.REQUEST_SIGN, Act.REQUEST_CALL)
_CHOOSING = (
    Act.REQUEST_ACCEPT,
    Act.REQUEST_DISPATCH,
    Act.REQUEST_ADVISE,
    Act.REQUEST_MERGE,
)  # what is looked up for these


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen in the forms; `suggested` is whom the duty list and the rosters name now, None where nobody is there."""

    suggested: Placing | None = None
    guides: Sequence[str] = ()
    alike: Sequence[Likeness] = ()
    roads: Sequence[Road] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A request with everything around it, what the reader can do, which of it is their next step, and whose form is open.

    `complainants` are None unless somebody asked to see them.
    """

    view: RequestView
    head: RequestHead
    book: HotlineBook
    acts: tuple[Act, ...]
    next_act: Act | None
    opened: Act | None
    events: list[RequestEventView]
    custodies: list[MeasuredCustody]
    photos: list[DocumentView]
    papers: list[PaperView]
    bodies: Mapping[str, Body]
    complainants: list[KnownComplainant] | None = None
    choices: Choices = field(default_factory=Choices)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that it may have."""
        return kinds_for(self.book.policy, self.head.barred)


async def case_of(
    desk: Desk, ref: str, actor: Actor, *, chosen: Act | None = None, tried: Act | None = None, contact: bool = False
) -> Case:
    """A request as the actor may see it; what is personal is read in their name and written down.

    Of what can be done the `chosen` act is open, else the next one; one that was `tried` is open in any case.

    Raises:
        UnknownRequest, NotYours: there is none, or it is none of theirs.
    """
    reading = Reading(actor, Act.READ_REQUEST)
    view = await get_request(ref, desk, actor, reading)
    events = await list_request_events(ref, desk, actor, reading, 0, _MOST_LINES)
    custodies = await list_custodies(ref, desk, actor)
    photos = await list_photos(ref, desk, actor)
    papers = await list_papers(ref, desk, actor, reading)
    async with desk.postgres.connection() as connection:
        head = await found_request(connection, ref)
        book = await book_of(desk.library, connection, view.policy_version)
        bodies = await organisation.bodies(connection, desk.library.local(view.now).date())
        offered = open_to(actor, view, book.policy, body=head.body, now=view.now)
        acts = tuple(act for act in offered if not (head.barred and act is Act.REQUEST_MERGE))
        following = _next_act(acts, view, is_holder=actor.department == head.body)
        opened = tried or (chosen if chosen in acts else following)
        known = await _complainants(connection, ref, actor) if contact else None
        choices = await _choices(connection, desk, view, head, book) if opened in _CHOOSING else Choices()
    around = (events.rows, custodies, photos, papers.rows, {body.id: body for body in bodies}, known, choices)
    return Case(view, head, book, acts, following, opened, *around)


def _next_act(acts: tuple[Act, ...], view: RequestView, *, is_holder: bool) -> Act | None:
    """The one step that is next for the reader, of those that can be done; None where it is somebody else's turn."""
    steps = list(_NEXT)
    if view.state == State.RETURNED:
        steps.append(Act.REQUEST_DISPATCH)
    if is_holder:
        steps += [Act.REQUEST_RESUME, Act.REQUEST_CLOSE]
    return next((act for act in steps if act in acts), None)


async def _complainants(connection: Connection, ref: str, actor: Actor) -> list[KnownComplainant] | None:
    """Who handed it in, for those only to whom the law shows them."""
    act = Act.READ_COMPLAINANTS
    if actor.deputy(act).role not in RULES[act]:
        return None
    return await request_lists.complainants(connection, Reading(actor.deputy(act), act), ref)


async def _choices(
    connection: Connection, desk: Desk, view: RequestView, head: RequestHead, book: HotlineBook
) -> Choices:
    try:
        suggested = await placing_of(connection, desk.library, Placed(), head, at=present())
    except Refusal:
        suggested = None  # nobody is there, or the topic is not known: the dispatcher says who
    alike = await duplicates(
        connection,
        district=view.district,
        topic=head.topic,
        phone=None,
        since=view.reported_at - LIKE_SINCE,
        most=MOST_LIKE,
        but=view.ref,
    )
    return Choices(
        suggested,
        await organisation.guides(connection, view.district, view.language, present()),
        () if head.barred else alike,  # never merged
        roads_of(book, topic=head.topic, text=view.text),
    )
