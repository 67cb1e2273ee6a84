"""The rules of hotline and legal circle by version. Only ever added to: a case keeps the version that it began with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from domain.hotline.policy_file import parse_hotline
from domain.legal.policy_file import parse_legal
from store.pool import Connection
from store.seed import SHIPPED
from store.sql import load_sql

SQL = load_sql(__file__)


class PolicyMissing(LookupError):
    """There are no rules of the service in this database, or not this version."""


class _Versioned(Protocol):
    @property
    def version(self) -> str: ...


class Book(Protocol):
    """The rules of a service, and what is looked up beside them."""

    @property
    def policy(self) -> _Versioned: ...


AnyBook = TypeVar("AnyBook", bound=Book)


@dataclass(frozen=True, slots=True)
class Policies(Generic[AnyBook]):
    """The versions of one service's rules; `parse` reads a text, and raises where it has faults."""

    service: str
    parse: Callable[[str], AnyBook]

    async def add(self, connection: Connection, text: str, *, by: str) -> AnyBook:
        """Load the rules from their file's text, and return those that stand under its version from now on.

        A version that is known already is left as it is, whatever the text says: `text` tells what was kept. Of a text with
        faults nothing is written.
        """
        book = self.parse(text)
        await connection.execute(SQL["add_policy"], self.service, book.policy.version, by, text)
        kept = await self.text(connection, book.policy.version)
        return book if kept == text or kept is None else self.parse(kept)

    async def text(self, connection: Connection, version: str) -> str | None:
        """The text of one version, or None."""
        text: str | None = await connection.fetchval(SQL["policy_text"], self.service, version)
        return text

    async def newest_version(self, connection: Connection) -> str | None:
        """The version with which new cases begin: that which was loaded last; None when none was loaded yet."""
        version: str | None = await connection.fetchval(SQL["newest_version"], self.service)
        return version

    async def book(self, connection: Connection, version: str) -> AnyBook:
        """One version of the rules.

        Raises:
            PolicyMissing: there is no such version.
        """
        text = await self.text(connection, version)
        if text is None:
            raise PolicyMissing(version)
        return self.parse(text)

    async def load(self, connection: Connection, text: str) -> AnyBook:
        """The rules with which new cases begin, else those of `text`, which are loaded.

        Those that ship with a later program displace what shipped with an earlier one, and never what an administrator has
        published: there the administrator publishes them too.
        """
        newest = await connection.fetchrow(SQL["newest_version"], self.service)
        if newest is None or newest["loaded_by"] == SHIPPED:
            await self.add(connection, text, by=SHIPPED)  # under a version that is known already nothing is written
        version = await self.newest_version(connection)
        assert version is not None, "one was just loaded, or was there"
        return await self.book(connection, version)


HOTLINE = Policies("hotline", parse_hotline)
LEGAL = Policies("legal", parse_legal)
