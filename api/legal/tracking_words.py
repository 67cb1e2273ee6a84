"""The words for what whoever asked sees of their case: its events, who comes, and what came of what they said.

The Mongolian is NOT YET APPROVED, as in domain/data/legal.toml: an officer whose mother tongue it is must approve every line.
"""

from __future__ import annotations

from api.wordbook import N_
from domain.legal.record import Happening

Words = dict[str, str]

# What is not here is between those who work: calls, offers, refusals to take it, warnings, comments.
EVENTS: dict[str, Words] = {
    Happening.ASKED: {"zh": "已登记", "mn": "ᠪᠦᠷᠢᠳᠭᠡᠭᠰᠡᠨ", "en": "Registered"},
    Happening.APPLIED: {"zh": "已收到申请", "mn": "ᠭᠤᠶᠤᠴᠢᠯᠠᠯ ᠬᠦᠯᠢᠶᠡᠨ ᠠᠪᠤᠭᠰᠠᠨ", "en": "The application was received"},
    Happening.PROMISE_OVER: {
        "zh": "超过承诺时限，已上报",
        "mn": "ᠬᠤᠭᠤᠴᠠᠭ\u180eᠠ ᠬᠡᠲᠦᠷᠡᠭᠰᠡᠨ",
        "en": "The promise is over; it was raised",
    },
    Happening.TAKEN: {"zh": "已有人员接办", "mn": "ᠬᠦᠮᠦᠨ ᠬᠦᠯᠢᠶᠡᠨ ᠠᠪᠤᠭᠰᠠᠨ", "en": "Somebody has taken it over"},
    Happening.REFERRED: {
        "zh": "已转交其他人员，计时继续",
        "mn": "ᠥᠭᠡᠷ\u180eᠡ ᠬᠦᠮᠦᠨ\u202fᠳ\u180bᠦ ᠰᠢᠯᠵᠢᠭᠦᠯᠦᠭᠰᠡᠨ",
        "en": "Handed on; the clock runs",
    },
    Happening.REPLIED: {"zh": "已答复", "mn": "ᠬᠠᠷᠢᠭᠤᠯᠤᠭᠰᠠᠨ", "en": "Answered"},
    Happening.HELPED: {"zh": "已收到评价：有帮助", "mn": "ᠦᠨᠡᠯᠡᠭᠰᠡᠨ᠄ ᠲᠤᠰᠠ ᠪᠣᠯᠤᠭᠰᠠᠨ", "en": "You said that it helped"},
    Happening.NOT_HELPED: {
        "zh": "已收到评价：没有帮助",
        "mn": "ᠦᠨᠡᠯᠡᠭᠰᠡᠨ᠄ ᠲᠤᠰᠠ ᠪᠣᠯᠤᠭᠰᠠᠨ ᠦᠭᠡᠢ",
        "en": "You said that it did not help",
    },
    Happening.REOPENED: {"zh": "已重新办理", "mn": "ᠳᠠᠬᠢᠨ ᠰᠢᠳᠬᠡᠬᠦ", "en": "Opened again"},
    Happening.BECAME: {
        "zh": "已转为其他办件继续办理",
        "mn": "ᠥᠭᠡᠷ\u180eᠡ ᠬᠡᠷᠡᠭ ᠪᠣᠯᠤᠭᠰᠠᠨ",
        "en": "Goes on as another case",
    },
    Happening.FINISHED: {"zh": "已结束", "mn": "ᠳᠠᠭᠤᠰᠤᠭᠰᠠᠨ", "en": "Finished"},
    Happening.WITHDRAWN: {"zh": "已撤回", "mn": "ᠲᠠᠲᠠᠨ ᠠᠪᠤᠭᠰᠠᠨ", "en": "Withdrawn"},
    Happening.PAPERS_ASKED: {
        "zh": "需补充材料（一次性告知）",
        "mn": "ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ ᠨᠥᠬᠥᠬᠦ",
        "en": "Papers are missing, told once",
    },
    Happening.PAPERS_SUPPLIED: {
        "zh": "已收到补充材料",
        "mn": "ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ ᠢᠷᠡᠭᠰᠡᠨ",
        "en": "The papers were received",
    },
    Happening.DEEMED_WITHDRAWN: {
        "zh": "逾期未补充，视为撤回申请",
        "mn": "ᠲᠠᠲᠠᠭᠰᠠᠨ\u202fᠳ\u180bᠤ ᠲᠣᠭᠠᠴᠠᠭᠰᠠᠨ",
        "en": "Not supplied in time: counts as withdrawn",
    },
    Happening.GRANTED: {"zh": "决定给予法律援助", "mn": "ᠲᠤᠰᠠᠯᠠᠬᠤ ᠰᠢᠢᠳᠪᠦᠷᠢ", "en": "Legal aid is granted"},
    Happening.REFUSED: {"zh": "决定不予法律援助", "mn": "ᠲᠤᠰᠠᠯᠠᠬᠤ ᠦᠭᠡᠢ ᠰᠢᠢᠳᠪᠦᠷᠢ", "en": "Legal aid is refused"},
    Happening.MADE_URGENT: {
        "zh": "情况紧急，先行提供援助",
        "mn": "ᠶᠠᠭᠠᠷᠠᠯᠲᠠᠢ᠄ ᠤᠷᠢᠳᠠᠪᠠᠷ ᠲᠤᠰᠠᠯᠠᠬᠤ",
        "en": "Urgent: a lawyer first, papers later",
    },
    Happening.APPOINTED: {"zh": "已指派律师", "mn": "ᠬᠠᠤᠯᠢᠴᠢ ᠲᠣᠮᠢᠯᠠᠭᠰᠠᠨ", "en": "A lawyer is appointed"},
    Happening.CHANGE_ASKED: {
        "zh": "已收到更换律师的申请",
        "mn": "ᠬᠠᠤᠯᠢᠴᠢ ᠰᠣᠯᠢᠬᠤ ᠭᠤᠶᠤᠴᠢᠯᠠᠯ ᠢᠷᠡᠭᠰᠡᠨ",
        "en": "Another lawyer was asked for",
    },
    Happening.CHANGE_GRANTED: {
        "zh": "同意更换律师",
        "mn": "ᠬᠠᠤᠯᠢᠴᠢ ᠰᠣᠯᠢᠬᠤ\u202fᠶᠢ ᠵᠥᠪᠰᠢᠶᠡᠷᠡᠭᠰᠡᠨ",
        "en": "Another lawyer is sought",
    },
    Happening.CHANGE_DENIED: {"zh": "不予更换律师", "mn": "ᠬᠠᠤᠯᠢᠴᠢ ᠰᠣᠯᠢᠬᠤ ᠦᠭᠡᠢ", "en": "The lawyer stays"},
    Happening.VERIFIED: {"zh": "已核查承诺", "mn": "ᠠᠮᠠᠯᠠᠯᠲᠠ ᠬᠢᠨᠠᠭᠰᠠᠨ", "en": "The pledge was checked"},
    Happening.WORKED: {"zh": "办理进展", "mn": "ᠬᠡᠷᠡᠭ\u202fᠦᠨ ᠠᠬᠢᠴᠠ", "en": "Work on the case"},
    Happening.TERMINATED: {"zh": "终止法律援助", "mn": "ᠲᠤᠰᠠᠯᠠᠮᠵᠢ ᠵᠣᠭᠰᠣᠭᠰᠠᠨ", "en": "Legal aid has ended"},
    Happening.OBJECTED: {"zh": "已收到异议", "mn": "ᠡᠰᠡᠷᠭᠦᠴᠡᠯ ᠢᠷᠡᠭᠰᠡᠨ", "en": "The objection was received"},
    Happening.OBJECTION_DECIDED: {
        "zh": "异议已决定",
        "mn": "ᠡᠰᠡᠷᠭᠦᠴᠡᠯ\u202fᠢ ᠰᠢᠢᠳᠪᠦᠷᠢᠯᠡᠭᠰᠡᠨ",
        "en": "The objection is decided",
    },
    Happening.RATED: {"zh": "已收到评价", "mn": "ᠦᠨᠡᠯᠡᠭᠰᠡᠨ", "en": "Your rating was received"},
    Happening.SAID: {"zh": "已收到您的意见", "mn": "ᠰᠠᠨᠠᠯ ᠢᠷᠡᠭᠰᠡᠨ", "en": "Your word was received"},
    Happening.CONFIRMED: {
        "zh": "已约定上门时间",
        "mn": "ᠭᠡᠷ\u202fᠲᠦ ᠣᠴᠢᠬᠤ ᠴᠠᠭ ᠲᠣᠭᠲᠠᠭᠰᠠᠨ",
        "en": "The time of the visit is agreed",
    },
    Happening.VISITED: {"zh": "已上门", "mn": "ᠭᠡᠷ\u202fᠲᠦ ᠣᠴᠢᠭᠰᠠᠨ", "en": "Somebody was there"},
}

