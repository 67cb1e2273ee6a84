"""What an administrator sees of a case in the Temporal Web UI: current details, summaries and search attributes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

with workflow.unsafe.imports_passed_through():
    from domain.approval import Approval, Change
    from domain.catalogue import ProjectItem
    from domain.item import OPEN, Item, State, promised_clock, promised_due
    from domain.promise import Light, light
    from domain.turns import Wake, Wakening
    from domain.workdays import UnknownDay

CASE_KIND = SearchAttributeKey.for_keyword("CaseKind")
CASE_PHASE = SearchAttributeKey.for_keyword("CasePhase")
OPEN_DEPARTMENTS = SearchAttributeKey.for_keyword_list("OpenDepartments")
NEXT_DUE = SearchAttributeKey.for_datetime("NextDue")
LIGHT = SearchAttributeKey.for_keyword("Light")
CALENDAR_REV = SearchAttributeKey.for_int("CalendarRev")
DISTRICT = SearchAttributeKey.for_keyword("District")
SCHEDULED_AT = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")  # Temporal's own: the time meant
SEARCH_ATTRIBUTES = (CASE_KIND, CASE_PHASE, OPEN_DEPARTMENTS, NEXT_DUE, LIGHT, CALENDAR_REV, DISTRICT)

_STATES = {
    State.WAITING: "等待前置",
    State.READY: "可以申报",
    State.RECEIVED: "已收件",
    State.CORRECTING: "待补正",
    State.ACCEPTED: "办理中",
    State.PAUSED: "已暂停",
    State.APPROVED: "已批准",
    State.DEEMED: "超时默许",
    State.REFUSED: "不予批准",
    State.WITHDRAWN: "已撤回",
    State.DECLINED: "不予受理",
}
_LIGHTS = {
    Light.GREEN: "○ 绿",
    Light.YELLOW: "◐ 黄",
    Light.RED: "● 红",
    Light.OVER: "▲ 逾期",
    Light.STOPPED: "‖ 暂停",
}
_WAKES = {
    Wake.INTAKE: "收件期满",
    Wake.CEILING: "暂停上限",
    Wake.PAUSE_LATE: "暂停超期",
    Wake.YELLOW: "黄牌",
    Wake.RED: "红牌",
    Wake.OVER: "期满",
    Wake.STATUTORY: "法定期满",
    Wake.REVOCABLE: "撤销期满",
}
_URGENCY = (Light.OVER, Light.RED, Light.YELLOW, Light.GREEN, Light.STOPPED)
_MOST_EVENTS = 4


class Window:
    """Shows a case, and writes only those search attributes that differ from what is shown."""

    def __init__(self) -> None:
        self._shown: dict[str, object] = {}
        self._rows: dict[str, tuple[Item, tuple[date, int], str]] = {}

    def wakening(self, case: Approval, wakening: Wakening) -> str:
        """What a timer is for, in one line."""
        local = case.calendar.start_of(case.calendar.local_day(wakening.at)).tzinfo
        at = f"{wakening.at.astimezone(local):%m-%d %H:%M}"
        return f"{case.items[wakening.index].id} {_WAKES[wakening.why]} {at}"

    def show(self, case: Approval, now: datetime) -> None:
        """Bring current details and search attributes up to date."""
        workflow.set_current_details(self._details(case, now))
        open_items = [(item, rule) for item, rule in zip(case.items, case.rules, strict=True) if item.state in OPEN]
        departments = sorted({rule.department for _, rule in open_items})
        worst = _worst([shown for item, rule in open_items if (shown := _light(case, item, rule, now))])
        ends = [promised_due(item, rule, case.calendar) for item, rule in open_items]
        due = min((end.at for end in ends if end), default=None)
        updates: list[SearchAttributeUpdate[Any]] = [
            CASE_PHASE.value_set(case.phase.value),
            OPEN_DEPARTMENTS.value_set(departments),
            CALENDAR_REV.value_set(case.calendar.rev),
            LIGHT.value_set(worst.value) if worst else LIGHT.value_unset(),
            NEXT_DUE.value_set(due) if due else NEXT_DUE.value_unset(),
        ]
        changed = [update for update in updates if self._shown.get(update.key.name) != update.value]
        self._shown |= {update.key.name: update.value for update in changed}
        if changed:
            workflow.upsert_search_attributes(changed)

    def _details(self, case: Approval, now: datetime) -> str:
        lines = [
            f"**{case.ref}** · {len(case.items)} 项 · 日历第 {case.calendar.rev} 版",
            "",
            "| 事项 | 名称 | 部门 | 状态 | 灯 | 截止 |",
            "|---|---|---|---|---|---|",
        ]
        counted = case.calendar.local_day(now), case.calendar.rev
        for item, rule in zip(case.items, case.rules, strict=True):
            cached = self._rows.get(item.id)
            if cached is None or cached[0] is not item or cached[1] != counted:
                self._rows[item.id] = cached = (item, counted, _row(case, item, rule, now))
            lines.append(cached[2])
        return "\n".join(lines)


def summary_of(change: Change) -> str:
    """What a commit writes, in one line."""
    words = [f"{event.item} {event.kind}".strip() for event in change.events]
    more = f" +{len(words) - _MOST_EVENTS}" if len(words) > _MOST_EVENTS else ""
    return ", ".join(words[:_MOST_EVENTS]) + more


def first_attributes(case: Approval) -> TypedSearchAttributes:
    """The search attributes that a case is started with."""
    kind, phase = SearchAttributePair(CASE_KIND, "approval"), SearchAttributePair(CASE_PHASE, case.phase.value)
    return TypedSearchAttributes([kind, phase])


def _row(case: Approval, item: Item, rule: ProjectItem, now: datetime) -> str:
    shown = _light(case, item, rule, now) if item.state in OPEN else None
    end = promised_due(item, rule, case.calendar) if item.state in OPEN else None
    day = f"{end.on:%Y-%m-%d}{' 暂定' if end.provisional else ''}" if end else ""
    name = rule.name or rule.id
    return f"| {item.id} | {name} | {rule.department} | {_STATES[item.state]} | {_LIGHTS[shown] if shown else ''} | {day} |"


def _light(case: Approval, item: Item, rule: ProjectItem, now: datetime) -> Light | None:
    clock = promised_clock(item, rule)
    try:
        return light(clock, case.calendar, now) if clock else None
    except UnknownDay:
        return None


def _worst(lights: list[Light]) -> Light | None:
    return min(lights, key=_URGENCY.index, default=None)
