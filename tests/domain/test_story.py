"""Stories: who acts when, by what the record says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.catalogue_file import parse
from domain.record import Event, Happening
from domain.roles import Act, Role
from domain.story import Scene, Story, cues, parse_story

DATA = Path(__file__).parents[2] / "domain" / "data"
AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
RECEIVE = Scene(Happening.READY, Act.RECEIVE, Role.APPLICANT)
ACCEPT = Scene(Happening.RECEIVED, Act.ACCEPT, Role.OFFICER, items=("A",), after=timedelta(seconds=2))


def story(*scenes: Scene) -> Story:
    return Story("ref", "name", "site", "profile", (), scenes)


def happened(kind: Happening, item: str = "A", *, after: int = 0) -> Event:
    return Event(kind, item, AT + timedelta(seconds=after))


def test_a_scene_is_called_for_by_what_happened_and_waits():
    (cue,) = cues(story(ACCEPT), [happened(Happening.RECEIVED)])

    assert (cue.item, cue.scene.act, cue.at) == ("A", Act.ACCEPT, AT + timedelta(seconds=2))


def test_a_scene_without_items_is_played_for_all_but_the_project_itself():
    record = [happened(Happening.READY, item) for item in ("A", "B", "")]

    assert [cue.item for cue in cues(story(RECEIVE), record)] == ["A", "B"]


def test_what_the_record_shows_already_is_not_played_again():
    record = [happened(Happening.READY), happened(Happening.RECEIVED, after=1)]

    assert [cue.scene.act for cue in cues(story(RECEIVE, ACCEPT), record)] == [Act.ACCEPT]
    assert cues(story(RECEIVE, ACCEPT), [*record, happened(Happening.ACCEPTED, after=3)]) == []


def test_the_earliest_comes_first():
    record = [happened(Happening.RECEIVED), happened(Happening.READY, "B")]

    assert [cue.item for cue in cues(story(ACCEPT, RECEIVE), record)] == ["B", "A"]


@pytest.mark.parametrize("name", ["example_story.toml", "demo_story.toml"])
def test_the_shipped_stories_name_only_what_the_catalogue_has(name):
    catalogue = parse((DATA / "catalogue.toml").read_text(encoding="utf-8"))
    shipped = parse_story((DATA / name).read_text(encoding="utf-8"))

    assert shipped.profile in catalogue.profiles
    assert set(shipped.more_flags) <= set(catalogue.flags)
    for scene in shipped.scenes:
        assert set(scene.items) <= set(catalogue.items)
        for item in scene.items if scene.kind else ():
            assert scene.kind in [pause.rule.kind for pause in catalogue.items[item].pauses]
