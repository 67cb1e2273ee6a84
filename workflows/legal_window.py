"""What an administrator sees of a case of the legal circle in the Temporal Web UI: current details, summaries and search attributes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from temporalio import workflow
from temporalio.common import SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

with workflow.unsafe.imports_passed_through():
    from activities.words import SERVICES, STATES
    from domain.legal.cases import LegalCase
    from domain.legal.change import LegalChange
    from domain.legal.law import Row, Wakening
    from domain.legal.record import Happening, Service
    from workflows.window import CASE_KIND, CASE_PHASE, NEXT_DUE

_ZONE = ZoneInfo("Asia/Shanghai")
_MOST_EVENTS = 4

_WAKES = {
    "next": "呼叫下一位",
    "round": "重新逐一呼叫",
    "leader": "呼叫值班领导",
    "over": "承诺时限届满",
    "raised": "再次上报",
    "unanswered": "催办答复",
    "finish": "评价期满",
    "warn": "临期提醒",
    "promise": "一日承诺届满",
    "decide": "法定审查期满",
    "appoint": "法定指派期满",
    "supply": "补正期满",
    "objection": "异议审查期满",
    "verify_soon": "承诺核查提醒",
    "verify": "承诺核查期满",
    "window": "异议或评价期满",
    "follow": "整改跟进",
    "findings": "体检报告期满",
}
_HAPPENINGS = {
    Happening.ASKED: "登记",
    Happening.APPLIED: "申请",
    Happening.CALLED: "呼叫",
    Happening.OFFERED: "征询律师",
    Happening.TAKEN: "接办",
    Happening.REPLIED: "答复",
    Happening.REFERRED: "转办",
    Happening.GRANTED: "批准",
    Happening.REFUSED: "不予援助",
    Happening.APPOINTED: "指派",
    Happening.MOVED: "移交",
    Happening.PROMISE_OVER: "超承诺",
    Happening.CONFIRMED: "约定上门",
    Happening.VISITED: "已上门",
    Happening.FINISHED: "结束",
}


class LegalWindow:
    """Shows a case, and writes only those search attributes that differ from what is shown."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._shown: dict[str, object] = {}

    def show(self, case: LegalCase, row: Row, holder: str) -> None:
        """Bring current details and search attributes up to date."""
        workflow.set_current_details(_details(self._service, case, row, holder))
        due = _due(row)
        updates: list[SearchAttributeUpdate[Any]] = [
            CASE_PHASE.value_set(case.state.value),
            NEXT_DUE.value_set(due) if due else NEXT_DUE.value_unset(),
        ]
        changed = [update for update in updates if self._shown.get(update.key.name, _NEVER) != update.value]
        self._shown |= {update.key.name: update.value for update in changed}
        if changed:
            workflow.upsert_search_attributes(changed)


_NEVER = object()


def first_attributes_of_legal(service: Service, case: LegalCase) -> TypedSearchAttributes:
    """The search attributes with which a case is started."""
    return TypedSearchAttributes(
        [SearchAttributePair(CASE_KIND, service.value), SearchAttributePair(CASE_PHASE, case.state.value)]
    )


def about_change(change: LegalChange[Any]) -> str:
    """What a commit writes, in a few words."""
    words = [_HAPPENINGS.get(event.kind, event.kind.value) for event in change.events[:_MOST_EVENTS]]
    more = len(change.events) - _MOST_EVENTS
    return "、".join(words) + (f" 等{more + _MOST_EVENTS}项" if more > 0 else "") or "重写"


def about_wakening(wakening: Wakening | None) -> str:
    """For what a timer stands."""
    return f"{_WAKES.get(wakening.why, wakening.why)} {_local(wakening.at)}" if wakening else ""


def _details(service: Service, case: LegalCase, row: Row, holder: str) -> str:
    due = _due(row)
    lines = [
        f"### {SERVICES[service]} {case.ref}",
        "",
        "| 项目 | 内容 |",
        "| --- | --- |",
        f"| 状态 | {STATES[case.state]} |",
        f"| 承办人 | {holder or '—'} |",
        f"| 承诺时限 | {_local(due)} |",
        f"| 记录条数 | {case.n} |",
    ]
    return "\n".join(lines)


def _due(row: Row) -> datetime | None:
    """The promise that runs now."""
    return getattr(row, "due_at", None) or getattr(row, "promise_at", None)


def _local(at: datetime | None) -> str:
    return at.astimezone(_ZONE).strftime("%Y-%m-%d %H:%M:%S") if at else "—"
