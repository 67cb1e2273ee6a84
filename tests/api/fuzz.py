"""Requests that nobody thought of, to every address, as each role: no fault of ours, and no answer that is not described.

Run by `make fuzz`, for it takes minutes. CHENGNUO_FUZZ_EXAMPLES says how many requests each address gets (10).
"""

import asyncio
import os
import shutil
import sysconfig
from pathlib import Path

import pytest
from banner import Banner
from circle import CLERK, DIRECTOR, Circle

PEOPLE = {
    "visitor": "",
    "applicant": "chen",
    "helper": "bai",
    "officer": "officer-NRB",
    "head": "head-NRB",
    "grid_member": "grid-NRB",
    "dispatcher": "dispatcher-1",
    "leader": "leader",
    "lawyer": "ann",
    "clerk": CLERK,
    "director": DIRECTOR,
    "supervisor": "shen",
    "administrator": "root",
}
# A stream without end, and lines that schemathesis cannot write.
LEFT_OUT = (
    "/api/v1/projects/{ref}/live",
    *(f"/api/v1/live/{kind}" for kind in ("projects", "requests", "legal")),
    "/api/v1/requests/history",
)
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
PROGRAM = shutil.which("schemathesis", path=sysconfig.get_path("scripts")) or shutil.which("schemathesis")
EXAMPLES = os.environ.get("CHENGNUO_FUZZ_EXAMPLES", "10")


async def fuzzed(site: str, token: str, folder: Path) -> tuple[int, str]:
    """How it ended, and what was found."""
    words = [
        *("run", f"{site}/openapi.json", "--checks", CHECKS, "--phases", "examples,fuzzing"),
        *("--max-examples", EXAMPLES, "--generation-deterministic", "--no-shrink", "--continue-on-failure"),
        *(word for path in LEFT_OUT for word in ("--exclude-path", path)),
        *("--request-timeout", "15", "--no-color", "--warnings", "off"),
        *("--suppress-health-check", "all", "--exclude-tag", "health"),  # which answer 503 by right when posts are late
    ]
    if token:
        words += ["--header", f"Authorization: Bearer {token}"]
    assert PROGRAM, "schemathesis is among the tools for developers"
    running = await asyncio.create_subprocess_exec(
        PROGRAM, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=folder
    )
    said, _ = await running.communicate()
    return running.returncode or 0, said.decode()


@pytest.mark.parametrize("role", PEOPLE)
async def test_whatever_a_role_sends_is_answered_as_described(office, site, role, tmp_path):
    await Banner.staffed(office)
    await Circle.staffed(office)
    await office.open()
    office.app.openapi()  # made once, which may take longer than schemathesis waits

    status, said = await fuzzed(site, office.tokens.get(PEOPLE[role], ""), tmp_path)

    assert status == 0, said
