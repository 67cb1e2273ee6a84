"""What the desk hands in to move what somebody has in hand to somebody else."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from api.bodies import PersonId, Text
from api.legal.act_bodies import LegalBody


class MoveTo(LegalBody):
    """What somebody has in hand is another person's from now on; what they were only called for, that one is called for. No clock moves."""

    sends: ClassVar[dict[str, str]] = {"former": "former", "person": "person"}

    former: PersonId = Field(description="Who has it, or is called for it.", examples=["lawyer-02"])
    person: PersonId = Field(
        description="A person of the pool; for an inquiry also of the desk.", examples=["lawyer-03"]
    )
    text: Text | None = Field(default=None, description="Free text, at most 2,000 characters.")
