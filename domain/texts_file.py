"""Reads the words of the messages from their TOML text: whole and sound, or not at all, with every fault and its place."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from domain.catalogue import Silence
from domain.composing import Composed, Told, compose
from domain.destinations import LANGUAGES, Destination
from domain.graphemes import fit
from domain.hotline.record import Step as RequestStep
from domain.legal.draft import TO_ASKERS
from domain.legal.record import Step as LegalStep
from domain.notices import ERASURE, INVITATION, KINDS, REPORT, SILENT_ALL, SILENT_OWN, Texts
from domain.record import Step
from domain.strict_table import Problem, StrictTable
from domain.term import Unit
from domain.toml_file import BadFile, read_top

_ITEM = "ref item"
_WITH_DUE = (  # of a request: what always has an end of which it speaks
    *(
        RequestStep.ACCEPT_SOON,
        RequestStep.ACCEPT_OVER,
        RequestStep.ACCEPT_UP,
        RequestStep.ASSIGNED,
        RequestStep.REOPENED,
    ),
    *(RequestStep.HALF, RequestStep.WARNED, RequestStep.SHARE_OVER, RequestStep.GOAL_OVER, RequestStep.EXTENSION_ASKED),
    *(RequestStep.CLOSING, RequestStep.UNHEARD),
)
_TO_CITIZENS = (  # no body, no person, no road: others may read it on the telephone
    *(RequestStep.CONFIRMED, RequestStep.ROAD, RequestStep.ASK, RequestStep.JOINED, RequestStep.ENDED),
)
_LEGAL_WITH_DUE = (  # of a case of the legal circle: what always has an end of which it speaks
    *(LegalStep.CALL, LegalStep.OVER, LegalStep.RAISED, LegalStep.AID_OVER, LegalStep.AID_STATUTORY),
    *(LegalStep.VISIT_SOON, LegalStep.AID_VERIFY_SOON),
)
_TEXTS: dict[str, tuple[str, str]] = {  # what must stand in a template, and what may
    Step.YELLOW: (f"{_ITEM} due", "left unit"),
    Step.RED: (f"{_ITEM} due", "left unit"),
    Step.REDATED: (f"{_ITEM} due", ""),
    Step.BREACHED: (f"{_ITEM} due", ""),
    Step.WITHHELD: (f"{_ITEM} due", ""),
    Step.DEEMED: (f"{_ITEM} due", ""),
    Step.PAUSE_LATE: (_ITEM, ""),
    **dict.fromkeys(map(str, RequestStep), (_ITEM, "")),
    **dict.fromkeys(map(str, _WITH_DUE), (f"{_ITEM} due", "left unit")),
    **dict.fromkeys(map(str, _TO_CITIZENS), ("ref", "item")),
    **dict.fromkeys(map(str, LegalStep), (_ITEM, "")),
    **dict.fromkeys(map(str, _LEGAL_WITH_DUE), (f"{_ITEM} due", "left unit")),
    LegalStep.PROGRAMME_SOON: ("item due", "ref left unit"),
    **dict.fromkeys(map(str, (*TO_ASKERS, LegalStep.AID_APPOINTED)), ("ref", "")),
    **dict.fromkeys(map(str, (LegalStep.AID_PAPERS, LegalStep.VISIT_CONFIRMED)), ("ref due", "")),
    REPORT: ("from until due sent skipped latest", ""),
    ERASURE: ("", ""),
    INVITATION: ("ref secret due", ""),
    **dict.fromkeys((SILENT_OWN, SILENT_ALL), ("left due", "")),
}
_FORMS: dict[str, dict[str, str]] = {
    "due": {"day": "month day", "instant": "month day time"},
    "ask": {
        "reply": "code",
        "link": "page code",
        "enter": "code",
        "code": "code",
        "rate": "code",
        "rate_link": "page code",
        "invite_link": "page ref secret code",
    },
    "subject": {"one": "word item code", "many": "counts code"},
    "digest": {
        "all": "groups",
        "group": "word count entries",
        "bare": "word count",
        "entry": "item tail due",
        "undated": "item tail",
        "outage": "from until",
        "rest": "entries rest",
        "others": "groups rest",
        "between_entries": "",
        "between_groups": "",
    },
    "same": dict.fromkeys(KINDS, "count entries"),
    "unit": dict.fromkeys(map(str, Unit), ""),
    "word": dict.fromkeys(KINDS, ""),
}
_CODE, _REF, _PAGE = "WWWWWW", "2611-150524-04-01-000000", "https://example.org"
_LAST = datetime(2026, 12, 31, 23, 59, 59)  # noqa: DTZ001 (local, as it is printed)
_REPORTED = {
    "from": "12-31 23:59",
    "until": "12-31 23:59",
    **dict.fromkeys(("due", "sent", "skipped", "latest"), "99999"),
    "secret": "WWWW-WWWW-WWWW-WWWW",
}
_MANY = 99  # of each step in the longest digest


class BadTexts(BadFile):
    """A file of texts is refused whole; `problems` are all its faults in reading order."""


def parse_texts(text: str, *, language: str, destinations: Iterable[Destination]) -> Texts:
    """The texts of one language from a file like domain/data/texts.zh.toml.

    Their length is measured for each of the `destinations` to which this language goes, with its signature and ending.

    Raises:
        BadTexts: the text is not TOML or of another language; something in it is unknown, missing or of the wrong type; a
            step lacks a text for a silence; a placeholder is unknown at its place, missing or formatted; a message that
            names `name_units` of an item takes more than `max_segments`; a digest of everything more than its own.
            Lengths are measured only where nothing else is wrong.
    """
    top, problems = read_top(text, BadTexts)
    if top.reference("language", LANGUAGES, "language") not in ("", language):
        top.report("language", f"This file should be in the language {language}.")
    texts = _texts(top, language)
    top.close()
    if not problems:
        of_ours = [destination for destination in destinations if language in destination.languages]
        problems.extend(problem for destination in of_ours for problem in _too_long(texts, destination))
    if problems:
        raise BadTexts(dict.fromkeys(problems))
    return texts


def _texts(top: StrictTable, language: str) -> Texts:
    """The texts as far as they can be read; the faults are noted in the table."""
    forms = {section: _forms(top.table(section), expected) for section, expected in _FORMS.items() if section != "due"}
    due = top.table("due")
    months = tuple(due.text("months").split(","))
    if len(months) != 12:
        due.report("months", "There must be twelve, with commas between them.")
    templates = top.table("text")
    return Texts(
        language=language,
        max_segments=top.count("max_segments"),
        digest_segments=top.count("digest_segments"),
        name_units=top.count("name_units"),
        short_units=top.count("short_units"),
        cut=top.text("cut", most=3),
        months=months,
        dates=_forms(due, _FORMS["due"]),
        units=forms["unit"],
        words=forms["word"],
        templates={kind: _templates(templates.table(kind), *_TEXTS[kind]) for kind in KINDS},
        asks=forms["ask"],
        subject=forms["subject"],
        digest=forms["digest"],
        same=forms["same"],
    )


def _forms(table: StrictTable, expected: Mapping[str, str]) -> dict[str, str]:
    """The texts of a section, each with exactly the placeholders that it is expected to have."""
    return {key: _template(table, key, must, "") for key, must in expected.items()}


def _templates(table: StrictTable, must: str, may: str) -> dict[str, str]:
    """The templates of a step: one for any silence, or one for each."""
    keys = ("any",) if "any" in table.keys else tuple(Silence)
    return {str(key): _template(table, key, must, may) for key in keys}


def _template(table: StrictTable, key: str, must: str, may: str) -> str:
    """A text that holds the placeholders `must`, perhaps those in `may`, and no other; its faults are noted."""
    words = table.text(key)
    for fault in _faults(words, must.split(), may.split()) if words else ():
        table.report(key, fault)
    return words


def _faults(words: str, must: list[str], may: list[str]) -> Iterator[str]:
    try:
        fields = [(name, form, turn) for _, name, form, turn in string.Formatter().parse(words) if name is not None]
    except ValueError as error:
        yield f"This is no template: {error}."
        return
    names = [name for name, _, _ in fields]
    yield from (f"The placeholder {{{name}}} is not known here." for name in names if name not in must + may)
    yield from (f"The placeholder {{{name}}} takes no format." for name, form, turn in fields if form or turn)
    yield from (f"The placeholder {{{name}}} is missing." for name in must if name not in names)


def _too_long(texts: Texts, destination: Destination) -> Iterator[Problem]:
    """The messages to a destination that take too many segments in the longest case."""
    name = "事" * texts.name_units
    for kind in KINDS:
        for key in texts.templates[kind]:
            fullest = _compose(texts, destination, [_longest(texts, kind, key, name)])
            if fullest.segments > texts.max_segments or fullest.parameters.get("item", name) != name:
                yield Problem(f"text.{kind}.{key}", f"This takes more than {texts.max_segments} segments.")
    longest = (_longest(texts, kind, next(iter(texts.templates[kind])), name) for kind in KINDS)
    tolds = [told for one in longest for told in [one] * _MANY]
    for together in (tolds, *(tolds[n : n + _MANY] for n in range(0, len(tolds), _MANY))):
        digest = _compose(texts, destination, together)
        named = fit(name, texts.short_units, texts.cut) in digest.text or together[0].step == REPORT
        if digest.segments > texts.digest_segments or not named:
            place = "digest" if together is tolds else f"same.{together[0].step}"
            yield Problem(place, f"This takes more than {texts.digest_segments} segments.")


def _compose(texts: Texts, destination: Destination, tolds: list[Told]) -> Composed:
    return compose(texts, tolds, code=_CODE, destination=destination, page=_PAGE, asks=True)


def _longest(texts: Texts, kind: str, silence: str, name: str) -> Told:
    """A message of this step that is as long as any."""
    unit = max(Unit, key=lambda unit: len(texts.unit(unit)))
    exact = len(texts.due(None, _LAST)) > len(texts.due(_LAST.date(), None))
    return Told(_REF, name, kind, silence, 999, unit, _LAST.date(), _LAST if exact else None, _REPORTED)
