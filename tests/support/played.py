"""Projects played in memory by the law and written down by the commit of cases: a record without a server for workflows."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from town import ALL_SAID, OFFICE, weekends_only

from domain import proceedings
from domain.approval import Approval, Change
from domain.catalogue import Profile, ProjectItem
from domain.commit import commit_of
from domain.item import Item, State
from domain.record import Command
from domain.roles import Act, Actor, Role
from store import cases
from store.dossiers import Dossier, add_dossier
from store.people import Person, save_person
from store.pool import Pool

APPLICANT = Actor("chen", Role.APPLICANT)
_STEP = timedelta(minutes=1)
_numbers = itertools.count(1)


class Played:
    """One project that is being played, from the instant at which it is opened."""

    def __init__(self, pool: Pool, rules: Sequence[ProjectItem], at: datetime) -> None:
        self.pool, self.at, self.seq = pool, at, 0
        self.ref = f"2601-150524-04-01-{next(_numbers):06d}"
        self.case = Approval(self.ref, tuple(rules), weekends_only(), OFFICE, tuple(Item(rule.id) for rule in rules))

    async def open(self, catalogue: str, like: Profile | None = None) -> None:
        """Hand in its data, those of an example if the items are its, and open its case."""
        kind = (like.project_type, like.land_mode, list(like.flags)) if like else ("gov", "grant", [])
        data = (self.ref, "print", "示范项目", "库伦镇", *kind, "platform", catalogue)
        async with self.pool.acquire() as connection:
            await save_person(connection, Person(APPLICANT.id, "陈某", Role.APPLICANT))
            await add_dossier(connection, Dossier(*data, APPLICANT.id, None, APPLICANT.id, self.at))
        await self._keep(proceedings.opened(self.case, by=APPLICANT, at=self.at, now=self.at))

    async def does(self, act: Act, item: str, by: Actor | None = None, *, acted_at: datetime | None = None) -> None:
        """Somebody does something a minute later, and perhaps says that it was done before."""
        self.at += _STEP
        actor = by or Actor("li", Role.OFFICER, self.case.rule(item).department)
        command = Command(
            *(f"c{next(_numbers)}", act, actor, self.at, (item,)), owns=True, acted_at=acted_at, said=ALL_SAID
        )
        await self._keep(proceedings.act(self.case, command, self.at))

    async def approve_all(self, chosen: Callable[[list[str]], str]) -> None:
        """Bring every item to its approval; `chosen` says which of those that are ready is next."""
        while ready := [item.id for item in self.case.items if item.state is State.READY]:
            name = chosen(ready)
            await self.does(Act.RECEIVE, name, APPLICANT)
            await self.does(Act.ACCEPT, name)
            await self.does(Act.APPROVE, name)

    async def _keep(self, change: Change) -> None:
        self.case, self.seq = change.case, self.seq + 1
        commit = commit_of(change, seq=self.seq, at=self.at, receipts=())
        await cases.write(self.pool, commit, run_id=f"run-{self.ref}", asked_at=datetime.now(UTC))
