"""Who plays: the sample people with their tokens, loaded where nobody real has an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.roles import Role
from store import shipped
from store.pool import Pool
from store.seed import Samples, load_samples, parse_samples, wants_samples
from store.seed_circle import joined, load_circle
from store.seed_organisation import load_organisation, staffed
from system.tokens import kept_tokens


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays, and the token of each; without tokens nobody can."""

    samples: Samples
    tokens: Mapping[str, str]

    def token(self, role: Role, department: str) -> str:
        """The token of somebody of that role; an applicant belongs to no department."""
        return self.tokens[self.samples.who(role, None if role is Role.APPLICANT else department).id]


async def load_cast(pool: Pool, people: str, *, tokens: Path) -> Cast:
    """The people of the text `people`, everybody of the sample organisation and some of the legal circle, with tokens that the file keeps.

    Where the database holds real people nothing is loaded and nobody has a token.
    """
    organisation, circle = shipped.organisation(), shipped.circle()
    staff = staffed(parse_samples(people), organisation)
    samples = joined(staff, circle)
    async with pool.acquire() as connection:
        if not await wants_samples(connection, samples):
            return Cast(samples, {})
        kept = kept_tokens(tokens, (person.id for person in samples.everyone))
        now = datetime.now(UTC)
        await load_samples(connection, samples, kept)
        await load_organisation(connection, organisation, staff, kept, now=now)
        await load_circle(connection, circle, kept, now=now)
    return Cast(samples, kept)
