"""The data files that ship with the program, read and checked."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from domain.calendar_file import parse_office
from domain.destinations import LANGUAGES, Destinations, parse_destinations
from domain.ladder import Policy, parse_policy
from domain.notices import Texts
from domain.record import Step
from domain.rulebook import Rulebook
from domain.texts_file import parse_texts
from domain.workdays import Office

MESSAGES = (*Step, "report")  # the report of an outage is the only message that no case sends


@cache
def office() -> tuple[Office, str]:
    """The office's hours and waits, and the IANA name of its zone."""
    return parse_office(_read("office.toml"))


@cache
def texts(language: str) -> Texts:
    """The words of the messages in one language: zh, mn or en."""
    return parse_texts(_read(f"texts.{language}.toml"), language=language, destinations=destinations().all)


@cache
def destinations() -> Destinations:
    """What can be done with a telephone number, by country."""
    return parse_destinations(_read("destinations.toml"))


@cache
def policy() -> Policy:
    """The ladders of messages, and what holds for all of them."""
    return parse_policy(_read("ladders.toml"), steps=MESSAGES)


def rulebook(page: str) -> Rulebook:
    """Everything about messages that may change by decree; `page` is the public address of the site."""
    hours, zone = office()
    words = {language: texts(language) for language in LANGUAGES}
    return Rulebook(policy(), destinations(), words, hours, zone, page)


def catalogue_file() -> str:
    """The text of the catalogue."""
    return _read("catalogue.toml")


def mail_file() -> str:
    """The text of what stands around the lines of a mail."""
    return _read("mail.toml")


def twilio_file() -> str:
    """The text of what Twilio's words mean."""
    return _read("twilio.toml")


def calendar_files() -> dict[str, str]:
    """The texts of the calendars by year."""
    folder = files("domain") / "data" / "calendars"
    return {
        path.name.removesuffix(".toml"): path.read_text(encoding="utf-8") for path in sorted(folder.iterdir(), key=str)
    }


def _read(name: str) -> str:
    return (files("domain") / "data" / name).read_text(encoding="utf-8")
