"""What a project of 33 items leaves in Temporal: history events, bytes and billable actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHandle

from api.commands import short_hash
from bench.figures import Figure
from bench.ground import Ground
from bench.noop import Plan
from bench.projects import Deed, Opener, accepted_first, all_items, answer, approval, on_the_spot, one_by_one, open_noop
from domain.catalogue import ProjectItem
from system.temporal_line import signature

ABOUT = """\
history: one project with all 33 items of the catalogue, no pauses, one act at a time. The goals are for this flow: the
  applicant hands in one application a stage, ahead of the prerequisites (3 acts); each department accepts and decides
  its item on the spot, in one act (33 acts); then the case is over. The no-op workflow gives as many answers, each after
  one activity. Billable actions are counted in the history: the start, each update, activity, timer, signal and upsert
  of search attributes. Beside it, without a goal: accepted and decided in separate acts, and everything separate."""

_BILLED = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "start",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: "updates",
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activities",
    EventType.EVENT_TYPE_TIMER_STARTED: "timers",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signals",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "upserts",
}
_GOALS = (450, 64_000, 105)
_FLOWS: tuple[tuple[str, Callable[[Sequence[ProjectItem]], list[Deed]]], ...] = (
    ("accepted, then decided", accepted_first),
    ("everything separate", one_by_one),
)


@dataclass(frozen=True, slots=True)
class Left:
    """What one workflow left behind: events and bytes of each kind, actions of each kind, and the server's own size.

    `hosts` is how often the name of this host stands in it: every worker and client signs with it.
    """

    events: Counter[str]
    sizes: Counter[str]
    actions: Counter[str]
    stored: int
    hosts: int

    @property
    def figures(self) -> tuple[int, int, int]:
        """Events, bytes, actions."""
        return self.events.total(), self.stored, self.actions.total()


async def measure(ground: Ground) -> list[Figure]:
    """Play the flows on fresh projects and read their histories."""
    rules = all_items(ground)
    async with ground.worker() as (queue, _), ground.noop_worker() as (noop_queue, _):
        opener = Opener(ground, queue)
        main = await _played(ground, opener, rules, on_the_spot(rules))
        noop = await _noop(ground, noop_queue, len(on_the_spot(rules)))
        others = [(name, flow(rules), await _played(ground, opener, rules, flow(rules))) for name, flow in _FLOWS]
    return [
        *_with_goals(main, noop, items=len(rules), acts=len(on_the_spot(rules))),
        *(f for name, deeds, left in others for f in _plain(name, deeds, left)),
    ]


async def _played(ground: Ground, opener: Opener, rules: tuple[ProjectItem, ...], deeds: Sequence[Deed]) -> Left:
    [project] = await opener.open_many(rules, 1)
    for deed in deeds:
        await project.do(deed)
    handle = approval(ground, project)
    assert await handle.result() == "complete", "every item was approved"
    return await _left(handle)


async def _noop(ground: Ground, queue: str, answers: int) -> Left:
    handle = await open_noop(ground, queue, Plan(answers=answers))
    for number in range(answers):
        await answer(ground.client, handle, short_hash(str(number)), activity=True)
    await handle.result()
    return await _left(handle)


async def _left(handle: WorkflowHandle[Any, Any]) -> Left:
    events = (await handle.fetch_history()).events
    sizes: Counter[str] = Counter()
    for event in events:
        sizes[_kind(event)] += event.ByteSize()
    return Left(
        events=Counter(_kind(event) for event in events),
        sizes=sizes,
        actions=Counter(_BILLED[event.event_type] for event in events if event.event_type in _BILLED),
        stored=(await handle.describe()).raw_description.workflow_execution_info.history_size_bytes,
        hosts=sum(event.SerializeToString().count(f"@{_host()}".encode()) for event in events),
    )


def _host() -> str:
    """The name of this host as our processes sign with it."""
    return signature().rpartition("@")[2]


def _kind(event: HistoryEvent) -> str:
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").lower().replace("_", " ")


def _with_goals(main: Left, noop: Left, *, items: int, acts: int) -> list[Figure]:
    names = (f"history events of {items} items", "history bytes", "billable actions")
    host = f"each letter of this host's name ({_host()}) stands in it {main.hosts} times"
    made_of = (_most(main.events), f"{_most(main.sizes)}; {host}", _most(main.actions))
    return [
        Figure(f"{name}, {acts} acts", reached, unit, goal, reference, made)
        for name, reached, unit, goal, reference, made in zip(
            names, main.figures, ("", "B", ""), _GOALS, noop.figures, made_of, strict=True
        )
    ]


def _plain(name: str, deeds: Sequence[Deed], left: Left) -> list[Figure]:
    about = f"{name}, {len(deeds)} acts"
    events, size, actions = left.figures
    return [
        Figure(f"  events: {about}", events, "", made_of=_most(left.events)),
        Figure(f"  bytes: {about}", size, "B", made_of=_most(left.sizes)),
        Figure(f"  actions: {about}", actions, "", made_of=_most(left.actions)),
    ]


def _most(counted: Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counted.most_common(6))
