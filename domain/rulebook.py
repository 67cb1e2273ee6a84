"""Everything about messages that may change by decree, in one hand for those who send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.destinations import Destinations
from domain.ladder import Policy
from domain.notices import Texts
from domain.workdays import Office


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Ladders, countries, words by language, and the office's hours; `zone` is the IANA name of the local time, `page` is the public address of the site.

    `kinds` are the names of the kinds of request by language; "" is a request that is not classified yet.
    `services` are the names of the services of the legal circle, likewise.
    """

    policy: Policy
    destinations: Destinations
    texts: Mapping[str, Texts]
    office: Office
    zone: str
    page: str
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    services: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def kind(self, kind_id: str) -> Mapping[str, str]:
        """The names of a kind of request by language; its id where it has none."""
        named = kind_id or "request"
        return self.kinds.get(kind_id) or {"zh": kind_id or "诉求", "mn": kind_id or "诉求", "en": named}

    def service(self, service: str) -> Mapping[str, str]:
        """The names of a service of the legal circle by language; its id where it has none."""
        return self.services.get(service) or dict.fromkeys(("zh", "mn", "en"), service)
