"""The words of the page on which whoever asked follows a case: headings, forms, and what is wrong with what was sent.

The Mongolian is NOT YET APPROVED, as in domain/data/legal.toml: an officer whose mother tongue it is must approve every line.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.legal.tracking_words import Words
from domain.roles import Act


def in_three(zh: str, mn: str, en: str) -> Words:
    """Words in the three languages of the banner's pages."""
    return {"zh": zh, "mn": mn, "en": en}


PAGE: dict[str, Words] = {
    "title": in_three("法律服务查询", "ᠬᠠᠤᠯᠢ\u202fᠶᠢᠨ ᠦᠢᠯᠡᠴᠢᠯᠡᠭᠡ", "Follow your case"),
    "subject": in_three("事项", "ᠬᠡᠷᠡᠭ", "Matter"),
    "from_ref": in_three("由此件转来", "ᠠᠩᠬᠠᠨ\u202fᠤ ᠬᠡᠷᠡᠭ", "Came from"),
    "first": in_three("首次来询", "ᠠᠩᠬ\u180eᠠ ᠢᠷᠡᠭᠰᠡᠨ", "First asked"),
    "became": in_three(
        "已转为此件继续办理，查询码不变", "ᠥᠭᠡᠷ\u180eᠡ ᠬᠡᠷᠡᠭ ᠪᠣᠯᠤᠭᠰᠠᠨ", "Goes on under this number, with the same code"
    ),
    "asked": in_three("登记", "ᠪᠦᠷᠢᠳᠭᠡᠭᠰᠡᠨ", "Registered"),
    "due": in_three("承诺时限", "ᠬᠤᠭᠤᠴᠠᠭ\u180eᠠ", "Promised by"),
    "visit_at": in_three("上门时间", "ᠭᠡᠷ\u202fᠲᠦ ᠣᠴᠢᠬᠤ ᠴᠠᠭ", "Home visit at"),
    "outcome": in_three("上门结果", "ᠦᠷ\u180eᠡ ᠳ\u180bᠦᠩ", "What it came to"),
    "appointed": in_three("首次指派律师", "ᠬᠠᠤᠯᠢᠴᠢ ᠲᠣᠮᠢᠯᠠᠭᠰᠠᠨ", "A lawyer was first appointed"),
    "change_asked": in_three(
        "已申请更换律师，待决定",
        "ᠬᠠᠤᠯᠢᠴᠢ ᠰᠣᠯᠢᠬᠤ᠂ ᠰᠢᠢᠳᠪᠦᠷᠢ ᠬᠦᠯᠢᠶᠡᠵᠦ ᠪᠠᠶᠢᠨ\u180eᠠ",
        "Another lawyer was asked for; not decided yet",
    ),
    "objection_by": in_three(
        "异议最迟决定时间", "ᠡᠰᠡᠷᠭᠦᠴᠡᠯ\u202fᠢ ᠰᠢᠢᠳᠪᠦᠷᠢᠯᠡᠬᠦ ᠬᠤᠭᠤᠴᠠᠭ\u180eᠠ", "The objection is decided by"
    ),
    "missing": in_three("需要补充的材料", "ᠨᠥᠬᠥᠬᠦ ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ", "Papers that are missing"),
    "supply_by": in_three(
        "最迟补充时间（逾期未补齐的，视为撤回申请）",
        "ᠨᠥᠬᠥᠬᠦ ᠬᠤᠭᠤᠴᠠᠭ\u180eᠠ",
        "To be here by (else the application counts as withdrawn)",
    ),
    "granted": in_three("给予法律援助决定", "ᠲᠤᠰᠠᠯᠠᠬᠤ ᠰᠢᠢᠳᠪᠦᠷᠢ", "Legal aid is granted"),
    "decided": in_three("审查决定", "ᠰᠢᠢᠳᠪᠦᠷᠢᠯᠡᠭᠰᠡᠨ", "Decided"),
    "events": in_three("办理经过", "ᠶᠠᠪᠤᠴᠠ", "What happened"),
    "forms": in_three("您可以办理", "ᠲᠠ ᠰᠢᠳᠬᠡᠵᠦ ᠪᠣᠯᠬᠤ", "What you may do"),
    "helped": in_three("答复对您有帮助吗？", "ᠲᠤᠰᠠ ᠪᠣᠯᠤᠭᠰᠠᠨ ᠤᠤ", "Did the answer help?"),
    "satisfied": in_three("您对办理满意吗？", "ᠰᠡᠳᠭᠢᠯ ᠬᠠᠨᠤᠮᠵᠢᠲᠠᠢ ᠤᠤ", "How satisfied are you?"),
    "yes": in_three("有帮助", "ᠲᠤᠰᠠ ᠪᠣᠯᠤᠭᠰᠠᠨ", "it helped"),
    "no": in_three("没有帮助", "ᠲᠤᠰᠠ ᠪᠣᠯᠤᠭᠰᠠᠨ ᠦᠭᠡᠢ", "it did not"),
    "mark": in_three("满意程度", "ᠰᠡᠳᠭᠢᠯ ᠬᠠᠨᠤᠮᠵᠢ", "How satisfied"),
    "no_mark": in_three("不作评价", "ᠦᠨᠡᠯᠡᠬᠦ ᠦᠭᠡᠢ", "no mark"),
    "thanks": in_three("感谢", "ᠲᠠᠯᠠᠷᠬᠠᠯ", "thanks"),
    "complaint": in_three("投诉", "ᠭᠣᠮᠤᠳᠠᠯ", "complaint"),
    "sure": in_three("我确认撤回", "ᠲᠠᠲᠠᠨ ᠠᠪᠬᠤ\u202fᠶᠢ ᠪᠠᠲᠤᠯᠠᠨ\u180eᠠ", "I am sure"),
    "may_say": in_three("说明（可不填）", "ᠲᠠᠶᠢᠯᠪᠤᠷᠢ", "In your words (may be left out)"),
    "must_say": in_three("请写明（必填）", "ᠲᠠᠶᠢᠯᠪᠤᠷᠢ", "In your words (needed)"),
    "another": in_three("查询另一件", "ᠥᠭᠡᠷ\u180eᠡ ᠬᠡᠷᠡᠭ", "Follow another one"),
    "now_open": in_three("现在可以办理：", "ᠣᠳᠣ ᠰᠢᠳᠬᠡᠵᠦ ᠪᠣᠯᠬᠤ᠄", "What may be done now:"),
    "now_closed": in_three(
        "目前没有可以在本页办理的事项。", "ᠣᠳᠣ ᠰᠢᠳᠬᠡᠬᠦ ᠬᠡᠷᠡᠭ ᠦᠭᠡᠢ᠃", "Nothing may be done here now."
    ),
    "footer": in_three(
        "本页不显示任何人的姓名和联系方式，请勿把查询码告诉他人。",
        "ᠺᠣᠳ\u180b\u202fᠢᠶᠠᠨ ᠪᠤᠰᠤᠳ\u202fᠲᠤ ᠪᠦᠦ ᠬᠡᠯᠡᠭᠡᠷᠡᠢ᠃",
        "This page names nobody. Do not tell others your code.",
    ),
}


