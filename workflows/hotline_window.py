"""What an administrator sees of a request in the Temporal Web UI: current details, summaries and search attributes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from temporalio import workflow
from temporalio.common import SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

with workflow.unsafe.imports_passed_through():
    from domain.hotline.clocks import accept_at, goal_at, share
    from domain.hotline.policy import Level
    from domain.hotline.request import Request, RequestChange, State
    from domain.hotline.turns import Wake, Wakening
    from workflows.window import CASE_KIND, CASE_PHASE, DISTRICT, NEXT_DUE

_ZONE = ZoneInfo("Asia/Shanghai")
_MOST_EVENTS = 4

_STATES = {
    State.REPORTED: "待受理",
    State.HANDLING: "办理中",
    State.PAUSED: "已暂停",
    State.RETURNED: "已退单",
    State.CLOSED: "已办结，回访中",
    State.ARCHIVED: "已归档",
    State.ADVISED: "已指引",
    State.WITHDRAWN: "已撤回",
    State.MERGED: "已并单",
}
_LEVELS = {Level.VILLAGE: "村（社区）", Level.TOWN: "苏木乡镇", Level.BANNER: "旗直部门", Level.CENTRE: "旗中心"}
_WAKES = {
    Wake.PAUSE_END: "暂停期满",
    Wake.ACCEPT_SOON: "受理提醒",
    Wake.ACCEPT_OVER: "受理超时",
    Wake.ACCEPT_UP: "受理逐级上报",
    Wake.HALF: "过半提醒",
    Wake.WARN: "预警",
    Wake.GOAL: "办结期满",
    Wake.SHARE: "本级时限用尽",
    Wake.NEGLECTED: "超期未办",
    Wake.REVIEW: "挂账复查",
    Wake.FOLLOW_UP_END: "回访结束",
}


class HotlineWindow:
    """Shows a request, and writes only those search attributes that differ from what is shown."""

    def __init__(self) -> None:
        self._shown: dict[str, object] = {}

    def show(self, case: Request) -> None:
        """Bring current details and search attributes up to date."""
        workflow.set_current_details(_details(case))
        due = accept_at(case) or goal_at(case)
        updates: list[SearchAttributeUpdate[Any]] = [
            CASE_PHASE.value_set(case.state.value),
            NEXT_DUE.value_set(due) if due else NEXT_DUE.value_unset(),
        ]
        changed = [update for update in updates if self._shown.get(update.key.name, _NEVER) != update.value]
        self._shown |= {update.key.name: update.value for update in changed}
        if changed:
            workflow.upsert_search_attributes(changed)


_NEVER = object()


def first_attributes_of(case: Request) -> TypedSearchAttributes:
    """The search attributes that a request is started with."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(CASE_KIND, "hotline"),
            SearchAttributePair(CASE_PHASE, case.state.value),
            SearchAttributePair(DISTRICT, case.district),
        ]
    )


def about_change(change: RequestChange) -> str:
    """What a commit writes, in one line."""
    words = [f"{event.body} {event.kind}".strip() for event in change.events]
    more = f" +{len(words) - _MOST_EVENTS}" if len(words) > _MOST_EVENTS else ""
    return ", ".join(words[:_MOST_EVENTS]) + more


def about_wakening(wakening: Wakening | None) -> str:
    """What a timer is for, in one line."""
    return f"{_WAKES[wakening.why]} {_local(wakening.at)}" if wakening else ""


def _details(case: Request) -> str:
    part, holder = share(case), case.holder
    rows = [
        ("状态", _STATES[case.state]),
        ("类型", case.kind_id),
        ("承办", f"{_LEVELS[holder.level]} {holder.body} {holder.owner}" if holder else ""),
        ("受理期限", _local(accept_at(case))),
        ("办结期限", _local(goal_at(case))),
        ("本级期限", _local(part.over_at if part else None)),
        ("轮次", f"{case.cycle}（退单 {case.returns} 次）"),
    ]
    lines = [f"**{case.ref}** · {case.district}", "", "| 项 | 值 |", "|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {value} |" for name, value in rows if value)])


def _local(at: datetime | None) -> str:
    return f"{at.astimezone(_ZONE):%m-%d %H:%M:%S}" if at else ""
