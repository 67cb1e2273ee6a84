"""The words of written notices to whoever applied for legal aid: what it is, on which law it stands, what can be done now.

The Mongolian is NOT YET APPROVED, as in domain/data/legal.toml: an officer whose mother tongue it is must approve every line.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.legal.record import Happening

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What a kind of notice says; `{days}` is until when an objection is heard, `{decided}` within how many it is decided."""

    title: Words
    law: Words
    objection: Words
    again: Words = field(default_factory=dict)


_OBJECTION = {
    "zh": "对本决定有异议的，可自决定之日起 {days} 日内提出，凭编号和查询码在本平台提出或者到法律援助中心提出；异议自收到之日起 {decided} 日内审查决定（法律援助法第四十九条）。",
    "mn": "ᠲᠣᠭᠲᠠᠭᠠᠯ\u202fᠢ ᠡᠰᠡᠷᠭᠦᠴᠡᠬᠦ ᠬᠤᠭᠤᠴᠠᠭ\u180eᠠ᠄ {days} ᠡᠳᠦᠷ᠃ ᠡᠰᠡᠷᠭᠦᠴᠡᠯ\u202fᠢ {decided} ᠡᠳᠦᠷ\u202fᠲᠦ ᠰᠢᠢᠳᠪᠦᠷᠢᠯᠡᠨ\u180eᠡ (49 ᠵᠦᠢᠯ)᠃",
    "en": "You may object within {days} days of the decision, with number and code on this site or at the legal aid centre. It is decided within {decided} days (Legal Aid Law, art. 49).",
}

NOTICES: dict[str, NoticeWords] = {
    Happening.DEEMED_WITHDRAWN: NoticeWords(
        title={
            "zh": "视为撤回法律援助申请通知书",
            "mn": "ᠭᠤᠶᠤᠴᠢᠯᠠᠯ ᠲᠠᠲᠠᠭᠰᠠᠨ\u202fᠳ\u180bᠤ ᠲᠣᠭᠠᠴᠠᠭᠰᠠᠨ ᠮᠡᠳᠡᠭᠳᠡᠯ",
            "en": "Notice: your application counts as withdrawn",
        },
        law={
            "zh": "法律援助法第四十三条：需要补充的材料已一次性告知，逾期未补充的，视为撤回申请。",
            "mn": "ᠬᠠᠤᠯᠢ\u202fᠶᠢᠨ ᠲᠤᠰᠠᠯᠠᠮᠵᠢ\u202fᠶᠢᠨ ᠬᠠᠤᠯᠢ᠂ 43 ᠵᠦᠢᠯ᠃",
            "en": "Legal Aid Law, art. 43: what is missing is told once and all together; what is not supplied in time counts as withdrawn.",
        },
        objection={
            "zh": "视为撤回不是不予援助的决定，法律未对其规定异议程序；有疑问的，请向法律援助中心询问。",
            "mn": "ᠡᠨᠡ ᠪᠣᠯ ᠲᠤᠰᠠᠯᠠᠬᠤ ᠦᠭᠡᠢ ᠰᠢᠢᠳᠪᠦᠷᠢ ᠪᠢᠰᠢ᠃ ᠲᠤᠰᠠᠯᠠᠮᠵᠢ\u202fᠶᠢᠨ ᠲᠥᠪ\u202fᠡᠴᠡ ᠠᠰᠠᠭᠤᠭᠠᠷᠠᠢ᠃",
            "en": "This is no refusal, and the law knows no objection to it. Please ask the legal aid centre if anything is unclear.",
        },
        again={
            "zh": "材料备齐后，可以随时重新申请，不受本次影响。",
            "mn": "ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ ᠪᠦᠷᠢᠨ ᠪᠣᠯᠪᠠᠯ ᠳᠠᠬᠢᠨ ᠭᠤᠶᠤᠴᠢᠯᠠᠵᠤ ᠪᠣᠯᠤᠨ\u180eᠠ᠃",
            "en": "You may apply again at any time once the papers are there; this does you no harm.",
        },
    ),
    Happening.REFUSED: NoticeWords(
        title={
            "zh": "不予法律援助决定书",
            "mn": "ᠲᠤᠰᠠᠯᠠᠬᠤ ᠦᠭᠡᠢ ᠰᠢᠢᠳᠪᠦᠷᠢ",
            "en": "Decision: legal aid is refused",
        },
        law={
            "zh": "法律援助法第四十三条：不予援助的，书面告知并说明理由。",
            "mn": "ᠬᠠᠤᠯᠢ\u202fᠶᠢᠨ ᠲᠤᠰᠠᠯᠠᠮᠵᠢ\u202fᠶᠢᠨ ᠬᠠᠤᠯᠢ᠂ 43 ᠵᠦᠢᠯ᠃",
            "en": "Legal Aid Law, art. 43: a refusal is told in writing, with its reasons.",
        },
        objection=_OBJECTION,
    ),
    Happening.TERMINATED: NoticeWords(
        title={
            "zh": "终止法律援助决定书",
            "mn": "ᠲᠤᠰᠠᠯᠠᠮᠵᠢ ᠵᠣᠭᠰᠣᠭᠠᠬᠤ ᠰᠢᠢᠳᠪᠦᠷᠢ",
            "en": "Decision: legal aid has ended",
        },
        law={
            "zh": "法律援助法第四十八条：有下列情形之一的，终止法律援助。",
            "mn": "ᠬᠠᠤᠯᠢ\u202fᠶᠢᠨ ᠲᠤᠰᠠᠯᠠᠮᠵᠢ\u202fᠶᠢᠨ ᠬᠠᠤᠯᠢ᠂ 48 ᠵᠦᠢᠯ᠃",
            "en": "Legal Aid Law, art. 48: grounds on which legal aid ends.",
        },
        objection=_OBJECTION,
    ),
    Happening.VERIFIED: NoticeWords(
        title={
            "zh": "告知承诺核查结果通知书",
            "mn": "ᠠᠮᠠᠯᠠᠯᠲᠠ ᠬᠢᠨᠠᠭᠰᠠᠨ ᠮᠡᠳᠡᠭᠳᠡᠯ",
            "en": "Notice: your pledge was found false",
        },
        law={
            "zh": "法律援助法第四十一条（个人诚信承诺的核查）、第六十四条（以不正当手段获得援助的，应当支付已发生的费用，可以处三千元以下罚款）。",
            "mn": "ᠬᠠᠤᠯᠢ\u202fᠶᠢᠨ ᠲᠤᠰᠠᠯᠠᠮᠵᠢ\u202fᠶᠢᠨ ᠬᠠᠤᠯᠢ᠂ 41᠂ 64 ᠵᠦᠢᠯ᠃",
            "en": "Legal Aid Law, art. 41 (a pledge is checked) and art. 64 (aid got by deceit: its costs are to be paid, and a fine of up to 3,000 yuan is possible).",
        },
        objection={
            "zh": "法律未对核查结果单独规定异议程序；有不同意见的，请向法律援助中心说明并提供材料。",
            "mn": "ᠥᠭᠡᠷ\u180eᠡ ᠰᠠᠨᠠᠯ ᠲᠠᠢ ᠪᠣᠯ ᠲᠤᠰᠠᠯᠠᠮᠵᠢ\u202fᠶᠢᠨ ᠲᠥᠪ\u202fᠲᠦ ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ ᠲᠤᠰᠢᠶᠠᠭᠠᠷᠠᠢ᠃",
            "en": "The law knows no objection to the check alone. If you see it otherwise, please tell the legal aid centre and bring what shows it.",
        },
    ),
}