# What was written to whoever asked: answers, and decisions in writing.
WRITTEN = frozenset(
    {
        Happening.REPLIED,
        Happening.PAPERS_ASKED,
        Happening.GRANTED,
        Happening.REFUSED,
        Happening.CHANGE_GRANTED,
        Happening.CHANGE_DENIED,
        Happening.TERMINATED,
        Happening.OBJECTION_DECIDED,
        Happening.VISITED,
    }
)

# Of which list an event's `what` is an id, or several with a blank between.
NAMED: dict[str, str] = {
    Happening.REFUSED: "refusal",
    Happening.TERMINATED: "termination",
    Happening.MADE_URGENT: "urgency",
    Happening.WORKED: "work",
    Happening.VISITED: "visit_outcome",
    Happening.PAPERS_ASKED: "proof",
    Happening.PAPERS_SUPPLIED: "proof",
}
OBJECTIONS: dict[str, Words] = {
    "upheld": {"zh": "异议成立", "mn": "ᠡᠰᠡᠷᠭᠦᠴᠡᠯ ᠵᠥᠪ", "en": "upheld"},
    "rejected": {"zh": "异议不成立", "mn": "ᠡᠰᠡᠷᠭᠦᠴᠡᠯ ᠪᠤᠷᠤᠭᠤ", "en": "not upheld"},
}

