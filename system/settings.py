"""What may be set from outside, read once from the environment by the front doors."""

from collections.abc import Iterator
from ipaddress import ip_network
from os import environ
from pathlib import Path
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

from cryptography.fernet import Fernet
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from temporalio.envconfig import ClientConfig, ClientConnectConfig

_OIDC = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
_SHORTEST, _FEWEST_SIGNS = 12, 6
_SIGNS = {ord(sign): None for sign in "-_ .!"}
_OF_OTHERS = ("PGPASSWORD", "TEMPORAL_API_KEY")  # secrets that libraries read by themselves
UNGUARDED = (
    "People come by https, but CHENGNUO_PRODUCTION is not set: weak secrets are taken, and plain http is answered."
)
_KNOWN = ("changeme", "password", "example", "secret", "chengnuo", "postgres", "default", "123456", "qwerty", "letmein")


class Settings(BaseSettings):
    """One field for each environment variable; `data_dir` is CHENGNUO_DATA_DIR.

    Where Temporal is comes from its own variables, see `temporal_connect_config`.

    Raises:
        pydantic.ValidationError: a value has the wrong form; the message names the variable's field.
    """

    model_config = SettingsConfigDict(
        env_prefix="CHENGNUO_", env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    database_url: str | None = Field(
        default=None,
        repr=False,
        description="Address of the PostgreSQL database; unset, an embedded server is started. PGPASSWORD may hold the password.",
    )
    data_dir: Path = Field(default=Path(".local"), description="Folder for the data and logs of the embedded servers.")
    host: str = Field(default="127.0.0.1", description="Address on which the web server listens.")
    port: int = Field(default=8800, ge=1, le=65535, description="Port of the web server.")
    postgres_port: int = Field(default=5455, ge=1, le=65535, description="Port of the embedded PostgreSQL.")
    temporal_port: int = Field(default=7233, ge=1, le=65535, description="Port of the embedded Temporal server.")
    temporal_ui_port: int = Field(default=8233, ge=1, le=65535, description="Port of the embedded Temporal Web UI.")
    temporal_ui_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Address of Temporal's Web UI, to which administrators are led; unset, that of the embedded server.",
    )
    task_queue: str = Field(default="chengnuo", min_length=1, description="Temporal task queue of worker and API.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least serious events that are logged."
    )
    log_json: bool = Field(default=False, description="Log one JSON object a line instead of coloured text.")
    public_base_url: str = Field(
        default_factory=lambda seen: f"http://{seen['host']}:{seen['port']}",
        description="Address under which people reach the site, as printed in messages; the default is host and port.",
    )
    production: bool = Field(
        default=False, description="Real people are served: secrets that anybody may know are refused at the start."
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks of the proxies that speak TLS, with commas between: their word says from where a request came.",
    )
    requests_per_address: int = Field(
        default=6000, ge=0, description="Requests a minute from one address; 0 for as many as come."
    )
    requests_per_account: int = Field(
        default=1200, ge=0, description="Requests a minute by one account; 0 for as many as come."
    )

    factor_key: str | None = Field(
        default=None,
        repr=False,
        description="Locks the secrets of second factors in the database; 32 bytes in URL-safe base64. In production API and migration need it.",
    )
    factor_key_2: str | None = Field(
        default=None, repr=False, description="The key before it, until `python -m local migrate` has locked all anew."
    )
    oidc_issuer: str | None = Field(
        default=None, description="OpenID Connect provider with which people may sign in too; unset, there is none."
    )
    oidc_client_id: str | None = Field(default=None, description="What the provider calls us.")
    oidc_client_secret: str | None = Field(default=None, repr=False, description="Our secret at the provider.")
    oidc_factor_acr: tuple[str, ...] = Field(
        default=(),
        description='Words of the provider\'s `acr` that stand for a second factor, as ["…"]; none by itself.',
    )
    oidc_factor_amr: tuple[str, ...] = Field(default=(), description="Likewise of its `amr`; one of them is enough.")

    twilio_account_sid: str | None = Field(default=None, description="Twilio account; unset, SMS stay in the outbox.")
    twilio_auth_token: str | None = Field(
        default=None, repr=False, description="Twilio's token: checks webhooks, and signs in without an API key."
    )
    twilio_auth_token_2: str | None = Field(
        default=None, repr=False, description="The other token while Twilio's tokens are rotated."
    )
    twilio_api_key: str | None = Field(
        default=None, description="Twilio API key, instead of signing in with the token."
    )
    twilio_api_secret: str | None = Field(default=None, repr=False, description="The API key's secret.")
    twilio_sender: str | None = Field(default=None, description="Number that SMS and calls come from, E.164.")
    twilio_service: str | None = Field(default=None, description="Twilio messaging service (MG…) instead of a sender.")
    twilio_url: str = Field(default="https://api.twilio.com", description="Where Twilio's API is.")
    smtp_host: str | None = Field(default=None, description="Mail server; unset, mail stays in the outbox.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(default="starttls", description="How it is secured.")
    smtp_user: str | None = Field(default=None, description="Account at the mail server; unset, no login.")
    smtp_password: str | None = Field(default=None, repr=False, description="The account's password.")
    smtp_sender: str | None = Field(default=None, description="Address that mail comes from.")
    smtp_ca_file: Path | None = Field(default=None, description="Certificates to trust, if not the system's.")

    @property
    def proxies(self) -> tuple[str, ...]:
        """The proxies that are trusted, one by one."""
        return tuple(filter(None, (part.strip() for part in self.trusted_proxies.split(","))))

    @property
    def is_unguarded(self) -> bool:
        """Do people come from outside to what was not told that it is in production?"""
        return self.public_base_url.startswith("https://") and not self.production

    @field_validator("trusted_proxies")
    @classmethod
    def _are_some(cls, proxies: str) -> str:
        for part in filter(None, (part.strip() for part in proxies.split(","))):
            try:
                net = ip_network(part)
            except ValueError:
                raise ValueError("each must be an address or a network, such as 10.0.0.1 or 10.0.0.0/24") from None
            if not net.prefixlen:
                raise ValueError("whoever trusts everybody lets them choose their address")
        return proxies

    @field_validator("factor_key", "factor_key_2")
    @classmethod
    def _is_a_key(cls, key: str | None) -> str | None:
        if key:
            Fernet(key)
        return key

    @model_validator(mode="after")
    def _whole(self) -> Self:
        said = {f"CHENGNUO_{name.upper()}": getattr(self, name) for name in _OIDC}
        if any(said.values()) and not all(said.values()):
            raise ValueError(f"sign-in by a provider needs all of: {', '.join(said)}")
        return self

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        if self.production:
            weak = [name for name, secret in self._secrets() if is_weak(secret)]
            if weak:
                raise ValueError(f"in production a secret must be one that nobody can know: {', '.join(weak)}")
            if not self.public_base_url.startswith("https://"):
                raise ValueError("in production CHENGNUO_PUBLIC_BASE_URL must begin with https://")
            if self.database_url and not (_password_of(self.database_url) or environ.get("PGPASSWORD")):
                raise ValueError("in production CHENGNUO_DATABASE_URL or PGPASSWORD must have a password")
            if self.oidc_issuer and not self.oidc_issuer.startswith("https://"):
                raise ValueError("in production CHENGNUO_OIDC_ISSUER must begin with https://")
        return self

    def _secrets(self) -> Iterator[tuple[str, str]]:
        """The secrets that are set, by the names of their variables: every field that is never shown is one."""
        for name, about in type(self).model_fields.items():
            value = getattr(self, name)
            if not about.repr and value:
                yield f"CHENGNUO_{name.upper()}", _password_of(value) if name == "database_url" else value
        for name in _OF_OTHERS:
            if name in environ:
                yield name, environ[name]


def is_weak(secret: str) -> bool:
    """Is this too short, too simple, or one that stands in examples? Nothing is weak where nothing is asked for."""
    plain = secret.casefold().translate(_SIGNS)
    return bool(secret) and (
        len(secret) < _SHORTEST or len(set(secret)) < _FEWEST_SIGNS or any(word in plain for word in _KNOWN)
    )


def _password_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.password or "".join(parse_qs(parts.query).get("password", []))


def read_settings() -> Settings:
    """What the environment says; a value that cannot be used ends the program with its name and the reason, never the value."""
    try:
        return Settings()
    except ValidationError as fault:
        problems = (
            f"CHENGNUO_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" if e["loc"] else e["msg"]
            for e in fault.errors()
        )
        raise SystemExit("\n".join(problems)) from None


def temporal_pages(settings: Settings) -> str:
    """Where Temporal's Web UI shows workflows by their ids; empty where we do not know of one."""
    outside = temporal_connect_config()
    own = "" if outside else f"http://127.0.0.1:{settings.temporal_ui_port}"
    address = (settings.temporal_ui_url or own).rstrip("/")
    return f"{address}/namespaces/{(outside or {}).get('namespace', 'default')}/workflows" if address else ""


def temporal_connect_config() -> ClientConnectConfig | None:
    """The arguments for `Client.connect` as every Temporal tool reads them, or None if an embedded server is meant.

    They come from TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_* and Temporal's own
    configuration file. Without an address the answer is None, whatever else is set.
    """
    config = ClientConfig.load_client_connect_config()
    return config if config.get("target_host") else None
