"""What may be set from outside, and what is refused before anybody is served."""

import subprocess
import sys
from pathlib import Path

import pytest

from system.settings import Settings, is_weak, read_settings

ROOT = Path(__file__).parents[2]
STRONG = "fT9-qL2z-Vx7m-Rk4b"
FIT = {
    "CHENGNUO_PRODUCTION": "true",
    "CHENGNUO_PUBLIC_BASE_URL": "https://office.example",
    "CHENGNUO_DATABASE_URL": f"postgresql://office:{STRONG}@db.example/office",
}


@pytest.mark.parametrize(
    "secret", ["changeme", "Change-Me-Please", "a" * 40, "short", "my_Password_2026", "123456789012"]
)
def test_what_anybody_may_know_is_weak(secret):
    assert is_weak(secret)


def test_what_nobody_can_know_is_not_weak():
    assert not is_weak(STRONG)


@pytest.fixture
def set_to(monkeypatch):
    for name in ("PGPASSWORD", "TEMPORAL_API_KEY", "CHENGNUO_TRUSTED_PROXIES", *FIT):
        monkeypatch.delenv(name, raising=False)

    def setting(**values):
        for name, value in (FIT | values).items():
            monkeypatch.setenv(name, value)

    return setting


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHENGNUO_DATABASE_URL", "postgresql://office:changeme@db.example/office"),
        ("PGPASSWORD", "chengnuo"),
        ("CHENGNUO_TWILIO_AUTH_TOKEN", "your-secret-here"),
        ("CHENGNUO_TWILIO_AUTH_TOKEN_2", "0000000000000000"),
        ("CHENGNUO_TWILIO_API_SECRET", "example-secret-1"),
        ("CHENGNUO_SMTP_PASSWORD", "password12345"),
        ("CHENGNUO_PUBLIC_BASE_URL", "http://office.example"),
        ("CHENGNUO_DATABASE_URL", "postgresql://office@db.example/office"),
        ("CHENGNUO_DATABASE_URL", "postgresql://office@db.example/office?password=changeme"),
        ("TEMPORAL_API_KEY", "changeme"),
        ("CHENGNUO_TRUSTED_PROXIES", "*"),
        ("CHENGNUO_TRUSTED_PROXIES", "10.0.0.1, 0.0.0.0/0"),
        ("CHENGNUO_TRUSTED_PROXIES", "::/0"),
        ("CHENGNUO_TRUSTED_PROXIES", "10.0.0.1/24"),
        ("CHENGNUO_TRUSTED_PROXIES", "proxy.example"),
        ("CHENGNUO_OIDC_CLIENT_SECRET", "changeme-now-please"),
    ],
)
def test_in_production_nothing_starts_with_what_anybody_may_know(set_to, name, value):
    set_to(**{name: value})

    with pytest.raises(SystemExit) as ended:
        read_settings()

    assert name in str(ended.value)
    assert value not in str(ended.value)


def test_in_production_what_nobody_can_know_is_taken(set_to):
    set_to(PGPASSWORD=STRONG, CHENGNUO_SMTP_PASSWORD=STRONG, CHENGNUO_TRUSTED_PROXIES="10.0.0.1, 10.1.0.0/24")

    settings = read_settings()
    assert (settings.production, settings.proxies) == (True, ("10.0.0.1", "10.1.0.0/24"))


@pytest.mark.parametrize("bare", ["", "wrong"])
def test_in_production_a_database_without_a_password_is_none(set_to, bare):
    set_to(CHENGNUO_DATABASE_URL="postgresql://office@db.example/office", PGPASSWORD="" if bare else STRONG)

    if bare:
        with pytest.raises(SystemExit, match="must have a password"):
            read_settings()
    else:
        assert read_settings().production


def test_whoever_serves_by_https_out_of_production_is_told(set_to):
    set_to(CHENGNUO_PRODUCTION="false")
    assert read_settings().is_unguarded

    set_to(CHENGNUO_PRODUCTION="true")
    assert not read_settings().is_unguarded


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"CHENGNUO_FACTOR_KEY": "too-short-to-be-one"}, "CHENGNUO_FACTOR_KEY"),
        ({"CHENGNUO_OIDC_ISSUER": "https://id.example"}, "CHENGNUO_OIDC_CLIENT_SECRET"),
        (
            {"CHENGNUO_OIDC_ISSUER": "http://id.example", "CHENGNUO_OIDC_CLIENT_ID": "a", "CHENGNUO_OIDC_CLIENT_SECRET": STRONG},
            "CHENGNUO_OIDC_ISSUER must begin with https://",
        ),
    ],
    ids=["no key", "half a provider", "a provider without https"],
)  # fmt: skip
def test_what_cannot_work_is_refused_at_the_start(set_to, values, told):
    set_to(**values)

    with pytest.raises(SystemExit) as ended:
        read_settings()

    assert told in str(ended.value)
    assert not [value for value in values.values() if "key" in told.lower() and value in str(ended.value)]


def test_words_that_are_trusted_come_as_a_list(set_to):
    set_to(CHENGNUO_OIDC_FACTOR_AMR='["otp", "mfa"]')

    assert read_settings().oidc_factor_amr == ("otp", "mfa")


def test_at_home_anything_is_taken(set_to):
    set_to(CHENGNUO_PRODUCTION="false", PGPASSWORD="postgres", CHENGNUO_PUBLIC_BASE_URL="http://office")

    assert not read_settings().production


def test_every_setting_that_is_a_secret_is_hidden_when_settings_are_shown():
    secret = {
        name
        for name in Settings.model_fields
        if name.endswith(("password", "secret", "token", "token_2", "_url", "factor_key", "factor_key_2"))
    }
    shown = {name for name in secret if Settings.model_fields[name].repr}

    assert shown == {"public_base_url", "temporal_ui_url", "twilio_url"}


@pytest.mark.parametrize("door", [["-m", "worker"], ["-m", "local", "migrate"]])
def test_a_front_door_does_not_open_with_a_default_secret_and_does_not_show_it(door):
    environment = FIT | {"CHENGNUO_SMTP_PASSWORD": "changeme-now"}

    ended = subprocess.run(
        [sys.executable, *door], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert "CHENGNUO_SMTP_PASSWORD" in ended.stderr
    assert "changeme" not in ended.stderr + ended.stdout
    assert "Traceback" not in ended.stderr


async def test_no_database_is_prepared_and_nobody_served_without_a_key_in_production(database_url):
    environment = {"CHENGNUO_PRODUCTION": "true", "CHENGNUO_PUBLIC_BASE_URL": "https://office.example"}
    environment["CHENGNUO_DATABASE_URL"] = database_url

    ended = subprocess.run(
        [sys.executable, "-m", "local", "migrate"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (ended.returncode, "CHENGNUO_FACTOR_KEY must be set" in ended.stderr) == (1, True), ended.stderr
    assert "Traceback" not in ended.stderr