# As what somebody comes: never who.
ROLES: dict[str, Words] = {
    "licensed_lawyer": {"zh": "执业律师", "mn": "ᠬᠠᠤᠯᠢᠴᠢ", "en": "a lawyer"},
    "aid_lawyer": {"zh": "法律援助律师", "mn": "ᠲᠤᠰᠠᠯᠠᠮᠵᠢ\u202fᠶᠢᠨ ᠬᠠᠤᠯᠢᠴᠢ", "en": "a legal-aid lawyer"},
    "public_lawyer": {"zh": "公职律师", "mn": "ᠠᠯᠪᠠᠨ\u202fᠤ ᠬᠠᠤᠯᠢᠴᠢ", "en": "a public lawyer"},
    "volunteer": {"zh": "法律志愿者", "mn": "ᠰᠠᠢᠨ ᠳᠤᠷ\u180eᠠ\u202fᠶᠢᠨ ᠠᠵᠢᠯᠲᠠᠨ", "en": "a volunteer"},
    "notary": {"zh": "公证员", "mn": "ᠭᠡᠷᠡᠴᠢᠯᠡᠭᠴᠢ", "en": "a notary"},
    "literate": {"zh": "法律明白人", "mn": "ᠬᠠᠤᠯᠢ ᠮᠡᠳᠡᠭᠴᠢ", "en": "a law-literate person"},
}

# What a page says after a button: the class of its colour, and the words.
TOLD: dict[str, tuple[str, str]] = {
    "rated": ("green", N_("您的评价已记录，谢谢。")),
    "said": ("green", N_("您的意见已记录，谢谢。投诉由援助中心主任处理。")),
    "withdrawn": ("green", N_("已撤回，不再办理。")),
    "supplied": ("green", N_("材料已收到并补齐，继续审查。")),
    "supplied_in_part": ("yellow", N_("已收到部分材料，仍有材料待补充；逾期未补齐的，视为撤回申请。")),
    "objected": ("green", N_("已收到您的异议，由援助中心主任审查决定。")),
    "change_asked": ("green", N_("已收到更换律师的申请，由援助中心决定。")),
    "legal_pending": ("yellow", N_("已收到，稍后显示。")),
}