@dataclass(frozen=True, slots=True)
class FormWords:
    """What a form is called, what is to be known before it is sent, and what is said when it is not whole."""

    name: Words
    note: Words
    button: Words
    incomplete: Words


FORMS: dict[Act, FormWords] = {
    Act.LEGAL_RATE: FormWords(
        in_three("评价", "ᠦᠨᠡᠯᠡᠬᠦ", "Say how it was"),
        in_three(
            "咨询没有帮助的，将重新办理一次。",
            "ᠲᠤᠰᠠ ᠪᠣᠯᠤᠭᠰᠠᠨ ᠦᠭᠡᠢ ᠪᠣᠯ ᠳᠠᠬᠢᠨ ᠰᠢᠳᠬᠡᠨ\u180eᠡ᠃",
            "An answer that did not help is looked at once more.",
        ),
        in_three("提交评价", "ᠢᠯᠡᠭᠡᠬᠦ", "Send"),
        in_three(
            "请选择后提交；说明最多 2000 字。", "ᠰᠣᠩᠭᠣᠭᠠᠷᠠᠢ᠃", "Please choose an answer; at most 2,000 characters."
        ),
    ),
    Act.AID_SUPPLY: FormWords(
        in_three("补充材料", "ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ ᠨᠥᠬᠥᠬᠦ", "Hand in papers"),
        in_three(
            "请勾选现在交来的材料；材料请交到援助中心、工作站或村级服务点。",
            "ᠣᠳᠣ ᠲᠤᠰᠢᠶᠠᠬᠤ ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ\u202fᠢᠶᠠᠨ ᠰᠣᠩᠭᠣᠭᠠᠷᠠᠢ᠃",
            "Tick what you hand in now; bring it to the centre, a station or a village point.",
        ),
        in_three("提交", "ᠢᠯᠡᠭᠡᠬᠦ", "Send"),
        in_three(
            "请至少勾选一项材料；说明最多 2000 字。",
            "ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ ᠰᠣᠩᠭᠣᠭᠠᠷᠠᠢ᠃",
            "Please tick at least one paper; at most 2,000 characters.",
        ),
    ),
    Act.AID_OBJECT: FormWords(
        in_three("提出异议", "ᠡᠰᠡᠷᠭᠦᠴᠡᠬᠦ", "Object"),
        in_three(
            "只能提出一次，由援助中心主任审查决定。",
            "ᠨᠢᠭᠡ ᠤᠳᠠᠭ\u180eᠠ ᠡᠰᠡᠷᠭᠦᠴᠡᠵᠦ ᠪᠣᠯᠣᠨ\u180eᠠ᠃",
            "Once only; the director decides.",
        ),
        in_three("提交异议", "ᠢᠯᠡᠭᠡᠬᠦ", "Send"),
        in_three(
            "请写明异议的理由，最多 2000 字。",
            "ᠱᠠᠯᠲᠠᠭᠠᠨ\u202fᠢᠶᠠᠨ ᠪᠢᠴᠢᠭᠡᠷᠡᠢ᠃",
            "Please say why, in at most 2,000 characters.",
        ),
    ),
    Act.AID_ASK_CHANGE: FormWords(
        in_three("申请更换律师", "ᠬᠠᠤᠯᠢᠴᠢ ᠰᠣᠯᠢᠬᠤ", "Ask for another lawyer"),
        in_three(
            "由援助中心决定；决定前仍由现在的律师办理。",
            "ᠲᠤᠰᠠᠯᠠᠮᠵᠢ\u202fᠶᠢᠨ ᠲᠥᠪ ᠰᠢᠢᠳᠪᠦᠷᠢᠯᠡᠨ\u180eᠡ᠃",
            "The centre decides; until then the present lawyer goes on.",
        ),
        in_three("提交申请", "ᠢᠯᠡᠭᠡᠬᠦ", "Send"),
        in_three(
            "请写明更换的理由，最多 2000 字。",
            "ᠱᠠᠯᠲᠠᠭᠠᠨ\u202fᠢᠶᠠᠨ ᠪᠢᠴᠢᠭᠡᠷᠡᠢ᠃",
            "Please say why, in at most 2,000 characters.",
        ),
    ),
    Act.LEGAL_SAY: FormWords(
        in_three("感谢或投诉", "ᠲᠠᠯᠠᠷᠬᠠᠯ᠂ ᠭᠣᠮᠤᠳᠠᠯ", "Thanks or a complaint"),
        in_three(
            "投诉由援助中心主任处理。",
            "ᠭᠣᠮᠤᠳᠠᠯ\u202fᠢ ᠲᠥᠪ\u202fᠦᠨ ᠳᠠᠷᠤᠭ\u180eᠠ ᠰᠢᠳᠬᠡᠨ\u180eᠡ᠃",
            "A complaint goes to the director.",
        ),
        in_three("提交", "ᠢᠯᠡᠭᠡᠬᠦ", "Send"),
        in_three(
            "请选择感谢或投诉，并写明内容，最多 2000 字。",
            "ᠰᠣᠩᠭᠣᠭᠠᠳ ᠪᠢᠴᠢᠭᠡᠷᠡᠢ᠃",
            "Please choose one and say it, in at most 2,000 characters.",
        ),
    ),
    Act.LEGAL_WITHDRAW: FormWords(
        in_three("撤回", "ᠲᠠᠲᠠᠨ ᠠᠪᠬᠤ", "Take it back"),
        in_three(
            "撤回后不再办理；需要时可以重新提出。",
            "ᠲᠠᠲᠠᠨ ᠠᠪᠤᠭᠰᠠᠨ\u202fᠤ ᠳᠠᠷᠠᠭ\u180eᠠ ᠰᠢᠳᠬᠡᠬᠦ ᠦᠭᠡᠢ᠃",
            "It is not worked on any more; you may ask again.",
        ),
        in_three("撤回", "ᠲᠠᠲᠠᠨ ᠠᠪᠬᠤ", "Take it back"),
        in_three(
            "请先勾选“我确认撤回”；说明最多 2000 字。",
            "ᠪᠠᠲᠤᠯᠠᠭᠠᠷᠠᠢ᠃",
            "Please tick that you are sure; at most 2,000 characters.",
        ),
    ),
}

