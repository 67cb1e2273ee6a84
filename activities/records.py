"""Writes what a case has decided: one activity is one transaction."""

from __future__ import annotations

from temporalio import activity

from domain.commit import Commit
from domain.notices import Texts
from store import cases
from store.pool import Pool


class Records:
    """Writes commits. Safe to run twice: the store drops what is not newer than (epoch, seq)."""

    def __init__(self, pool: Pool, texts: Texts) -> None:
        self._pool, self._texts = pool, texts

    @activity.defn
    async def commit(self, commit: Commit) -> int:
        """Write a commit and return the epoch of this run of the workflow.

        The epoch grows when a workflow is reset or continued; the workflow then writes all its rows again.
        """
        run_id = activity.info().workflow_run_id
        assert run_id is not None, "a commit belongs to a workflow"
        return await cases.write(
            self._pool,
            commit,
            run_id=run_id,
            render=lambda notice, name: self._texts.render(notice, ref=commit.ref, item_name=name),
        )
