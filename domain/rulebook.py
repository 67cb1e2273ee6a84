"""Everything about messages that may change by decree, in one hand for those who send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.destinations import Destinations
from domain.ladder import Policy
from domain.notices import Texts
from domain.workdays import Office


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Ladders, countries, words by language, and the office's hours; `zone` is the IANA name of the local time, `page` is the public address of the site."""

    policy: Policy
    destinations: Destinations
    texts: Mapping[str, Texts]
    office: Office
    zone: str
    page: str