# What is said when the law says no; each ends with what may be done now.
REFUSED: dict[str, Words] = {
    "wrong_state": in_three(
        "当前状态下不能这样办理，未作更改。",
        "ᠣᠳᠣ ᠢᠩᠭᠢᠵᠦ ᠰᠢᠳᠬᠡᠬᠦ ᠦᠭᠡᠢ᠃",
        "This cannot be done as the case stands; nothing was changed.",
    ),
    "case_closed": in_three("该件已经结束，未作更改。", "ᠬᠡᠷᠡᠭ ᠳᠠᠭᠤᠰᠤᠭᠰᠠᠨ᠃", "The case is over; nothing was changed."),
    "nothing_asked": in_three(
        "目前没有需要评价的事项，未作记录。",
        "ᠦᠨᠡᠯᠡᠬᠦ ᠬᠡᠷᠡᠭ ᠦᠭᠡᠢ᠃",
        "Nothing is asked at the moment; nothing was written down.",
    ),
    "window_over": in_three(
        "已超过可以提出的期限，未作记录。",
        "ᠬᠤᠭᠤᠴᠠᠭ\u180eᠠ ᠳᠠᠭᠤᠰᠪᠠ᠃",
        "The time for this is over; nothing was written down.",
    ),
    "not_in_policy": in_three(
        "所选材料不在待补充之列，未作记录。",
        "ᠰᠣᠩᠭᠣᠭᠰᠠᠨ ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ ᠬᠡᠷᠡᠭ ᠦᠭᠡᠢ᠃",
        "A paper that was ticked is not among the missing ones; nothing was written down.",
    ),
}
