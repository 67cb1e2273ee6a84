"""The clock of the inquiry from which a case came: when it was received, taken over and answered, and whether in time."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from api.library import Library
from domain.legal.law import length
from domain.term import Term, Unit
from store.origins import origin_of
from store.pool import Connection

_UNITS = {Unit.WD: "个工作日", Unit.D: "日", Unit.H: "小时", Unit.MIN: "分钟", Unit.S: "秒"}


class OriginView(BaseModel):
    """The inquiry that a case came from. Who asked, who had it and what was written is not in it."""

    ref: str = Field(examples=["L20261125-000017"])
    asked_at: datetime
    due_at: datetime = Field(description="By when it was to be answered or taken over.")
    taken_at: datetime | None
    answered_at: datetime | None
    kept: bool | None = Field(description="Was it answered or taken over in time? Null while that is open.")
    kept_words: dict[str, str] = Field(examples=[{"zh": "8分钟内已接办", "en": "taken over within 8 min"}])


async def origin_view(connection: Connection, library: Library, ref: str) -> OriginView | None:
    """The inquiry that this case came from, or None."""
    found = await origin_of(connection, ref)
    if found is None:
        return None
    promise = (await library.legal(connection, found.policy_version)).policy.inquiry.promise
    return OriginView(
        ref=found.ref,
        asked_at=found.asked_at,
        due_at=found.asked_at + length(promise),
        taken_at=found.taken_at,
        answered_at=found.answered_at,
        kept=found.kept,
        kept_words=_kept_words(promise, kept=found.kept),
    )


def _kept_words(promise: Term, *, kept: bool | None) -> dict[str, str]:
    """Whether the promise was kept, in words; the Mongolian ones are not yet approved, as in legal.toml."""
    if kept is None:
        return {"zh": "尚未接办", "mn": "ᠬᠦᠯᠢᠶᠡᠵᠦ ᠪᠠᠶᠢᠨ\u180eᠠ", "en": "waiting"}
    zh, en = f"{promise.value}{_UNITS[promise.unit]}", f"{promise.value} {promise.unit}"
    if kept:
        mn = "ᠬᠤᠭᠤᠴᠠᠭᠠᠨ\u202fᠳ\u180bᠤ ᠬᠦᠯᠢᠶᠡᠨ ᠠᠪᠤᠭᠰᠠᠨ"
        return {"zh": f"{zh}内已接办", "mn": mn, "en": f"taken over within {en}"}
    return {"zh": f"超过{zh}", "mn": "ᠬᠤᠭᠤᠴᠠᠭ\u180eᠠ ᠬᠡᠲᠦᠷᠡᠭᠰᠡᠨ", "en": f"later than {en}"}
