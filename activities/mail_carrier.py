"""Posts letters as mail over SMTP, and always knows whether the server has them."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Literal

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from activities.mail_paper import MailPaper, NotAnAddress, domain_of
from activities.mail_words import MailWords
from domain.fate import Answer, Fate, Fault
from store.letters import Letter

Security = Literal["starttls", "tls", "none"]

_ENHANCED = re.compile(r"[45]\.\d{1,3}\.\d{1,3}\b")
_NOT_UNDERSTOOD = {500, 501, 502, 503, 504, 530}  # commands refused, a login demanded
_SENDER_REFUSED = {"5.1.7", "5.1.8"}  # which many servers say of the sender only once they hear of a recipient
_LEAVE_SECONDS = 0.5
_TROUBLE = (SMTPException, OSError, ValueError)  # a time-out is an OSError; ValueError: a challenge that is no base64


class _Step(StrEnum):
    """How far a letter has come; only from TEXT on can the server have it."""

    CONNECT = "connect"
    STARTTLS = "starttls"
    LOGIN = "login"
    SENDER = "mail"
    RECIPIENT = "rcpt"
    TEXT = "data"


class MailCarrier:
    """A carrier to one mail server, with a connection of its own for each letter.

    With `starttls` and `tls` nothing is sent, not even the login, before the server has shown a certificate for `host`
    that `ca_file` (or the system) vouches for. `page` is the address at which a letter's code is acknowledged. A letter
    takes at most `seconds`, half of them before its text is sent, so that the answer to the text has its time.

    Raises:
        NotAnAddress: `sender` is no plain mail address.
        OSError: the certificates cannot be read.
    """

    name = "smtp"

    def __init__(
        self,
        *,
        host: str,
        port: int,
        security: Security,
        sender: str,
        page: str,
        words: MailWords,
        user: str | None = None,
        password: str | None = None,
        ca_file: Path | None = None,
        seconds: float = 8,
    ) -> None:
        self._host, self._port, self._security, self._seconds = host, port, security, seconds
        self._login = (user, password or "") if user else None
        self._paper, self._sender = MailPaper(sender, page, words), sender
        self._trust = ssl.create_default_context(cafile=ca_file)

    async def post(self, letter: Letter) -> Answer:
        """Send the mail, once.

        Lost after its text began and before that was answered, it is unknown: its Message-ID finds it in the server's
        log, and is the same should a person decide to post it again. The error code names the step and what was said:
        `login 535 5.7.8`, `data timeout`.
        """
        try:
            mail = self._paper.write(letter)
        except NotAnAddress:
            return Answer(Fate.FAILED, code="malformed", fault=Fault.ADDRESS)
        attempt = _Attempt(self._client(), self._seconds)
        try:
            await attempt.address(
                self._sender, letter.address, starttls=self._security == "starttls", login=self._login
            )
            await attempt.hand_over(mail)
        except _TROUBLE as error:
            return _answer(attempt.step, error)
        else:
            return Answer(Fate.SENT, sid=self._paper.message_id(letter), status="250")
        finally:
            await attempt.end()

    async def look_up(self, letter: Letter) -> Answer | None:  # noqa: ARG002 (the protocol's)
        """None: a mail server cannot be asked afterwards."""
        return None

    def read(self, status: str, code: str) -> Answer:
        """What a reply means that was kept; mail servers report nothing afterwards."""
        return Answer(Fate.SENT if status == "250" else Fate.ACCEPTED, status=status, code=code)

    def _client(self) -> SMTP:
        return SMTP(
            hostname=self._host,
            port=self._port,
            use_tls=self._security == "tls",
            start_tls=False,  # asked for as a step of its own
            tls_context=self._trust,
            local_hostname=domain_of(self._sender),
            timeout=self._seconds,
        )


class _Attempt:
    """One letter's way to the server; `step` is where it is, or where it ended."""

    def __init__(self, client: SMTP, seconds: float) -> None:
        self._client, self.step = client, _Step.CONNECT
        self._begun_at, self._seconds = asyncio.get_running_loop().time(), seconds

    async def address(self, sender: str, recipient: str, *, starttls: bool, login: tuple[str, str] | None) -> None:
        """Come as far as the envelope; without STARTTLS where it is demanded, no further."""
        async with self._within(self._seconds / 2):
            await self._client.connect()
            if starttls:
                self.step = _Step.STARTTLS
                await self._client.starttls()
            if login:
                self.step = _Step.LOGIN
                await self._client.login(*login)
            self.step = _Step.SENDER
            await self._client.mail(sender)
            self.step = _Step.RECIPIENT
            await self._client.rcpt(recipient)

    async def hand_over(self, mail: bytes) -> None:
        """Send the text and wait until the server has taken it."""
        async with self._within(self._seconds):
            self.step = _Step.TEXT
            await self._client.data(mail)

    async def end(self) -> None:
        """Take leave, but not for long: nothing that happens here changes what is known."""
        try:
            with suppress(*_TROUBLE):
                await self._client.quit(timeout=_LEAVE_SECONDS)
        finally:
            self._client.close()

    @asynccontextmanager
    async def _within(self, seconds: float) -> AsyncIterator[None]:
        """Stop the time from the beginning of the attempt; a server that was late is not spoken to any more."""
        try:
            async with asyncio.timeout_at(self._begun_at + seconds):
                yield
        except TimeoutError:
            self._client.close()
            raise


def _answer(step: _Step, error: Exception) -> Answer:
    """What is known of a letter that was stopped at this step by this error."""
    said, fault = _read(step, error)
    fate = Fate.UNKNOWN if fault is Fault.UNKNOWN else Fate.FAILED
    return Answer(fate, code=f"{step} {said}", fault=fault)


def _read(step: _Step, error: Exception) -> tuple[str, Fault]:
    """An error in a word or a number, and its class."""
    if isinstance(error, SMTPResponseException) and 400 <= error.code < 600:
        found = _ENHANCED.match(error.message)
        enhanced = found[0] if found else ""
        return f"{error.code} {enhanced}".strip(), _refusal(step, error.code, enhanced)
    cause = error.__cause__ or error
    if step is _Step.TEXT:
        return "timeout" if isinstance(error, TimeoutError) else "lost", Fault.UNKNOWN
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "certificate", Fault.OURS
    if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
        return "tls", Fault.OURS
    if isinstance(error, TimeoutError):
        return "timeout", Fault.BUSY
    if isinstance(error, OSError):
        return "lost", Fault.BUSY
    return "unsupported", Fault.OURS  # no STARTTLS, no login, or no mail server at all


def _refusal(step: _Step, code: int, enhanced: str) -> Fault:
    """The class of a reply that refuses; `enhanced` is its code of RFC 3463, if it has one."""
    if code < 500:
        return Fault.BUSY
    if step not in (_Step.RECIPIENT, _Step.TEXT) or code in _NOT_UNDERSTOOD or enhanced in _SENDER_REFUSED:
        return Fault.OURS
    if enhanced.startswith("5.1."):
        return Fault.ADDRESS
    if step is _Step.TEXT or code == 552 or enhanced.startswith(("5.2.", "5.3.", "5.4.", "5.6.", "5.7.")):
        return Fault.UNREACHABLE  # a full mailbox or somebody's policy: the address stays good
    return Fault.ADDRESS
