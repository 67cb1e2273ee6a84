"""Asks an OpenID Connect provider who somebody is: by discovery, with the authorization code and PKCE; its word is checked to the letter.

All that the provider says comes over its own addresses, from discovery at its issuer, and the word itself (the ID token)
is signed with one of its published keys, made for us, for this very sign-in (nonce), and not too old.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from requests import RequestException

from system.settings import Settings

# Signed with a key that only the provider has: never `none`, and never our own secret (HS256).
ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
BACK = "/login/provider/back"  # where the provider sends browsers, below our own address
_KEY_TYPES = ("RSA", "EC", "OKP")
_SECONDS = 5.0  # for each answer
_AT_ONCE = 4
_KNOWN_FOR = 3600.0  # seconds for which what the provider publishes is not asked for again
_CLOCKS_DIFFER = 60  # seconds
_MOST_SUBJECT = 255  # characters, as OpenID Connect Core 1.0 says

_Answer = TypeVar("_Answer")


class ProviderAway(Exception):
    """The provider cannot be reached, or what it publishes cannot be used."""


class NotBelieved(Exception):
    """What came is not the word of our provider about this sign-in; the message says what is wrong, and is not for strangers."""


@dataclass(frozen=True, slots=True)
class Word:
    """What the provider says of somebody: who (`subject`), when they signed in there if it tells, and how (acr, amr)."""

    subject: str
    signed_in_at: datetime | None
    acr: str
    amr: frozenset[str]


class Provider:
    """One provider, by its `issuer`; `back` is the address of ours to which it sends browsers back."""

    def __init__(self, issuer: str, client_id: str, secret: str, *, back: str) -> None:
        self.issuer = issuer
        self._client_id, self._secret, self._back = client_id, secret, back
        self._at_once = CapacityLimiter(_AT_ONCE)
        self._metadata = _Kept(self._discovered)
        self._keys = _Kept(self._published)

    async def address(self, *, state: str, nonce: str, verifier: str, anew: bool) -> str:
        """Where a browser is sent to sign in there; `anew` asks for a sign-in at this moment. Raises `ProviderAway`."""
        return await self._apart(lambda: self._address(state, nonce, verifier, anew=anew))

    async def word(self, code: str, *, nonce: str, verifier: str, issuer: str) -> Word:
        """The provider's word for the code with which a browser came back; `issuer` is who has sent it, if it says so.

        Raises:
            ProviderAway: nobody can say.
            NotBelieved: the code is not taken, or the word does not hold.
        """
        return await self._apart(lambda: self._word(code, nonce, verifier, issuer))

    async def _apart(self, ask: Callable[[], _Answer]) -> _Answer:
        """Ask in a thread, for the library waits."""
        try:
            return await to_thread.run_sync(ask, limiter=self._at_once)
        except (RequestException, LookupError) as fault:
            raise ProviderAway(type(fault).__name__) from fault
        except (JoseError, AuthlibBaseError, AttributeError, ArithmeticError, ValueError, TypeError) as fault:
            raise NotBelieved(f"{type(fault).__name__}: {fault}") from fault

    def _address(self, state: str, nonce: str, verifier: str, *, anew: bool) -> str:
        more = {"prompt": "login", "max_age": str(_CLOCKS_DIFFER)} if anew else {}
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self._metadata.get()["authorization_endpoint"], state, code_verifier=verifier, nonce=nonce, **more
            )
        return str(address)

    def _word(self, code: str, nonce: str, verifier: str, issuer: str) -> Word:
        metadata = self._metadata.get()
        if (issuer or metadata.get("authorization_response_iss_parameter_supported")) and issuer != self.issuer:
            raise NotBelieved("sent back by another issuer")  # RFC 9207
        with self._session() as session:
            answer = session.fetch_token(
                metadata["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier
            )
        claims = self._checked(answer, nonce)
        return Word(claims["sub"], _instant(claims.get("auth_time")), str(claims.get("acr", "")), _words(claims))

    def _checked(self, answer: Mapping[str, Any], nonce: str) -> CodeIDToken:
        told = answer.get("id_token")
        if not isinstance(told, str):
            raise NotBelieved("no ID token")
        try:
            token = jwt.decode(told, _key_set(self._keys.get()), algorithms=ALGORITHMS)
        except JoseError:  # perhaps its keys have changed since
            token = jwt.decode(told, _key_set(self._keys.get(anew=True)), algorithms=ALGORITHMS)
        demands = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._client_id},
        }
        about = {"nonce": nonce, "client_id": self._client_id, "access_token": answer.get("access_token")}
        claims = CodeIDToken(token.claims, token.header, demands, about)
        claims.validate(now=int(time.time()), leeway=_CLOCKS_DIFFER)
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= _MOST_SUBJECT:
            raise NotBelieved("no subject")
        return claims

    def _discovered(self) -> dict[str, Any]:
        found = self._fetched(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise LookupError("discovery names another issuer")
        scheme = self.issuer.partition(":")[0]
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not str(found[name]).startswith(f"{scheme}:"):
                raise LookupError(f"{name} is not secured like the issuer")
        return found

    def _published(self) -> dict[str, Any]:
        found = self._fetched(self._metadata.get()["jwks_uri"])
        keys = [key for key in found["keys"] if key.get("kty") in _KEY_TYPES and key.get("use", "sig") == "sig"]
        return {"keys": keys}

    def _fetched(self, address: str) -> dict[str, Any]:
        with self._session() as session:
            answer = session.get(address, withhold_token=True, headers={"Accept": "application/json"})
            answer.raise_for_status()
            found = answer.json()  # what is no JSON is a RequestException
        if isinstance(found, dict):
            return found
        raise LookupError("no object")

    def _session(self) -> OAuth2Session:
        session = OAuth2Session(
            self._client_id,
            self._secret,
            redirect_uri=self._back,
            scope="openid",
            code_challenge_method="S256",
            default_timeout=_SECONDS,
        )
        session.max_redirects = 0  # its own addresses, and no others
        return session


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings name; None where they name none."""
    issuer, client_id, secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    if issuer is None or client_id is None or secret is None:
        return None
    return Provider(issuer, client_id, secret, back=f"{settings.public_base_url.rstrip('/')}{BACK}")


class _Kept:
    """Something that is fetched once in a while."""

    def __init__(self, fetch: Callable[[], dict[str, Any]]) -> None:
        self._fetch = fetch
        self._value: dict[str, Any] = {}
        self._until = 0.0

    def get(self, *, anew: bool = False) -> dict[str, Any]:
        if anew or time.monotonic() >= self._until:
            self._value = self._fetch()
            self._until = time.monotonic() + _KNOWN_FOR
        return self._value


def _key_set(published: dict[str, Any]) -> KeySet:
    return KeySet.import_key_set(KeySetSerialization(keys=published["keys"]))


def _instant(told: object) -> datetime | None:
    return datetime.fromtimestamp(told, UTC) if isinstance(told, int | float) else None


def _words(claims: Mapping[str, Any]) -> frozenset[str]:
    told = claims.get("amr")
    return frozenset(word for word in told if isinstance(word, str)) if isinstance(told, list) else frozenset()
