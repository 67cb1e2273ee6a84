"""Counter: the pages of supervision: what was found, one finding with its case and what was said of it, and the form to judge."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import ReceivedAt, TheActor, TheDesk, desk_of
from api.figures.words import SUBJECT_WORDS
from api.filling import TOLD, Unfit, filled, fresh_key, key_again, key_in
from api.forms import Form, form_of
from api.language import see_other
from api.paging import Cursor
from api.privacy.reading import TheReading
from api.public.sheets import MOST_ROWS, at_second, csv_file, plain, speech_for
from api.refused import sentence_of
from api.supervision.findings import (
    Judge,
    Number,
    OfDetector,
    State,
    body_of,
    get_finding,
    judge_finding,
    list_detectors,
    list_findings,
)
from api.supervision.words import EVIDENCE
from api.templates import page
from api.wordbook import N_
from domain.hotline.book import Names
from domain.privacy.readings import Reading
from domain.refusals import Refusal
from domain.roles import RULES, Act, Actor
from domain.supervision.judging import OPEN, Verdict, verdicts_of
from store import findings as store
from store.shipped import detectors

router = APIRouter(include_in_schema=False)

_PLACE = "/work/supervision"
_NO_STORE = {"Cache-Control": "no-store"}
STATES = {
    OPEN: ("yellow", "○", N_("待研判")),
    Verdict.HEARD: ("yellow", "◐", N_("部门已说明")),
    Verdict.EXPLAINED: ("green", "●", N_("有正当理由")),
    Verdict.CONFIRMED: ("red", "▲", N_("确认属实")),
    Verdict.DISMISSED: ("grey", "–", N_("排除")),
}
_HEAD = (N_("线索编号"), N_("监督规则"), N_("编号"), N_("事项"), N_("时间"), N_("承办单位"), N_("状态"))


@router.get(_PLACE, name="findings_page")
async def findings_page(
    request: Request,
    desk: TheDesk,
    actor: TheActor,
    detector: OfDetector = None,
    state: State = "",
    after: Cursor = "",
) -> Response:
    """What was found, and by which detectors."""
    listed = await list_findings(desk, actor, detector, state, after, 50)
    query = urlencode({name: value for name, value in (("detector", detector or ""), ("state", state)) if value})
    values = {
        **_words(),
        "detectors": await list_detectors(desk, actor),
        "findings": listed.rows,
        "following": f"?{listed.next.partition('?')[2]}" if listed.next else "",
        "detector": detector or "",
        "state": state,
        "query": f"?{query}" if query else "",
        "sees_off_list": actor.role in RULES[Act.READ_OFF_LIST],
    }
    return page(request, "findings.html", values, headers=_NO_STORE)


@router.get(f"{_PLACE}.csv", name="findings_sheet")
async def findings_sheet(
    request: Request, desk: TheDesk, actor: TheActor, detector: OfDetector = None, state: State = ""
) -> Response:
    """The list for a spreadsheet, up to 10,000."""
    wanted = {"detector": str(detector or ""), "state": state}
    async with desk.postgres.connection() as connection:
        rows = await store.findings(
            connection, **wanted, body=body_of(actor), before=0, most=MOST_ROWS, hidden_from=actor.department
        )
    speech, names = speech_for(request), _names()

    def cells(row: store.FindingRow) -> list[str | int | None]:
        said = [plain(speech, names[row.detector]), row.ref, row.part, at_second(speech, row.at), row.body]
        return [row.id, *said, speech.gettext(STATES[row.state][2])]

    return csv_file(speech, "findings.csv", _HEAD, [cells(row) for row in rows], cache="no-store")


@router.get(f"{_PLACE}/{{number}}", name="finding_page")
async def finding_page(
    request: Request,
    number: Number,
    actor: TheActor,
    reading: TheReading,
    told: Annotated[Literal["done"] | None, Query()] = None,
) -> Response:
    """One finding with what was said of it."""
    return await _page(request, number, actor, reading, told=told or "")


@router.post(f"{_PLACE}/{{number}}", name="judge_on_page")
async def judge(
    request: Request, number: Number, desk: TheDesk, actor: TheActor, at: ReceivedAt, reading: TheReading
) -> Response:
    """Say something of it."""
    form = await form_of(request)
    try:
        await judge_finding(number, filled(form, Judge), desk, actor, at, key_in(form))
    except Unfit as unfit:
        return await _page(request, number, actor, reading, form=form, faults=unfit.faults)
    except Refusal as refusal:
        return await _page(request, number, actor, reading, form=form, refusal=refusal)
    return see_other(request, f"{_PLACE}/{number}?told=done")


async def _page(
    request: Request,
    number: int,
    actor: Actor,
    reading: Reading,
    *,
    told: str = "",
    form: Form | None = None,
    faults: dict[str, str] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    finding = await get_finding(number, desk_of(request), actor, reading)
    may_judge = actor.role in RULES[Act.JUDGE_FINDING]
    values = {
        **_words(),
        "finding": finding,
        "about": detectors().detectors[finding.detector],
        "case": _case(finding.ref, finding.part, actor),
        "verdicts": verdicts_of(actor) if may_judge else (),
        "told": TOLD.get(told),
        "form": form or Form([]),
        "faults": faults or {},
        "fault": sentence_of(refusal) if refusal else "",
        "key": key_again(form, refusal) if form else fresh_key(),
    }
    status = refusal.status if refusal else 422 if faults else 200
    return page(request, "finding.html", values, headers=_NO_STORE, status=status)


def _case(ref: str, part: str, actor: Actor) -> str:
    """Where the case behind a finding is read: at work by whoever may, else as everybody reads it."""
    if ref.startswith("H"):
        return f"/work/requests/{ref}"
    return f"/work/items/{ref}/{part}" if actor.role in RULES[Act.READ_CASE] else f"/projects/{ref}/items/{part}"


def _names() -> dict[str, Names]:
    return {str(one.id): one.names for one in detectors().detectors.values()}


def _words() -> dict[str, object]:
    return {"states": STATES, "names": _names(), "evidence": EVIDENCE, "subjects": SUBJECT_WORDS}
