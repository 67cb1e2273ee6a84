"""The rules by which problems are compared, read from their TOML text: whole and sound, or not at all, with every fault."""

from __future__ import annotations

from dataclasses import dataclass

from domain.recurring.chance import Method
from domain.toml_file import BadFile, read_top


class BadRecurring(BadFile):
    """The rules of recurring problems are refused whole."""


@dataclass(frozen=True, slots=True)
class RecurringRules:
    """At which level and by which method counts are told apart, under which sum nothing is said, and within how many days a caller comes again."""

    version: str
    source: str
    level: float
    method: Method
    least: int
    again_days: tuple[int, ...]


def parse_recurring(text: str) -> RecurringRules:
    """The rules that the text states.

    Raises:
        BadRecurring: it has any fault; the exception lists them all.
    """
    top, problems = read_top(text, BadRecurring)
    rules = RecurringRules(
        version=top.text("version"),
        source=top.text("source"),
        level=top.measure("level", least=1e-6, most=0.5),
        method=top.choice("method", Method),
        least=top.count("least"),
        again_days=top.numbers("again_days"),
    )
    if len(rules.again_days) != 2 or list(rules.again_days) != sorted(set(rules.again_days)):
        top.report("again_days", "These are two numbers of days, the smaller first.")
    top.close()
    if problems:
        raise BadRecurring(problems)
    return rules
