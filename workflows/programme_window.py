"""What an administrator sees of a session of a programme in the Temporal Web UI: current details, and when it is looked after."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.legal.programmes import Attended, Occasion, Reminder, SessionState

_ZONE = ZoneInfo("Asia/Shanghai")
_STATES = {
    SessionState.PLANNED: "计划举办",
    SessionState.HELD: "已举办",
    SessionState.NOT_HELD: "未举办",
    SessionState.SKIPPED: "停办",
}
_REMINDERS = {Reminder.DAY: "前一日提醒", Reminder.HOUR: "前一小时提醒"}


def details(occasion: Occasion, attended: Attended) -> str:
    """How a session stands, as a table."""
    state = _STATES[attended.state] if attended.state else "此时没有活动"
    reminder = _REMINDERS[attended.reminder] if attended.reminder else "—"
    lines = [
        f"### 法律服务节目 {occasion.programme}",
        "",
        "| 项目 | 内容 |",
        "| --- | --- |",
        f"| 开始 | {local(occasion.starts_at)} |",
        f"| 状态 | {state} |",
        f"| 本次提醒 | {reminder} |",
    ]
    return "\n".join(lines)


def local(at: datetime) -> str:
    """An instant in local time."""
    return at.astimezone(_ZONE).strftime("%Y-%m-%d %H:%M")
