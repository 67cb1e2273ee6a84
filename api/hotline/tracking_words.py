"""The words for what citizens see of their request: its events, in Chinese and English, and what came of what they said."""

from __future__ import annotations

from api.wordbook import N_
from domain.hotline.record import Happening

# What is not here is between the offices: reminders, warnings, calls that nobody took.
EVENTS: dict[str, dict[str, str]] = {
    Happening.REPORTED: {"zh": "已登记", "en": "Registered"},
    Happening.ADVISED: {"zh": "已告知办理途径", "en": "Told the right road"},
    Happening.ACCEPT_OVER: {"zh": "受理超时，已报值班领导", "en": "Not accepted in time; the duty leader was told"},
    Happening.ACCEPTED: {"zh": "已受理", "en": "Accepted"},
    Happening.DISPATCHED: {"zh": "已派单", "en": "Dispatched"},
    Happening.SIGNED: {"zh": "承办单位已签收", "en": "Taken up by the body in charge"},
    Happening.RECLASSIFIED: {"zh": "已调整类别", "en": "Reclassified"},
    Happening.SHARE_OVER: {"zh": "本级办理超时", "en": "This level has used up its time"},
    Happening.GOAL_OVER: {"zh": "办理超时", "en": "Overdue"},
    Happening.OVERTAKEN: {"zh": "超时，已自动上报上级", "en": "Handed to the level above, by time"},
    Happening.ESCALATED: {"zh": "已上报上级", "en": "Handed to the level above"},
    Happening.LEG_DONE: {"zh": "本环节已完成", "en": "This part is done"},
    Happening.PAUSED: {"zh": "已暂停计时", "en": "The clock stands"},
    Happening.RESUMED: {"zh": "已恢复计时", "en": "The clock runs again"},
    Happening.RESUMED_AT_END: {"zh": "暂停期满，已恢复计时", "en": "The pause ended; the clock runs again"},
    Happening.EXTENDED: {"zh": "已延期", "en": "Extended"},
    Happening.PARKED: {"zh": "已挂账", "en": "Parked, with a day on which it is looked at again"},
    Happening.UNPARKED: {"zh": "已销账", "en": "Parked no more"},
    Happening.RETURNED: {"zh": "已退回中心重新派单", "en": "Sent back to be dispatched again"},
    Happening.COMMENTED: {"zh": "有新的说明", "en": "A word was added"},
    Happening.CLOSED: {"zh": "已办结，请您评价", "en": "Closed; you are asked"},
    Happening.ANSWERED: {"zh": "已收到评价", "en": "An answer has come"},
    Happening.REOPENED: {"zh": "已重新办理", "en": "Opened again"},
    Happening.FOLLOWED_UP: {"zh": "回访结束，已归档", "en": "The asking is over; filed"},
    Happening.ABSORBED: {"zh": "已并入同类诉求", "en": "Another request was joined"},
    Happening.MERGED: {"zh": "已并入另一诉求一并办理", "en": "Joined to another request"},
    Happening.WITHDRAWAL_ASKED: {
        "zh": "已收到撤回申请，待中心核实",
        "en": "A withdrawal was asked for; the centre asks back",
    },
    Happening.WITHDRAWAL_DENIED: {"zh": "未予撤回，继续办理", "en": "Not withdrawn; it goes on"},
    Happening.WITHDRAWN: {"zh": "已撤回", "en": "Withdrawn"},
}

# What a page says after a button: the class of its colour, and the words.
TOLD: dict[str, tuple[str, str]] = {
    "answered": ("green", N_("您的评价已记录，谢谢。")),
    "before": ("grey", N_("此前已经收到您的评价，本次未作更改。")),
    "not_asked": ("grey", N_("目前没有需要评价的事项，未作记录。")),
    "taken": ("yellow", N_("您的评价已收到，稍后显示。")),
}

SATISFIED = {
    5: N_("非常满意"),
    4: N_("满意"),
    3: N_("一般"),
    2: N_("不满意"),
    1: N_("非常不满意"),
}
