"""Twilio's words, read: what a status and an error code mean to us, and what a call says. The meanings are data, checked whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from domain.fate import MISSED, Answer, Channel, Fate, Fault
from domain.strict_table import Problem, StrictTable
from domain.toml_file import BadToml, read_toml

log = structlog.get_logger(__name__)

_CODE = re.compile(r"[1-9]\d{4}", re.ASCII)
_WORD = re.compile(r"[a-z][a-z_-]{0,30}", re.ASCII)


class BadWords(ValueError):
    """A file of Twilio's words has faults; nothing of it is used."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.place}: {problem.reason}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Speech:
    """What a call says around its lines in one language; `locale` names the voice, `more` counts what it leaves out.

    `press` asks for the key that takes it, `ask` for the key that says whether it is solved.
    """

    locale: str
    press: str
    ask: str
    silent: str
    more: str


@dataclass(frozen=True, slots=True)
class TwilioWords:
    """The meanings of statuses by channel and of error codes, with the classes of unknown codes."""

    statuses: Mapping[Channel, Mapping[str, Fate]]
    faults: Mapping[str, Fault]
    refused: Fault
    undelivered: Fault
    speeches: Mapping[str, Speech]

    def receipt(self, channel: Channel, status: str, code: str) -> Answer:
        """What Twilio says of a message that it has.

        A status that is not known is a fate of accepted. A message that was lost has a fault, but never `busy`: Twilio
        had it, so it is not sent again. One whose validity ended is expired.
        """
        fate = self.statuses[channel].get(status)
        if fate is None:
            log.warning("twilio.unknown_status", channel=channel.value, status=status)
            fate = Fate.ACCEPTED
        if fate not in MISSED:
            return Answer(fate, status=status, code=code)
        fault = self.faults.get(code, self.undelivered)
        if fault in (Fault.BUSY, Fault.UNKNOWN):
            fault = self.undelivered
        return Answer(Fate.EXPIRED if fault is Fault.LATE else fate, status=status, code=code, fault=fault)

    def refusal(self, code: str) -> Answer:
        """What it means that Twilio refused a request with this code: nothing was sent."""
        fault = self.faults.get(code, self.refused)
        return Answer(Fate.EXPIRED if fault is Fault.LATE else Fate.FAILED, code=code, fault=fault)

    def speech(self, language: str) -> Speech:
        """How a letter in this language is spoken: in Chinese if there is no voice for it."""
        return self.speeches.get(language, self.speeches["zh"])


def parse_words(text: str) -> TwilioWords:
    """The meanings in the file domain/data/twilio.toml.

    Raises:
        BadWords: with every fault: a class or a fate that does not exist, a code that is none or is there twice, a key
            that is missing or unknown, no Chinese speech, or no TOML at all.
    """
    try:
        raw = read_toml(text)
    except BadToml as fault:
        raise BadWords((fault.problem,)) from fault
    problems: list[Problem] = []
    top = StrictTable(raw, place="", problems=problems)
    default = top.table("default")
    words = TwilioWords(
        {channel: _statuses(top.table(channel.value)) for channel in (Channel.SMS, Channel.VOICE)},
        _faults(top.table("errors")),
        default.choice("refused", Fault),
        default.choice("undelivered", Fault),
        {language: _speech(table) for language, table in top.named("speech").items()},
    )
    top.close()
    if "zh" not in words.speeches:
        top.report("speech.zh", "This key is missing.")
    if problems:
        raise BadWords(tuple(problems))
    return words


def _statuses(table: StrictTable) -> dict[str, Fate]:
    table.text("source")
    status = table.table("status")
    for word in status.keys:
        if not _WORD.fullmatch(word):
            status.report(word, "This is no status.")
    return {word: status.choice(word, Fate) for word in status.keys}


def _faults(table: StrictTable) -> dict[str, Fault]:
    table.text("source")
    found: dict[str, Fault] = {}
    for row in table.rows("codes"):
        code = row.text("code")
        row.text("means")
        if not _CODE.fullmatch(code):
            row.report("code", "An error code has five digits.")
        elif code in found:
            row.report("code", f"The code {code} is there twice.")
        found[code] = row.choice("fault", Fault)
    return found


def _speech(table: StrictTable) -> Speech:
    speech = Speech(*(table.text(key) for key in ("locale", "press", "ask", "silent", "more")))
    if speech.more.count("{left}") != 1 or speech.more.count("{") != 1:
        table.report("more", "This text must hold {left} once, and no other placeholder.")
    return speech
