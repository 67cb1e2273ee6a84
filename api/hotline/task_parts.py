"""What belongs to a request beside itself: where it came from, the problem behind a joint task, the tasks that it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from api.legal.origins import OriginView, origin_view
from api.library import Library
from domain.roles import RULES, Act, Actor, Relation
from store import joint_tasks, request_lists
from store.pool import Connection


class ProblemOfTask(BaseModel):
    """The problem on which a joint task was opened, as it was counted then, and the requests behind it."""

    model_config = ConfigDict(from_attributes=True)

    topic: str = Field(description="Empty: of any topic.")
    place: str = Field(description="A village or a town; empty: anywhere.")
    counted_by: str = Field(description="What made two reports the same problem.")
    from_on: date
    until_on: date
    requests: int = Field(description="What was merged into another counts once.")
    reports: int = Field(description="All that came in.")
    linked: list[str] = Field(
        default_factory=list, description="Those of the requests behind it that the reader may see."
    )
    hidden: int = Field(default=0, description="How many more there are.")
    unheard: list[str] = Field(
        default_factory=list, description="Which of the bodies that assist have written nothing to it."
    )


class PartOf(BaseModel):
    """A joint task to which a request belongs, and whether its reader may read that too."""

    ref: str
    readable: bool


@dataclass(frozen=True, slots=True)
class Around:
    """All that belongs to a request beside itself."""

    origin: OriginView | None
    problem: ProblemOfTask | None
    part_of: list[PartOf]


async def around_of(connection: Connection, library: Library, ref: str, actor: Actor) -> Around:
    """What belongs to a request, as far as somebody may see it who reads the request."""
    origin = await origin_view(connection, library, ref)
    return Around(origin, await _problem(connection, ref, actor), await _part_of(connection, ref, actor))


async def _problem(connection: Connection, ref: str, actor: Actor) -> ProblemOfTask | None:
    task = await joint_tasks.find(connection, ref)
    if task is None:
        return None
    seen, whole = await joint_tasks.requests_of(connection, ref, all_of_them=_reads_all(actor), body=actor.department)
    view = ProblemOfTask.model_validate(task)
    unheard = await joint_tasks.unheard(connection, ref)
    return view.model_copy(update={"linked": seen, "hidden": whole - len(seen), "unheard": unheard})


async def _part_of(connection: Connection, ref: str, actor: Actor) -> list[PartOf]:
    return [
        PartOf(
            ref=task,
            readable=_reads_all(actor) or await request_lists.has_held(connection, task, actor.department),
        )
        for task in await joint_tasks.tasks_of(connection, ref)
    ]


def _reads_all(actor: Actor) -> bool:
    """Are all requests open to somebody, whoever has them?"""
    return RULES[Act.READ_REQUEST].get(actor.deputy(Act.READ_REQUEST).role) is Relation.ANY
