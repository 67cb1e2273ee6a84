"""Counter: the lists of work for a spreadsheet, whole up to 10,000 lines, with the rights and the masks of the lists themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.bodies import ID_PATTERN
from api.desk import TheActor, TheDesk
from api.hotline.anonymity import sheltered
from api.hotline.queues import body_of_inbox
from api.privacy.masks import shown_to
from api.privacy.reading import TheReading
from api.public.sheets import MOST_ROWS, at_second, csv_file, plain, speech_for
from api.wordbook import N_
from domain.roles import Act, check
from store import legal_readers, request_lists
from store.request_readers import calls_to_make

router = APIRouter(include_in_schema=False)

_QUEUE = (
    *(N_("编号"), N_("状态"), N_("类型"), N_("事项"), N_("所在村镇"), N_("地址"), N_("诉求内容")),
    *(N_("人数"), N_("退单次数"), N_("诉求时间"), N_("受理期限"), N_("办结期限")),
)
_INBOX = (
    *(N_("编号"), N_("状态"), N_("类型"), N_("层级"), N_("承办单位"), N_("承办人"), N_("事项"), N_("所在村镇")),
    *(N_("诉求时间"), N_("接单时间"), N_("签收时间"), N_("本级期限"), N_("办结期限")),
)
_CALLS = (N_("编号"), N_("类型"), N_("承办单位"), N_("办结时间"), N_("人数"), N_("语言"), N_("已拨打次数"))
_LEGAL = (
    *(N_("编号"), N_("业务"), N_("状态"), N_("领域"), N_("类型"), N_("所在村镇"), N_("语言")),
    *(N_("紧急情形"), N_("提出时间"), N_("到期时间")),
)


@router.get("/work/sheets/queue.csv", name="queue_sheet")
async def queue_sheet(request: Request, desk: TheDesk, reading: TheReading) -> Response:
    """What waits for the dispatchers."""
    async with desk.postgres.connection() as connection:
        names = (book := await desk.library.newest_hotline(connection)).names
        found = await request_lists.waiting(connection, reading, after=(None, ""), most=MOST_ROWS)
        rows = await sheltered(connection, found, reading.by)
    speech = speech_for(request)

    def cells(row: request_lists.WaitingRequest) -> list[str | int | None]:
        topic = book.topics.get(row.topic)
        said = [_called(names, "state", row.state), _called(names, "kind", row.kind), topic.names if topic else {}]
        where = [row.district_zh, row.address, row.text]
        times = [at_second(speech, at) for at in (row.reported_at, row.accept_at, row.goal_at)]
        return [row.ref, *(plain(speech, words) for words in said), *where, row.complainants, row.returns, *times]

    return csv_file(
        *(speech, "queue.csv", _QUEUE),
        [cells(shown_to(reading.by.role, row)) for row in rows],
        cache="no-store",
    )


@router.get("/work/sheets/requests.csv", name="request_inbox_sheet")
async def request_inbox_sheet(
    request: Request, desk: TheDesk, actor: TheActor, body: Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}")] = ""
) -> Response:
    """What a body is to handle."""
    body = body_of_inbox(actor, body)
    check(actor, Act.READ_REQUEST, department=body)
    async with desk.postgres.connection() as connection:
        names = (book := await desk.library.newest_hotline(connection)).names
        rows = await request_lists.of_body(
            connection, body, after=(None, ""), most=MOST_ROWS, hidden_from=actor.department
        )
    speech = speech_for(request)

    def cells(row: request_lists.BodysRequest) -> list[str | None]:
        topic = book.topics.get(row.topic)
        said = [plain(speech, _called(names, what, getattr(row, what))) for what in ("state", "kind", "level")]
        about = [row.body, row.owner, plain(speech, topic.names if topic else {}), row.district]
        instants = (row.reported_at, row.held_since, row.signed_at, row.share_at, row.goal_at)
        return [row.ref, *said, *about, *(at_second(speech, at) for at in instants)]

    return csv_file(speech, "requests.csv", _INBOX, [cells(row) for row in rows], cache="no-store")


@router.get("/work/sheets/calls.csv", name="calls_sheet")
async def calls_sheet(request: Request, desk: TheDesk, actor: TheActor) -> Response:
    """Whom to call next; how they are reached stands with each request, for those who may read it."""
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
        calls = book.policy.follow_up.calls
        rows = await calls_to_make(
            connection, calls=calls, after=(None, ""), most=MOST_ROWS, hidden_from=actor.department
        )
    speech = speech_for(request)
    lines = [
        [
            *(
                row.ref,
                plain(speech, _called(book.names, "kind", row.kind)),
                row.body,
                at_second(speech, row.closed_at),
            ),
            *(row.complainants, row.language, len(row.tried)),
        ]
        for row in rows
    ]
    return csv_file(speech, "calls.csv", _CALLS, lines, cache="no-store")


@router.get("/work/sheets/legal.csv", name="legal_queue_sheet")
async def legal_queue_sheet(request: Request, desk: TheDesk) -> Response:
    """What needs the desk of the legal circle."""
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_legal(connection)
        rows = await legal_readers.waiting(connection, after=(None, ""), most=MOST_ROWS)
    speech = speech_for(request)
    lines = [
        [
            row.ref,
            *(plain(speech, book.called(what, getattr(row, what))) for what in ("service", "state", "field", "kind")),
            *(row.district, row.language, plain(speech, book.called("urgency", row.urgent))),
            *(at_second(speech, row.asked_at), at_second(speech, row.due_at)),
        ]
        for row in rows
    ]
    return csv_file(speech, "legal.csv", _LEGAL, lines, cache="no-store")


def _called(names: Mapping[str, Mapping[str, str]], what: str, given: str) -> Mapping[str, str]:
    """What something is called: nothing for what is not set, its id where the rules do not know it."""
    return names.get(f"{what}.{given}", {"zh": given}) if given else {}
