"""The text of a letter: one message in full, several as a digest, within the length that is allowed and always with its code."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.destinations import Destination
from domain.graphemes import fit, units
from domain.hotline.record import Step as RequestStep
from domain.notices import INVITATION, REPORT, Texts
from domain.segments import segments
from domain.term import Unit

_MOST_CHARACTERS = 1600  # that the carrier takes
_MOST_NAME = 500  # units of a name: no SMS has room for more
_HEADING = 60  # units of a name in a heading
_TAIL = 6  # characters of a project's code in a digest
_UNKNOWN = "-"
_REPORTED = ("from", "until", "due", "sent", "skipped", "latest")

_ACKNOWLEDGE, _RATE, _TELL = ("reply", "link", "enter"), ("rate", "rate_link", "code"), ("", "", "code")
_INVITE = ("", "invite_link", "code")

Fits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Told:
    """What one message says. `due_at` (local) is set besides `due_on` for exact units.

    `more` are the words of a report about an outage: from, until, due, sent, skipped, latest (minutes); or the secret of
    an invitation, whose `ref` is the account.
    """

    ref: str
    item_name: str
    step: str
    silence: str
    left: int
    unit: Unit
    due_on: date | None
    due_at: datetime | None
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter's words. `lines` are the single messages in full, in their order; `segments` is 0 for mail.

    `template` is `red.deem_approved`, `redated`, `digest.red` (all of one step) or `digest`; `parameters` are the words
    that stand in it.
    """

    subject: str
    text: str
    lines: tuple[str, ...]
    template: str
    parameters: dict[str, str]
    segments: int


@dataclass(frozen=True, slots=True)
class _Words:
    """Filled words, with the key of their template and what was filled in."""

    template: str
    text: str
    parameters: dict[str, str]


def compose(
    texts: Texts, tolds: Sequence[Told], *, code: str, destination: Destination | None, page: str, asks: bool
) -> Composed:
    """The letter that says all of `tolds`, the most urgent first; without a destination it is a mail.

    An SMS stays within the segments that the texts allow: names are cut between graphemes, a digest names as many items
    as have room and counts the others. A citizen who is asked reads how to answer. With `asks` it ends with how to say "got it": by a reply where the destination
    has replies, else at `page` where it may hold links, else with the code on the site; a page that leaves too little
    room for the words is not printed.
    """
    lines = tuple(_one(texts, told, told.item_name).text for told in tolds)
    is_question = all(told.step == RequestStep.ASK for told in tolds)
    forms = _RATE if is_question else _ACKNOWLEDGE if asks else _TELL
    if tolds[0].step == INVITATION:
        forms = _INVITE
    values = {"code": code, "page": page, "ref": tolds[0].ref, "secret": tolds[0].more.get("secret", _UNKNOWN)}
    endings = tuple(_endings(texts, destination, forms, values))
    if destination is None:
        words, ending = _mail(texts, tolds, lines), endings[0]
        text = f"{words.text}\n{ending.text.strip()}"
    else:
        words, ending = _sms(texts, tolds, destination.signature, endings)
        text = f"{destination.signature}{words.text}{ending.text}"
    parameters = words.parameters | ending.parameters
    length = segments(text) if destination else 0
    return Composed(_subject(texts, tolds, code), text, lines, words.template, parameters, length)


def _endings(
    texts: Texts, destination: Destination | None, forms: tuple[str, str, str], values: Mapping[str, str]
) -> Iterator[_Words]:
    """The ways in which the letter may end, the best first: a reply, a link, or the code alone."""
    reply, link, bare = forms
    if reply and destination is not None and destination.replies:
        yield _filled("reply", texts.asks[reply], **values)
    if link and (destination is None or (destination.links and not (reply and destination.replies))):
        yield _filled("link", texts.asks[link], **values)
    yield _filled("code", texts.asks[bare], **values)


def _sms(texts: Texts, tolds: Sequence[Told], signature: str, endings: Sequence[_Words]) -> tuple[_Words, _Words]:
    """The best words that fit with the best ending that leaves them room."""
    most = texts.max_segments if len(tolds) == 1 else texts.digest_segments
    for ending in endings[:-1]:
        if (words := _said(texts, tolds, _fitting(signature, ending.text, most), least=texts.name_units)) is not None:
            return words, ending
    last = endings[-1]
    return _said(texts, tolds, _fitting(signature, last.text, most), least=0) or _barest(texts, tolds), last


def _fitting(before: str, after: str, most: int) -> Fits:
    def fits(text: str) -> bool:
        whole = f"{before}{text}{after}"
        return len(whole) <= _MOST_CHARACTERS and segments(whole) <= most

    return fits


def _said(texts: Texts, tolds: Sequence[Told], fits: Fits, *, least: int) -> _Words | None:
    """The fullest words that fit and keep `least` units of a single item's name, or name one item of several; or None."""
    if len(tolds) > 1:
        return _fullest(texts, tolds, fits, named=1) or (None if least else _fullest(texts, tolds, fits, named=0))
    name = tolds[0].item_name
    longest = min(units(name), _MOST_NAME)
    for room in range(longest, min(least, longest) - 1, -1):
        words = _one(texts, tolds[0], fit(name, room, texts.cut))
        if fits(words.text):
            return words
    return None


