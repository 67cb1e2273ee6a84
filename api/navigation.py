"""The rooms of the site that a page leads to, each for those who may enter it."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import ACCESS
from api.wordbook import N_
from domain.roles import RULES, Actor, Role


@dataclass(frozen=True, slots=True)
class Room:
    """A page to go to: its route, its path and what it is called."""

    route: str
    path: str
    word: str


PUBLIC = (
    Room("projects_page", "/", N_("项目")),
    Room("report_form", "/report", N_("报问题")),
    Room("legal_front_page", "/legal", N_("法律服务")),
    Room("request_form", "/r", N_("查询办件")),
)
# Where the first page leads besides; too many for every page.
BESIDES = (
    Room("silence_page", "/silence", N_("超时默许统计")),
    Room("roots_page", "/roots", N_("公开存证")),
    Room("open_data_page", "/open-data", N_("开放数据")),
    Room("docs_page", "/docs", N_("开放接口")),
)
AT_WORK = (
    Room("overview_page", "/work/overview", N_("总览")),
    Room("admin_page", "/admin", N_("管理")),
    Room("inbox_page", "/work/items", N_("在办事项")),
    Room("coming_page", "/work/coming", N_("即将到来")),
    Room("ahead_page", "/work/silence", N_("超时默许预告与复核")),
    Room("findings_page", "/work/supervision", N_("监督线索")),
    Room("queue_page", "/work/requests", N_("诉求受理")),
    Room("calls_page", "/work/calls", N_("回访")),
    Room("recurring_page", "/work/recurring", N_("高频问题")),
    Room("mine_page", "/work/mine", N_("我的诉求")),
    Room("legal_desk_page", "/work/legal/desk", N_("援助中心工作台")),
    Room("legal_work_page", "/work/legal", N_("我的法律服务")),
    Room("legal_programmes_page", "/work/legal/programmes", N_("普法节目")),
    Room("figures_page", "/work/figures/approvals", N_("统计指标")),
    Room("own_projects_page", "/work/projects", N_("我的项目")),
    Room("station_page", "/work/station", N_("工作站")),
    Room("outbox_page", "/outbox", N_("消息")),
    Room("rosters_page", "/admin/rosters", N_("值班与缺勤")),
)
_TABS = ("outbox_page", "rosters_page")  # of administration, for those who may enter it


def doors_for(actor: Actor) -> list[Room]:
    """Where the first page leads: every room that is open to all but itself, and what is found nowhere else."""
    return [room for room in (*PUBLIC, *BESIDES) if room.path != "/" and actor.role in RULES[ACCESS[room.route]]]


def rooms_for(actor: Actor) -> list[Room]:
    """Where somebody may go: what is open to all, and the rooms of their work once they have signed in."""
    own = AT_WORK if actor.role is not Role.VISITOR else ()
    rooms = [room for room in (*PUBLIC, *own) if actor.role in RULES[ACCESS[room.route]]]
    is_inside = any(room.route == "admin_page" for room in rooms)
    return [room for room in rooms if not (is_inside and room.route in _TABS)]


def first_room(actor: Actor) -> str:
    """The path of the room in which somebody's work begins; empty for whoever has none."""
    return next((room.path for room in AT_WORK if actor.role in RULES[ACCESS[room.route]]), "")