LABELS: dict[str, Words] = {
    "number": {"zh": "文号", "mn": "ᠳ\u180bᠤᠭᠠᠷ", "en": "Number"},
    "date": {"zh": "日期", "mn": "ᠡᠳᠦᠷ", "en": "Date"},
    "missing": {"zh": "未补充的材料", "mn": "ᠢᠷᠡᠭᠡ ᠦᠭᠡᠢ ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ", "en": "Papers that did not come"},
    "ground": {"zh": "理由", "mn": "ᠰᠢᠯᠲᠠᠭᠠᠨ", "en": "Reason"},
    "text": {"zh": "说明", "mn": "ᠲᠠᠶᠢᠯᠪᠤᠷᠢ", "en": "In words"},
    "law": {"zh": "法律依据", "mn": "ᠬᠠᠤᠯᠢ\u202fᠶᠢᠨ ᠦᠨᠳᠦᠰᠦ", "en": "Legal ground"},
    "again": {"zh": "重新申请", "mn": "ᠳᠠᠬᠢᠨ ᠭᠤᠶᠤᠴᠢᠯᠠᠬᠤ", "en": "Applying again"},
    "barred": {
        "zh": "在此日（含）前不能再以告知承诺代替证明，仍可提交证明申请",
        "mn": "ᠡᠨᠡ ᠡᠳᠦᠷ ᠬᠦᠷᠲᠡᠯ\u180eᠡ ᠠᠮᠠᠯᠠᠬᠤ ᠦᠭᠡᠢ᠂ ᠦᠨᠡᠮᠯᠡᠯ ᠲᠤᠰᠢᠶᠠᠨ\u180eᠠ",
        "en": "Until this day papers must be handed in; a pledge cannot replace them",
    },
    "objection": {"zh": "异议途径", "mn": "ᠡᠰᠡᠷᠭᠦᠴᠡᠬᠦ", "en": "How to object"},
}
