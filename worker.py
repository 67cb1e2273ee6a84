"""Front door 1: wires pool, texts, activities and workflows, and runs the worker."""

from __future__ import annotations

from pathlib import Path

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.records import Records
from domain.notices import Texts, parse_texts
from store.pool import Pool, open_pool
from workflows.approval import ProjectApproval

TEXTS = Path(__file__).parent / "domain" / "data" / "texts.toml"
_OUR_ROOMS = ("domain", "activities", "store", "workflows.messages", "workflows.keeper", "workflows.window")


def make_worker(client: Client, pool: Pool, *, task_queue: str, cached: int = 5000) -> Worker:
    """A worker for all workflows and activities; `cached` should not be below the number of open cases.

    Our rooms pass through the workflow sandbox: it would load each of them again for every workflow. Purity is
    guarded by tests/house instead.
    """
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*_OUR_ROOMS)
    records = Records(pool, read_texts())
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[ProjectApproval],
        activities=[records.commit],
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        max_cached_workflows=cached,
        max_concurrent_workflow_tasks=20,
    )


def read_texts() -> Texts:
    """The SMS texts that ship with the program."""
    return parse_texts(TEXTS.read_text(encoding="utf-8"), language="zh")
