"""What the rooms of the hotline call things: acts, happenings, what is to be decided, and the signs of a queue. All are words of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from api.wordbook import N_
from domain.hotline.clocks import length_of
from domain.hotline.off_list import Demanded
from domain.hotline.policy import Waiting
from domain.hotline.record import Happening
from domain.hotline.request import Source, State
from domain.hotline.urgency import ShareLight
from domain.roles import Act

Sign = tuple[str, str, str]  # the class of its colour, its symbol, its word

ACTS: Mapping[Act, str] = {
    Act.REQUEST_ACCEPT: N_("受理并派单"),
    Act.REQUEST_SIGN: N_("签收"),
    Act.REQUEST_WITHDRAW: N_("确认撤回"),
    Act.REQUEST_DENY_WITHDRAWAL: N_("不予撤回"),
    Act.REQUEST_EXTEND: N_("同意延期"),
    Act.REQUEST_DENY_EXTENSION: N_("不同意延期"),
    Act.REQUEST_CALL: N_("登记回访"),
    Act.REQUEST_RESUME: N_("恢复办理计时"),
    Act.REQUEST_CLOSE: N_("办结"),
    Act.REQUEST_DISPATCH: N_("转派"),
    Act.REQUEST_ESCALATE: N_("上报上级"),
    Act.REQUEST_RETURN: N_("退单"),
    Act.REQUEST_PAUSE: N_("暂停办理计时"),
    Act.REQUEST_ASK_EXTENSION: N_("申请延期"),
    Act.REQUEST_REOPEN: N_("重新办理"),
    Act.REQUEST_MERGE: N_("并案"),
    Act.REQUEST_ADVISE: N_("告知其他渠道"),
    Act.REQUEST_RECLASSIFY: N_("调整类别"),
    Act.REQUEST_PARK: N_("挂账"),
    Act.REQUEST_UNPARK: N_("销账"),
    Act.REQUEST_COMMENT: N_("备注"),
}
DEMANDED: Mapping[str, str] = {
    Demanded.MATERIAL: N_("要求提交清单以外的材料"),
    Demanded.APPROVAL: N_("在系统之外要求办理审批"),
}
HAPPENINGS: Mapping[str, str] = {
    Happening.REPORTED: N_("已登记"),
    Happening.ADVISED: N_("已告知办理途径"),
    Happening.ACCEPT_SOON: N_("受理时限将到，已提醒"),
    Happening.ACCEPT_OVER: N_("受理超时，已报值班领导"),
    Happening.ACCEPT_UP: N_("仍未受理，再次上报"),
    Happening.ACCEPTED: N_("已受理"),
    Happening.DISPATCHED: N_("已派单"),
    Happening.SIGNED: N_("承办单位已签收"),
    Happening.RECLASSIFIED: N_("已调整类别"),
    Happening.HALF: N_("本级时限已过半"),
    Happening.WARNED: N_("本级时限将到，已提醒"),
    Happening.SHARE_OVER: N_("本级办理超时"),
    Happening.GOAL_OVER: N_("办理超时"),
    Happening.NEGLECTED: N_("超时后仍未办理"),
    Happening.SKIPPED: N_("提醒已过时，未发出"),
    Happening.OVERTAKEN: N_("超时，已自动上报上级"),
    Happening.ESCALATED: N_("已上报上级"),
    Happening.LEG_DONE: N_("本环节已完成"),
    Happening.PAUSED: N_("已暂停计时"),
    Happening.RESUMED: N_("已恢复计时"),
    Happening.RESUMED_AT_END: N_("暂停期满，已恢复计时"),
    Happening.EXTENSION_ASKED: N_("已申请延期"),
    Happening.EXTENDED: N_("已延期"),
    Happening.EXTENSION_DENIED: N_("未同意延期"),
    Happening.PARKED: N_("已挂账"),
    Happening.UNPARKED: N_("已销账"),
    Happening.REVIEW_DUE: N_("挂账复查日已到"),
    Happening.RETURNED: N_("已退回中心重新派单"),
    Happening.COMMENTED: N_("有新的说明"),
    Happening.CLOSED: N_("已办结，请诉求人评价"),
    Happening.CALLED: N_("回访电话未接通"),
    Happening.ANSWERED: N_("已收到评价"),
    Happening.REOPENED: N_("已重新办理"),
    Happening.FOLLOWED_UP: N_("回访结束，已归档"),
    Happening.ABSORBED: N_("已并入同类诉求"),
    Happening.RELEASED: N_("并案已取消"),
    Happening.MERGED: N_("已并入另一诉求一并办理"),
    Happening.WITHDRAWAL_ASKED: N_("已收到撤回申请，待中心核实"),
    Happening.WITHDRAWAL_DENIED: N_("未予撤回，继续办理"),
    Happening.WITHDRAWAL_GRANTED: N_("一名诉求人已撤回"),
    Happening.WITHDRAWN: N_("已撤回"),
    Happening.PAPER_ISSUED: N_("已出具文书"),
    Happening.NOT_DONE: N_("未能办理"),
}
# Of a joint task, which has no citizen to be asked: the centre looks, and may open it again.
OF_JOINT_TASKS: Mapping[str, str] = {
    Happening.REPORTED: N_("已开展专项联合治理"),
    Happening.ACCEPTED: N_("已交牵头和协办单位"),
    Happening.CLOSED: N_("已办结，待中心核查"),
    Happening.FOLLOWED_UP: N_("核查期满，已归档"),
}
TO_DECIDE: Mapping[str, str] = {
    "withdrawal": N_("诉求人申请撤回"),
    "extension": N_("已申请延期"),
    "designation": N_("多次退单，由中心指定"),
    "unsolved": N_("再次反映未解决"),
    "review": N_("挂账复查"),
    "closing": N_("专项联合治理已办结，待中心核查"),
}
TEXTS: Mapping[str, str] = {
    "reason": N_("原因"),
    "remarks": N_("说明"),
    "text": N_("内容"),
    "document": N_("证明材料"),
    "photo": N_("照片"),
    "place": N_("地点"),
    "time": N_("时间"),
    "proposed": N_("建议承办单位"),
    "passed": N_("无人值班，已跳过"),
    "topic": N_("诉求事项"),
}
ROLES: Mapping[str, str] = {"system": N_("系统"), "visitor": N_("诉求人")}
SOURCES: Mapping[str, str] = {
    Source.WEB: N_("网页"),
    Source.MINI_PROGRAM: N_("小程序"),
    Source.HOTLINE: N_("热线电话"),
    Source.GRID: N_("网格员"),
    Source.CITY: N_("通辽市12345"),
    Source.CENTRE: N_("旗中心专项联合治理"),
}
LIGHTS: Mapping[ShareLight, Sign] = {
    ShareLight.RUNNING: ("green", "●", N_("办理中")),
    ShareLight.HALF: ("yellow", "◑", N_("时限过半")),
    ShareLight.WARNED: ("yellow", "◕", N_("即将超时")),
    ShareLight.OVER: ("red", "▲", N_("已超时")),
    ShareLight.STOPPED: ("blue", "‖", N_("暂停计时")),
}
OUTCOMES = (
    ("solved", N_("已解决")),
    ("unsolved", N_("未解决")),
    ("not_reached", N_("未接通")),
    ("no_answer", N_("无人接听")),
    ("refused", N_("拒绝评价")),
)
OUTCOME_WORDS: Mapping[str, str] = dict(OUTCOMES)
_OVER: Sign = ("red", "▲", N_("受理超时"))
_SOON: Sign = ("yellow", "◕", N_("即将超时"))
_BACK: Sign = ("yellow", "↩", N_("退回待派单"))
_NEW: Sign = ("grey", "○", N_("待受理"))


def sign_in_queue(state: str, accept_at: datetime | None, waiting: Waiting, now: datetime) -> Sign:
    """The sign of a request that waits for the dispatchers: what is urgent before why it waits."""
    if accept_at is not None and accept_at <= now:
        return _OVER
    if accept_at is not None and accept_at - now <= length_of(waiting.accept) - length_of(waiting.warn):
        return _SOON
    return _BACK if state == State.RETURNED else _NEW
