"""Reads the rules of the hotline from their TOML text: whole and sound, or not at all, with every fault and its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from domain.hotline import book_entries as entries
from domain.hotline.book import ISSUER, HotlineBook, Names
from domain.hotline.clocks import length_of
from domain.hotline.policy import (
    FollowUp,
    Goal,
    Kind,
    Leg,
    Level,
    Paper,
    PauseReason,
    Policy,
    Returns,
    Waiting,
)
from domain.hotline.record import Happening
from domain.hotline.request import Outcome, Source, State
from domain.strict_table import StrictTable
from domain.term import ExactUnit, Term, Unit
from domain.toml_file import BadFile, read_top

UNCLASSIFIED = "request"  # what a request is called before it has a kind


class Evidence(StrEnum):
    """What a closing can be asked to show."""

    TEXT = "text"
    PHOTO = "photo"
    PLACE = "place"
    TIME = "time"
    DOCUMENT = "document"


class BadHotline(BadFile):
    """A file of the hotline's rules is refused whole; `problems` are all its faults."""


def parse_hotline(text: str) -> HotlineBook:
    """The rules, names, topics and roads in the text of a file like domain/data/hotline.toml.

    Whether the bodies of the duty list exist is not known here: `bodies_of` names them.

    Raises:
        BadHotline: the text is not TOML, or something in it is unknown, missing, of the wrong type or contradicts itself.
            All faults are told at once.
    """
    top, problems = read_top(text, BadHotline)
    book = _book(top)
    top.close()
    if problems:
        raise BadHotline(problems)
    return book


def bodies_of(book: HotlineBook) -> set[str]:
    """The ids of all bodies that the duty list names; each of them must stand in the organisation."""
    return {body for topic in book.topics.values() for body in (topic.lead, *topic.assists)}


