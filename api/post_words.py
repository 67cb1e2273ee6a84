"""The Chinese words for messages: their fates, channels, recipients, and why something did not go as planned."""

from __future__ import annotations

from api.words import STEPS as OF_CASES
from api.words import WHY_ENDED
from domain.fate import Channel, Fate, Fault

STEPS = {**OF_CASES, "report": "停机报告", "erasure": "删除待批", "invitation": "账号邀请"}

FATES: dict[str, tuple[str, str, str]] = {
    Fate.QUEUED.value: ("grey", "○", "待发送"),
    Fate.CLAIMED.value: ("yellow", "◐", "正在发送"),
    Fate.UNKNOWN.value: ("red", "？", "去向不明"),
    Fate.ACCEPTED.value: ("yellow", "◐", "通道已接收"),
    Fate.SENT.value: ("yellow", "◑", "已发出"),
    Fate.DELIVERED.value: ("green", "●", "已送达"),
    Fate.UNDELIVERED.value: ("red", "▲", "未送达"),
    Fate.FAILED.value: ("red", "▲", "未发出"),
    Fate.EXPIRED.value: ("red", "▽", "已过时效"),
    Fate.CANCELLED.value: ("grey", "–", "已取消"),
    Fate.SUPERSEDED.value: ("grey", "–", "已由其他消息代替"),
}

CHANNELS = {
    Channel.SMS.value: "短信",
    Channel.VOICE.value: "语音电话",
    Channel.MAIL.value: "邮件",
    Channel.LIST.value: "人工告知",
}

ROLES = {
    "officer": "承办人",
    "department": "部门",
    "duty": "值班人员",
    "head": "部门负责人",
    "supervisors": "监督员",
    "administrators": "管理员",
    "invited": "受邀人",
}

_REASONS = {
    **WHY_ENDED,
    "nobody": "没有可以通知的人",
    "unreached": "各通道均未送达",
    "no_address": "没有号码或邮箱",
    "no_sms_there": "该地区不能发短信",
    "no_voice_there": "该地区不能打语音电话",
    "barred": "号码或邮箱已停用",
    "delivered_after_all": "此前的消息已经送达",
    "told": "已由工作人员告知",
    "not_reached": "工作人员未能联系上",
    "version_1": "升级前的消息",
    Fault.ADDRESS.value: "号码或邮箱有误",
    Fault.UNREACHABLE.value: "对方暂时无法接通",
    Fault.OURS.value: "本平台账号或登记有误",
    Fault.BUSY.value: "通道繁忙",
    Fault.LATE.value: "已过时效",
    Fault.UNKNOWN.value: "通道没有答复",
}


def reason_of(reason: str | None) -> str:
    """A reason in words, with the carrier's code behind it; what has no word stands as it is."""
    word, mark, rest = (reason or "").partition(":" if ":" in (reason or "") else " ")
    known = _REASONS.get(word)
    if known is None:
        return reason or ""
    return f"{known}（{rest}）" if mark and rest else known


def recipient_of(recipient: str) -> str:
    """A recipient in words: a person or a department with its id."""
    kind, _, id_ = recipient.partition(":")
    return {"person": f"人员 {id_}", "department": f"部门 {id_}"}.get(kind, ROLES.get(kind, recipient))
