"""The signatures under Twilio's webhooks: whoever cannot sign with one of our tokens is not Twilio.

What is signed is the address that Twilio called, and only the settings know it: a proxy may have changed scheme, host,
port and the front of the path, and anybody can write Host and X-Forwarded-* as they like. So the address is the
configured public one, then the path that this counter has in the program, then the query as it came, byte for byte.
"""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Depends, Request
from starlette.datastructures import Headers
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from api.desk import desk_of
from api.forms import Form, form_of
from api.refusals import SignatureWrong, UnknownAddress
from system.settings import Settings

log = structlog.get_logger(__name__)


async def signed_form(request: Request) -> Form:
    """The form of a request that Twilio has signed.

    Raises:
        UnknownAddress: no Twilio account is configured, so there are no webhooks.
        SignatureWrong: the signature is missing or not Twilio's.
        BadForm: it is no form.
    """
    settings = desk_of(request).settings
    secrets = secrets_of(settings)
    if not secrets:
        raise UnknownAddress()
    form = await form_of(request)
    query = request.scope["query_string"].decode("latin-1")
    url = called_address(settings.public_base_url, request.scope["route"].path, query)
    if not is_genuine(url, form, request.headers, secrets=secrets):
        log.warning("hook.refused", path=request.scope["route"].path)
        raise SignatureWrong()
    return form


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """What Twilio may sign with: both tokens, of which one may be the secret of a shared key; none without an account."""
    if settings.twilio_account_sid is None:
        return ()
    return tuple(token for token in (settings.twilio_auth_token, settings.twilio_auth_token_2) if token)


def called_address(base: str, path: str, query: str) -> str:
    """The address as Twilio called it."""
    return f"{base.rstrip('/')}{path}{'?' if query else ''}{query}"


def is_genuine(url: str, form: Form, headers: Headers, *, secrets: tuple[str, ...]) -> bool:
    """Is there a signature of one of these secrets under this form, sent to this address?

    The algorithm is the one that the request names, HMAC-SHA1 if none; another one than SHA-1 and SHA-256 is wrong.
    """
    signature = headers.get(SIGNATURE_HEADER, "")
    algorithm = get_signature_algorithm(headers.get(SIGNATURE_SETTINGS_HEADER))
    return any(RequestValidator(secret).validate(url, form, signature, algorithm) for secret in secrets)


SignedForm = Annotated[Form, Depends(signed_form)]