def kind_names(book: HotlineBook) -> Mapping[str, Names]:
    """What the kinds of request are called, by id; "" is a request that has none yet."""
    kinds = {kind.id: book.names[f"kind.{kind.id}"] for kind in book.policy.kinds}
    return {"": book.names[UNCLASSIFIED], **kinds}


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of the file whose entries have names; most of them not read yet."""

    kinds: Mapping[str, StrictTable]
    pauses: Mapping[str, StrictTable]
    reasons: Mapping[str, StrictTable]
    papers: Mapping[str, StrictTable]
    roads: Mapping[str, StrictTable]

    def names(self) -> dict[str, Names]:
        """The names of all entries that have no other place for them."""
        lists = (("kind", self.kinds), ("pause", self.pauses), ("return", self.reasons), ("paper", self.papers))
        return {key: names for prefix, rows in lists for key, names in entries.named(rows, prefix).items()}


def _book(top: StrictTable) -> HotlineBook:
    """The book as far as it can be read; the faults are noted in the table."""
    returns, hours = top.table("returns"), entries.call_hours(top)
    lists = _Lists(
        kinds=top.rows_by_id("kinds"),
        pauses=top.rows_by_id("pauses"),
        reasons=returns.rows_by_id("reasons"),
        papers=top.rows_by_id("papers"),
        roads=top.rows_by_id("roads"),
    )
    topics, policy = top.rows_by_id("topics"), _policy(top, lists, returns, parts=len(hours))
    usual = tuple(kind.id for kind in policy.kinds if not kind.joint)
    return HotlineBook(
        policy=policy,
        names={
            UNCLASSIFIED: entries.names(top, UNCLASSIFIED),
            ISSUER: entries.names(top, ISSUER),
            **lists.names(),
            **_words(top.table("words")),
        },
        topics={key: entries.topic(key, row, kinds=usual, roads=lists.roads) for key, row in topics.items()},
        roads={key: entries.road(key, row) for key, row in lists.roads.items()},
        call_hours=hours,
    )


def _policy(top: StrictTable, lists: _Lists, returns: StrictTable, *, parts: int) -> Policy:
    if not lists.kinds:
        top.report("kinds", "There is at least one kind.")
    half, warn = _warnings(top)
    return Policy(
        version=top.text("version", most=64),
        kinds=tuple(_kind(key, row) for key, row in lists.kinds.items()),
        waiting=_waiting(top.table("waiting")),
        half=half,
        warn=warn,
        neglected=_term(top, "neglected"),
        pauses=tuple(
            PauseReason(key, _term(row, "ceiling"), row.yes("of_citizen", default=False))
            for key, row in lists.pauses.items()
        ),
        returns=_returns(returns, lists.reasons),
        follow_up=_follow_up(top.table("follow_up"), parts=parts),
        papers=tuple(Paper(key, row.choices("on", Happening)) for key, row in lists.papers.items()),
        parking_days=top.count("parking_days"),
        roads=tuple(lists.roads),
    )


def _words(table: StrictTable) -> Mapping[str, Names]:
    found: dict[str, Names] = {}
    for words in (State, Level, Outcome, Evidence):
        found |= entries.named_words(table, words)
    # A joint task is called by its kind, and versions from before there were any have no word for where it came from.
    return found | entries.named_words(table, Source, but={Source.CENTRE})


def _kind(key: str, row: StrictTable) -> Kind:
    legs = tuple(_leg(leg) for leg in row.rows("legs"))
    goals = [leg.goal for leg in legs]
    if not legs:
        row.report("legs", "A kind has at least one leg.")
    elif goals[-1] is not Goal.CLOSE or Goal.CLOSE in goals[:-1]:
        row.report("legs", "The last leg, and only that, ends with closing.")
    evidence = row.choices("evidence", Evidence)
    if not evidence:
        row.report("evidence", "Nothing is closed without evidence.")
    hours, is_joint = row.count("extension_hours", least=0), row.yes("joint", default=False)
    return Kind(key, legs, tuple(map(str, evidence)), hours, is_joint)


def _leg(row: StrictTable) -> Leg:
    shares = row.table("shares")
    village, town, banner = (shares.count(level, least=0) for level in Level if level is not Level.CENTRE)
    if (together := village + town + banner) > 100:
        row.report("shares", f"Together these are {together} percent of the term.")
    return Leg(row.choice("goal", Goal), _term(row, "term"), (village, town, banner))


def _waiting(table: StrictTable) -> Waiting:
    read = table.faults
    up = tuple(_exact(row) for row in table.rows("up"))
    waiting = Waiting(_term(table, "warn"), _term(table, "accept"), up, _term(table, "again"))
    if table.faults == read:
        for fault in _out_of_order(waiting):
            table.report(*fault)
    return waiting


def _out_of_order(waiting: Waiting) -> Iterator[tuple[str, str]]:
    """The places at which a later moment is not later."""
    if length_of(waiting.warn) >= length_of(waiting.accept):
        yield "warn", "The warning must come before the promise of acceptance ends."
    steps = (waiting.accept, *waiting.up)
    for place, (before, after) in enumerate(pairwise(steps)):
        if length_of(after) <= length_of(before):
            yield f"up[{place}]", "Each step up must come later than what is before it."


def _returns(table: StrictTable, reasons: Mapping[str, StrictTable]) -> Returns:
    if not reasons:
        table.report("reasons", "There is at least one reason.")
    return Returns(_term(table, "within"), table.count("most", least=0), tuple(reasons))


def _follow_up(table: StrictTable, *, parts: int) -> FollowUp:
    calls = table.count("calls")
    if calls > parts:
        table.report("calls", f"Each call is made in another part of the day, and call_hours has {parts}.")
    return FollowUp(calls, _term(table, "ends"), _term(table, "gap"))


def _warnings(top: StrictTable) -> tuple[int, int]:
    """At how many percent of a share a body is reminded and warned."""
    read = top.faults
    half, warn = top.count("half"), top.count("warn")
    if top.faults == read and not half < warn < 100:
        top.report("warn", "half, warn and 100 percent must follow one another.")
    return half, warn


def _term(table: StrictTable, key: str) -> Term:
    return _exact(table.table(key))


def _exact(table: StrictTable) -> Term:
    return Term(table.count("value"), Unit(table.choice("unit", ExactUnit)))
