"""What joint supervision calls things; all are words of the pages."""

from __future__ import annotations

from api.wordbook import N_
from domain.joint.entries import Credit, Kind, Risk

KINDS = {Kind.CREDIT: N_("信用信息"), Kind.WARNING: N_("风险预警"), Kind.COMPLAINT: N_("投诉举报")}
CREDITS = {Credit.GOOD: N_("守信"), Credit.BAD: N_("失信")}
RISKS = {Risk.LOW: N_("低风险"), Risk.MEDIUM: N_("中风险"), Risk.HIGH: N_("高风险")}
LEVELS = {str(level): word for level, word in (CREDITS | RISKS).items()}
COLOURS = {"good": "green", "bad": "red", "low": "grey", "medium": "yellow", "high": "red"}
SYMBOLS = {"good": "●", "bad": "▲", "low": "◇", "medium": "▽", "high": "▲"}
