"""Reads the list of personal data from its TOML text: whole and sound, or not at all, with every fault."""

from __future__ import annotations

from datetime import timedelta

from domain.privacy.book import Kept, Period, Personal, PrivacyBook, Swept
from domain.strict_table import StrictTable
from domain.toml_file import BadFile, read_top


class BadPrivacy(BadFile):
    """A list of personal data is refused whole; `problems` are all its faults."""


def parse_privacy(text: str) -> PrivacyBook:
    """The list in the text of a file like domain/data/privacy.toml.

    Raises:
        BadPrivacy: the text is not TOML, or something in it is unknown, missing, of the wrong type or contradicts itself.
    """
    top, problems = read_top(text, BadPrivacy)
    book = PrivacyBook(
        version=top.text("version"),
        source=top.text("source"),
        kept=_kept(top),
        personal=_personal(top),
        impersonal=_impersonal(top.table("impersonal")),
        swept=_swept(top),
    )
    _compare(top, book)
    top.close()
    if problems:
        raise BadPrivacy(problems)
    return book


def _kept(top: StrictTable) -> dict[Period, Kept]:
    found: dict[Period, Kept] = {}
    for row in top.rows_by_id("kept").values():
        period = row.choice("id", Period)
        found[period] = Kept(period, row.count("years", least=0), row.text("law"))
    if missing := set(Period) - set(found):
        top.report("kept", f"These periods are missing: {', '.join(sorted(missing))}.")
    return found


def _personal(top: StrictTable) -> tuple[Personal, ...]:
    return tuple(
        Personal(row.name("table"), row.names("columns"), row.choice("kept", Period), row.text("purpose"))
        for row in top.rows("personal")
    )


def _swept(top: StrictTable) -> dict[Swept, timedelta]:
    found: dict[Swept, timedelta] = {}
    for row in top.rows_by_id("swept").values():
        found[row.choice("id", Swept)] = timedelta(days=row.count("days"))
        row.text("reason")
    if missing := set(Swept) - set(found):
        top.report("swept", f"These are missing: {', '.join(sorted(missing))}.")
    return found


def _impersonal(table: StrictTable) -> dict[str, tuple[str, ...]]:
    return {name: table.names(name) for name in table.keys}


def _compare(top: StrictTable, book: PrivacyBook) -> None:
    """Note what is listed twice: a column is personal or it is not."""
    if len(book.columns) < len(book.personal):
        top.report("personal", "A table stands here twice.")
    for entry in book.personal:
        for column in set(entry.columns) & set(book.impersonal.get(entry.table, ())):
            top.report(f"impersonal.{entry.table}", f"{column} is personal and not personal.")
