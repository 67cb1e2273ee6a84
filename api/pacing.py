"""Requests are counted: so many a minute from one address, and so many by one account.

Carriers are not counted, for each of their webhooks proves itself by a signature before anything is done.
"""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.limits import Pace, TooManyRequests, asker_of
from api.problems import problem
from domain.roles import Actor
from system.settings import Settings

_SIGNED = "/hooks/"


class Limits:
    """ASGI middleware that counts requests by address, before anything of them is read."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._pace = app, Pace(settings.requests_per_address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the module."""
        if scope["type"] == "http" and not scope["path"].startswith(_SIGNED):
            try:
                self._pace.ask(asker_of(scope))
            except TooManyRequests as refusal:
                await problem(Request(scope), refusal)(scope, receive, send)
                return
        await self._app(scope, receive, send)


async def count_account(request: Request) -> None:
    """A dependency of every route, after `api.access.admit`, that counts requests by account.

    Raises `TooManyRequests`; visitors have no account.
    """
    actor: Actor = request.state.actor
    if actor.id:
        request.app.state.account_pace.ask(actor.id)
