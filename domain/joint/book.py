"""About what risk warnings may be: a closed list, read strictly from its TOML text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.hotline.book_entries import names
from domain.toml_file import BadFile, read_top


class BadJointBook(BadFile):
    """A file of joint supervision is refused whole; `problems` are all its faults."""


@dataclass(frozen=True, slots=True)
class JointBook:
    """The subjects of warnings with their names by language, and where they come from."""

    version: str
    source: str
    subjects: Mapping[str, Mapping[str, str]]


def parse_joint(text: str) -> JointBook:
    """The list in the text of a file like domain/data/joint.toml.

    Raises:
        BadJointBook: the text is not TOML, or something in it is unknown, missing or of the wrong type.
    """
    top, problems = read_top(text, BadJointBook)
    book = JointBook(
        version=top.text("version"),
        source=top.text("source"),
        subjects={key: names(row, "names") for key, row in top.rows_by_id("subjects").items() if row.name("id")},
    )
    top.close()
    if problems:
        raise BadJointBook(problems)
    return book
