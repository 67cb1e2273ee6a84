"""Everything about the legal circle that may change by decree: the frozen rules, and what their ids are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.hotline.book import Names
from domain.legal.policy import LegalPolicy
from domain.legal.record import Service


@dataclass(frozen=True, slots=True)
class LegalBook:
    """One version of domain/data/legal.toml.

    `names` are those of everything with an id: `field.<id>`, `channel.<id>`; of legal aid `kind.<id>`, `group.<id>`, `proof.<id>`,
    `refusal.<id>`, `termination.<id>`, `decline.<id>`, `urgency.<id>`, `work.<id>`; of home visits `visit_group.<id>`,
    `visit_outcome.<id>`; of check-ups `severity.<id>`, `result.<id>`; and `state.<id>` of cases and `service.<id>`. `pledge` are the sentences that an
    applicant is told before pledging, in their order.
    """

    policy: LegalPolicy
    names: Mapping[str, Names]
    pledge: tuple[Names, ...]

    def called(self, what: str, given: str) -> Names:
        """What something is called: nothing for what is not set, the id itself where these rules do not know it."""
        return self.names.get(f"{what}.{given}", {"zh": given}) if given else {}


def service_names(book: LegalBook) -> dict[str, Names]:
    """What the services are called, by their ids."""
    return {service: book.names[f"service.{service}"] for service in Service}
