"""Counts the seconds of a request by itself: what the issue says of clocks, shares and steps, without a line of the law.

Instants are whole microseconds after the report. What counts is kept as the stretches in which the clock ran, and every
answer is found by walking over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

SECOND = 1_000_000
MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
LEVELS = ("village", "town", "banner", "centre")
TERMS = {"consultation": (12,), "immediate": (24,), "agent": (12, 120), "urgent": (2,)}
SHARES = {
    "consultation": ((40, 30, 20),),
    "immediate": ((40, 30, 20),),
    "agent": ((40, 30, 20), (0, 40, 40)),
    "urgent": ((50, 30, 20),),
}
REPORTED_UPWARD = {"agent"}  # their first clock ends with being handed up
EXTENSION = {"consultation": 6, "immediate": 12, "agent": 48, "urgent": 0}
CEILING = {"caller_absent": 24 * HOUR, "weather": 48 * HOUR}
WAITING = (10, 15, 25, 40)  # minutes; from then on every 30
WORDS = ("accept_soon", "accept_over", "accept_up", "accept_up")
SAID = {"half": "half", "warn": "warned", "goal": "goal_over", "neglected": "neglected"}
ORDER = ("pause_end", "soon", "over", "up", "half", "warn", "goal", "share", "neglected", "end")


@dataclass
class Counter:
    """One request, counted."""

    outer: int | None = None
    now: int = 0
    state: str = "reported"
    kind: str = ""
    cycle: int = 1
    leg: int = 0
    leg_from: int = 0
    level: str = ""
    held_from: int = 0
    designated: bool = False
    stretches: list[list[int | None]] = field(default_factory=lambda: [[0, None]])
    held: list[tuple[str, int, int]] = field(default_factory=list)  # in this leg: level, from, until
    bodies: int = 0
    waits_from: int | None = 0
    waited: int = 0
    returns: int = 0
    extended: int = 0
    pauses: list[tuple[str, int, int]] = field(default_factory=list)  # of this cycle: reason, from, until
    pause_reason: str = ""
    pause_from: int = 0
    pause_until: int | None = None
    closed_from: int | None = None
    was_reopened: bool = False
    done: set[tuple[object, ...]] = field(default_factory=set)
    lines: list[tuple[str, int]] = field(default_factory=lambda: [("reported", 0)])
    results: list[tuple[object, ...]] = field(default_factory=list)
    used_up: dict[tuple[int, int, str], int] = field(default_factory=dict)

    # --- counting

    def ran(self, since: int, until: int) -> int:
        """The microseconds between two instants in which the clock of this cycle ran."""
        return sum(
            max(0, min(until, until if end is None else end) - max(since, start)) for start, end in self.stretches
        )

    def reaches(self, since: int, length: int) -> int | None:
        """When the clock has run so long since an instant; None when that is not to be seen yet."""
        if length == 0:
            return since
        for start, end in self.stretches:
            begin = max(since, start)
            room = None if end is None else max(0, end - begin)
            if room is None or room >= length:
                return begin + length
            length -= room
        return None

    def term(self) -> int:
        """What the kind allows for the running clock."""
        terms = TERMS[self.kind]
        return terms[min(self.leg, len(terms) - 1)] * HOUR + self.extended * HOUR

    def own_goal(self) -> int | None:
        """The citizen's deadline by the kind alone."""
        return self.reaches(self.leg_from, self.term()) if self.kind else None

    def goal(self) -> int | None:
        """The citizen's deadline."""
        known = [at for at in (self.own_goal(), self.outer) if at is not None]
        return min(known) if known else None

    def allowed(self) -> int:
        """What the clock may run in all, once the city has had its cut."""
        return self.term() if self.outer is None else min(self.term(), self.ran(self.leg_from, self.outer))

    def share(self) -> int | None:
        """How long the level that holds it may hold it."""
        allowed, passed = self.allowed(), self.ran(self.leg_from, self.held_from)
        left = allowed - passed
        if self.level == "centre":
            return left if left > 0 else None
        rank = LEVELS.index(self.level)
        table = SHARES[self.kind]
        percents = table[min(self.leg, len(table) - 1)]
        own = part(allowed, percents[rank]) - sum(self.ran(a, b) for level, a, b in self.held if level == self.level)
        below = part(allowed, sum(percents[: rank + 1])) - passed
        mine = max(own, below, 0)
        return min(mine, left) if left > 0 else mine

    # --- what comes by itself

    def steps(self) -> Iterator[tuple[int, str, tuple[object, ...]]]:
        """Everything that would come by itself: when, which, and what makes it this one."""
        if self.state == "closed":
            assert self.closed_from is not None
            yield self.closed_from + 72 * HOUR, "end", ("end", self.cycle)
        if self.state == "paused":
            assert self.pause_until is not None
            yield self.pause_until, "pause_end", ("pause", self.cycle, len(self.pauses))
        if self.state in ("reported", "returned"):
            assert self.waits_from is not None
            steps = len(WAITING)
            minutes = WAITING[self.waited] if self.waited < steps else WAITING[-1] + 30 * (self.waited - steps + 1)
            word = ("soon", "over", "up")[min(self.waited, 2)]
            yield self.waits_from + minutes * MINUTE, word, ("wait", self.returns, self.waited)
        if self.state in ("reported", "handling", "paused", "returned"):
            yield from self._goal_steps()
        if self.state == "handling":
            yield from self._share_steps()

    def _goal_steps(self) -> Iterator[tuple[int, str, tuple[object, ...]]]:
        end = self.goal()
        if end is None:
            return
        which = ("outer", self.cycle) if end == self.outer else self._goal_is()
        yield end, "goal", ("goal", *which)
        if ("goal", *which) in self.done:
            yield end + 24 * HOUR, "neglected", ("neglected", *which)

    def _goal_is(self) -> tuple[object, ...]:
        return (self.cycle, self.leg, self.kind, self.extended > 0)

    def _share_steps(self) -> Iterator[tuple[int, str, tuple[object, ...]]]:
        length = self.share()
        if length is None:
            return
        parts = [("half", part(length, 50)), ("warn", part(length, 80)), ("share", length)]
        for word, long in parts[: 2 if self.level == "centre" else 3]:
            at = self.reaches(self.held_from, long)
            if at is not None and (length or word == "share"):
                yield at, word, (word, self.bodies, *self._goal_is())

    def next(self) -> tuple[int, str, tuple[object, ...]] | None:
        """What comes first."""
        left = (step for step in self.steps() if step[2] not in self.done)
        return min(left, key=lambda step: (step[0], ORDER.index(step[1])), default=None)

    def run_to(self, until: int) -> None:
        """Let everything happen that is due by then, each at its time."""
        while (step := self.next()) is not None and step[0] <= until:
            at, word, which = step
            self.done.add(which)
            self.now = max(self.now, at)
            self._happens(word, at)
        self.now = max(self.now, until)

    def _happens(self, word: str, at: int) -> None:
        match word:
            case "soon" | "over" | "up":
                self.lines.append((WORDS[min(self.waited, 3)], at))
                self.waited += 1
            case "half" | "warn" | "goal" | "neglected":
                self.lines.append((SAID[word], at))
            case "pause_end":
                self._run_on(at)
                self.lines.append(("resumed_at_end", at))
            case "end":
                self.state = "archived"
                self.lines.append(("followed_up", at))
            case "share":
                self.lines.append(("share_over", at))
                self._say_what_is_over()
                self._up(LEVELS[LEVELS.index(self.level) + 1], self.now, "overtaken")
                self.lines.append(("overtaken", self.now))

    def _say_what_is_over(self) -> None:
        """A deadline that has passed before somebody above was found is recorded; a change of kind can bring one that lies back."""
        while over := [
            s for s in self.steps() if s[1] in ("goal", "neglected") and s[2] not in self.done and s[0] <= self.now
        ]:
            at, word, which = min(over, key=lambda step: step[0])
            self.done.add(which)
            self.lines.append((SAID[word], at))

    # --- what people do; False when it is not to be allowed

    def accept(self, kind: str, level: str) -> bool:
        """Somebody takes it."""
        if self.state != "reported":
            return False
        self.kind = kind
        self._give(level)
        self.lines.append(("accepted", self.now))
        return True

    def dispatch(self, level: str) -> bool:
        """The centre gives it to another body."""
        if self.state not in ("handling", "returned"):
            return False
        self._let_go()
        self._give(level)
        self.designated = self.returns >= 2
        self.lines.append(("dispatched", self.now))
        return True

    def send_back(self) -> bool:
        """The body does not want it."""
        if (
            self.state != "handling"
            or self.designated
            or self.level == "centre"
            or self.now >= self.held_from + 2 * HOUR
        ):
            return False
        self._let_go()
        self.state, self.waits_from, self.waited, self.returns = "returned", self.now, 0, self.returns + 1
        self.lines.append(("returned", self.now))
        return True

    def pause(self, reason: str, length: int) -> bool:
        """The body stops the clock."""
        end, spent = self.goal(), sum(until - since for why, since, until in self.pauses if why == reason)
        if (
            self.state != "handling"
            or (end is not None and self.now >= end)
            or not 0 < length <= CEILING[reason] - spent
        ):
            return False
        self.state, self.pause_reason, self.pause_from, self.pause_until = "paused", reason, self.now, self.now + length
        self.stretches[-1][1] = self.now
        self.lines.append(("paused", self.now))
        return True

    def resume(self) -> bool:
        """The body lets the clock run on."""
        if self.state != "paused":
            return False
        self._run_on(self.now)
        self.lines.append(("resumed", self.now))
        return True

    def reclassify(self, kind: str) -> bool:
        """Only the goal changes."""
        if self.state not in ("handling", "paused", "returned"):
            return False
        self.kind = kind
        self.lines.append(("reclassified", self.now))
        return True

    def extend(self, hours: int) -> bool:
        """The body asks for more time and gets it."""
        end = self.goal()
        if self.state not in ("handling", "paused") or self.extended or not 0 < hours <= EXTENSION[self.kind]:
            return False
        if end is not None and self.now >= end:
            return False
        self.extended = hours
        self.lines += [("extension_asked", self.now), ("extended", self.now)]
        return True

    def escalate(self, level: str) -> bool:
        """The body hands it up."""
        if self.state != "handling" or LEVELS.index(level) <= LEVELS.index(self.level):
            return False
        self._up(level, self.now, "escalated")
        self.lines.append(("escalated", self.now))
        return True

    def close(self) -> bool:
        """The body says that it is done."""
        if self.state not in ("handling", "paused"):
            return False
        if self.state == "paused":
            self._run_on(self.now)
        self._freeze("closed")
        self._let_go()
        self.state, self.closed_from = "closed", self.now
        self.lines.append(("closed", self.now))
        return True

    def answer(self, *, solved: bool) -> bool:
        """The citizen says whether it is solved; a second time in a cycle is for a reopening by the centre only."""
        if self.state != "closed" or ("answer", self.cycle) in self.done:
            return False
        self.done.add(("answer", self.cycle))
        self.lines.append(("answered", self.now))
        if solved:
            self.state = "archived"
            self.lines.append(("followed_up", self.now))
        elif not self.was_reopened:
            self.was_reopened = True
            self.reopen()
        return True

    def reopen(self) -> bool:
        """A new cycle, with whom it was last."""
        if self.state != "closed":
            return False
        self.cycle, self.leg_from, self.extended, self.outer = self.cycle + 1, self.now, 0, None
        self.stretches, self.pauses, self.held, self.closed_from = [[self.now, None]], [], [], None
        self._give(self.level)
        self.lines.append(("reopened", self.now))
        return True

    # --- hands

    def _give(self, level: str) -> None:
        self.state, self.level, self.held_from, self.waits_from = "handling", level, self.now, None
        self.bodies += 1

    def _let_go(self) -> None:
        if self.state in ("handling", "paused"):
            self.held.append((self.level, self.held_from, self.now))
            key = (self.cycle, self.leg, self.level)
            self.used_up[key] = self.used_up.get(key, 0) + self.ran(self.held_from, self.now)

    def _up(self, level: str, at: int, ended: str) -> None:
        self._let_go()
        terms = TERMS[self.kind]
        is_report = self.kind in REPORTED_UPWARD and min(self.leg, len(terms) - 1) == 0
        if is_report:
            self._freeze(ended)
            self.lines.append(("leg_done", at))
            self.leg, self.leg_from, self.extended, self.held = self.leg + 1, at, 0, []
        self._give(level)
        self.designated = False

    def _run_on(self, at: int) -> None:
        self.pauses.append((self.pause_reason, self.pause_from, at))
        self.stretches.append([at, None])
        self.state, self.pause_until = "handling", None

    def _freeze(self, ended: str) -> None:
        ran, end = self.ran(self.leg_from, self.now), self.goal()
        assert end is not None, "the clock runs"
        stood = self.now - self.leg_from - ran
        self.results.append(
            (self.cycle, self.leg, self.kind, self.leg_from, self.now, end, ran, stood, self.now < end, ended)
        )


def part(length: int, percent: int) -> int:
    """So many percent of a length, to the nearest microsecond, and of two equally near to the even one."""
    whole, rest = divmod(length * percent, 100)
    return whole + (rest > 50 or (rest == 50 and whole % 2 == 1))
