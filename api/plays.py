"""The examples that are played on a running system: a project, requests of the hotline, cases and a programme of the legal circle."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from api.cast import Cast
from api.hotline.player import HotlinePlayer, Played
from api.legal.player import LegalPlayer
from api.legal.programme_player import ProgrammePlayer
from api.player import Player
from domain.hotline.story import parse_request_stories
from domain.legal.story import parse_legal_stories, parse_programme_story
from domain.story import Story
from store.first_rules import FirstRules
from store.pool import Pool
from system.caller import Caller

Say = Callable[[str], None]
Play = Coroutine[Any, Any, Played | None]


@dataclass(frozen=True, slots=True)
class Plays:
    """Who plays here, over which line, and by which rules."""

    caller: Caller
    cast: Cast
    rules: FirstRules
    pool: Pool

    def project(self, story: Story, say: Say | None = None) -> Player:
        """Who plays the story of a project."""
        return Player(story, self.caller, self.cast, self.rules.catalogue, self.pool, say)

    def requests(self, stories: str, say: Say | None = None) -> list[Play]:
        """The plays of the requests in the text of a file of stories."""
        return [
            HotlinePlayer(story, self.caller, self.cast, self.rules.hotline, self.pool, say).play()
            for story in parse_request_stories(stories)
        ]

    def legal_cases(self, stories: str, say: Say | None = None) -> list[Play]:
        """The plays of the cases of the legal circle in the text of a file of stories."""
        return [
            LegalPlayer(story, self.caller, self.cast, self.rules.legal, self.pool, say).play()
            for story in parse_legal_stories(stories)
        ]

    def programme(self, stories: str, say: Say) -> Play:
        """The play of the programme in the same file."""
        return ProgrammePlayer(parse_programme_story(stories), self.caller, self.cast, self.pool, say).play()
