"""The words of the messages: templates as data, checked when loaded, and how long a text is as an SMS."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from domain.catalogue import Silence
from domain.record import Notice, Step
from domain.term import Unit

_SAMPLE = {
    "ref": "2611-150524-04-01-000000",
    "item": "事" * 31,
    "left": "120",
    "unit": "个工作日",
    "due": "12月31日24时",
}
_ONE, _MANY = 70, 67  # UTF-16 units in a single segment and in each of several (UCS-2)


class BadTexts(ValueError):
    """A file of texts has faults; nothing of it is used."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Texts:
    """The templates of one language by step and silence, with the signature that opens each message."""

    signature: str
    units: Mapping[str, str]
    templates: Mapping[Step, Mapping[str, str]]

    def render(self, notice: Notice, *, ref: str, item_name: str) -> str:
        """The text of a notice about the project `ref` and the item called `item_name`."""
        templates = self.templates[notice.step]
        template = templates.get(notice.silence, templates.get("any", ""))
        unit = self.units[notice.unit]
        words = template.format(ref=ref, item=item_name, left=notice.left, unit=unit, due=_due_words(notice))
        return self.signature + words


def segments(text: str) -> int:
    """How many SMS segments a Chinese text takes: 70 UTF-16 units for one, 67 each for more.

    Source: shared contract of the provider; a character outside the basic plane counts two units.
    """
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= _ONE else -(-units // _MANY)


def _due_words(notice: Notice) -> str:
    """The end of the term in Chinese: a day ends at 24:00, an exact term at its second."""
    if notice.due_at is not None:
        return f"{notice.due_at.month}月{notice.due_at.day}日{notice.due_at:%H:%M:%S}"
    return f"{notice.due_on.month}月{notice.due_on.day}日24时" if notice.due_on else ""


def parse_texts(text: str, *, language: str) -> Texts:
    """The texts of one language from the file domain/data/texts.toml.

    Raises:
        BadTexts: with every fault: a step without a text for each silence, a template with an unknown placeholder or
            longer than `max_segments`, a unit without a word, no signature, or no TOML at all.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadTexts((str(error),)) from error
    signature, most, units = raw.get("signature"), raw.get("max_segments", 1), raw.get("unit", {}).get(language, {})
    problems = [f"unit.{language}.{unit}: missing" for unit in Unit if not isinstance(units.get(unit), str)]
    if not isinstance(signature, str) or not signature:
        problems.append("signature: missing")
    templates = {step: raw.get(step, {}).get(language, {}) for step in Step}
    for step, of_step in templates.items():
        place = f"{step}.{language}"
        if not of_step:
            problems.append(f"{place}: missing")
        elif "any" not in of_step:
            problems.extend(f"{place}.{silence}: missing" for silence in Silence if silence not in of_step)
        problems.extend(
            f"{place}.{key}: {fault}"
            for key, words in of_step.items()
            for fault in _faults(words, f"{signature}", most)
        )
    if problems:
        raise BadTexts(tuple(problems))
    return Texts(str(signature), units, templates)


def _faults(template: object, signature: str, most: int) -> list[str]:
    """What is wrong with one template."""
    if not isinstance(template, str):
        return ["must be a text"]
    try:
        fields = [(name, form, turn) for _, name, form, turn in string.Formatter().parse(template) if name is not None]
    except ValueError as error:
        return [str(error)]
    unknown = [f"unknown placeholder {{{name}}}" for name, _, _ in fields if name not in _SAMPLE]
    formed = [f"placeholder {{{name}}} takes no format" for name, form, turn in fields if form or turn]
    if unknown or formed:
        return unknown + formed
    length = segments(signature + template.format(**_SAMPLE))
    return [f"takes {length} segments, at most {most} are allowed"] if length > most else []
