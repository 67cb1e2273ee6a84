"""Every saved history replays with today's code, so that cases which run now go on after the next release.

A history is saved for each kind of case (tests/workflows/histories/<case>.<build>.json) and never changed. When a
workflow gets new abilities, record the new histories beside the old ones:

1. Put the change behind `workflow.patched("what-it-is")`, so that old histories still replay.
2. Raise `BUILD` in worker.py and extend a case in tests/workflows/record_histories.py, or add one.
3. Run `.venv/bin/python -m pytest tests/workflows/record_histories.py`, and commit the new files.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from system.converter import data_converter
from worker import BUILD, WORKFLOWS, workflow_runner

HISTORIES = sorted(Path(__file__).with_name("histories").glob("*.json"))
CASES = {
    *("silence", "pause_and_extension", "commands", "recount", "reset", "whole_project", "new_calendar", "rollout"),
    *("continued_from", "continued_to"),
    *("hotline_neglected", "hotline_handled", "hotline_merged", "hotline_continued_from", "hotline_continued_to"),
    *(
        "legal_inquiry",
        "legal_aid",
        "legal_aid_over",
        "legal_aid_continued_from",
        "legal_aid_continued_to",
        "legal_visit",
        "legal_checkup",
        "programme_session",
    ),
}

LESSON = """
{name} no longer replays: {fault}

Cases that were opened with the earlier code would stop at this place. The commands of a workflow (activities, timers,
answers to updates, search attributes, continuation) must come in the order of the history. Keep the old road for them:

    if workflow.patched("what-it-is"):
        ...  # the new order
    else:
        ...  # the old one, until no case of that build is open

and record a new history beside this one, as the head of tests/workflows/test_replay.py says. Never record this one again,
unless its build was never released.
"""


def replayer() -> Replayer:
    """Reads histories as the worker does."""
    return Replayer(workflows=WORKFLOWS, data_converter=data_converter, workflow_runner=workflow_runner())


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_saved_history_replays_with_todays_code(path):  # T07
    history = WorkflowHistory.from_json("saved", path.read_text(encoding="utf-8"))

    result = await replayer().replay_workflow(history, raise_on_replay_failure=False)

    if result.replay_failure:
        pytest.fail(LESSON.format(name=path.name, fault=result.replay_failure), pytrace=False)


def test_each_kind_of_case_has_a_history_of_the_present_build():
    assert {path.name.split(".")[0] for path in HISTORIES if path.suffixes[0] == f".{BUILD}"} == CASES


async def test_a_history_with_another_order_of_commands_is_noticed():
    (path,) = (path for path in HISTORIES if path.name == f"silence.{BUILD}.json")
    history = json.loads(path.read_text(encoding="utf-8"))
    first = next(event for event in history["events"] if "activityTaskScheduledEventAttributes" in event)
    first["activityTaskScheduledEventAttributes"]["activityType"]["name"] = "another"

    with pytest.raises(NondeterminismError):
        await replayer().replay_workflow(WorkflowHistory.from_json("saved", history))


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_a_saved_history_is_small_and_tells_nothing_of_the_machine_that_saved_it(path):
    text = path.read_text(encoding="utf-8")

    assert len(text) < 250_000
    assert '"identity"' not in text
