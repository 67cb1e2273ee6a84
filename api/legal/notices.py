"""Written notices to whoever applied for legal aid: what was decided or counts as done, why, on which law, and what can be done now.

They are made from the record, so they are never lost and never changed; whoever applied reads them with number and code.
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from api.legal.notice_words import NOTICES, Words
from api.library import Library
from api.privacy.masks import shown_to
from domain.legal.aid_deciding import FALSE_PLEDGE
from domain.legal.book import LegalBook
from domain.legal.record import Happening
from domain.privacy.readings import Reading
from store import legal_readers
from store.legal_tracking import FollowedLine, followed_lines
from store.pool import Connection

_ENDS = {Happening.REFUSED: "refusal", Happening.TERMINATED: "termination"}  # and of which list their ground is
_KINDS = (*NOTICES, Happening.PAPERS_ASKED, Happening.PAPERS_SUPPLIED)


class NoticeView(BaseModel):
    """A written notice; what it says is in three languages. `text` is what was written with the decision."""

    number: str = Field(examples=["A20261125-000018-7"])
    kind: str = Field(examples=["deemed_withdrawn", "aid_refused", "terminated", "verified"])
    title_words: Words
    at: datetime
    missing: list[Words] = Field(description="Papers that were asked for and did not come.")
    ground_words: Words
    text: str
    law_words: Words
    again_words: Words = Field(description="That one may apply again; empty where nothing is said of it.")
    objection_words: Words = Field(description="How and until when to object, or that the law knows no objection.")
    barred_until: date | None = Field(description="After a false pledge: until when papers must be handed in.")
    href: str = Field(description="Where those whose case it is print it.", examples=["/notices/A20261125-000018/7"])


async def notices_of(connection: Connection, library: Library, reading: Reading, ref: str) -> list[NoticeView]:
    """The written notices in the record of a case, the oldest first, as they are shown to whoever reads."""
    head = await legal_readers.head(connection, ref)
    lines = await followed_lines(connection, reading, ref, kinds=_KINDS, written=_ENDS)
    told = [shown_to(reading.by.role, line) for line in lines if _is_notice(line, lines)]
    if head is None or not told:
        return []
    book = await library.legal(connection, head.policy_version)
    return [_view(ref, line, lines, book, library.local(line.at).date()) for line in told]


def _is_notice(line: FollowedLine, lines: list[FollowedLine]) -> bool:
    """Is it told in writing? A false pledge that ended the aid is told with that."""
    if line.kind == Happening.VERIFIED:
        return line.what == "false" and not any(other.n == line.n + 1 and other.kind in _ENDS for other in lines)
    return line.kind in NOTICES


def _view(ref: str, line: FollowedLine, lines: list[FollowedLine], book: LegalBook, on: date) -> NoticeView:
    words, aid = NOTICES[line.kind], book.policy.aid
    ground = FALSE_PLEDGE if line.kind == Happening.VERIFIED else line.what if line.kind in _ENDS else ""
    terms = {"days": aid.object_within.value, "decided": aid.objection.value}
    return NoticeView(
        number=f"{ref}-{line.n}",
        kind=line.kind,
        title_words=words.title,
        at=line.at,
        missing=_missing(lines, book) if line.kind == Happening.DEEMED_WITHDRAWN else [],
        ground_words=dict(book.called(_ENDS.get(Happening(line.kind), "termination"), ground)),
        text=line.text,
        law_words=words.law,
        again_words=words.again,
        objection_words={language: text.format(**terms) for language, text in words.objection.items()},
        barred_until=book.policy.pledge_barred_until(on) if ground == FALSE_PLEDGE else None,
        href=f"/notices/{ref}/{line.n}",
    )


def _missing(lines: list[FollowedLine], book: LegalBook) -> list[Words]:
    """The names of what was asked for and did not come."""
    papers = {kind: " ".join(line.what for line in lines if line.kind == kind).split() for kind in _KINDS}
    come = papers[Happening.PAPERS_SUPPLIED]
    return [dict(book.called("proof", paper)) for paper in papers[Happening.PAPERS_ASKED] if paper not in come]
