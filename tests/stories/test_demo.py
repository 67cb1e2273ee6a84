"""`python -m local demo`: one whole project of the real catalogue on real servers, with terms of seconds."""

import asyncio
import os
import re
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 120  # what the README promises; it takes about 65
ITEMS = {
    *("PR-05", "LR-03", "LR-04", "LR-06", "LR-07", "CP-01", "CP-02", "CP-03", "CP-04", "CP-06"),
    *("EI-01", "WR-01", "AD-01", "CM-02"),
}
EVENT = re.compile(
    r"^\d\d:\d\d:\d\d  (?P<item>.{6})  .{1,3}\s(?P<what>[a-z]+(?: [a-z]+)*)(?: \(.*?\))?  +by (?P<by>\S+)", re.MULTILINE
)
FIGURES = re.compile(r"^(?P<id>[A-Z]\S+| {6}) .* (?P<gross>\d+) +(?P<counted>\d+) +(?P<excluded>\d+)$", re.MULTILINE)


@pytest.fixture(scope="module")
async def demonstration(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the demonstration says from its beginning to its end."""
    folder, log = tmp_path_factory.mktemp("demo"), tmp_path_factory.mktemp("said") / "said"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CHENGNUO_", "TEMPORAL_", "PG"))}
    began = time.monotonic()
    with log.open("w") as said:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "local", "demo"),
            cwd=ROOT,
            env=inherited | {"TMPDIR": str(folder)},
            stdout=said,
            stderr=asyncio.subprocess.STDOUT,
        )
    try:
        await asyncio.wait_for(process.wait(), SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
    assert process.returncode == 0, log.read_text()
    assert time.monotonic() - began < SECONDS
    assert list(folder.iterdir()) == [], "its data is gone"
    return log.read_text()


def happened(demonstration: str, item: str) -> list[tuple[str, str]]:
    """What happened to an item, and by whom, in order."""
    found = EVENT.finditer(demonstration)
    return [(event["what"], event["by"]) for event in found if event["item"].strip() == item]


def test_each_item_is_received_accepted_and_ended(demonstration):
    for item in ITEMS:
        whats = [what for what, _ in happened(demonstration, item)]
        assert whats[:2] == ["ready", "received"], item
        assert "accepted" in whats, item
        assert whats[-1] in ("approved", "approved by silence"), item


def test_an_officer_approves_after_the_yellow_card_and_its_message(demonstration):
    assert happened(demonstration, "LR-03") == [
        ("ready", "the"),
        ("received", "applicant-1"),
        ("accepted", "nrb-officer"),
        ("yellow", "the"),
        ("approved", "nrb-officer"),
    ]
    messages = re.findall(r"LR-03   ✉  to (.+)\n +(【库伦旗政务】黄牌提醒：.+)", demonstration)
    assert {to for to, _ in messages} == {"department:NRB", "person:nrb-officer"}
    assert all("国有建设用地使用权供应" in text for _, text in messages)


def test_silence_approves_after_yellow_and_red(demonstration):
    for item in ("LR-04", "WR-01", "CM-02"):
        assert [what for what, _ in happened(demonstration, item)][-3:] == ["yellow", "red", "approved by silence"]
        assert happened(demonstration, item)[-1] == ("approved by silence", "nobody's")
        assert re.search(rf"{item}   ✉  to .*person:supervisor.*\n.*超时默许", demonstration)


def test_a_pause_is_excluded_from_the_cycle(demonstration):
    whats = [what for what, _ in happened(demonstration, "EI-01")]
    chart = {row["id"].strip(): row for row in FIGURES.finditer(demonstration)}

    assert whats[2:] == ["accepted", "paused", "resumed", "yellow", "approved"]
    assert int(chart["EI-01"]["excluded"]) >= 5
    assert set(chart) == ITEMS | {"S1", "S2", "S3", ""}
    for item in ITEMS:
        row = chart[item]
        assert int(row["gross"]) == int(row["counted"]) + int(row["excluded"])


def test_corrections_and_an_extension_are_told(demonstration):
    assert ("correcting", "nrb-officer") in happened(demonstration, "LR-06")
    assert ("supplied", "applicant-1") in happened(demonstration, "LR-06")
    assert ("extended", "nrb-head") in happened(demonstration, "LR-07")


def test_the_project_is_complete_at_the_end(demonstration):
    last = list(EVENT.finditer(demonstration))[-1]

    assert (last["item"].strip(), last["what"]) == ("", "completed")
    assert "14 items: 11 approved by officers, 3 by silence." in demonstration
    assert "was refused" not in demonstration
    assert "Traceback" not in demonstration