def _fullest(texts: Texts, tolds: Sequence[Told], fits: Fits, *, named: int) -> _Words | None:
    """The digest that speaks of as many steps as fit, and of these names as many items as fit, at least `named`; or None."""
    for shown in range(len(_groups(tolds)), 0, -1):
        best: _Words | None = None
        for count in range(named, len(tolds) + 1):
            words = _digest(texts, tolds, count, shown)
            if fits(words.text):
                best = words
            elif count:
                break
        if best is not None:
            return best
    return None


def _barest(texts: Texts, tolds: Sequence[Told]) -> _Words:
    """The least that can be said, for a project's code beyond all bounds."""
    return _one(texts, tolds[0], "") if len(tolds) == 1 else _digest(texts, tolds, 0, 1)


def _one(texts: Texts, told: Told, name: str) -> _Words:
    """One message about the item by this name."""
    key, template = texts.template(told.step, told.silence)
    return _filled(key, template, **_values(texts, told, name))


def _values(texts: Texts, told: Told, name: str) -> dict[str, str]:
    """The words that a message may hold; nothing else of a case ever stands in one."""
    if told.step == REPORT:
        return {key: told.more.get(key, _UNKNOWN) for key in _REPORTED}
    due = texts.due(told.due_on, told.due_at)
    values = {"ref": told.ref, "item": name, "left": str(told.left), "unit": texts.unit(told.unit), "due": due}
    return values | {"secret": told.more.get("secret", _UNKNOWN)}


def _filled(key: str, template: str, **values: str) -> _Words:
    """The template with these values in it."""
    used = {name: values[name] for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    return _Words(key, template.format(**used), used)


def _digest(texts: Texts, tolds: Sequence[Told], named: int, shown: int) -> _Words:
    """All messages in one: the first `shown` groups by step in the order given, the first `named` items by name, the others counted."""
    groups = _groups(tolds)
    parts: list[str] = []
    for step, group in list(groups.items())[:shown]:
        entries = _entries(texts, group, named)
        named = max(0, named - len(group))
        count = str(len(group))
        if len(groups) == 1 and entries:
            return _filled(f"digest.{step}", texts.same[step], count=count, entries=entries)
        form = texts.digest["group" if entries else "bare"]
        parts.append(_filled(step, form, word=texts.words[step], count=count, entries=entries).text)
    said = texts.digest["between_groups"].join(parts)
    rest = sum(len(group) for group in list(groups.values())[shown:])
    said = texts.digest["others"].format(groups=said, rest=rest) if rest else said
    return _filled("digest", texts.digest["all"], groups=said)


def _groups(tolds: Sequence[Told]) -> dict[str, list[Told]]:
    groups: dict[str, list[Told]] = {}
    for told in tolds:
        groups.setdefault(told.step, []).append(told)
    return groups


def _entries(texts: Texts, group: Sequence[Told], named: int) -> str:
    """The first `named` items of a group by name, and how many there are besides; empty if none is named."""
    entries = texts.digest["between_entries"].join(_entry(texts, told) for told in group[:named])
    rest = len(group) - named
    if not entries or rest <= 0:
        return entries
    return texts.digest["rest"].format(entries=entries, rest=rest)


def _entry(texts: Texts, told: Told) -> str:
    """One item of a digest: short name, tail of the project's code, and the end of the term if the message speaks of it."""
    _, template = texts.template(told.step, told.silence)
    values = _values(texts, told, fit(told.item_name, texts.short_units, texts.cut))
    if told.step == REPORT:
        return texts.digest["outage"].format(**values)
    form = "entry" if values["due"] and "{due}" in template else "undated"
    return texts.digest[form].format(item=values["item"], tail=told.ref[-_TAIL:], due=values["due"])


def _mail(texts: Texts, tolds: Sequence[Told], lines: Sequence[str]) -> _Words:
    """The words of a mail: every message in full, a line each."""
    if len(tolds) == 1:
        return _one(texts, tolds[0], tolds[0].item_name)
    return _Words("digest", "\n".join(lines), {})


def _subject(texts: Texts, tolds: Sequence[Told], code: str) -> str:
    """A heading: step and item, or the number where the words do not name the item either; or how many of each step."""
    if len(tolds) == 1:
        told = tolds[0]
        is_named = "{item}" in texts.template(told.step, told.silence)[1]
        shown = fit(told.item_name, _HEADING, texts.cut) if is_named else told.ref
        name = _entry(texts, told) if told.step == REPORT else shown
        return texts.subject["one"].format(word=texts.words[told.step], item=name, code=code)
    bare = texts.digest["bare"]
    counts = (bare.format(word=texts.words[step], count=len(group)) for step, group in _groups(tolds).items())
    return texts.subject["many"].format(counts=texts.digest["between_groups"].join(counts), code=code)
