"""The words of the forms with which whoever asked acts on their case, and what is wrong with what was sent."""

from __future__ import annotations

from dataclasses import dataclass

from api.wordbook import N_
from domain.roles import Act


@dataclass(frozen=True, slots=True)
class FormWords:
    """What a form is called, what is to be known before it is sent, and what is said when it is not whole."""

    name: str
    note: str
    button: str
    incomplete: str


FORMS: dict[Act, FormWords] = {
    Act.LEGAL_RATE: FormWords(
        N_("评价"),
        N_("咨询没有帮助的，将重新办理一次。"),
        N_("提交评价"),
        N_("请选择后提交；说明最多 2000 字。"),
    ),
    Act.AID_SUPPLY: FormWords(
        N_("补充材料"),
        N_("请勾选现在交来的材料；材料请交到援助中心、工作站或村级服务点。"),
        N_("提交"),
        N_("请至少勾选一项材料；说明最多 2000 字。"),
    ),
    Act.AID_OBJECT: FormWords(
        N_("提出异议"),
        N_("只能提出一次，由援助中心主任审查决定。"),
        N_("提交异议"),
        N_("请写明异议的理由，最多 2000 字。"),
    ),
    Act.AID_ASK_CHANGE: FormWords(
        N_("申请更换律师"),
        N_("由援助中心决定；决定前仍由现在的律师办理。"),
        N_("提交申请"),
        N_("请写明更换的理由，最多 2000 字。"),
    ),
    Act.LEGAL_SAY: FormWords(
        N_("感谢或投诉"),
        N_("投诉由援助中心主任处理。"),
        N_("提交"),
        N_("请选择感谢或投诉，并写明内容，最多 2000 字。"),
    ),
    Act.LEGAL_WITHDRAW: FormWords(
        N_("撤回"),
        N_("撤回后不再办理；需要时可以重新提出。"),
        N_("撤回"),
        N_("请先勾选“我确认撤回”；说明最多 2000 字。"),
    ),
}

# What is said when the law says no; each ends with what may be done now.
REFUSED: dict[str, str] = {
    "wrong_state": N_("当前状态下不能这样办理，未作更改。"),
    "case_closed": N_("该件已经结束，未作更改。"),
    "nothing_asked": N_("目前没有需要评价的事项，未作记录。"),
    "window_over": N_("已超过可以提出的期限，未作记录。"),
    "not_in_policy": N_("所选材料不在待补充之列，未作记录。"),
}
