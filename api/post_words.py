"""The words for messages: their fates, channels, recipients, and why something did not go as planned."""

from __future__ import annotations

from api.speech import Speech
from api.step_words import OF_REQUESTS, OF_THE_LEGAL_CIRCLE
from api.wordbook import N_
from api.words import STEPS as OF_CASES
from api.words import WHY_ENDED
from domain.fate import Channel, Fate, Fault

STEPS = {
    **OF_CASES,
    **OF_REQUESTS,
    **OF_THE_LEGAL_CIRCLE,
    "report": N_("停机报告"),
    "erasure": N_("删除待批"),
    "invitation": N_("账号邀请"),
} | {
    "silent_own": N_("默许预告"),
    "silent_all": N_("默许预告（全旗）"),
}

FATES: dict[str, tuple[str, str, str]] = {
    Fate.QUEUED.value: ("grey", "○", N_("待发送")),
    Fate.CLAIMED.value: ("yellow", "◐", N_("正在发送")),
    Fate.UNKNOWN.value: ("red", "？", N_("去向不明")),
    Fate.ACCEPTED.value: ("yellow", "◐", N_("通道已接收")),
    Fate.SENT.value: ("yellow", "◑", N_("已发出")),
    Fate.DELIVERED.value: ("green", "●", N_("已送达")),
    Fate.UNDELIVERED.value: ("red", "▲", N_("未送达")),
    Fate.FAILED.value: ("red", "▲", N_("未发出")),
    Fate.EXPIRED.value: ("red", "▽", N_("已过时效")),
    Fate.CANCELLED.value: ("grey", "–", N_("已取消")),
    Fate.SUPERSEDED.value: ("grey", "–", N_("已由其他消息代替")),
}

CHANNELS = {
    Channel.SMS.value: N_("短信"),
    Channel.VOICE.value: N_("语音电话"),
    Channel.MAIL.value: N_("邮件"),
    Channel.LIST.value: N_("人工告知"),
}

# Why a receipt moved no letter.
EFFECTS = {
    "no_letter": N_("没有这封信件"),
    "other_sid": N_("信件的通道编号不同"),
    "not_understood": N_("未能理解"),
}

ROLES = {
    "officer": N_("承办人"),
    "department": N_("部门"),
    "duty": N_("值班人员"),
    "head": N_("部门负责人"),
    "supervisors": N_("监督员"),
    "administrators": N_("管理员"),
    "invited": N_("受邀人"),
}

_REASONS = {
    **WHY_ENDED,
    "nobody": N_("没有可以通知的人"),
    "unreached": N_("各通道均未送达"),
    "no_address": N_("没有号码或邮箱"),
    "no_sms_there": N_("该地区不能发短信"),
    "no_voice_there": N_("该地区不能打语音电话"),
    "barred": N_("号码或邮箱已停用"),
    "delivered_after_all": N_("此前的消息已经送达"),
    "told": N_("已由工作人员告知"),
    "not_reached": N_("工作人员未能联系上"),
    "version_1": N_("升级前的消息"),
    Fault.ADDRESS.value: N_("号码或邮箱有误"),
    Fault.UNREACHABLE.value: N_("对方暂时无法接通"),
    Fault.OURS.value: N_("本平台账号或登记有误"),
    Fault.BUSY.value: N_("通道繁忙"),
    Fault.LATE.value: N_("已过时效"),
    Fault.UNKNOWN.value: N_("通道没有答复"),
}


def reason_of(speech: Speech, reason: str | None) -> str:
    """A reason in words, with the carrier's code behind it; what has no word stands as it is."""
    word, mark, rest = (reason or "").partition(":" if ":" in (reason or "") else " ")
    known = _REASONS.get(word)
    if known is None:
        return reason or ""
    return (
        speech.gettext("%(reason)s（%(code)s）") % {"reason": speech.gettext(known), "code": rest}
        if mark and rest
        else speech.gettext(known)
    )


def recipient_of(speech: Speech, recipient: str) -> str:
    """A recipient in words: a person or a department with its id."""
    kind, _, id_ = recipient.partition(":")
    if kind == "person":
        return speech.gettext("人员 %(id)s") % {"id": id_}
    if kind == "department":
        return speech.gettext("部门 %(id)s") % {"id": id_}
    return speech.gettext(ROLES[kind]) if kind in ROLES else recipient
