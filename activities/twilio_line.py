"""The line to Twilio: their synchronous client in threads, one attempt a question, which always knows whether Twilio can have heard it."""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from requests import RequestException, Session
from requests.exceptions import ConnectTimeout, ProxyError
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError, SSLError
from urllib3.util import Timeout

Answered = TypeVar("Answered")

TWILIO = "https://api.twilio.com"
_FRESH_SECONDS = (
    20  # a connection that lay idle longer may be closed at the other end: a new one cannot be lost that way
)
_GRACE_SECONDS = 1  # for an answer that comes in crumbs, each of them in time
_HERE_ONLY = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}  # instead of the environment, which only front doors read


class NotReached(Exception):
    """No connection came about, so nothing can have reached Twilio."""


class NoAnswer(Exception):
    """The question may have reached Twilio, and nobody can say what became of it."""


class Refused(Exception):
    """Twilio has understood the question and refused it; `code` is its error code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TwilioLine:
    """An account's line to Twilio.

    `user` and `secret` sign in: the account itself and its token, or an API key and its secret. At most `threads`
    questions are under way; each gets `seconds` from its first byte, and none is ever put twice. Close the line at the end.
    """

    def __init__(
        self, *, account: str, user: str, secret: str, url: str = TWILIO, threads: int = 16, seconds: float = 8
    ) -> None:
        self._transport = _Transport(url, seconds)
        self._client = Client(user, secret, account, http_client=self._transport, environment=_HERE_ONLY)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="twilio")
        self._free, self._patience = asyncio.Semaphore(threads), seconds + _GRACE_SECONDS

    async def ask(self, question: Callable[[Client], Answered]) -> Answered:
        """Put a question to Twilio's client, once.

        Raises:
            NotReached: nothing can have reached Twilio.
            Refused: Twilio said no.
            NoAnswer: it may have reached Twilio. A server's fault (5xx) is no answer either.
        """
        async with self._free:
            asked = asyncio.get_running_loop().run_in_executor(self._threads, self._put, question)
            try:
                return await asyncio.wait_for(asked, self._patience)
            except TimeoutError:
                raise NoAnswer("crumbs") from None

    def close(self) -> None:
        """Take no more questions; one that is under way ends by itself within its time."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._transport.close()

    def _put(self, question: Callable[[Client], Answered]) -> Answered:
        """Put it, in a thread. The errors that come out name no address: those of the libraries do, so they end here."""
        try:
            return question(self._client)
        except (NotReached, NoAnswer, Refused):
            raise
        except (TwilioRestException, TwilioServiceException) as refusal:
            raise Refused(str(refusal.code)) from None
        except Exception as fault:  # an answer that their client cannot read: the question was heard all the same
            raise NoAnswer(type(fault).__name__) from None


class _Transport(HttpClient):
    """Carries their client's requests to the given address, over one connection a thread."""

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False)
        self._url = url.rstrip("/")
        self._time_out: Any = Timeout(total=seconds)  # for connecting and reading together, which `requests` passes on
        self._of_thread = threading.local()
        self._sessions: list[Session] = []

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 (ours holds for all)
        allow_redirects: bool = False,  # noqa: ARG002 (a redirected POST would be a second one)
    ) -> Response:
        """Make one request and no other, without writing its addresses to the log as theirs does.

        Raises:
            NotReached: see there.
            NoAnswer: see there.
            Refused: too many requests.
        """
        try:
            answer = self._session().request(
                method,
                self._url + uri.removeprefix(TWILIO),
                params=params,
                data=data,
                headers=headers,
                auth=auth,
                timeout=self._time_out,
                allow_redirects=False,
            )
        except RequestException as fault:
            raise (NotReached if _never_left(fault) else NoAnswer)(type(fault).__name__) from None
        if answer.status_code >= 500:
            raise NoAnswer(str(answer.status_code))
        if answer.status_code == 429:
            raise Refused("20429")  # never processed, whatever its body says
        return Response(answer.status_code, answer.text, answer.headers)

    def close(self) -> None:
        """Close all connections."""
        for session in self._sessions:
            session.close()

    def _session(self) -> Session:
        """This thread's session; a connection that is no longer fresh is given up."""
        mine, now = self._of_thread, time.monotonic()
        if not hasattr(mine, "session"):
            mine.session = Session()
            self._sessions.append(mine.session)
        elif now - mine.used_at > _FRESH_SECONDS:
            mine.session.close()
        mine.used_at = now
        session: Session = mine.session
        return session


def _never_left(fault: RequestException) -> bool:
    """Did the request surely not leave this machine? Their libraries try once, so this speaks of the only attempt."""
    if isinstance(fault, ConnectTimeout | ProxyError):
        return True
    reason = getattr(fault.args[0], "reason", None) if fault.args else None
    if isinstance(reason, SSLError):
        return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in reason.args)
    return isinstance(reason, NewConnectionError)
