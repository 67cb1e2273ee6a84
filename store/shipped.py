"""The data files that ship with the program, read and checked."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from domain.calendar_file import parse_office
from domain.notices import Texts, parse_texts
from domain.workdays import Office


@cache
def office() -> tuple[Office, str]:
    """The office's hours and waits, and the IANA name of its zone."""
    return parse_office(_read("office.toml"))


@cache
def texts(language: str) -> Texts:
    """The SMS texts in one language."""
    return parse_texts(_read("texts.toml"), language=language)


def catalogue_file() -> str:
    """The text of the catalogue."""
    return _read("catalogue.toml")


def calendar_files() -> dict[str, str]:
    """The texts of the calendars by year."""
    folder = files("domain") / "data" / "calendars"
    return {
        path.name.removesuffix(".toml"): path.read_text(encoding="utf-8") for path in sorted(folder.iterdir(), key=str)
    }


def _read(name: str) -> str:
    return (files("domain") / "data" / name).read_text(encoding="utf-8")
