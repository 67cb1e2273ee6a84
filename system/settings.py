"""What may be set from outside, read once from the environment by the front doors."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from temporalio.envconfig import ClientConfig, ClientConnectConfig


class Settings(BaseSettings):
    """One field for each environment variable; `data_dir` is CHENGNUO_DATA_DIR.

    Where Temporal is comes from its own variables, see `temporal_connect_config`.

    Raises:
        pydantic.ValidationError: a value has the wrong form; the message names the variable's field.
    """

    model_config = SettingsConfigDict(env_prefix="CHENGNUO_", env_ignore_empty=True, frozen=True)

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


def temporal_connect_config() -> ClientConnectConfig | None:
    """The arguments for `Client.connect` as every Temporal tool reads them, or None if an embedded server is meant.

    They come from TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_* and Temporal's own
    configuration file. Without an address the answer is None, whatever else is set.
    """
    config = ClientConfig.load_client_connect_config()
    return config if config.get("target_host") else None
