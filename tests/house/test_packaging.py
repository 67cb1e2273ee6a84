"""The house can be packed: names, places, pinned versions and papers agree."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest

from system.settings import Settings

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKED = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
LOCKS = ["requirements.txt", "requirements-local.txt", "requirements-dev.txt"]
SERVICES = [
    "postgres",
    "databases",
    "temporal-schema",
    "temporal",
    "temporal-namespace",
    "temporal-ui",
    "migrate",
    "api",
    "worker",
]
SEARCH_ATTRIBUTES = {
    "CaseKind": "Keyword",
    "CasePhase": "Keyword",
    "OpenDepartments": "KeywordList",
    "NextDue": "Datetime",
    "Light": "Keyword",
    "CalendarRev": "Int",
    "District": "Keyword",
}


def services() -> dict[str, str]:
    """The text of each service of the compose file."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    section = re.search(r"^services:\n(?P<body>(?:(?: .*)?\n)*)", text, re.MULTILINE)
    assert section is not None
    name, *rest = re.split(r"^  ([a-z-]+):\n", section["body"], flags=re.MULTILINE)
    assert not name.strip()
    return dict(zip(rest[::2], rest[1::2], strict=True))


def test_no_room_hides_a_standard_module():
    names = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))}

    assert not names & sys.stdlib_module_names


@pytest.mark.parametrize("name", [Path(path).stem for path in PACKED])
def test_imports_come_from_this_folder(name):
    spec = importlib.util.find_spec(name)

    assert spec is not None
    assert spec.origin is not None, f"{name} has no __init__.py"
    assert Path(spec.origin).is_relative_to(ROOT)


def test_the_linters_know_every_packed_room():
    rooms = {path for path in PACKED if not path.endswith(".py")}
    modules = {Path(path).stem for path in PACKED if path.endswith(".py")}

    assert set(PROJECT["tool"]["mypy"]["packages"]) == rooms | {"bench"}  # which is read, and not packed
    assert set(PROJECT["tool"]["mypy"]["modules"]) == modules
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == rooms


def test_the_readme_names_every_setting_and_no_other():
    documented = set(re.findall(r"`(CHENGNUO_[A-Z0-9_]+)`", (ROOT / "README.md").read_text(encoding="utf-8")))

    assert documented == {f"CHENGNUO_{name.upper()}" for name in Settings.model_fields}


def test_every_setting_says_what_it_is():
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_pins_by_hash_and_names_no_place(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.split(r"\n(?=[a-z])", text.partition("\n#    make lock\n")[2])

    assert not re.search(r"://|index-url|find-links|file:|^/|\s/", text)
    assert pins
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_each_lock_file_repeats_the_smaller_one():
    served, local, developed = (
        set(re.findall(r"^[a-z0-9-]+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)) for name in LOCKS
    )

    assert served < local < developed


def test_the_compose_file_has_the_production_services():
    assert list(services()) == SERVICES


@pytest.mark.parametrize("name", ["Dockerfile", "docker-compose.yml"])
def test_in_production_no_address_is_logged_for_codes_stand_in_some(name):
    (served,) = re.findall(r'\["uvicorn", .*\]', (ROOT / name).read_text(encoding="utf-8"))

    assert '"--no-access-log"' in served
    assert '"--no-proxy-headers"' in served  # the application knows whom to believe: CHENGNUO_TRUSTED_PROXIES


def test_the_production_shape_believes_the_proxy_on_its_host_and_shows_plain_http_to_it_alone():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    trusted = re.search(r"CHENGNUO_TRUSTED_PROXIES: \$\{CHENGNUO_TRUSTED_PROXIES:-(\S+)\}", text)
    gateway = re.search(r"gateway: (\S+)", text)
    ports = re.findall(r'^      - "(\S+:\d+)"', text, re.MULTILINE)

    assert trusted[1] == gateway[1]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_compose_file_creates_every_search_attribute():
    created = re.findall(r"^ +attribute ([A-Za-z]+) ([A-Za-z]+)$", services()["temporal-namespace"], re.MULTILINE)

    assert dict(created) == SEARCH_ATTRIBUTES


def test_the_compose_file_holds_no_secret():
    lines = (ROOT / "docker-compose.yml").read_text(encoding="utf-8").splitlines()
    secrets = [line for line in lines if re.search(r"^ +[A-Z_]*(PASSWORD|PWD|TOKEN|SECRET)(_2)?: ", line)]

    assert secrets
    assert all(re.search(r": \$\{[A-Z_]+(_2)?:(\?[^}]+|-)\}$", line) for line in secrets)  # demanded, or else empty
