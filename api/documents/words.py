"""How a need and a demand are told to people, in Chinese, Mongolian and English.

The Mongolian is NOT YET APPROVED, as in domain/data/legal.toml: an officer whose mother tongue it is must approve every line.
"""

from __future__ import annotations

from domain.needs import Defect, Need, Origin, Presence

Words = dict[str, str]

_NEEDS: dict[tuple[Origin, Presence], Words] = {
    (Origin.DATA, Presence.THERE): {
        "zh": "申报项目时已填写，不再索要",
        "mn": "ᠪᠦᠷᠢᠳᠭᠡᠭᠦᠯᠦᠭᠰᠡᠨ",
        "en": "filled in when the project was opened; it is not asked for again",
    },
    (Origin.DATA, Presence.MISSING): {
        "zh": "申报项目时未填写",
        "mn": "ᠪᠦᠷᠢᠳᠭᠡᠭᠦᠯᠦᠭᠡ ᠦᠭᠡᠢ",
        "en": "was not filled in when the project was opened",
    },
    (Origin.DOCUMENT, Presence.THERE): {
        "zh": "已提交（第{version}版），各部门共用",
        "mn": "ᠲᠤᠰᠢᠶᠠᠭᠰᠠᠨ ({version})",
        "en": "handed in (version {version}), for all departments",
    },
    (Origin.DOCUMENT, Presence.MISSING): {"zh": "尚未提交", "mn": "ᠲᠤᠰᠢᠶᠠᠭᠠ ᠦᠭᠡᠢ", "en": "not handed in yet"},
    (Origin.DOCUMENT, Presence.OUTDATED): {
        "zh": "第{version}版已于{until}失效，请提交新版",
        "mn": "ᠬᠤᠭᠤᠴᠠᠭ\u180eᠠ ᠳᠠᠭᠤᠰᠤᠭᠰᠠᠨ: {until} ({version})",
        "en": "version {version} counted until {until}: hand in a new one",
    },
    (Origin.RESULT, Presence.THERE): {
        "zh": "已由部门办出，不向项目单位索要",
        "mn": "ᠰᠢᠢᠳᠪᠦᠷᠢᠯᠡᠭᠰᠡᠨ",
        "en": "decided by a department; the project side is not asked for it",
    },
    (Origin.RESULT, Presence.MISSING): {
        "zh": "等待部门办出，不向项目单位索要",
        "mn": "ᠰᠢᠢᠳᠪᠦᠷᠢ ᠬᠦᠯᠢᠶᠡᠵᠦ ᠪᠠᠶᠢᠨ\u180eᠠ",
        "en": "waits for a department; the project side is not asked for it",
    },
}
_DEFECTS: dict[str, Words] = {
    "": {"zh": "缺少", "mn": "ᠳᠤᠲᠠᠭᠤ", "en": "missing"},
    Defect.ILLEGIBLE: {"zh": "无法辨认", "mn": "ᠣᠢᠯᠭᠠᠭᠳᠠᠬᠤ ᠦᠭᠡᠢ", "en": "cannot be read"},
    Defect.INCOMPLETE: {"zh": "内容不全", "mn": "ᠪᠦᠷᠢᠨ ᠪᠤᠰᠤ", "en": "not complete"},
    Defect.UNSIGNED: {"zh": "缺少签字或盖章", "mn": "ᠲᠠᠮᠠᠭ\u180eᠠ ᠦᠭᠡᠢ", "en": "not signed or sealed"},
    Defect.CONTRADICTORY: {
        "zh": "与其他材料不一致",
        "mn": "ᠵᠥᠷᠢᠰᠡᠭᠰᠡᠨ",
        "en": "contradicts something else of the project",
    },
    Defect.ANOTHER_THING: {"zh": "不是所需材料", "mn": "ᠥᠭᠡᠷ\u180eᠡ ᠮᠠᠲ\u180bᠧᠷᠢᠶᠠᠯ", "en": "is not what it should be"},
}


def words_of_need(need: Need) -> Words:
    """How a need stands, and why, in each language."""
    facts = {"version": need.version or "", "until": need.valid_until or ""}
    return {lang: text.format_map(facts) for lang, text in _NEEDS[need.origin, need.presence].items()}


def words_of_demand(defect: str) -> Words:
    """Why something is asked for, in each language; an empty `defect` is that it is missing."""
    return _DEFECTS[defect]
