"""Something to be seen on every page of the site: a thing of each kind behind it, and somebody who may read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from banner import BODY, DISPATCHER, OWNER, TOPIC, VILLAGE, Banner
from circle import AID, CLERK, INQUIRY, Circle
from files import PDF
from hall import Hall, opened_hall
from post import Post, new_code
from stage import HOST
from watched import found

from activities.bookkeeping import Bookkeeping
from store.reports import Report, add_report
from store.roots import seal
from store.shipped import figures

FIRST, LAND, MATERIAL = "PR-05", "LR-01", "boundary_survey"
OFFICER, HEAD, OWN_CODE = "officer-DRC", "head-DRC", "ABCDEF"
_SILENT = "approved_by_silence"
OLD = "H20100101-000001"


@dataclass(frozen=True)
class Exhibit:
    """A page by its route, who reads it, and where; what is typed into the form of that place, if the page comes of it."""

    route: str
    path: str
    person: str = ""
    typed: dict[str, str] = field(default_factory=dict)


@asynccontextmanager
async def exhibits(office: Any) -> AsyncIterator[list[Exhibit]]:
    """Every page with something on it; the office is one in which silence approves PR-05 within two seconds."""
    banner = await Banner.staffed(office)
    async with opened_hall(office) as hall:
        yield [
            *await _of_projects(office),
            *await _of_the_hotline(banner),
            *await _of_the_circle(Circle(office), hall),
            *await _of_administration(office),
            *(Exhibit(route, path) for route, path in _EVERYBODYS.items()),
        ]


_EVERYBODYS = {
    "docs_page": "/docs",
    "projects_page": "/",
    "silence_page": "/silence",
    "legal_front_page": "/legal",
    "inquiry_form": "/legal/ask",
    "aid_form": "/legal/aid",
    "visit_form": "/legal/visit",
    "report_form": "/report",
    "demand_form": "/report/demand",
    "request_form": "/r",
    "acknowledge_form": "/a",
    "login_page": "/login",
    "invitation_page": "/invitation",
    "open_data_page": "/open-data",
    "problem": "/nothing",
}


async def _of_projects(office: Any) -> list[Exhibit]:
    """One project in which silence approved and an item runs, one in which something is to be corrected."""
    ref = await office.open("root", applicant="chen", helper="bai")
    await office.do("chen", ref, FIRST, "receive")
    await office.do(OFFICER, ref, FIRST, "accept")
    shown = await office.until(ref, lambda shown: any(row["state"] == _SILENT for row in shown["items"]))
    decided, running = [(row["id"], row["department"]) for row in shown["items"] if row["state"] == "ready"][:2]
    for item, department in (decided, running):
        await office.do("chen", ref, item, "receive")
        await office.do(f"officer-{department}", ref, item, "accept")
    await office.do(f"officer-{decided[1]}", ref, decided[0], "approve")
    land = await office.open(project_type="ent_approval", flags=["land_allocation_or_separate_site"])
    await office.do("chen", land, LAND, "receive")
    await office.do("officer-NRB", land, LAND, "correct", remarks="请补正", materials=[MATERIAL])
    file = {"file": ("勘测.pdf", PDF, "application/pdf")}
    handed_in = await office.web.post(
        f"/work/projects/{ref}/documents", data={"material": "identity"}, files=file, headers=office.bearing("chen")
    )
    assert handed_in.status_code == 303, handed_in.text
    assert await seal(office.pool, datetime.now(UTC).date(), datetime.now(UTC))
    here, at_work = f"/projects/{ref}", f"officer-{running[1]}"
    return [
        Exhibit("project_page", here),
        Exhibit("item_page", f"{here}/items/{running[0]}"),
        Exhibit("decision_page", f"{here}/items/{decided[0]}/decision"),
        Exhibit("certificate_page", f"{here}/items/{FIRST}/certificate"),
        Exhibit("cycle_page", f"{here}/cycle"),
        Exhibit("roots_page", "/roots"),
        Exhibit("inbox_page", "/work/items", at_work),
        Exhibit("coming_page", "/work/coming", at_work),
        Exhibit("work_item_page", f"/work/items/{ref}/{running[0]}", at_work),
        Exhibit("own_decision_page", f"/work/items/{ref}/{decided[0]}/decision", "chen"),
        Exhibit("ahead_page", "/work/silence", "shen"),
        Exhibit("findings_page", "/work/supervision", "shen"),
        Exhibit("finding_page", f"/work/supervision/{await found(office.pool, ref, 'DRC')}", "shen"),
        Exhibit("joint_page", f"/work/joint/{ref}", at_work),
        Exhibit("joint_company_page", "/work/joint/companies/chen", at_work),
        Exhibit("own_projects_page", "/work/projects", "chen"),
        Exhibit("own_project_page", f"/work/projects/{land}", "chen"),
        Exhibit("own_documents_page", f"/work/projects/{ref}/documents", "chen"),
    ]


async def _of_the_hotline(banner: Banner) -> list[Exhibit]:
    """A request that waits, one that is handled, one about which its citizen is called."""
    waiting, handled, closed = await banner.begun(), await banner.accepted(), await banner.closed()
    known = {"ref": handled, "code": OWN_CODE}
    await Bookkeeping(banner.counter.pool, figures()).catch_up()
    out = {"subject": "leg", "ref": closed, "part": "1.1", "reason": "entry_error"}
    asked = await banner.counter.post("/exclusions", out, "leader")
    assert asked.status_code == 201, asked.text
    reported = {"text": "路灯不亮", "district": VILLAGE}
    demand = {"kind": "material", "department": BODY, "text": "要求另交一份同意书"}
    assert (await banner.counter.post("/off-list-demands", demand, DISPATCHER)).status_code == 201
    return [
        Exhibit("queue_page", "/work/requests", DISPATCHER),
        Exhibit("case_page", f"/work/requests/{waiting}", DISPATCHER),
        Exhibit("calls_page", f"/work/calls?ref={closed}", DISPATCHER),
        Exhibit("paper_page", f"/papers/{handled}/1/assignment/{BODY}", DISPATCHER),
        Exhibit("overview_page", "/work/overview", "leader"),
        Exhibit("overview_list", "/work/overview/open-requests", "leader"),
        Exhibit("figures_page", "/work/figures/hotline?by=body", "leader"),
        Exhibit("year_cycle_page", "/work/figures/approvals/cycle", "leader"),
        Exhibit("counted_cases_page", "/work/figures/hotline/finished_in_time/cases", "leader"),
        Exhibit("exclusions_page", "/work/exclusions", "shen"),
        Exhibit("recurring_page", "/work/recurring", "leader"),
        Exhibit("joint_task_form", f"/work/recurring/task?topic={TOPIC}", "leader"),
        Exhibit("recurring_cases", f"/work/recurring/cases?topic={TOPIC}&place={VILLAGE}", "leader"),
        Exhibit("mine_page", "/work/mine", OWNER),
        Exhibit("case_page", f"/work/requests/{handled}?act=close", OWNER),
        Exhibit("request_page", "/r", typed=known),
        Exhibit("report_on_page", "/report", typed=reported),
        Exhibit("demand_on_page", "/report/demand", typed=demand),
        Exhibit("off_list_demands_page", "/work/off-list-demands", "shen"),
    ]


async def _of_the_circle(circle: Circle, hall: Hall) -> list[Exhibit]:
    """A question that a lawyer has, an application that was refused, a programme with a session."""
    inquiry, code = await circle.begun("inquiries", INQUIRY | {"phone": "15400008888"})
    lawyer = await circle.called(inquiry)
    aid, _ = await circle.begun("aid", AID)
    await circle.do(CLERK, aid, "refuse", ground="not_in_scope", text="不属于援助范围")
    (notice,) = (await circle.counter.get(f"/legal/{aid}/notices", CLERK)).json()
    await hall.post("sessions/result", await hall.held())
    here, at_work = f"/legal/programmes/{hall.name}", "/work/legal/programmes"
    return [
        Exhibit("legal_desk_page", "/work/legal/desk", CLERK),
        Exhibit("legal_case_page", f"/work/legal/{aid}", CLERK),
        Exhibit("notice_page", notice["href"], CLERK),
        Exhibit("activities_page", "/work/legal/activities", CLERK),
        Exhibit("checkups_page", "/work/legal/checkups", CLERK),
        Exhibit("legal_programmes_page", at_work, CLERK),
        Exhibit("legal_programme_page", f"{at_work}/{hall.name}", HOST),
        *(Exhibit(f"station_{ask}_form", f"/work/station/{path}", CLERK) for ask, path in _ASKED.items()),
        Exhibit("station_page", "/work/station", CLERK),
        Exhibit("legal_work_page", "/work/legal", lawyer),
        Exhibit("legal_case_page", f"/work/legal/{inquiry}", lawyer),
        Exhibit("programme_page", here),
        Exhibit("legal_places_page", f"/legal/places?near={VILLAGE}"),
        Exhibit("request_page", "/r", typed={"ref": inquiry, "code": code}),
        Exhibit("inquiry_on_page", "/legal/ask", typed={"text": "老板欠薪怎么办"}),
    ]


_ASKED = {"inquiry": "ask", "aid": "aid", "visit": "visit"}


async def _of_administration(office: Any) -> list[Exhibit]:
    """Work in somebody's hands who will be away, a message that nobody took, a code, something to be erased."""
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    await office.do(HEAD, ref, FIRST, "assign", officer=OFFICER)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    away = {"from_at": tomorrow.isoformat(), "until_at": (tomorrow + timedelta(days=1)).isoformat()}
    entered = await office.post("/absences", {"person": OFFICER, "stand_in": HEAD, **away}, HEAD)
    assert entered.status_code == 201, entered.text
    post, code = Post(office.pool), new_code()
    await post.listed(ref, "person:root")
    await post.message(await post.notice(ref), letter=await post.letter(code=code), state="sent")
    await _to_be_erased(office)
    return [
        Exhibit("outbox_page", "/outbox", "root"),
        Exhibit("incoming_page", "/admin/incoming", "shen"),
        Exhibit("admin_page", f"/admin?ref={ref}", "root"),
        Exhibit("versions_page", "/admin/versions?kind=hotline", "root"),
        Exhibit("bodies_page", "/admin/organisation", "root"),
        Exhibit("wording_page", "/admin/templates", "root"),
        Exhibit("erasures_page", "/admin/erasures", "root"),
        Exhibit("account_page", "/account", "root"),
        Exhibit("people_page", "/admin/people", "wen"),
        Exhibit("find_person_page", f"/admin/people/find?person={OFFICER}", "wen"),
        Exhibit("person_page", f"/admin/people/{OFFICER}", "wen"),
        Exhibit("security_page", "/admin/record", "jian"),
        Exhibit("rosters_page", "/admin/rosters", HEAD),
        Exhibit("find_work_page", f"/admin/work?person={OFFICER}", HEAD),
        Exhibit("work_page", f"/admin/work/{OFFICER}", HEAD),
        Exhibit("acknowledge_page", f"/a/{code}"),
    ]


async def _to_be_erased(office: Any) -> None:
    """A request whose period is over, and a plan to erase it."""
    ended = datetime.now(UTC) - timedelta(days=12 * 366)
    about = ("web", None, "", "路灯不亮", "NRB", "村口", None, None, "zh", None, "1", None, ended)
    async with office.pool.acquire() as connection:
        await add_report(connection, Report(OLD, "print", None, *about))
    await office.pool.execute(
        "INSERT INTO request (ref, state, n, ended_at, updated_at) VALUES ($1, 'archived', 1, $2, now())", OLD, ended
    )
    proposed = await office.web.post("/admin/erasures/plans", headers=office.bearing("shen"), data={"x": ""})
    assert proposed.status_code == 303, proposed.text
