"""The course of one case: people act at their moments, time acts at its own, and each step is written down; what its workflow does."""

from __future__ import annotations

import heapq
import itertools
from base64 import urlsafe_b64encode
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Protocol

from domain.commit import Receipt
from domain.refusals import AlreadyDeemed, Refusal
from domain.roles import Act, Actor

_REMEMBERED = 200  # as in workflows/keeper.py


class CaseLaw(Protocol):
    """The law of one kind of case, as its workflow asks it."""

    def act(self, case: Any, command: Any, now: datetime) -> Any: ...
    def not_done(self, case: Any, command: Any, refusal: Refusal, now: datetime) -> Any: ...
    def advance(self, case: Any, now: datetime) -> Any: ...
    def next_at(self, case: Any) -> datetime | None: ...
    def commit_of(self, change: Any, *, seq: int, at: datetime, receipts: tuple[Receipt, ...]) -> Any: ...
    def is_over(self, case: Any, now: datetime) -> bool: ...
    @property
    def command(self) -> Callable[..., Any]: ...
    def question(self, case: Any) -> Any: ...
    def answered(self, case: Any, question: Any, answer: Any, now: datetime) -> Any: ...
    def lighter(self, case: Any, commit: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Demand:
    """What an act asks the project side for: the defect of each material, empty where it is missing, and the refusal of each."""

    item: str
    department: str
    wanted: Mapping[str, str]
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a person does now: with which words, which fields of the command, which papers come with it.

    Without `is_tried` the counter has refused it before the case heard of it: what it demanded is on record all the same.
    """

    act: Act
    actor: Actor
    said: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    demand: Demand | None = None
    is_tried: bool = True


Plot = Generator["datetime | Deed", Any, None]  # an instant to wait for, or something done now; it is sent the case


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written at an instant: a command's words, its demand and papers, and the commit; `refused` is why there is none."""

    ref: str
    at: datetime
    id: str = ""
    author: str = ""
    deed: Deed | None = None
    commit: Any = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the world, to which the answer is sent."""

    at: datetime
    question: Any


Steps = Generator["Entry | Asked", Any, None]


class Course:
    """One case from its opening on.

    `plots` are what people have in mind, each beginning with an instant; `joined` says what else begins after a change.
    """

    def __init__(
        self,
        law: CaseLaw,
        opening: Any,
        at: datetime,
        plots: Iterable[Plot],
        joined: Callable[[Any], Iterable[Plot]] = lambda _: (),
    ) -> None:
        self.case = opening.case
        self.ref: str = opening.case.ref
        self.seen: list[Receipt] = []
        self.seq = 0
        self.is_over = False
        self._law, self._opening, self._at, self._joined = law, opening, at, joined
        self._ids, self._order = itertools.count(), itertools.count()
        self._ahead: list[tuple[datetime, int, Plot]] = []
        self._wakes_at: datetime | None = None
        self._begin(plots)

    @property
    def next_at(self) -> datetime | None:
        """When something happens next, or None."""
        if self.is_over:
            return None
        if self.seq == 0:
            return self._at
        moments = (self._wakes_at, self._ahead[0][0] if self._ahead else None)
        return min((at for at in moments if at is not None), default=None)

    def step(self) -> Steps:
        """What happens at `next_at`."""
        at, woken = self.next_at, self._wakes_at
        assert at is not None, "something happens"
        self._at = at
        if self.seq == 0:
            yield from self._write(self._opening)
        elif woken is not None and woken <= at:
            yield from self._wake(woken)
        else:
            yield from self._act()
        self.is_over = self._law.is_over(self.case, at)

    def _wake(self, woken: datetime) -> Steps:
        change = self._law.advance(self.case, self._at)
        yield from self._write(change)
        is_moved = self._wakes_at != woken or self._law.is_over(self.case, self._at)
        assert is_moved, f"{self.ref} wakes at {woken} and does nothing"

    def _act(self) -> Steps:
        _, _, plot = heapq.heappop(self._ahead)
        try:
            wanted = plot.send(self.case)
            while isinstance(wanted, Deed):
                yield from self._do(wanted)
                wanted = plot.send(self.case)
            self._await(wanted, plot)
        except StopIteration:
            return

    def _do(self, deed: Deed) -> Steps:
        name = name_of(self.ref, next(self._ids))
        if not deed.is_tried:
            yield Entry(self.ref, self._at, name, deed.actor.id, deed, refused="counter")
            return
        who = deed.actor.id or f"caller:{deed.fields.get('complainant') or deed.fields.get('asker') or ''}"
        words = {"note": name, "said": tuple(deed.said)} if deed.said else {}
        about = {"id": name, "act": deed.act, "actor": deed.actor, "received_at": self._at}
        command = self._law.command(**about, **words, **deed.fields)
        code = ""
        try:
            change = self._law.act(self.case, command, self._at)
        except AlreadyDeemed as refusal:  # a decision that came too late goes on the record
            change, code = self._law.not_done(self.case, command, refusal, self._at), refusal.code
        except Refusal as refusal:
            yield Entry(self.ref, self._at, name, who, deed, refused=refusal.code)
            return
        yield from self._write(change, deed=deed, name=name, who=who, code=code)

    def _write(self, change: Any, *, deed: Deed | None = None, name: str = "", who: str = "", code: str = "") -> Steps:
        self.case = change.case
        receipts = (Receipt(name, self.case.n, code),) if deed else ()
        if change.events or receipts:
            self.seq += 1
            commit = self._law.commit_of(change, seq=self.seq, at=self._at, receipts=receipts)
            self.seen = [*self.seen, *receipts][-_REMEMBERED:]
            yield Entry(self.ref, self._at, name, who, deed, commit, code)
            self.case = self._law.lighter(self.case, commit)
        if (question := self._law.question(self.case)) is not None:
            answer = yield Asked(self._at, question)
            yield from self._write(self._law.answered(self.case, question, answer, self._at))
            return
        self._wakes_at = self._law.next_at(self.case)
        self._begin(self._joined(self.case))

    def _begin(self, plots: Iterable[Plot]) -> None:
        for plot in plots:
            at = next(plot)
            assert isinstance(at, datetime), "a plot begins with an instant"
            self._await(at, plot)

    def _await(self, at: datetime, plot: Plot) -> None:
        heapq.heappush(self._ahead, (max(at, self._at), next(self._order), plot))


def name_of(*parts: object) -> str:
    """Sixteen characters that stand for these texts, as the ids of commands have."""
    digest = blake2b("/".join(map(str, parts)).encode(), digest_size=12).digest()
    return urlsafe_b64encode(digest).decode()
