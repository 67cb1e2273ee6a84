"""Stories of requests: who acts when, by what the record says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.hotline.policy_file import parse_hotline
from domain.hotline.record import Happening
from domain.hotline.story import (
    Moment,
    Part,
    RequestScene,
    RequestStory,
    is_told,
    parse_request_stories,
    request_cues,
)
from domain.roles import Act

DATA = Path(__file__).parents[3] / "domain" / "data"
STORIES = (DATA / "hotline_stories.toml").read_text(encoding="utf-8")
BOOK = parse_hotline((DATA / "hotline.toml").read_text(encoding="utf-8"))
AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
SIGN = RequestScene(Moment(Happening.ACCEPTED), Act.REQUEST_SIGN, Part.OWNER, after=timedelta(seconds=2))
FIRST = RequestScene(Moment(Happening.RETURNED), Act.REQUEST_DISPATCH, Part.DISPATCHER)
SECOND = RequestScene(Moment(Happening.RETURNED, 2), Act.REQUEST_DISPATCH, Part.DISPATCHER)


@dataclass(frozen=True)
class Line:
    n: int
    kind: str
    at: datetime


def record(*kinds: Happening) -> list[Line]:
    """These happenings, a second after each other."""
    return [Line(n, kind, AT + timedelta(seconds=n)) for n, kind in enumerate(kinds, start=1)]


def story(*scenes: RequestScene) -> RequestStory:
    return RequestStory("s", Part.CITIZEN, {"district": "V1"}, Moment(Happening.FOLLOWED_UP), scenes)


def test_a_scene_is_called_for_by_what_happened_and_waits():
    (cue,) = request_cues(story(SIGN), record(Happening.REPORTED, Happening.ACCEPTED))

    assert (cue.number, cue.scene, cue.since, cue.at) == (
        1,
        SIGN,
        AT + 2 * timedelta(seconds=1),
        AT + timedelta(seconds=4),
    )


def test_what_has_not_happened_calls_for_nothing():
    assert request_cues(story(SIGN), record(Happening.REPORTED)) == []


def test_an_act_that_comes_twice_is_played_twice_each_after_what_called_for_it():
    once = (Happening.RETURNED,)
    over = (*once, Happening.DISPATCHED)
    twice = (*over, Happening.RETURNED)

    assert [cue.scene for cue in request_cues(story(FIRST, SECOND), record(*once))] == [FIRST]
    assert request_cues(story(FIRST, SECOND), record(*over)) == []
    assert [cue.scene for cue in request_cues(story(FIRST, SECOND), record(*twice))] == [SECOND]
    assert request_cues(story(FIRST, SECOND), record(*twice, Happening.DISPATCHED)) == []


def test_a_story_is_told_when_its_end_has_come_as_often_as_it_says():
    tale = RequestStory("s", Part.CITIZEN, {}, Moment(Happening.ACCEPT_UP, 2))

    assert not is_told(tale, record(Happening.ACCEPT_UP))
    assert is_told(tale, record(Happening.ACCEPT_UP, Happening.ACCEPT_UP))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('when = "warned"', 'when = "frightened"'),
        ('by = "owner"', 'by = "neighbour"'),
        ('act = "sign"', 'act = "merge"'),
        ('act = "sign"', 'verb = "sign"'),
    ],
)
def test_an_unknown_word_is_not_guessed(was, becomes):
    with pytest.raises((KeyError, TypeError, ValueError)):
        parse_request_stories(STORIES.replace(was, becomes, 1))


def test_the_shipped_stories_speak_of_what_the_rules_know():
    stories = parse_request_stories(STORIES)

    assert [s.id for s in stories] == ["consultation", "immediate", "agent", "returned", "unaccepted", "reopened"]
    for each in stories:
        assert each.report["topic"] in BOOK.topics
        kinds = {scene.body["kind"] for scene in each.scenes if scene.act is Act.REQUEST_ACCEPT}
        for kind in map(BOOK.policy.kind, kinds):
            assert kind is not None
            for close in (scene for scene in each.scenes if scene.act is Act.REQUEST_CLOSE):
                assert {*close.body, *(["time"] if close.timed else [])} >= set(kind.evidence)
        for back in (scene for scene in each.scenes if scene.act is Act.REQUEST_RETURN):
            assert back.body["reason"] in BOOK.policy.returns.reasons
