"""What the numbers, days and ids of evidence are called on a page."""

from __future__ import annotations

from api.wordbook import N_

EVIDENCE = {
    "acted_on": N_("实际作出日期"),
    "entered_on": N_("登记日期"),
    "workdays": N_("工作日数"),
    "document_on": N_("文件日期"),
    "accepted_on": N_("受理日期"),
    "days": N_("天数"),
    "actor": N_("办理人"),
    "minutes": N_("分钟数"),
    "decisions": N_("月末决定数"),
    "of": N_("总数"),
    "percent": N_("百分比"),
    "others": N_("同一线索的其他办件"),
    "first_contact_on": N_("首次接触日期"),
    "received_on": N_("收件日期"),
    "things": N_("材料数"),
    "asked_by": N_("索要人"),
    "due_on": N_("截止日"),
    "left": N_("剩余工作日"),
    "declared_until": N_("计划恢复日期"),
    "kind": N_("程序"),
    "late_at": N_("提醒时间"),
    "hours": N_("小时数"),
    "turned_down_at": N_("退件时间"),
    "officer": N_("承办人"),
    "lapses": N_("默许次数"),
    "again": N_("再次来报的编号"),
    "returned_by": N_("先退单的单位"),
    "then_by": N_("后退单的单位"),
    "returns": N_("退单次数"),
    "characters": N_("答复字数"),
    "same": N_("同一答复次数"),
    "subject": N_("对象"),
    "exclusions": N_("剔除数"),
    "usual": N_("同类单位的百分比"),
}
