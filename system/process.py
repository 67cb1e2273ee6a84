"""A server of ours as a child process: it owns its data, ends with us, and is stopped in order."""

import asyncio
import fcntl
import os
import shutil
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Self

LOOPBACK = "127.0.0.1"

_HANDOVER_SECONDS = 10.0
_LOG_TAIL_LINES = 15


class PortTaken(RuntimeError):
    """Another program listens on a port that we need.

    `port` is that port, `setting` the environment variable that chooses another one.
    """

    def __init__(self, port: int, setting: str) -> None:
        super().__init__(f"Port {port} of {LOOPBACK} is in use by another program; choose another one with {setting}.")
        self.port = port
        self.setting = setting


class DataInUse(RuntimeError):
    """A server that we did not start still works on the data that ours needs."""

    def __init__(self, data: Path, setting: str) -> None:
        super().__init__(f"{data} is in use by another run; stop that one, or choose another folder with {setting}.")
        self.data = data
        self.setting = setting


class ServerFailed(RuntimeError):
    """A server ended, or never answered, while it was being started; the message holds the end of its log."""


def require_free_port(port: int, setting: str) -> None:
    """Return if `port` can be listened on.

    Raises:
        PortTaken: another program listens there; `setting` is named to the reader.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that is merely cooling down is free
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise PortTaken(port, setting) from error


class Claim:
    """The right to work on a piece of data, held by at most one server at a time.

    The claim is a lock on an open file that the server inherits. The kernel lets it go when the last process of that
    server has ended, however it ended, so nothing stale can be left behind and no process id has to be guessed at.
    """

    def __init__(self, data: Path, setting: str) -> None:
        self._data = data
        self._setting = setting
        self._file = os.open(data.with_name(f"{data.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @property
    def file(self) -> int:
        """The descriptor that the server inherits."""
        return self._file

    async def take(self) -> None:
        """Wait until the claim is ours: the server of a killed run may need some seconds to end.

        Raises:
            DataInUse: another server still holds it after ten seconds.
        """
        deadline = asyncio.get_running_loop().time() + _HANDOVER_SECONDS
        while not self._locked():
            if asyncio.get_running_loop().time() > deadline:
                raise DataInUse(self._data, self._setting)
            await asyncio.sleep(0.1)

    def release(self) -> None:
        """Let go of our part, taken or not; a running server keeps its own."""
        os.close(self._file)

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class Child:
    """One running server process, in a session of its own so that Ctrl-C reaches only us."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log

    @classmethod
    async def start(
        cls,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: dict[str, str],
        claim: Claim,
        last_signal: signal.Signals,
        privileges: Sequence[str] = (),
    ) -> Self:
        """Start `command`, writing what it says into `log` (emptied first).

        Args:
            command: The program and its arguments.
            log: Where output and errors go.
            environment: The whole environment of the program.
            claim: What the program inherits and holds until it ends.
            last_signal: What the kernel sends the program if we are killed (on Linux).
            privileges: Options of setpriv(1), for a program that may not run as we do.
        """
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *leashed(command, last_signal=last_signal, privileges=privileges),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                env=environment,
                pass_fds=(claim.file,),
                start_new_session=True,
                umask=0o077,  # what it keeps is for its own eyes
            )
        return cls(process, log)

    @property
    def running(self) -> bool:
        """Whether the process has not ended yet."""
        return self._process.returncode is None

    async def succeeded(self) -> bool:
        """Wait for the end of a program that ends by itself, and tell whether it did what it should."""
        return await self._process.wait() == 0

    def failure(self, what: str) -> ServerFailed:
        """The error to raise when `what` went wrong, with the end of the log."""
        tail = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_TAIL_LINES:]
        return ServerFailed("\n".join([f"{what}; the end of {self._log}:", *tail]))

    async def stop(self, *steps: tuple[signal.Signals, float]) -> None:
        """Send each signal in turn until the process has ended, waiting the given seconds after each; then kill it."""
        for step, patience in (*steps, (signal.SIGKILL, _HANDOVER_SECONDS)):
            if not self.running:
                return
            self._process.send_signal(step)
            try:
                await asyncio.wait_for(self._process.wait(), patience)
            except TimeoutError:
                continue


def leashed(
    command: Sequence[str | Path], *, last_signal: signal.Signals, privileges: Sequence[str] = ()
) -> list[str | Path]:
    """`command` in such a form that the kernel sends it `last_signal` when our process is gone.

    On Linux that is done by setpriv(1) of util-linux, which every Debian has; elsewhere the command stays as it is. For the
    kernel the thread that starts the command is its parent, so that thread has to last as long as the command.

    Raises:
        ServerFailed: `privileges` must be changed, and there is no setpriv(1).
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None and privileges:
        raise ServerFailed(f"{command[0]} may not run as root, and setpriv(1) of util-linux is missing.")
    if setpriv is None:
        return list(command)
    return [setpriv, "--pdeathsig", last_signal.name.removeprefix("SIG"), *privileges, "--", *command]
