"""Addresses of the pages of figures: the same question with another period, group, figure or body; only what the reader may ask."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from api.desk import present
from api.figures.answering import SHOWN_MONTHS, Answer, Group
from api.figures.asking import Question, this_month
from api.figures.cases import Only
from api.figures.words import DIMENSION_WORDS
from api.wordbook import N_
from domain.figures.definitions import Figure, FigureBook, Period, Service, Share, month_of
from domain.figures.reach import Of, Reach, dimensions_of, opens_all
from domain.roles import Actor
from store import kept_figures
from store.pool import Connection
from store.shipped import figures as shipped_figures

_OF = {Reach.OPEN: "", Reach.OWN: Of.OWN, Reach.KEPT: Of.ALL}
Link = tuple[str, str, bool]  # its words, its address, and whether it is where the reader is


def address(question: Question, chosen: Figure | None, *, period: Period | None = None, figure: str = "") -> str:
    """The address of this page with another period or another figure."""
    said = _said(question, period) | {"by": str(question.dimension or "")}
    said["figure"] = figure or (chosen.about.id if chosen else "")
    return _page(question.asked.service, said)


def cases_address(answer: Answer, figure: Figure, group: Group) -> str:
    """Where the cases behind a number are, as many as it says; empty where there are none to be listed.

    A group without a name is one too: of what is not recorded.
    """
    question = answer.question
    if figure.about.id in group.held_back or question.reach is Reach.KEPT:
        return ""
    said = _said(question)
    if isinstance(figure, Share) and figure.is_count:
        said["only"] = Only.COUNTED
    if group is not answer.whole:
        said |= {"by": str(question.dimension), "group": group.name}
    query = urlencode({key: value for key, value in said.items() if value})
    return f"/work/figures/{question.asked.service}/{figure.about.id}/cases?{query}"


def as_of_said(question: Question) -> str:
    """The instant as of which is asked, as it stands in an address."""
    return question.as_of.isoformat() if question.as_of else ""


def periods(question: Question, months: list[tuple[str, Period]]) -> list[tuple[str, Period]]:
    """Periods that are often asked for: the month that runs, the one before, and a year; or the months that are kept."""
    if question.reach is Reach.KEPT:
        return months
    book, service = shipped_figures(), question.asked.service
    running = this_month(book, service, present())
    before = this_month(book, service, present() - timedelta(days=(present().date() - running.from_on).days + 2))
    return [
        (N_("本月"), running),
        (N_("上月"), before),
        (N_("近一年"), Period(running.until_on.replace(year=running.until_on.year - 1), running.until_on)),
    ]


async def kept_months(
    connection: Connection, book: FigureBook, question: Question, actor: Actor
) -> list[tuple[str, Period]]:
    """The months that are offered to somebody who is told of all bodies by kept months only, the newest first."""
    service = question.asked.service
    if opens_all(actor, service):
        return []
    named = await kept_figures.newest_kept(connection, service, most=SHOWN_MONTHS)
    begins = book.month_begins[service]
    return [(name, month_of(int(name[:4]), int(name[5:]), begins)) for name in named]


def scopes(question: Question, actor: Actor, months: list[tuple[str, Period]]) -> list[Link]:
    """The reader's own body and all bodies, where these are two things to ask for."""
    service, is_own = question.asked.service, question.reach is Reach.OWN
    if opens_all(actor, service):
        return []
    own = [(N_("本单位"), _page(service, {"of": Of.OWN}), is_own)] if actor.department else []
    newest = [month for _, month in months[:1]]
    return own + [
        (N_("全旗（月结）"), _page(service, {"of": Of.ALL, **_of_period(month)}), not is_own) for month in newest
    ]


def groupings(question: Question, actor: Actor) -> list[Link]:
    """None, and by each dimension that this reader may ask for: as links, where there is no form."""
    said = _said(question)
    links = [(N_("不分组"), _page(question.asked.service, said), question.dimension is None)]
    for one in dimensions_of(actor, question.asked.service, question.reach):
        there = _page(question.asked.service, said | {"by": one})
        links.append((DIMENSION_WORDS[one], there, question.dimension is one))
    return links


def _said(question: Question, period: Period | None = None) -> dict[str, str]:
    asked = question.asked
    return _of_period(period or asked.period) | {"of": _OF[question.reach], "as_of": as_of_said(question)}


def _of_period(period: Period) -> dict[str, str]:
    return {"from": period.from_on.isoformat(), "until": period.until_on.isoformat()}


def _page(service: Service, said: dict[str, str]) -> str:
    return f"/work/figures/{service}?{urlencode({key: value for key, value in said.items() if value})}"
