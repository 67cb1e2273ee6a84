"""The words of the rooms of the legal circle: what happened, as what somebody came, how urgent something is."""

from __future__ import annotations

from datetime import datetime

from api.legal.page import SIGNS
from api.wordbook import N_
from domain.legal.assignment import How
from domain.legal.cases import State
from domain.legal.programmes import SessionState
from domain.legal.record import Happening
from store.legal_readers import WaitingCase

Sign = tuple[str, str, str]

HAPPENINGS: dict[str, str] = {
    Happening.ASKED: N_("登记"),
    Happening.APPLIED: N_("收到申请"),
    Happening.CALLED: N_("呼叫"),
    Happening.OFFERED: N_("征询承接意向"),
    Happening.LAPSED: N_("征询到期未答复"),
    Happening.DECLINED: N_("已谢绝"),
    Happening.NOBODY_LEFT: N_("本轮已无人可呼叫"),
    Happening.LEADER_CALLED: N_("已报值班领导"),
    Happening.PROMISE_OVER: N_("承诺时限已过"),
    Happening.RAISED: N_("再次上报，仍无人接办"),
    Happening.TAKEN: N_("已接办"),
    Happening.REFERRED: N_("已转交"),
    Happening.UNANSWERED: N_("接办后仍未答复"),
    Happening.REPLIED: N_("已答复"),
    Happening.HELPED: N_("求助人评价：有帮助"),
    Happening.NOT_HELPED: N_("求助人评价：没有帮助"),
    Happening.REOPENED: N_("重新办理"),
    Happening.BECAME: N_("转为其他办件"),
    Happening.FINISHED: N_("结束"),
    Happening.WITHDRAWN: N_("已撤回"),
    Happening.COMMENTED: N_("备注"),
    Happening.WARNED: N_("临期提醒"),
    Happening.SKIPPED: N_("提醒已过时效，未发送"),
    Happening.PAPERS_ASKED: N_("已一次性告知补充材料"),
    Happening.PAPERS_SUPPLIED: N_("材料已补充"),
    Happening.DEEMED_WITHDRAWN: N_("逾期未补充，视为撤回"),
    Happening.GRANTED: N_("已决定给予援助"),
    Happening.REFUSED: N_("已决定不予援助"),
    Happening.DECIDE_OVER: N_("法定决定期限已过"),
    Happening.APPOINT_OVER: N_("法定指派期限已过"),
    Happening.MADE_URGENT: N_("列为紧急，先行援助"),
    Happening.APPOINTED: N_("指派"),
    Happening.CHANGE_ASKED: N_("收到更换律师的申请"),
    Happening.MOVED: N_("已移交"),
    Happening.CHANGE_GRANTED: N_("已同意更换律师"),
    Happening.CHANGE_DENIED: N_("未同意更换律师"),
    Happening.VERIFIED: N_("承诺已核查"),
    Happening.VERIFY_SOON: N_("提醒核查承诺"),
    Happening.VERIFY_OVER: N_("核查承诺的期限已过"),
    Happening.WORKED: N_("办案记录"),
    Happening.TERMINATED: N_("已终止援助"),
    Happening.OBJECTED: N_("收到异议"),
    Happening.OBJECTION_DECIDED: N_("异议已决定"),
    Happening.OBJECTION_OVER: N_("异议决定期限已过"),
    Happening.RATED: N_("求助人评价"),
    Happening.SAID: N_("求助人反映"),
    Happening.CONFIRMED: N_("已约定上门"),
    Happening.VISITED: N_("已上门"),
    Happening.FOUND: N_("体检发现"),
    Happening.REPORTED: N_("体检报告"),
    Happening.FOLLOW_UP_DUE: N_("整改跟进到期"),
    Happening.FOLLOWED_UP: N_("已跟进整改"),
    Happening.REDATED: N_("日历更新，期限已调整"),
    Happening.NOT_DONE: N_("未能办理"),
}
HOW: dict[str, str] = {
    How.CALL: N_("呼叫"),
    How.OFFER: N_("征询承接意向"),
    How.VOLUNTEER: N_("主动接办"),
    How.DESIGNATED: N_("中心指定"),
    How.PROVISIONAL: N_("临时指派"),
}
LANGUAGES: dict[str, str] = {"zh": N_("汉语"), "mn": N_("蒙古语"), "en": N_("英语")}
SESSIONS: dict[str, Sign] = {
    SessionState.PLANNED: ("grey", "○", N_("待举行")),
    SessionState.HELD: ("green", "●", N_("已举行")),
    SessionState.NOT_HELD: ("red", "▲", N_("未举行")),
    SessionState.SKIPPED: ("blue", "‖", N_("取消场次")),
}
OVERDUE: Sign = ("red", "▲", N_("已超承诺时限"))

# What the desk must do with a case that waits for it, by its state; what else was asked comes first.
_NEEDS: dict[str, Sign] = {
    State.WAITING: ("yellow", "○", N_("无人接办")),
    State.RECEIVED: ("yellow", "◐", N_("待审查决定")),
    State.INCOMPLETE: ("blue", "‖", N_("待申请人补充材料")),
    State.GRANTED: ("yellow", "○", N_("待律师承接")),
    State.OBJECTED: ("red", "◆", N_("异议待主任决定")),
}
_CHANGE: Sign = ("yellow", "↻", N_("申请更换律师，待决定"))
_FOR_NOW: Sign = ("yellow", "◑", N_("临时指派，待律师承接"))


def need_of(row: WaitingCase) -> Sign:
    """What the desk must do with a waiting case."""
    if row.change_asked:
        return _CHANGE
    return _NEEDS.get(row.state, _FOR_NOW)


def sign_of(state: str, due_at: datetime | None, now: datetime) -> tuple[str, str]:
    """Colour and symbol of a case: red once its promise is over, else those of its state."""
    if due_at is not None and due_at < now:
        return OVERDUE[:2]
    return SIGNS.get(State(state), ("grey", "–"))
