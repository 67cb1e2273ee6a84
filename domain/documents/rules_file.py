"""Reads the rules of documents from their TOML text: whole and sound, or not at all, with every fault and its place."""

from __future__ import annotations

from domain.documents.rules import ArchiveLimits, DocumentRules, Kind, Limits
from domain.strict_table import Problem, StrictTable
from domain.toml_file import BadToml, read_toml

_KIB = 1024
_MIB = 1024 * _KIB
_MILLION = 1_000_000


class BadDocuments(ValueError):
    """The file is refused whole; `problems` are all its faults in reading order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.place}: {problem.reason}" for problem in problems))
        self.problems = problems


def parse_documents(text: str) -> DocumentRules:
    """The rules that a text like domain/data/documents.toml describes.

    Raises:
        BadDocuments: the text is not TOML, or something in it is unknown, missing or of the wrong type. All faults are told.
    """
    try:
        raw = read_toml(text)
    except BadToml as fault:
        raise BadDocuments((fault.problem,)) from fault
    problems: list[Problem] = []
    top = StrictTable(raw, place="", problems=problems)
    foreign = top.table("foreign")
    rules = DocumentRules(
        version=top.text("version", most=64),
        kinds={key: _kind(key, table) for key, table in top.named("kinds").items()},
        limits=_limits(top.table("limits")),
        archives=_archives(top.table("archives")),
        foreign=tuple(mark.lower().encode() for mark in foreign.texts("marks")),
        foreign_within=foreign.count("within"),
    )
    top.close()
    if problems:
        raise BadDocuments(tuple(problems))
    return rules


def _limits(table: StrictTable) -> Limits:
    return Limits(
        most_bytes=table.count("most_mib") * _MIB,
        piece_bytes=table.count("piece_kib") * _KIB,
        piece_least=table.count("piece_least_kib") * _KIB,
        open_uploads=table.count("open_uploads"),
        documents=table.count("documents"),
        photos=table.count("photos"),
        photo_piece_bytes=table.count("photo_piece_kib") * _KIB,
        expires_hours=table.count("expires_hours"),
        name_letters=table.count("name_letters"),
        name_bytes=table.count("name_bytes"),
        pixels=table.count("megapixels") * _MILLION,
    )


def _archives(table: StrictTable) -> ArchiveLimits:
    return ArchiveLimits(
        members=table.count("members"),
        unpacked_bytes=table.count("unpacked_mib") * _MIB,
        ratio=table.count("ratio"),
        ratio_from_bytes=table.count("ratio_from_kib") * _KIB,
        directory_bytes=table.count("directory_kib") * _KIB,
        name_bytes=table.count("name_bytes"),
        forbidden=table.texts("forbidden"),
        nested=_hexes(table, "nested"),
    )


def _kind(key: str, table: StrictTable) -> Kind:
    kind = Kind(
        key,
        media_type=table.text("media_type"),
        suffix=table.text("suffix"),
        heads=_hexes(table, "heads"),
        ends=_hexes(table, "ends"),
        within=table.count("within", least=0),
        members=table.texts("members") if "members" in table.keys else (),
        picture=table.text("picture", default=""),
        inline=table.yes("inline"),
        most_bytes=table.count("most_mib") * _MIB,
    )
    if not kind.heads:
        table.report("heads", "A kind without a beginning would be everything.")
    return kind


def _hexes(table: StrictTable, key: str) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for position, text in enumerate(table.texts(key)):
        try:
            found.append(bytes.fromhex(text))
        except ValueError:
            table.report(f"{key}[{position}]", "These are no bytes in hex.")
    return tuple(found)
