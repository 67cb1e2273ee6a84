"""Counter: the page of what came in: texts with our answers, and receipts that fit no letter; both for a spreadsheet too."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.administration.tabs import admin_page
from api.desk import TheDesk
from api.incoming import TheOnly, texts_shown
from api.paging import Cursor, cursor, place, split
from api.post_words import CHANNELS, EFFECTS, recipient_of
from api.privacy.reading import TheReading
from api.public.sheets import MOST_ROWS, at_second, csv_file, speech_for
from api.wordbook import N_
from store.incoming import Only, stray_receipts

router = APIRouter(include_in_schema=False)

_ROWS = 25
_MOST_STRAY = 10
_NEWEST = (None, None, None)
_TEXTS = (N_("时间"), N_("发信人"), N_("号码"), N_("来信内容"), N_("自动答复"), N_("状态"))
_STRAY = (N_("时间"), N_("通道"), N_("通道编号"), N_("通道回报"), N_("错误代码"), N_("原因"))
STATES = {True: ("grey", "○", N_("已处理")), False: ("yellow", "？", N_("未能理解"))}
ONLY = {Only.NOT_UNDERSTOOD.value: N_("未能理解"), Only.UNKNOWN_NUMBER.value: N_("未知号码")}


@router.get("/admin/incoming", name="incoming_page")
async def incoming_page(
    request: Request, desk: TheDesk, reading: TheReading, only: TheOnly = None, after: Cursor = ""
) -> Response:
    """Texts page by page, and the newest receipts that fit nothing."""
    received_at, (sid,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await texts_shown(connection, reading, only=only, before=(received_at, sid or None), most=_ROWS + 1)
        stray = await stray_receipts(connection, before=_NEWEST, most=_MOST_STRAY)
    shown, following = split(
        rows, _ROWS, "/admin/incoming", lambda row: cursor(row.received_at, row.sid), only=only or ""
    )
    values = {
        "rows": shown,
        "following": following,
        "only": only or "",
        "kinds": ONLY,
        "states": STATES,
        "stray": stray,
        "effects": EFFECTS,
        "channels": CHANNELS,
        "recipient": recipient_of,
    }
    return admin_page(request, "admin_incoming.html", values, there="/admin/incoming")


@router.get("/admin/incoming/texts.csv", name="texts_sheet")
async def texts_sheet(request: Request, desk: TheDesk, reading: TheReading, only: TheOnly = None) -> Response:
    """The texts for a spreadsheet, covered as on the page."""
    async with desk.postgres.connection() as connection:
        rows = await texts_shown(connection, reading, only=only, most=MOST_ROWS)
    speech = speech_for(request)
    lines = [
        [
            *(at_second(speech, row.received_at), recipient_of(speech, row.sender) if row.sender else "", row.phone),
            *(row.text, row.answer, speech.gettext(STATES[row.is_understood][2])),
        ]
        for row in rows
    ]
    return csv_file(speech, "texts.csv", _TEXTS, lines, cache="no-store")


@router.get("/admin/incoming/receipts.csv", name="stray_receipts_sheet")
async def stray_receipts_sheet(request: Request, desk: TheDesk) -> Response:
    """The receipts that fit no letter, for a spreadsheet."""
    async with desk.postgres.connection() as connection:
        rows = await stray_receipts(connection, before=_NEWEST, most=MOST_ROWS)
    speech = speech_for(request)
    lines = [
        [
            *(at_second(speech, row.received_at), speech.gettext(CHANNELS[row.channel]), row.sid, row.status),
            *(row.error_code, speech.gettext(EFFECTS[row.effect])),
        ]
        for row in rows
    ]
    return csv_file(speech, "receipts.csv", _STRAY, lines, cache="no-store")
