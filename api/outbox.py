"""Counter: what became of what was said: messages with letters, fates and receipts, and notices with their ladders."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Page
from api.bodies import REF_PATTERN, Ref
from api.desk import TheActor, TheDesk
from api.paging import Cursor, Limit, cursor, place, split, uuid_of
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown, UnknownMessage
from domain.fate import Channel, Fate
from domain.refusals import NotAllowed
from store import outbox
from store.outbox import Happened, Reported, SentLetter

router = APIRouter(prefix="/api/v1", tags=["messages"])
_READING = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)

RECIPIENT_PATTERN = r"^$|^[a-z]{1,20}(:[A-Za-z0-9][A-Za-z0-9_.@-]{0,63})?$"
STEP_PATTERN = r"^[a-z_]{0,20}$"


class MessageView(BaseModel):
    """A message of the outbox: a notice on its way to one recipient on one channel.

    Recipients are ids; addresses are looked up when it is sent. In a text that was sent the code is covered.
    """

    model_config = ConfigDict(from_attributes=True)

    id: str
    ref: str
    item: str
    step: str
    recipient: str = Field(examples=["person:p-204", "department:NRB"])
    channel: str
    role: str = Field(description="As what the recipient was reached.", examples=["officer", "duty"])
    instead_of: str | None = Field(description="For whom the recipient stands in.")
    rung: int
    text: str | None
    not_before: datetime
    expires_at: datetime
    due_at: datetime | None
    attempts: int
    state: Fate
    reason: str | None
    created_at: datetime
    settled_at: datetime | None
    notice: str | None
    notice_state: str | None
    letter: str | None = Field(description="The text that carries it, perhaps with others for the same person.")
    carrier: str | None
    segments: int | None
    template: str | None


class WholeMessage(MessageView):
    """A message with everything that is known of it."""

    sent: SentLetter | None
    history: list[Happened]
    receipts: list[Reported]


class NoticeView(BaseModel):
    """What a case had to say, how far its ladder was climbed, and when it moves next."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    ref: str
    item: str
    cycle: str
    step: str
    state: str = Field(examples=["open", "acknowledged", "ended"])
    rung: int
    raised: int
    next_at: datetime | None
    not_before: datetime
    expires_at: datetime
    due_on: date | None
    due_at: datetime | None
    created_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    acknowledged_on: str | None
    ended_at: datetime | None
    why: str | None


class NoticeWithLadder(NoticeView):
    """A notice with what its ladder did."""

    history: list[Happened]


@router.get(
    "/outbox",
    name="get_outbox",
    operation_id="get_outbox",
    summary="Messages, the newest first",
    description="What was to be told to whom on which channel, and what became of it. Every filter may be left out.",
    responses=responses(*_READING),
)
async def get_outbox(  # one parameter for each filter
    desk: TheDesk,
    actor: TheActor,
    ref: Annotated[str, Query(pattern=rf"^$|{REF_PATTERN}", description="A project's code.")] = "",
    state: Annotated[Fate | None, Query(description="A state.")] = None,
    channel: Annotated[Channel | None, Query(description="A channel.")] = None,
    recipient: Annotated[str, Query(pattern=RECIPIENT_PATTERN, description="`person:…` or `department:…`.")] = "",
    step: Annotated[str, Query(pattern=STEP_PATTERN, description="What the message is: `red`, …")] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[MessageView]:
    """Show the outbox."""
    created_at, (message,) = place(after, 1)
    query = {"ref": ref, "state": state or "", "channel": channel or "", "recipient": recipient, "step": step}
    async with desk.postgres.connection() as connection:
        rows = await outbox.messages(
            connection,
            outbox.Sieve(**query),
            before=(created_at, uuid_of(message)),
            most=limit + 1,
            hidden_from=actor.department,
        )
    shown, following = split(rows, limit, "/api/v1/outbox", lambda row: cursor(row.created_at, row.id), **query)
    return Page(rows=[MessageView.model_validate(row) for row in shown], next=following)


@router.get(
    "/outbox/{message}",
    name="get_message",
    operation_id="get_message",
    summary="One message with all that is known of it",
    description="The letter as it was sent (without its address, its code covered), what happened step by step, and what the carrier reported.",
    responses=responses(*_READING, UnknownMessage),
)
async def get_message(message: UUID, desk: TheDesk, actor: TheActor) -> WholeMessage:
    """Show one message."""
    async with desk.postgres.connection() as connection:
        found = await outbox.message(connection, message, hidden_from=actor.department)
        if found is None:
            raise UnknownMessage()
        letter = UUID(found.letter) if found.letter else None
        sent = await outbox.letter(connection, letter) if letter else None
        receipts = await outbox.receipts(connection, letter) if letter else []
        history = await outbox.fates(connection, message)
    return WholeMessage(
        **MessageView.model_validate(found).model_dump(),
        sent=sent,
        history=history,
        receipts=receipts,
    )


@router.get(
    "/notices",
    name="list_notices",
    operation_id="list_notices",
    summary="What a case had to say, the newest first",
    description="Each notice with the state of its ladder, whether somebody said that they have got it, and what the ladder did.",
    responses=responses(*_READING),
)
async def list_notices(
    desk: TheDesk,
    ref: Annotated[Ref, Query(description="A project's code.")],
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[NoticeWithLadder]:
    """Show the notices of a case."""
    created_at, (notice,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await outbox.notices(connection, ref, before=(created_at, uuid_of(notice)), most=limit + 1)
        shown, following = split(rows, limit, "/api/v1/notices", lambda row: cursor(row.created_at, row.id), ref=ref)
        ladders = await outbox.ladders(connection, [row.id for row in shown])
    return Page(rows=[_notice_view(row, ladders[row.id]) for row in shown], next=following)


def _notice_view(notice: outbox.Said, ladder: list[Happened]) -> NoticeWithLadder:
    return NoticeWithLadder(**NoticeView.model_validate(notice).model_dump(), history=ladder)
