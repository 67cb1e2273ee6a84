"""The words of figures on pages: services, what groups are made by, and what is true of a thing."""

from __future__ import annotations

from api.wordbook import N_
from domain.figures.definitions import Service
from domain.figures.facts import Mark, Subject
from domain.figures.grouping import Dimension

SERVICE_WORDS = {Service.APPROVALS: N_("项目审批"), Service.HOTLINE: N_("热线诉求")}
SUBJECT_WORDS = {
    Subject.ITEM: N_("审批事项"),
    Subject.REQUEST: N_("诉求受理"),
    Subject.HOLDING: N_("承办交办"),
    Subject.LEG: N_("办理承诺"),
    Subject.FOLLOW_UP: N_("回访答复"),
}
DIMENSION_WORDS = {
    Dimension.BODY: N_("按单位"),
    Dimension.LEVEL: N_("按层级"),
    Dimension.PERSON: N_("按人员"),
    Dimension.MATTER: N_("按事项"),
    Dimension.STAGE: N_("按阶段"),
    Dimension.KIND: N_("按类型"),
    Dimension.PLACE: N_("按村镇"),
    Dimension.TOWN: N_("按乡镇"),
    Dimension.MONTH: N_("按月"),
    Dimension.DAY: N_("按日"),
}
MARK_WORDS: dict[str, str] = {
    Mark.DUE: N_("应办结"),
    Mark.IN_TIME: N_("按时"),
    Mark.LATE: N_("超时"),
    Mark.EXCLUDED: N_("已剔除"),
    Mark.ACCEPTED: N_("已受理"),
    Mark.ACCEPTED_BY_SILENCE: N_("逾期视为受理"),
    Mark.DECIDED: N_("已决定"),
    Mark.APPROVED: N_("已批准"),
    Mark.BY_SILENCE: N_("超时默许"),
    Mark.REFUSED: N_("不予批准"),
    Mark.WITHDRAWN: N_("已撤回"),
    Mark.DECLINED: N_("不予受理"),
    Mark.REVOKED: N_("默许已撤销"),
    Mark.CORRECTED: N_("有补正"),
    Mark.PAUSED: N_("有暂停"),
    Mark.EXTENDED: N_("有延期"),
    Mark.STATUTORY_OVER: N_("法定期限已过"),
    Mark.BACKFILLED: N_("事后补录"),
    Mark.BACKFILLED_IN_TIME: N_("按时与否未知"),
    Mark.ADVISED: N_("已告知其他途径"),
    Mark.MERGED: N_("已合并"),
    Mark.RETURNED: N_("已退单"),
    Mark.REOPENED: N_("已重办"),
    Mark.SIGNED: N_("已签收"),
    Mark.SIGNED_IN_TIME: N_("及时签收"),
    Mark.SIGN_DUE: N_("应签收"),
    Mark.WARNED: N_("曾提醒"),
    Mark.HANDED_UP: N_("已上交"),
    Mark.CLOSED: N_("已办结"),
    Mark.REPORTED_UP: N_("已上报"),
    Mark.VALID: N_("有效回访"),
    Mark.ASKED: N_("已回访的办结"),
    Mark.UNREACHED: N_("未联系上"),
    Mark.RESPONDED: N_("按时答复"),
    Mark.SOLVED: N_("已解决"),
    Mark.RATED: N_("已评价"),
    Mark.SATISFIED: N_("满意"),
    Mark.BASICALLY: N_("基本满意"),
    Mark.DISSATISFIED: N_("不满意"),
}
