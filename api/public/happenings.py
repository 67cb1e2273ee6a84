"""The words of a project's public record: what happened, and who did it, by their part and not by their name."""

from __future__ import annotations

from api.wordbook import N_
from domain.record import Happening
from domain.roles import Role

HAPPENINGS = {
    Happening.OPENED: N_("项目申报"),
    Happening.READY: N_("前置事项办结，可以申报"),
    Happening.REOPENED: N_("前置事项有变，重新等待"),
    Happening.FILED: N_("提前提交申请，等待前置事项"),
    Happening.RECEIVED: N_("收件"),
    Happening.CORRECTING: N_("一次性告知补正"),
    Happening.SUPPLIED: N_("补正材料已提交"),
    Happening.ACCEPTED: N_("受理，开始计时"),
    Happening.ACCEPTED_BY_SILENCE: N_("逾期未告知，视为受理"),
    Happening.DECLINED: N_("不予受理"),
    Happening.PAUSED: N_("暂停计时"),
    Happening.PAUSE_LATE: N_("暂停超过计划时间"),
    Happening.RESUMED: N_("恢复计时"),
    Happening.RESUMED_AT_CEILING: N_("暂停已达上限，自动恢复计时"),
    Happening.EXTENDED: N_("延长期限"),
    Happening.REDATED: N_("期限更正"),
    Happening.YELLOW: N_("黄牌：即将到期"),
    Happening.RED: N_("红牌：今日到期"),
    Happening.SKIPPED: N_("提醒时点已过，未再提醒"),
    Happening.BREACHED: N_("期满未办结，超时"),
    Happening.WITHHELD: N_("暂缓默许，由人决定"),
    Happening.STATUTORY_OVER: N_("法定期限届满"),
    Happening.EXPLAINED: N_("公开说明超时原因"),
    Happening.ASSIGNED: N_("确定承办人"),
    Happening.APPROVED: N_("批准"),
    Happening.APPROVED_BY_SILENCE: N_("超时默许"),
    Happening.REFUSED: N_("不予批准"),
    Happening.WITHDRAWN: N_("申请人撤回"),
    Happening.REVOKED: N_("撤销超时默许，继续办理"),
    Happening.REVIEWED: N_("复核超时默许，予以维持"),
    Happening.COMPLETED: N_("项目全部办结"),
    Happening.CLOSED: N_("项目终止"),
}

PARTS = {
    Role.APPLICANT: N_("申请人"),
    Role.HELPER: N_("帮办代办员"),
    Role.OFFICER: N_("承办人"),
    Role.HEAD: N_("部门负责人"),
    Role.SUPERVISOR: N_("监督员"),
    Role.ADMINISTRATOR: N_("管理员"),
    Role.SYSTEM: N_("系统"),
}
