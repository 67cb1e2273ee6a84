"""The forms of the acts on a case of the legal circle: which fields each has, and from which list of the rules one chooses."""

from __future__ import annotations

from dataclasses import dataclass

from api.wordbook import N_
from domain.legal.seeking import CONFLICT
from domain.roles import Act


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of a form: `kind` is how it is filled in (see `legal_acts.html`), `of` the list from which one chooses, or what is given."""

    name: str
    label: str
    kind: str = "area"
    required: bool = True
    of: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class ActForm:
    """A form: what it is called on its summary, on its button, and what is to be known before it is sent."""

    word: str
    button: str
    entries: tuple[Entry, ...] = ()
    note: str = ""


_REMARK = Entry("text", N_("说明"), required=False)
_DONE_AT = Entry("at", N_("办理时间"), "moment", required=False, help=N_("不填即为现在。"))
_WHY_NOT = Entry("reason", N_("理由"), "choice", of="decline")
_BY_NOW = N_("由求助人提出、在窗口代为登记。")

FORMS: dict[Act, ActForm] = {
    Act.LEGAL_TAKE: ActForm(N_("接办"), N_("我来接办")),
    Act.LEGAL_REPLY: ActForm(
        N_("答复"), N_("提交答复"), (Entry("text", N_("答复内容")),), N_("求助人凭编号和查询码即可看到。")
    ),
    Act.LEGAL_REFER: ActForm(
        N_("转交"),
        N_("转交"),
        (
            _WHY_NOT,
            Entry("field", N_("法律领域"), "choice", required=False, of="field"),
            Entry("person", N_("转交给"), "person", required=False, help=N_("不填则呼叫值班人员。")),
            _REMARK,
        ),
        N_("有人接办前，首次时限继续计算。"),
    ),
    Act.LEGAL_ASSIGN: ActForm(
        N_("指定人员"), N_("指定"), (Entry("person", N_("人员编号"), "person"), _REMARK), N_("将立即通知本人。")
    ),
    Act.LEGAL_MOVE: ActForm(
        N_("移交他人"),
        N_("移交"),
        (
            Entry("former", N_("现由何人办理"), "choice", of="present"),
            Entry("person", N_("移交给"), "person"),
            _REMARK,
        ),
        N_("各项时限不变。"),
    ),
    Act.LEGAL_DECLINE: ActForm(
        N_("谢绝"), N_("谢绝"), (_WHY_NOT, _REMARK), N_("存在利益冲突的，今后不再呼叫本人办理此件。")
    ),
    Act.LEGAL_COMMENT: ActForm(N_("备注"), N_("记录备注"), (Entry("text", N_("备注内容")),)),
    Act.LEGAL_WITHDRAW: ActForm(
        N_("代为撤回"), N_("撤回"), (Entry("sure", N_("我确认撤回"), "sure"), _REMARK), _BY_NOW
    ),
    Act.AID_ASK_PAPERS: ActForm(
        N_("一次性告知补充材料"),
        N_("告知"),
        (Entry("proofs", N_("缺少的材料"), "ticks", of="proof"), _REMARK),
        N_("只能告知一次；告知后停表，补齐后恢复计时。"),
    ),
    Act.AID_SUPPLY: ActForm(
        N_("窗口收到补充材料"),
        N_("登记材料"),
        (Entry("proofs", N_("收到的材料"), "ticks", of="missing"), _REMARK),
        _BY_NOW,
    ),
    Act.AID_GRANT: ActForm(N_("给予援助"), N_("决定给予援助"), (_REMARK,), N_("决定后即征询律师承接。")),
    Act.AID_REFUSE: ActForm(
        N_("不予援助"),
        N_("决定不予援助"),
        (Entry("ground", N_("依据"), "choice", of="refusal"), Entry("text", N_("理由（写入决定书）"))),
        N_("以书面决定告知申请人，并告知可以提出异议。"),
    ),
    Act.AID_HURRY: ActForm(
        N_("列为紧急"),
        N_("先行援助"),
        (Entry("urgency", N_("紧急情形"), "choice", of="urgency"), _REMARK),
        N_("先指派律师，后补材料。"),
    ),
    Act.AID_ACCEPT: ActForm(N_("承接"), N_("我来承接")),
    Act.AID_GRANT_CHANGE: ActForm(N_("同意更换律师"), N_("同意更换"), (_REMARK,), N_("另行征询律师，原律师不再办理。")),
    Act.AID_DENY_CHANGE: ActForm(N_("不同意更换律师"), N_("不同意更换"), (Entry("text", N_("理由")),)),
    Act.AID_VERIFY: ActForm(
        N_("核查承诺"),
        N_("记录核查结果"),
        (Entry("yes", N_("承诺是否属实"), "yes", of="true"), Entry("text", N_("核查情况"))),
        N_("承诺不实的，援助终止或不予援助。"),
    ),
    Act.AID_WORK: ActForm(
        N_("办案记录"),
        N_("记录"),
        (Entry("kind", N_("工作类别"), "choice", of="work"), _DONE_AT, Entry("text", N_("工作内容"))),
    ),
    Act.AID_CLOSE: ActForm(N_("结案"), N_("提交结案报告"), (Entry("text", N_("结案报告")),)),
    Act.AID_TERMINATE: ActForm(
        N_("终止援助"),
        N_("决定终止援助"),
        (Entry("ground", N_("依据"), "choice", of="termination"), Entry("text", N_("理由（写入决定书）"))),
    ),
    Act.AID_ASK_CHANGE: ActForm(N_("代为申请更换律师"), N_("登记申请"), (Entry("text", N_("理由")),), _BY_NOW),
    Act.AID_OBJECT: ActForm(N_("代为提出异议"), N_("登记异议"), (Entry("text", N_("理由")),), _BY_NOW),
    Act.AID_DECIDE_OBJECTION: ActForm(
        N_("决定异议"),
        N_("作出决定"),
        (Entry("yes", N_("异议是否成立"), "yes", of="upheld"), Entry("text", N_("理由"))),
        N_("异议成立的，给予援助并立即征询律师。"),
    ),
    Act.VISIT_CONFIRM: ActForm(
        N_("约定上门时间"), N_("确认上门"), (Entry("at", N_("上门时间"), "moment"), _REMARK), N_("确认后即由本人办理。")
    ),
    Act.VISIT_DONE: ActForm(
        N_("登记上门结果"),
        N_("登记结果"),
        (Entry("outcome", N_("上门结果"), "choice", of="visit_outcome"), _DONE_AT, Entry("text", N_("服务情况"))),
    ),
    Act.CHECKUP_FIND: ActForm(
        N_("记录体检发现"),
        N_("记录发现"),
        (
            Entry("severity", N_("风险等级"), "choice", of="severity"),
            Entry("field", N_("法律领域"), "choice", of="field"),
            Entry("text", N_("发现与建议")),
            Entry("follow_up_on", N_("跟进日期"), "day", required=False, help=N_("不填则按风险等级确定。")),
        ),
    ),
    Act.CHECKUP_REPORT: ActForm(
        N_("提交体检报告"), N_("提交报告"), (Entry("text", N_("报告内容")),), N_("提交后不能再增加发现。")
    ),
    Act.CHECKUP_FOLLOW: ActForm(
        N_("整改跟进"),
        N_("记录跟进"),
        (
            Entry("finding", N_("第几项发现"), "choice", of="finding"),
            Entry("result", N_("整改结果"), "choice", of="result"),
            _REMARK,
        ),
    ),
}

# What an inquiry can become, each by a form of its own.
BECOMING: dict[str, ActForm] = {
    "aid": ActForm(
        N_("转为法律援助申请"),
        N_("转为法律援助"),
        (
            Entry("kind", N_("援助类别"), "choice", of="kind"),
            Entry("groups", N_("申请人群体"), "ticks", of="group"),
            Entry("other_side", N_("对方当事人"), "line", required=False),
            Entry("limit_on", N_("时效届满日"), "day", required=False),
            Entry("proofs", N_("已交材料"), "ticks", required=False, of="any_proof"),
        ),
        N_("咨询内容和联系方式随件转入，查询码不变。"),
    ),
    "visit": ActForm(
        N_("转为上门服务"),
        N_("转为上门"),
        (Entry("group", N_("服务群体"), "choice", of="visit_group"), Entry("address", N_("上门地址"), "line")),
        N_("咨询内容和联系方式随件转入，查询码不变。"),
    ),
    "hotline": ActForm(
        N_("转为热线诉求"),
        N_("转为诉求"),
        (
            Entry("topic", N_("诉求事项"), "choice", required=False, of="topic"),
            Entry("district", N_("所在村镇编号"), "line", required=False, help=N_("咨询中没有所在村镇的须填写。")),
        ),
        N_("咨询内容和联系方式随件转入，查询码不变。"),
    ),
}
# Of whoever stands in: declining where nothing is offered to them, for this one reason.
RECUSE = ActForm(
    N_("声明利益冲突"),
    N_("声明冲突并回避"),
    (Entry("reason", "", "given", of=CONFLICT), _REMARK),
    N_("您是代为办理。声明后您不再办理、也看不到此件；仍由原承办人办理，并报值班领导。"),
)
PRIMARY = {
    Act.LEGAL_TAKE, Act.LEGAL_REPLY, Act.AID_ACCEPT, Act.AID_DECIDE_OBJECTION, Act.AID_SUPPLY, Act.AID_GRANT, Act.AID_WORK,
    Act.VISIT_CONFIRM, Act.VISIT_DONE, Act.CHECKUP_FIND, Act.CHECKUP_FOLLOW, Act.AID_GRANT_CHANGE,
}  # fmt: skip
