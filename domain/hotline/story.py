"""Requests that are played for those who watch: who does what so long after which happening."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from domain.hotline.record import Happening
from domain.roles import Act


class Part(StrEnum):
    """Who plays: a citizen with the query code, people of the centre, the grid member of the place, or who holds the request."""

    CITIZEN = "citizen"
    DISPATCHER = "dispatcher"
    LEADER = "leader"
    GRID_MEMBER = "grid_member"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Moment:
    """The `times`-th occurrence of a happening in the record of a request."""

    when: Happening
    times: int = 1


@dataclass(frozen=True, slots=True)
class RequestScene:
    """When `moment` has come somebody does `act`, `after` so long; `body` is what they hand in with it.

    `timed` adds to it when it was done: at that moment.
    """

    moment: Moment
    act: Act
    by: Part
    after: timedelta = timedelta(0)
    body: Mapping[str, object] = field(default_factory=dict)
    timed: bool = False


@dataclass(frozen=True, slots=True)
class RequestStory:
    """A request: who reports it and with which words, what is done with it, and with what the telling of it ends."""

    id: str
    by: Part
    report: Mapping[str, object]
    ends: Moment
    scenes: tuple[RequestScene, ...] = ()

    @property
    def district(self) -> str:
        """The place where it is."""
        return str(self.report["district"])


@dataclass(frozen=True, slots=True)
class RequestCue:
    """The scene with this number in its story is to be played at `at`; it was called for at `since`."""

    number: int
    at: datetime
    since: datetime
    scene: RequestScene


class Happened(Protocol):
    """A line of a record, as far as a story looks at it."""

    @property
    def n(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...


BRINGS: Mapping[Act, Collection[Happening]] = {
    Act.REQUEST_ACCEPT: (Happening.ACCEPTED,),
    Act.REQUEST_ADD_WORDS: (Happening.COMMENTED,),
    Act.REQUEST_ADVISE: (Happening.ADVISED,),
    Act.REQUEST_ANSWER: (Happening.ANSWERED,),
    Act.REQUEST_ASK_EXTENSION: (Happening.EXTENSION_ASKED,),
    Act.REQUEST_ASK_WITHDRAWAL: (Happening.WITHDRAWAL_ASKED,),
    Act.REQUEST_CALL: (Happening.CALLED, Happening.ANSWERED),
    Act.REQUEST_CLOSE: (Happening.CLOSED,),
    Act.REQUEST_COMMENT: (Happening.COMMENTED,),
    Act.REQUEST_DISPATCH: (Happening.DISPATCHED,),
    Act.REQUEST_ESCALATE: (Happening.ESCALATED,),
    Act.REQUEST_EXTEND: (Happening.EXTENDED,),
    Act.REQUEST_PARK: (Happening.PARKED,),
    Act.REQUEST_PAUSE: (Happening.PAUSED,),
    Act.REQUEST_RECLASSIFY: (Happening.RECLASSIFIED,),
    Act.REQUEST_REOPEN: (Happening.REOPENED,),
    Act.REQUEST_RESUME: (Happening.RESUMED,),
    Act.REQUEST_RETURN: (Happening.RETURNED,),
    Act.REQUEST_SIGN: (Happening.SIGNED,),
    Act.REQUEST_UNPARK: (Happening.UNPARKED,),
    Act.REQUEST_WITHDRAW: (Happening.WITHDRAWN,),
}


def request_cues(story: RequestStory, record: Iterable[Happened]) -> list[RequestCue]:
    """What is still to be played, by what the record says so far; the earliest first.

    A scene is over when the record shows, later than what called for it, what it brings about. So a story that was
    interrupted goes on where it was.
    """
    lines = list(record)
    found = []
    for number, scene in enumerate(story.scenes, start=1):
        called = _line(lines, scene.moment)
        if called is not None and not any(line.n > called.n and line.kind in BRINGS[scene.act] for line in lines):
            found.append(RequestCue(number, called.at + scene.after, called.at, scene))
    return sorted(found, key=lambda cue: cue.at)


def is_told(story: RequestStory, record: Iterable[Happened]) -> bool:
    """Has everything happened that is to be told?"""
    return _line(list(record), story.ends) is not None


def parse_request_stories(text: str) -> tuple[RequestStory, ...]:
    """The stories of the file domain/data/hotline_stories.toml.

    Raises:
        KeyError, TypeError, ValueError: something in it is missing, unknown or no known word.
    """
    return tuple(_story(row) for row in tomllib.loads(text)["stories"])


def _line(lines: list[Happened], moment: Moment) -> Happened | None:
    found = [line for line in lines if line.kind == moment.when]
    return found[moment.times - 1] if len(found) >= moment.times else None


def _story(row: dict[str, Any]) -> RequestStory:
    scenes = tuple(_scene(scene) for scene in row.pop("scenes", ()))
    row |= {"by": Part(row["by"]), "ends": _moment(row["ends"])}
    return RequestStory(**row, scenes=scenes)


def _scene(row: dict[str, Any]) -> RequestScene:
    moment = _moment({key: row.pop(key) for key in ("when", "times") if key in row})
    act = Act(f"request_{row.pop('act')}")
    if act not in BRINGS:
        raise ValueError(f"{act} cannot be played")
    after = timedelta(seconds=row.pop("after", 0))
    return RequestScene(moment, act, Part(row.pop("by")), after, **row)


def _moment(row: dict[str, Any]) -> Moment:
    return Moment(**(row | {"when": Happening(row["when"])}))
