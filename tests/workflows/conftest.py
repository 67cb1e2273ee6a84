"""The town of a test."""

from __future__ import annotations

import pytest
from seat import Seat
from temporalio.testing import WorkflowEnvironment
from town import Town

from domain.catalogue_file import parse
from store.pool import Pool
from store.shipped import catalogue_file


@pytest.fixture
def town(temporal: WorkflowEnvironment, pool: Pool, task_queue: str) -> Town:
    """A town with the shipped catalogue and no worker yet."""
    return Town(temporal, pool, task_queue, parse(catalogue_file()))


@pytest.fixture
async def seat(town: Town) -> Seat:
    """A seat of the hotline in a small banner."""
    return await Seat.opened(town)
