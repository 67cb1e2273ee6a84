"""Reads the rules of the legal circle from their TOML text: whole and sound, or not at all, with every fault and its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time

from domain.hotline.book import Names
from domain.hotline.book_entries import named, named_words, names
from domain.legal.book import LegalBook
from domain.legal.cases import State
from domain.legal.law import length
from domain.legal.policy import (
    AidKind,
    AidRules,
    Calling,
    CheckupRules,
    Group,
    InquiryRules,
    LegalPolicy,
    Proof,
    Severity,
    VisitRules,
)
from domain.legal.record import Service
from domain.strict_table import StrictTable
from domain.term import ExactUnit, Term, Unit
from domain.toml_file import BadFile, read_top

WEB = "web"  # by which visitors come, as long as they do not say otherwise
LIMITATION = "limitation"  # an urgency that follows from a date, so it must be on the list
FALSE_PLEDGE = "false_pledge"  # a ground that follows from a verification, likewise
_MOST_SENTENCE = 200
_NO_TIME = time(0)  # stands in for a time that could not be read

Rows = Mapping[str, StrictTable]


class BadLegal(BadFile):
    """A file of the legal circle's rules is refused whole; `problems` are all its faults."""


def parse_legal(text: str) -> LegalBook:
    """The rules and names in the text of a file like domain/data/legal.toml.

    Raises:
        BadLegal: the text is not TOML, or something in it is unknown, missing, of the wrong type or contradicts itself.
            All faults are told at once.
    """
    top, problems = read_top(text, BadLegal)
    book = _book(top)
    top.close()
    if problems:
        raise BadLegal(problems)
    return book


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of the file, not read yet; each of their entries has names."""

    fields: Rows
    channels: Rows
    kinds: Rows
    groups: Rows
    proofs: Rows
    refusals: Rows
    terminations: Rows
    declines: Rows
    urgencies: Rows
    works: Rows
    visit_groups: Rows
    visit_outcomes: Rows
    severities: Rows
    results: Rows

    def names(self) -> dict[str, Names]:
        """The names of all entries."""
        called = {
            "field": self.fields,
            "channel": self.channels,
            "kind": self.kinds,
            "group": self.groups,
            "proof": self.proofs,
            "refusal": self.refusals,
            "termination": self.terminations,
            "decline": self.declines,
            "urgency": self.urgencies,
            "work": self.works,
            "visit_group": self.visit_groups,
            "visit_outcome": self.visit_outcomes,
            "severity": self.severities,
            "result": self.results,
        }
        return {key: name for prefix, rows in called.items() for key, name in named(rows, prefix).items()}


def _book(top: StrictTable) -> LegalBook:
    """The book as far as it can be read; the faults are noted in the table."""
    aid, visit, checkup = top.table("aid"), top.table("visit"), top.table("checkup")
    lists = _lists(top, aid=aid, visit=visit, checkup=checkup)
    pledge = tuple(names(row, "names", most=_MOST_SENTENCE) for row in top.rows("pledge"))
    if not pledge:
        top.report("pledge", "There is at least one sentence.")
    policy = LegalPolicy(
        version=top.text("version", most=64),
        inquiry=_inquiry(top.table("inquiry")),
        aid=_aid(aid, lists),
        visit=_visit(visit, lists),
        checkup=_checkup(checkup, lists),
        fields=tuple(lists.fields),
        channels=tuple(lists.channels),
        pledge_barred_days=aid.count("pledge_barred_days"),
    )
    words = top.table("words")
    return LegalBook(policy, {**lists.names(), **named_words(words, State), **named_words(words, Service)}, pledge)


def _lists(top: StrictTable, *, aid: StrictTable, visit: StrictTable, checkup: StrictTable) -> _Lists:
    return _Lists(
        fields=_some(top, "fields"),
        channels=_some(top, "channels", must=WEB),
        kinds=_some(aid, "kinds"),
        groups=_some(aid, "groups"),
        proofs=_some(aid, "proofs"),
        refusals=_some(aid, "refusals", must=FALSE_PLEDGE),
        terminations=_some(aid, "terminations", must=FALSE_PLEDGE),
        declines=_some(aid, "declines"),
        urgencies=_some(aid, "urgencies", must=LIMITATION),
        works=_some(aid, "works"),
        visit_groups=_some(visit, "groups"),
        visit_outcomes=_some(visit, "outcomes"),
        severities=_some(checkup, "severities"),
        results=_some(checkup, "results"),
    )


def _some(table: StrictTable, key: str, *, must: str = "") -> Rows:
    """The entries of a list, of which there is at least one, and among them the one that the program itself gives."""
    read = table.faults
    rows = table.rows_by_id(key)
    if table.faults == read and (not rows or (must and must not in rows)):
        table.report(key, f"{must!r} must be on this list." if must else "There is at least one entry.")
    return rows


def _inquiry(table: StrictTable) -> InquiryRules:
    read = table.faults
    rules = InquiryRules(
        promise=_exact(table, "promise"),
        leader=_exact(table, "leader"),
        up_again=_exact(table, "up_again"),
        reply=_exact(table, "reply"),
        reply_again=_exact(table, "reply_again"),
        helped=_exact(table, "helped"),
        calling=_calling(table.table("calling")),
    )
    if table.faults == read:
        _in_order(table, leader=rules.leader, promise=rules.promise)
    return rules


def _aid(table: StrictTable, lists: _Lists) -> AidRules:
    read = table.faults
    rules, soon = _aid_rules(table, lists), _term(table, "verify_soon")
    if table.faults == read and (soon.unit is not rules.verify.unit or soon.value >= rules.verify.value):
        table.report("verify_soon", "The desk must be reminded before the time to verify is over, in the same unit.")
    return replace(rules, verify_soon=soon)


def _aid_rules(table: StrictTable, lists: _Lists) -> AidRules:
    return AidRules(
        promise=_term(table, "promise"),
        decide=_term(table, "decide"),
        appoint=_term(table, "appoint"),
        supply=_term(table, "supply"),
        objection=_term(table, "objection"),
        object_within=_term(table, "object_within"),
        rate_within=_term(table, "rate_within"),
        verify=_term(table, "verify"),
        warn_at=_time(table, "warn_at"),
        urgent_days=table.count("urgent_days"),
        serious_years=table.count("serious_years", least=0),
        most_load=table.count("most_load"),
        offers=_calling(table.table("offers")),
        kinds=tuple(_kind(key, row) for key, row in lists.kinds.items()),
        groups=tuple(_group(key, row, lists.kinds) for key, row in lists.groups.items()),
        proofs=tuple(Proof(key, row.yes("waivable", default=False)) for key, row in lists.proofs.items()),
        refusals=tuple(lists.refusals),
        terminations=tuple(lists.terminations),
        declines=tuple(lists.declines),
        urgencies=tuple(lists.urgencies),
        works=tuple(lists.works),
        asked_from=_time(table, "asked_from"),
        asked_until=_time(table, "asked_until"),
    )


def _kind(key: str, row: StrictTable) -> AidKind:
    kind = AidKind(key, row.yes("criminal", default=False), row.yes("serious", default=False))
    if kind.serious and not kind.criminal:
        row.report("serious", "Only a criminal kind can be serious.")
    return kind


def _group(key: str, row: StrictTable, kinds: Rows) -> Group:
    only = row.references("kinds", kinds, "kind of legal aid") if "kinds" in row.keys else ()
    group = Group(key, row.yes("means_test", default=True), only, row.yes("by_notice", default=False))
    if group.means_test and group.kinds:
        row.report("kinds", "Kinds are for groups whose means are not looked at.")
    return group


def _visit(table: StrictTable, lists: _Lists) -> VisitRules:
    read = table.faults
    rules = VisitRules(
        promise=_exact(table, "promise"),
        warn=table.count("warn"),
        leader=_exact(table, "leader"),
        up_again=_exact(table, "up_again"),
        calling=_calling(table.table("calling")),
        groups=tuple(lists.visit_groups),
        outcomes=tuple(lists.visit_outcomes),
        again=tuple(key for key, row in lists.visit_outcomes.items() if row.yes("again", default=False)),
    )
    if rules.warn >= 100:
        table.report("warn", "The warning must come before 100 percent.")
    if rules.outcomes and set(rules.outcomes) == set(rules.again):
        table.report("outcomes", "A visit must be able to end: not every outcome is followed by another visit.")
    if table.faults == read:
        _in_order(table, leader=rules.leader, promise=rules.promise)
    return rules


def _checkup(table: StrictTable, lists: _Lists) -> CheckupRules:
    severities = tuple(Severity(key, _term(row, "follow_up")) for key, row in lists.severities.items())
    return CheckupRules(_term(table, "findings"), severities, tuple(lists.results))


def _calling(table: StrictTable) -> Calling:
    return Calling(_exact(table, "next_after"), _exact(table, "again"), table.count("most"))


def _in_order(table: StrictTable, *, leader: Term, promise: Term) -> None:
    if length(leader) >= length(promise):
        table.report("leader", "The duty leader must be called before the promise ends.")


def _exact(table: StrictTable, key: str) -> Term:
    """A term that runs round the clock."""
    inner = table.table(key)
    return Term(inner.count("value"), Unit(inner.choice("unit", ExactUnit)))


def _term(table: StrictTable, key: str) -> Term:
    """A term in days, or (for demonstrations) in exact units."""
    inner = table.table(key)
    return Term(inner.count("value"), inner.choice("unit", Unit))


def _time(table: StrictTable, key: str) -> time:
    """A local time of the day such as 15:00."""
    text = table.text(key)
    try:
        at = time.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        if text:
            table.report(key, f"{text!r} is not a time of the day like 15:00.")
        return _NO_TIME
    return at
