"""The data files that ship with the program, read and checked."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from domain.calendar_file import parse_office
from domain.destinations import LANGUAGES, Destinations, parse_destinations
from domain.documents.rules import DocumentRules
from domain.documents.rules_file import parse_documents
from domain.figures.definitions import FigureBook
from domain.figures.definitions_file import parse_figure_book
from domain.hotline.book import HotlineBook
from domain.hotline.policy_file import kind_names, parse_hotline
from domain.joint.book import JointBook, parse_joint
from domain.ladder import Policy, parse_policy
from domain.legal.book import LegalBook, service_names
from domain.legal.circle import Circle
from domain.legal.circle_file import parse_circle
from domain.legal.figures import FigureRules
from domain.legal.figures_file import parse_figures
from domain.legal.policy_file import parse_legal
from domain.legal.programmes import Programme
from domain.legal.programmes_file import parse_programmes
from domain.notices import KINDS, Texts
from domain.organisation import Organisation
from domain.organisation_file import parse_organisation
from domain.privacy.book import PrivacyBook
from domain.privacy.book_file import parse_privacy
from domain.recurring.rules import RecurringRules, parse_recurring
from domain.rulebook import Rulebook
from domain.supervision.detectors import DetectorBook
from domain.supervision.detectors_file import parse_detectors
from domain.texts_file import parse_texts
from domain.workdays import Office


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
def hotline() -> HotlineBook:
    """The rules of the hotline."""
    return parse_hotline(hotline_file())


@cache
def legal() -> LegalBook:
    """The rules of the legal circle."""
    return parse_legal(legal_file())


@cache
def documents() -> DocumentRules:
    """Which files are taken, and how large everything may be."""
    return parse_documents(_read("documents.toml"))


@cache
def legal_figures() -> FigureRules:
    """What counts as what in the bureau's table of the legal circle."""
    return parse_figures(_read("legal_figures.toml"), zone=office()[1])


@cache
def figures() -> FigureBook:
    """What every figure is that is counted from the record."""
    return parse_figure_book(_read("figures.toml"), zone=office()[1])


@cache
def recurring() -> RecurringRules:
    """How recurring problems are told from chance."""
    return parse_recurring(_read("recurring.toml"))


@cache
def joint() -> JointBook:
    """About what departments may warn each other."""
    return parse_joint(_read("joint.toml"))


@cache
def policy() -> Policy:
    """The ladders of messages, and what holds for all of them."""
    return parse_policy(_read("ladders.toml"), steps=KINDS)


@cache
def organisation() -> Organisation:
    """The sample of the whole organisation."""
    return parse_organisation(_read("organisation.toml"))


@cache
def circle() -> Circle:
    """The sample of the legal circle."""
    return parse_circle(_read("legal_circle.toml"), organisation(), fields=legal().policy.fields)


@cache
def programmes() -> tuple[Programme, ...]:
    """The sample of programmes of the legal circle."""
    here = circle()
    people, places = {member.id for member in here.pool}, {place.id for place in here.places}
    return parse_programmes(_read("programmes.toml"), people=people, places=places, zone=office()[1])


@cache
def privacy() -> PrivacyBook:
    """Where personal data stands, and how long it is kept."""
    return parse_privacy(_read("privacy.toml"))


@cache
def detectors() -> DetectorBook:
    """What supervision looks for."""
    return parse_detectors(_read("detectors.toml"))


def rulebook(page: str) -> Rulebook:
    """Everything about messages that may change by decree; `page` is the public address of the site."""
    hours, zone = office()
    words = {language: texts(language) for language in LANGUAGES}
    return Rulebook(policy(), destinations(), words, hours, zone, page, kind_names(hotline()), service_names(legal()))


def catalogue_file() -> str:
    """The text of the catalogue."""
    return _read("catalogue.toml")


def hotline_file() -> str:
    """The text of the rules of the hotline."""
    return _read("hotline.toml")


def legal_file() -> str:
    """The text of the rules of the legal circle."""
    return _read("legal.toml")


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
