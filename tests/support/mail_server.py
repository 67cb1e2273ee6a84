"""A real mail server (aiosmtpd) that keeps what it gets and can be told to refuse, to fall silent or to hang up."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Security = Literal["starttls", "tls", "none"]
HANG_UP = "hang up"
SILENCE = "silence"


@dataclass
class MailServer:
    """What the server got, and how it answers.

    `answers` says what it does at a command (MAIL, RCPT, DATA: once the whole text has arrived): a reply, HANG_UP or
    SILENCE. `copies` are the texts that it got, whatever it answered; `logins` those whom it let in; `secured` says of
    each text whether it came over TLS.
    """

    port: int = 0
    account: tuple[str, str] | None = None
    answers: dict[str, str] = field(default_factory=dict)
    copies: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)
    connections: int = 0

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._reply("MAIL", server)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._reply("RCPT", server)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        assert isinstance(envelope.content, bytes)
        assert envelope.mail_from is not None
        self.copies.append(envelope.content)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        assert server.transport is not None
        self.secured.append(server.transport.get_extra_info("sslcontext") is not None)
        return await self._reply("DATA", server)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        """Let in who has the account's password."""
        given = (data.login.decode(), data.password.decode())
        if given == self.account:
            self.logins.append(given[0])
        return AuthResult(success=given == self.account, handled=False)

    async def _reply(self, command: str, server: SMTP) -> str:
        answer = self.answers.get(command, "250 OK")
        if answer == HANG_UP:
            assert server.transport is not None
            server.transport.close()
            raise asyncio.CancelledError  # which ends this connection's task and says nothing more
        if answer == SILENCE:
            await asyncio.Event().wait()
        return answer


@asynccontextmanager
async def mail_server(
    *,
    security: Security = "none",
    certificate: trustme.LeafCert | None = None,
    account: tuple[str, str] | None = None,
) -> AsyncIterator[MailServer]:
    """A server that runs in the loop of the test, on a port of its own."""
    state, context = MailServer(account=account), _context(certificate) if certificate else None
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        state.connections += 1
        with warnings.catch_warnings(action="ignore"):  # it thinks that only STARTTLS makes a login safe
            return SMTP(
                state,
                hostname="mail.test",
                tls_context=context if security == "starttls" else None,
                require_starttls=security == "starttls",
                auth_required=account is not None,
                auth_require_tls=account is None or security == "starttls",
                authenticator=state.authenticate,
                loop=loop,
            )

    server = await loop.create_server(session, "127.0.0.1", 0, ssl=context if security == "tls" else None)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def mute_server() -> AsyncIterator[int]:
    """The port of a server that accepts connections and never says a word."""
    ended = asyncio.Event()

    async def keep_silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()
        writer.close()

    server = await asyncio.start_server(keep_silent, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        ended.set()
        server.close()
        await server.wait_closed()


def trusted(authority: trustme.CA, folder: Path) -> Path:
    """The authority's certificate as a file."""
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context
