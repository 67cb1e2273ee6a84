"""What a case is called by its kind, and the sentences of refusals that must say it rightly, in Chinese, Mongolian and English.

The Mongolian words are not yet approved, as in domain/data/legal.toml.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.legal.record import LETTERS, Service
from domain.refusals import Refusal

PROJECT, REQUEST, ANY = "project", "request", "case"

KINDS: dict[str, dict[str, str]] = {
    PROJECT: {"zh": "项目", "mn": "ᠲᠥᠰᠥᠯ", "en": "project"},
    REQUEST: {"zh": "诉求", "mn": "ᠭᠤᠶᠤᠴᠢᠯᠠᠯ", "en": "request"},
    Service.INQUIRY: {"zh": "法律咨询", "mn": "ᠬᠠᠤᠯᠢ\u202fᠶᠢᠨ ᠯᠠᠪᠯᠠᠯᠲᠠ", "en": "legal inquiry"},
    Service.AID: {"zh": "法律援助申请", "mn": "ᠬᠠᠤᠯᠢ\u202fᠶᠢᠨ ᠲᠤᠰᠠᠯᠠᠮᠵᠢ", "en": "application for legal aid"},
    Service.VISIT: {"zh": "上门法律服务", "mn": "ᠭᠡᠷ\u202fᠲᠦ ᠣᠴᠢᠬᠤ", "en": "home visit"},
    Service.CHECKUP: {"zh": "法治体检", "mn": "ᠬᠠᠤᠯᠢ\u202fᠶᠢᠨ ᠰᠢᠯᠭᠠᠯᠲᠠ", "en": "legal check-up"},
    ANY: {"zh": "办件", "mn": "ᠬᠡᠷᠡᠭ", "en": "case"},
}
SENTENCES: dict[str, dict[str, str]] = {
    "case_closed": {
        "zh": "该{kind}已办结，不能再办理。",
        "mn": "{kind} ᠳᠠᠭᠤᠰᠤᠭᠰᠠᠨ᠃",
        "en": "The {kind} is closed.",
    },
    "unknown_tracking": {
        "zh": "没有与此编号和查询码相符的{kind}。",
        "mn": "ᠡᠨᠡ ᠨᠣᠮᠧᠷ ᠪᠠ ᠺᠣᠳ᠋\u202fᠲᠠᠢ {kind} ᠦᠭᠡᠢ᠃",
        "en": "There is no {kind} with this number and this query code.",
    },
    "pledge_barred": {
        "zh": "此前的承诺经核查不实，{until}（含当日）前不能再作承诺，请提交证明材料。",
        "mn": "ᠬᠤᠳᠠᠯ ᠠᠮᠠᠯᠠᠯᠲᠠ᠃ {until} ᠬᠦᠷᠲᠡᠯ\u180eᠡ ᠦᠨᠡᠮᠯᠡᠯ ᠲᠤᠰᠢᠶᠠᠬᠤ᠃",
        "en": "A pledge of this person was found false: until {until} the papers must be handed in instead.",
    },
}


def kind_of(ref: str) -> str:
    """Of which kind a case is, by the first letter of its number as it was typed."""
    services: dict[str, str] = {letter: service.value for service, letter in LETTERS.items()}
    return services.get(ref[:1], REQUEST if ref[:1] == "H" else PROJECT if ref[:1].isdigit() else ANY)


def title_of(refusal: Refusal) -> str:
    """The English sentence of a refusal, with the right word for the case."""
    return sentences(refusal.code, refusal.facts).get("en") or str(refusal)


def sentences(code: str, facts: Mapping[str, str]) -> dict[str, str]:
    """The sentence of a refusal in each language; none for a code whose own sentence does for every kind."""
    kinds = KINDS.get(facts.get("kind", ANY), KINDS[ANY])
    said = {"until": "", **facts}
    return {lang: text.format_map(said | {"kind": kinds[lang]}) for lang, text in SENTENCES.get(code, {}).items()}
