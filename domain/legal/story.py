"""Cases and a programme of the legal circle that are played for those who watch: who does what so long after which happening."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from domain.legal.record import Happening, Service


class Part(StrEnum):
    """Who plays: whoever asked, the desk, who was called or offered the case last, or who has it."""

    ASKER = "asker"
    CLERK = "clerk"
    DIRECTOR = "director"
    CALLED = "called"
    HOLDER = "holder"


@dataclass(frozen=True, slots=True)
class LegalScene:
    """When `when` has happened for the `times`-th time somebody does `act`, `after` so long; `body` is what they hand in with it.

    `in_seconds` adds a planned instant `at`, so many seconds later.
    """

    when: Happening
    act: str
    by: Part
    times: int = 1
    after: timedelta = timedelta(0)
    body: Mapping[str, object] = field(default_factory=dict)
    in_seconds: int = 0


@dataclass(frozen=True, slots=True)
class LegalStory:
    """A case: for which service, what is asked, what is done with it, and with what the telling of it ends.

    `limit_in_days` puts the last day of a limitation so many days ahead.
    """

    id: str
    service: Service
    asks: Mapping[str, object]
    ends: Happening
    scenes: tuple[LegalScene, ...] = ()
    limit_in_days: int = 0


@dataclass(frozen=True, slots=True)
class LegalCue:
    """The scene with this number in its story is to be played at `at`."""

    number: int
    at: datetime
    scene: LegalScene


@dataclass(frozen=True, slots=True)
class ProgrammeStory:
    """A weekly programme that is made (`makes`, without its timetable), and what its first session came to."""

    makes: Mapping[str, str]
    result: Mapping[str, object]


class Happened(Protocol):
    """A line of a record, as far as a story looks at it."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...


def legal_cues(story: LegalStory, record: Iterable[Happened]) -> list[LegalCue]:
    """The scenes that are called for by what has happened, the earliest first."""
    lines = list(record)
    found = []
    for number, scene in enumerate(story.scenes, start=1):
        called = [line for line in lines if line.kind == scene.when]
        if len(called) >= scene.times:
            found.append(LegalCue(number, called[scene.times - 1].at + scene.after, scene))
    return sorted(found, key=lambda cue: cue.at)


def parse_legal_stories(text: str) -> tuple[LegalStory, ...]:
    """The stories of the file domain/data/legal_stories.toml.

    Raises:
        KeyError, TypeError, ValueError: something in it is missing, unknown or no known word.
    """
    return tuple(_story(row) for row in tomllib.loads(text)["stories"])


def parse_programme_story(text: str) -> ProgrammeStory:
    """The programme of the same file.

    Raises:
        KeyError, TypeError, ValueError: as `parse_legal_stories`.
    """
    return ProgrammeStory(**tomllib.loads(text)["programme"])


def soonest_session(now: datetime, *, least: timedelta) -> datetime:
    """The first full minute that is at least so long away: sessions begin on one."""
    return (now + least + timedelta(minutes=1, microseconds=-1)).replace(second=0, microsecond=0)


def weekly_cron(starts_at: datetime) -> str:
    """The timetable that has a session at this local instant, and then every week."""
    return f"{starts_at.minute} {starts_at.hour} * * {starts_at.isoweekday() % 7}"


def _story(row: dict[str, Any]) -> LegalStory:
    scenes = tuple(_scene(scene) for scene in row.pop("scenes", ()))
    return LegalStory(**row | {"service": Service(row["service"]), "ends": Happening(row["ends"])}, scenes=scenes)


def _scene(row: dict[str, Any]) -> LegalScene:
    known = {"when": Happening(row["when"]), "by": Part(row["by"]), "after": timedelta(seconds=row.get("after", 0))}
    return LegalScene(**row | known)
