"""Requests that nobody thought of, to every address, as each role: no fault of ours, and no answer that is not described.

Run by `make fuzz`, for it takes minutes, and where a machine is busy servers that are away are no fault of ours: what runs with
all tests is `test_every_parameter.py`. CHENGNUO_FUZZ_EXAMPLES says how many requests each address gets (10).
"""

import asyncio
import os
import shutil
import sysconfig
from datetime import UTC, datetime
from pathlib import Path

import pytest
from banner import Banner
from circle import CLERK, DIRECTOR, Circle

from api.accounts.cookies import CSRF_HEADER, SESSION, csrf_of
from domain.roles import Role
from store import factors, logins
from store.sessions import open_session
from system.vault import Vault

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
    "security": "wen",
    "auditor": "jian",
}
SIGNED_IN = "signed_in"  # with a session instead of a token, for what asks for one
# Streams without end, and the end of the session with which all else is tried.
LEFT_OUT = (
    "/api/v1/projects/{ref}/live",
    *(f"/api/v1/live/{kind}" for kind in ("projects", "requests", "legal", "overview")),
    "/api/v1/logout",
)
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
PROGRAM = shutil.which("schemathesis", path=sysconfig.get_path("scripts")) or shutil.which("schemathesis")
HOOKS = Path(__file__).parents[1] / "support"
EXAMPLES = os.environ.get("CHENGNUO_FUZZ_EXAMPLES", "10")


async def fuzzed(site: str, headers: dict[str, str], folder: Path) -> tuple[int, str]:
    """How it ended, and what was found, when every request bears these headers."""
    words = [
        *("run", f"{site}/openapi.json", "--checks", CHECKS, "--phases", "examples,fuzzing"),
        *("--max-examples", EXAMPLES, "--generation-deterministic", "--no-shrink", "--continue-on-failure"),
        *(word for path in LEFT_OUT for word in ("--exclude-path", path)),
        *("--request-timeout", "60", "--no-color", "--warnings", "off"),
        *("--suppress-health-check", "all", "--exclude-tag", "health"),  # which answer 503 by right when posts are late
    ]
    words += [word for name, value in headers.items() for word in ("--header", f"{name}: {value}")]
    assert PROGRAM, "schemathesis is among the tools for developers"
    running = await asyncio.create_subprocess_exec(
        *(PROGRAM, *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=folder,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "fuzz_hooks", "PYTHONPATH": str(HOOKS)},
    )
    said, _ = await running.communicate()
    return running.returncode or 0, said.decode()


def test_every_role_is_among_them():
    assert {*PEOPLE, Role.SYSTEM.value} == {role.value for role in Role}


async def session_of(office, site: str) -> dict[str, str]:
    """The headers of a browser in which an officer has signed in."""
    token = "s" * 43
    async with office.pool.acquire() as connection:
        now, who = datetime.now(UTC), "officer-NRB"
        await logins.set_password(connection, who, "nobody knows it", must_change=False, now=now)
        await factors.want_factor(connection, who, "nobody has it", Vault())
        await factors.confirm_factor(connection, who, 0, [], now)
        await open_session(connection, token, who, agent="fuzz", address="127.0.0.1", now=now)
    return {"Cookie": f"{SESSION}={token}", CSRF_HEADER: csrf_of(token), "Origin": site}


@pytest.mark.parametrize("role", [*PEOPLE, SIGNED_IN])
async def test_whatever_a_role_sends_is_answered_as_described(office, site, role, tmp_path):
    await Banner.staffed(office)
    await Circle.staffed(office)
    await office.open()
    office.app.openapi()  # made once, which may take longer than schemathesis waits

    headers = await session_of(office, site) if role == SIGNED_IN else office.bearing(PEOPLE[role])
    status, said = await fuzzed(site, headers, tmp_path)

    assert status == 0, said
