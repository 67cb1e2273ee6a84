"""What stands around the lines of a mail, by language: data, checked whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.strict_table import Problem, StrictTable
from domain.toml_file import BadToml, read_toml

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", re.ASCII)


class Writing(StrEnum):
    """How a script runs: across the page, or down it with the columns from left to right."""

    ACROSS = "across"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says around its lines; `tag` is its language by BCP 47.

    `code` holds {code}, `page` holds {page}, `about` says what this is and that nobody awaits an answer.
    """

    tag: str
    writing: Writing
    code: str
    page: str
    about: str


@dataclass(frozen=True, slots=True)
class MailWords:
    """The words of all languages that we write."""

    by_language: Mapping[str, Words]

    def of(self, language: str) -> Words:
        """The words of a language; those of Chinese if we do not write it."""
        return self.by_language.get(language, self.by_language["zh"])


class BadMailWords(ValueError):
    """A file of mail words has faults; nothing of it is used."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.place}: {problem.reason}" for problem in problems))
        self.problems = problems


def parse_mail_words(text: str) -> MailWords:
    """The words in the file domain/data/mail.toml.

    Raises:
        BadMailWords: with every fault: a key that is missing or unknown, a placeholder that is not there once, no
            Chinese, or no TOML at all.
    """
    try:
        raw = read_toml(text)
    except BadToml as fault:
        raise BadMailWords((fault.problem,)) from fault
    problems: list[Problem] = []
    top = StrictTable(raw, place="", problems=problems)
    words = {language: _words(table) for language, table in top.named("words").items()}
    top.close()
    if "zh" not in words:
        top.report("words.zh", "This key is missing.")
    if problems:
        raise BadMailWords(tuple(problems))
    return MailWords(words)


def _words(table: StrictTable) -> Words:
    tag = table.text("tag")
    if tag and not _TAG.fullmatch(tag):
        table.report("tag", "This is no language tag such as zh-Hans-CN.")
    code, page = _with(table, "code", "{code}"), _with(table, "page", "{page}")
    return Words(tag, table.choice("writing", Writing), code, page, table.text("about"))


def _with(table: StrictTable, key: str, placeholder: str) -> str:
    text = table.text(key)
    if text and (text.count(placeholder) != 1 or text.count("{") != 1):
        table.report(key, f"This text must hold {placeholder} once, and no other placeholder.")
    return text
