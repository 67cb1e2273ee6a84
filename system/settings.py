"""What may be set from outside, read once from the environment by the front doors."""

from collections.abc import Iterator
from os import environ
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from temporalio.envconfig import ClientConfig, ClientConnectConfig

_SHORTEST, _FEWEST_SIGNS = 12, 6
_SIGNS = {ord(sign): None for sign in "-_ .!"}
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
    requests_per_address: int = Field(
        default=6000, ge=0, description="Requests a minute from one address; 0 for as many as come."
    )
    requests_per_account: int = Field(
        default=1200, ge=0, description="Requests a minute by one account; 0 for as many as come."
    )

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

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        if self.production:
            weak = [name for name, secret in self._secrets() if is_weak(secret)]
            if weak:
                raise ValueError(f"in production a secret must be one that nobody can know: {', '.join(weak)}")
            if not self.public_base_url.startswith("https://"):
                raise ValueError("in production CHENGNUO_PUBLIC_BASE_URL must begin with https://")
            if any(trusted.strip() == "*" or trusted.strip().endswith("/0") for trusted in _trusted_proxies()):
                raise ValueError(
                    "in production FORWARDED_ALLOW_IPS must name the proxies, or anybody gives any address"
                )
        return self

    def _secrets(self) -> Iterator[tuple[str, str]]:
        """The secrets that are set, by the names of their variables: every field that is never shown is one."""
        for name, about in type(self).model_fields.items():
            value = getattr(self, name)
            if not about.repr and value:
                yield f"CHENGNUO_{name.upper()}", _password_of(value) if name == "database_url" else value
        if "PGPASSWORD" in environ:
            yield "PGPASSWORD", environ["PGPASSWORD"]


def is_weak(secret: str) -> bool:
    """Is this too short, too simple, or one that stands in examples? Nothing is weak where nothing is asked for."""
    plain = secret.casefold().translate(_SIGNS)
    return bool(secret) and (
        len(secret) < _SHORTEST or len(set(secret)) < _FEWEST_SIGNS or any(word in plain for word in _KNOWN)
    )


def _trusted_proxies() -> list[str]:
    """Whose word uvicorn takes for where a request came from."""
    return environ.get("FORWARDED_ALLOW_IPS", "").split(",")


def _password_of(url: str) -> str:
    return urlsplit(url).password or ""


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


def temporal_connect_config() -> ClientConnectConfig | None:
    """The arguments for `Client.connect` as every Temporal tool reads them, or None if an embedded server is meant.

    They come from TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_* and Temporal's own
    configuration file. Without an address the answer is None, whatever else is set.
    """
    config = ClientConfig.load_client_connect_config()
    return config if config.get("target_host") else None
