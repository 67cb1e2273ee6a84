"""What the messages of requests and of the legal circle are, in words: for those who oversee messages, not for those who get them."""

from __future__ import annotations

from api.wordbook import N_
from domain.hotline.record import Step as RequestStep
from domain.legal.record import Step as LegalStep

OF_REQUESTS = {
    RequestStep.CONFIRMED.value: N_("诉求已登记"),
    RequestStep.ROAD.value: N_("告知其他途径"),
    RequestStep.ACCEPT_SOON.value: N_("即将超过受理时限"),
    RequestStep.ACCEPT_OVER.value: N_("超过受理时限"),
    RequestStep.ACCEPT_UP.value: N_("超时未受理上报"),
    RequestStep.ASSIGNED.value: N_("派单"),
    RequestStep.TAKEN_AWAY.value: N_("诉求已转出"),
    RequestStep.HALF.value: N_("时限过半"),
    RequestStep.WARNED.value: N_("即将到期"),
    RequestStep.SHARE_OVER.value: N_("本级时限已到"),
    RequestStep.GOAL_OVER.value: N_("超过办理时限"),
    RequestStep.NEGLECTED.value: N_("无人签收"),
    RequestStep.PAUSE_ENDED.value: N_("暂停到期"),
    RequestStep.REVIEW_DUE.value: N_("挂账复查到期"),
    RequestStep.ASK.value: N_("请诉求人评价"),
    RequestStep.REOPENED.value: N_("诉求重新办理"),
    RequestStep.UNSOLVED.value: N_("再次反映未解决"),
    RequestStep.SENT_BACK.value: N_("退单待重派"),
    RequestStep.EXTENSION_ASKED.value: N_("申请延期"),
    RequestStep.CLOSING.value: N_("专项联合治理已办结，待中心核查"),
    RequestStep.UNHEARD.value: N_("提醒协办单位"),
    RequestStep.WITHDRAWAL.value: N_("诉求人申请撤回"),
    RequestStep.JOINED.value: N_("诉求已合并办理"),
    RequestStep.ENDED.value: N_("诉求已终结"),
}

OF_THE_LEGAL_CIRCLE = {
    LegalStep.RECEIVED.value: N_("法律咨询或申请已收到"),
    LegalStep.CALL.value: N_("请值班人员接听咨询"),
    LegalStep.LEADER.value: N_("无人接听，报值班领导"),
    LegalStep.OVER.value: N_("超过八分钟无人接听"),
    LegalStep.RAISED.value: N_("咨询已上报"),
    LegalStep.UNANSWERED.value: N_("接手后尚未答复"),
    LegalStep.ANSWERED.value: N_("咨询已答复"),
    LegalStep.GONE.value: N_("咨询无需再办"),
    LegalStep.ENDED.value: N_("法律服务已终结"),
    LegalStep.BECAME.value: N_("转为其他编号办理"),
    LegalStep.AID_NEW.value: N_("新的法律援助申请"),
    LegalStep.AID_WARNED.value: N_("法律援助审查即将到期"),
    LegalStep.AID_OVER.value: N_("法律援助审查超期"),
    LegalStep.AID_PAPERS.value: N_("法律援助补充材料通知"),
    LegalStep.AID_SUPPLIED.value: N_("法律援助材料已补充"),
    LegalStep.AID_DECIDED.value: N_("法律援助决定"),
    LegalStep.AID_OFFER.value: N_("法律援助指派征询"),
    LegalStep.AID_APPOINTED.value: N_("法律援助已指派"),
    LegalStep.AID_STATUTORY.value: N_("法律援助法定期限已过"),
    LegalStep.AID_OBJECTION.value: N_("法律援助异议"),
    LegalStep.AID_CHANGE.value: N_("申请更换援助人员"),
    LegalStep.AID_COMPLAINT.value: N_("法律援助投诉"),
    LegalStep.AID_VERIFY_SOON.value: N_("承诺事项待核实"),
    LegalStep.AID_VERIFY.value: N_("承诺事项核实超期"),
    LegalStep.VISIT_CONFIRMED.value: N_("上门服务已确认"),
    LegalStep.VISIT_SOON.value: N_("上门服务即将开始"),
    LegalStep.PROGRAMME_SOON.value: N_("普法节目即将开始"),
    LegalStep.FOLLOW_UP.value: N_("企业法律风险跟进"),
    LegalStep.CHECKUP_NEW.value: N_("新的法治体检"),
    LegalStep.CHECKUP_OVER.value: N_("法治体检报告超期"),
}
