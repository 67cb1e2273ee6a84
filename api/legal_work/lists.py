"""The lists from which the forms of a case choose: ids of its rules with their names, who has it, what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.hotline.report_refusals import HotlineMissing
from api.legal.checkup_bodies import WholeCheckupView
from api.legal.views import CaseEventView, CaseView
from api.library import Library
from api.wordbook import N_
from domain.hotline.book import HotlineBook
from domain.legal.book import LegalBook
from domain.legal.record import Happening
from store.pool import Connection

Options = list[tuple[str, Mapping[str, str]]]
ANSWERS: dict[str, tuple[tuple[str, str], ...]] = {
    "true": (("yes", N_("属实")), ("no", N_("不属实"))),
    "upheld": (("yes", N_("成立")), ("no", N_("不成立"))),
}


def lists_of(
    book: LegalBook,
    view: CaseView,
    missing: Iterable[str],
    checkup: WholeCheckupView | None,
    hotline: HotlineBook | None,
) -> dict[str, Options]:
    """Every list that a form of this case may name."""
    aid, policy = book.policy.aid, book.policy
    waived = view.pledge.waived if view.pledge else ()
    ids: dict[str, Iterable[str]] = {
        "decline": aid.declines,
        "field": policy.fields,
        "refusal": aid.refusals,
        "termination": aid.terminations,
        "urgency": aid.urgencies,
        "work": aid.works,
        "kind": [kind.id for kind in aid.kinds],
        "group": [group.id for group in aid.groups],
        "visit_outcome": policy.visit.outcomes,
        "visit_group": policy.visit.groups,
        "severity": [severity.id for severity in policy.checkup.severities],
        "result": policy.checkup.results,
    }
    lists = {name: _named(book, name, known) for name, known in ids.items()}
    proofs = [proof.id for proof in aid.proofs]
    lists["any_proof"] = _named(book, "proof", proofs)
    lists["proof"] = _named(book, "proof", [proof for proof in proofs if proof not in waived])
    lists["missing"] = _named(book, "proof", missing)
    lists["present"] = [(person, {"zh": person, "en": person, "mn": person}) for person in _present(view)]
    lists["finding"] = _findings(book, checkup)
    lists["topic"] = [(topic.id, topic.names) for topic in hotline.topics.values()] if hotline else []
    return lists


def missing_papers(view: CaseView, events: Iterable[CaseEventView]) -> list[str]:
    """The papers that were asked for and have not come."""
    come = {paper for event in events if event.kind == Happening.PAPERS_SUPPLIED for paper in event.what.split()}
    return [paper for paper in (view.aid.papers_asked if view.aid else ()) if paper not in come]


async def hotline_of(connection: Connection, library: Library) -> HotlineBook | None:
    """The rules of the hotline, where there are any."""
    try:
        return await library.newest_hotline(connection)
    except HotlineMissing:
        return None


def _named(book: LegalBook, what: str, ids: Iterable[str]) -> Options:
    return [(given, dict(book.called(what, given))) for given in ids]


def _present(view: CaseView) -> list[str]:
    """Who has the case, or can still accept it."""
    return list(dict.fromkeys(one.person for one in view.assignments if one.until is None))


def _findings(book: LegalBook, checkup: WholeCheckupView | None) -> Options:
    """The findings of a check-up without a result, by their number."""
    found = [one for one in checkup.rows if not one.result] if checkup else []
    return [
        (
            f"{one.n}",
            {language: f"{one.n} · {name}" for language, name in book.called("severity", one.severity).items()},
        )
        for one in found
    ]
