"""The command line: `python -m bench` measures everything, `python -m bench history waking` only these parts."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import answering, counting, history, hotline, legal, opening, pages, record, rights, rushing, sending, waking
from bench.figures import Figure, table
from bench.ground import Ground, ground
from system.logging import configure_logging
from system.process import DataInUse, PortTaken, ServerFailed
from system.stopping import run_until_stopped

RESULT = Path(".local/bench.json")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the measurement; `about` says in words how it is done."""

    measure: Callable[[Ground], Awaitable[list[Figure]]]
    about: str


PARTS = {
    "history": Part(history.measure, history.ABOUT),
    "opening": Part(opening.measure, opening.ABOUT),
    "answering": Part(answering.measure, answering.ABOUT),
    "waking": Part(waking.measure, waking.ABOUT),
    "rushing": Part(rushing.measure, rushing.ABOUT),
    "sending": Part(sending.measure, sending.ABOUT),
    "record": Part(record.measure, record.ABOUT),
    "rights": Part(rights.measure, rights.ABOUT),
    "hotline": Part(hotline.measure, hotline.ABOUT),
    "legal": Part(legal.measure, legal.ABOUT),
    "pages": Part(pages.measure, pages.ABOUT),
    "counting": Part(counting.measure, counting.ABOUT),
}


async def run(names: list[str]) -> None:
    """Measure the named parts, print the table, write the JSON."""
    figures: list[Figure] = []
    async with ground() as here:
        machine = _machine() | here.about
        print(", ".join(f"{name} {value}" for name, value in machine.items()), flush=True)
        for name in names:
            began = time.monotonic()
            figures += await PARTS[name].measure(here)
            print(f"{name} took {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    print("\n" + "\n".join(PARTS[name].about for name in names) + "\n\n" + table(figures), flush=True)
    await asyncio.to_thread(_keep, machine, figures)
    print(f"\nWritten to {RESULT}")


def _machine() -> dict[str, str]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _keep(machine: dict[str, str], figures: list[Figure]) -> None:
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    kept = {"machine": machine, "figures": [figure.as_json() for figure in figures]}
    RESULT.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Do what the command line says; 1 when something could not be started."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="part", help=f"of {', '.join(PARTS)}")
    chosen = parser.parse_args().parts
    configure_logging(level="warning", as_json=False)
    logging.getLogger("temporalio").setLevel(logging.WARNING)
    try:
        run_until_stopped(run(chosen or list(PARTS)))
    except (PortTaken, DataInUse, ServerFailed) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
