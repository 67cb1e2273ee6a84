"""The embedded servers, started for real."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client

from system import process
from system.account import Account
from system.postgres import EmbeddedPostgres
from system.process import DataInUse, PortTaken, ServerFailed, leashed
from system.temporal import EmbeddedTemporal

RUN_UNTIL_KILLED = """
import asyncio, pathlib, sys
from system.postgres import EmbeddedPostgres
from system.temporal import EmbeddedTemporal

async def main(folder, postgres_port, temporal_port, ui_port):
    await EmbeddedPostgres(pathlib.Path(folder), port=int(postgres_port)).start()
    await EmbeddedTemporal(pathlib.Path(folder), port=int(temporal_port), ui_port=int(ui_port)).start()
    print("ready", flush=True)
    await asyncio.sleep(60)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Name a port on which nobody listens."""

    def choose() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return choose


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def processes_of(folder: Path) -> list[int]:
    """The processes whose command line names `folder`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if os.fsencode(folder) in command:
            found.append(int(entry.name))
    return found


async def test_postgres_finds_its_data_again_and_leaves_nothing_running(tmp_path, free_port):
    port = free_port()
    async with EmbeddedPostgres(tmp_path, port=port, database="office") as postgres:
        first_url = postgres.url
        connection = await asyncpg.connect(first_url)
        await connection.execute("CREATE TABLE promise AS SELECT '承诺' AS word")
        await connection.close()
        assert processes_of(tmp_path)
    assert not processes_of(tmp_path)

    async with EmbeddedPostgres(tmp_path, port=port, database="office") as postgres:
        assert postgres.url == first_url
        connection = await asyncpg.connect(postgres.url)
        assert await connection.fetchval("SELECT word FROM promise") == "承诺"
        await connection.close()


async def test_postgres_takes_a_password_that_only_we_can_read(tmp_path, free_port):
    async with EmbeddedPostgres(tmp_path, port=free_port()) as postgres:
        assert (tmp_path / "postgres.password").stat().st_mode & 0o777 == 0o600
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(postgres.url, password="guess")


async def test_postgres_never_runs_as_root_and_is_out_of_reach_of_ctrl_c(tmp_path, free_port):
    async with EmbeddedPostgres(tmp_path, port=free_port()):
        server = processes_of(tmp_path)[0]

        assert Path(f"/proc/{server}").stat().st_uid != 0
        assert os.getsid(server) != os.getsid(0)


async def test_postgres_starts_over_a_lock_file_that_names_a_living_process(tmp_path, free_port):
    async with EmbeddedPostgres(tmp_path, port=free_port()):
        lock = (tmp_path / "postgres" / "postmaster.pid").read_text()
    stale = lock.replace(lock.split()[0], str(os.getpid()), 1)
    (tmp_path / "postgres" / "postmaster.pid").write_text(stale)

    async with EmbeddedPostgres(tmp_path, port=free_port()):
        assert processes_of(tmp_path)


def test_the_server_account_reaches_what_lies_in_a_private_folder(tmp_path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    (private / "data").write_text("kept")
    (private / "program").write_text('#!/bin/sh\ntest -x "$0" && cat "$1"\n')
    (private / "program").chmod(0o755)

    account = Account.for_server(program=private / "program", data=private / "data")
    command = leashed(
        [private / "program", private / "data"], last_signal=signal.SIGTERM, privileges=account.privileges
    )

    assert subprocess.check_output(command) == b"kept"
    assert account.uid != 0
    assert private.stat().st_mode & 0o777 == 0o700


async def test_an_occupied_port_names_the_setting(tmp_path, free_port, taken_port):
    servers = {
        "CHENGNUO_POSTGRES_PORT": EmbeddedPostgres(tmp_path, port=taken_port),
        "CHENGNUO_TEMPORAL_PORT": EmbeddedTemporal(tmp_path, port=taken_port, ui_port=free_port()),
        "CHENGNUO_TEMPORAL_UI_PORT": EmbeddedTemporal(tmp_path, port=free_port(), ui_port=taken_port),
    }
    for setting, server in servers.items():
        with pytest.raises(PortTaken, match=f"{taken_port}.* {setting}") as caught:
            await server.start()
        assert (caught.value.port, caught.value.setting) == (taken_port, setting)
    assert not processes_of(tmp_path)


async def test_two_runs_never_share_their_data(tmp_path, free_port, monkeypatch):
    monkeypatch.setattr(process, "_HANDOVER_SECONDS", 0.2)
    async with EmbeddedPostgres(tmp_path, port=free_port()):
        with pytest.raises(DataInUse, match="CHENGNUO_DATA_DIR"):
            await EmbeddedPostgres(tmp_path, port=free_port()).start()
        assert processes_of(tmp_path)


@pytest.mark.parametrize("moment", [0.1, 0.4])  # while initdb runs; while the server starts
async def test_a_cancelled_start_leaves_nothing_running_and_can_be_repeated(tmp_path, free_port, moment):
    postgres = EmbeddedPostgres(tmp_path, port=free_port())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(postgres.start(), moment)
    await postgres.stop()
    assert not processes_of(tmp_path)

    async with postgres:
        assert processes_of(tmp_path)


async def test_a_broken_option_is_told_with_the_log(tmp_path, free_port):
    with pytest.raises(ServerFailed, match="no_such_option"):
        await EmbeddedPostgres(tmp_path, port=free_port(), options={"no_such_option": "1"}).start()


async def test_temporal_finds_its_state_again_and_learns_new_attributes(tmp_path, free_port):
    port, ui_port = free_port(), free_port()
    first = {"CaseKind": "Keyword"}
    async with EmbeddedTemporal(tmp_path, port=port, ui_port=ui_port, search_attributes=first) as temporal:
        client = await Client.connect(temporal.address)
        await client.start_workflow("Nothing", id="kept", task_queue="nobody")
        assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("temporal.db*")} == {0o600}
    (tmp_path / "temporal.db").chmod(0o644)  # as earlier versions left it

    both = {"CaseKind": "Keyword", "NextDue": "Datetime", "OpenDepartments": "KeywordList"}
    async with EmbeddedTemporal(tmp_path, port=port, ui_port=ui_port, search_attributes=both) as temporal:
        assert (tmp_path / "temporal.db").stat().st_mode & 0o777 == 0o600
        client = await Client.connect(temporal.address)
        assert (await client.get_workflow_handle("kept").describe()).workflow_type == "Nothing"
        known = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="default"))
        assert both.keys() <= known.custom_attributes.keys()
    assert not processes_of(tmp_path)


async def test_a_killed_run_takes_its_servers_along_and_is_followed_by_another(tmp_path, free_port):
    ports = [free_port() for _ in range(3)]
    command = [sys.executable, "-c", RUN_UNTIL_KILLED, tmp_path, *map(str, ports)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"ready\n"
        run.send_signal(signal.SIGKILL)

    async with (
        EmbeddedPostgres(tmp_path, port=ports[0]) as postgres,
        EmbeddedTemporal(tmp_path, port=ports[1], ui_port=ports[2]),
    ):
        await (await asyncpg.connect(postgres.url)).close()
    assert not processes_of(tmp_path)
