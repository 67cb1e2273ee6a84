"""A project that is played for those who watch: who acts on which item when something has happened to it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.acts import HAPPENINGS
from domain.record import Event, Happening
from domain.roles import Act, Role


@dataclass(frozen=True, slots=True)
class Scene:
    """When `when` has happened to one of the items (to any, if none is named), somebody of the role does `act`.

    He waits for `after` first. `note` is what he writes. `kind` and `until` (from what happened on) are for a pause,
    `days` for an extension, `materials` for a correction: what is missing.
    """

    when: Happening
    act: Act
    by: Role
    items: tuple[str, ...] = ()
    after: timedelta = timedelta(0)
    note: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    until: timedelta = timedelta(0)
    days: int = 0
    materials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A project with the data that it is opened with, and its scenes."""

    ref: str
    name: str
    site: str
    profile: str
    more_flags: tuple[str, ...]
    scenes: tuple[Scene, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A scene that is to be played for one item at `at`; it was called for at `since`."""

    at: datetime
    item: str
    scene: Scene
    since: datetime

    @property
    def until(self) -> datetime:
        """The planned end of the pause."""
        return self.since + self.scene.until


def cues(story: Story, record: Iterable[Event]) -> list[Cue]:
    """What is still to be played, by what the record says so far; the earliest first.

    Each scene is played once for an item: when the record shows what it brings about, it is over. So a story that
    was interrupted goes on where it was.
    """
    first: dict[tuple[str, Happening], datetime] = {}
    for event in record:
        if event.at is not None:
            first.setdefault((event.item, event.kind), event.at)
    found = [
        Cue(at + scene.after, item, scene, at)
        for (item, kind), at in first.items()
        for scene in story.scenes
        if scene.when is kind and _names(scene.items, item) and (item, HAPPENINGS[scene.act]) not in first
    ]
    return sorted(found, key=lambda cue: cue.at)


def parse_story(text: str) -> Story:
    """The story of a file such as domain/data/example_story.toml.

    Raises:
        KeyError, TypeError, ValueError: something in it is missing, unknown or no known word.
    """
    raw = tomllib.loads(text)
    project = raw["project"]
    scenes = tuple(_scene(row) for row in raw["scenes"])
    flags = tuple(project.pop("more_flags", ()))
    return Story(**project, more_flags=flags, scenes=scenes)


def _names(items: Collection[str], item: str) -> bool:
    return bool(item) and (not items or item in items)


def _scene(row: dict[str, Any]) -> Scene:
    row |= {"when": Happening(row["when"]), "act": Act(row["act"]), "by": Role(row["by"])}
    row |= {key: timedelta(seconds=row[key]) for key in ("after", "until") if key in row}
    return Scene(**(row | {key: tuple(row.get(key, ())) for key in ("items", "materials")}))
