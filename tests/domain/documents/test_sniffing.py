"""A file is what its bytes say, and one thing only."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import PDF, WORD, archive, picture

from domain.documents import rules_file
from domain.documents.refusals import FileTooLarge
from domain.documents.rules_file import BadDocuments, parse_documents
from domain.documents.sniffing import TAIL_BYTES, check_end, check_size, kinds_by_head
from domain.refusals import Refusal
from store.shipped import documents

RULES = documents()
DATA = Path(rules_file.__file__).parents[1] / "data" / "documents.toml"


def sniffed(content: bytes) -> str:
    """The kinds that the content may be, or the code of the refusal."""
    try:
        kinds = kinds_by_head(content[:4096], RULES)
        if not kinds[0].is_archive:
            check_end(kinds[0], content[-TAIL_BYTES:], len(content))
    except Refusal as refusal:
        return refusal.code
    return " ".join(kind.id for kind in kinds)


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (PDF, "pdf"),
        (picture("JPEG"), "jpeg"),
        (picture("JPEG") + bytes(40), "jpeg"),  # some cameras fill up with zeros
        (picture("PNG"), "png"),
        (b"AC1032" + bytes(5000), "dwg"),
        (archive(WORD), "ofd docx xlsx pptx"),
    ],
)
def test_a_kind_is_known_by_its_bytes(content, kinds):
    assert sniffed(content) == kinds


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 a program",
        b"\x7fELF",
        b"#!/bin/sh\n",
        b"<html>%PDF-1.7",
        b" %PDF-1.7\n%%EOF",  # a reader may look for it later, we do not
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        bytes.fromhex("d0cf11e0a1b11ae1"),  # an old Office file
        b"",
    ],
)
def test_what_is_not_on_the_list_is_not_taken(content):
    assert sniffed(content) == "kind_not_allowed"


@pytest.mark.parametrize(
    "content",
    [
        PDF + archive(WORD),
        PDF + archive(WORD) + b"%%EOF",
        picture("JPEG")[:-2] + archive({"a.class": b"x"}) + b"\xff\xd9",
        PDF.replace(b"1 0 obj", b"<ScRiPt>alert(1)</script>"),
        picture("JPEG")[:3] + b"\xe0%PDF-1.7" + picture("JPEG")[3:],
        archive({"<html>": b"x"} | WORD),
    ],
)
def test_a_file_that_is_two_things_is_refused(content):
    assert sniffed(content) in ("two_things_in_one", "file_cut_off")


def test_an_archive_behind_a_picture_is_found_by_its_numbers_not_by_its_mark():
    shot = picture("JPEG")
    by_chance = shot[:-2] + b"PK\x05\x06" + b"\xab" * 40 + b"\xff\xd9"

    assert sniffed(by_chance) == "jpeg"
    assert sniffed(shot[:-2] + archive(WORD) + b"\xff\xd9") == "two_things_in_one"
    assert sniffed(shot[:-2] + archive({f"{n}": bytes(99) for n in range(3000)}) + b"\xff\xd9") == "two_things_in_one"


@pytest.mark.parametrize("content", [PDF[:-8], picture("JPEG")[:-2], picture("PNG")[:-4], picture("PNG") + b"more"])
def test_a_file_that_was_cut_off_or_continued_is_refused(content):
    assert sniffed(content) == "file_cut_off"


def test_a_kind_has_a_largest_size():
    kind = RULES.kinds["png"]
    check_size(kind, kind.most_bytes)

    with pytest.raises(FileTooLarge) as refused:
        check_size(kind, kind.most_bytes + 1)

    assert refused.value.facts == {"kind": "png", "most": "31457280"}


def test_only_pictures_are_shown_by_a_browser():
    assert {kind.id for kind in RULES.kinds.values() if kind.inline} == {"jpeg", "png"}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('heads = ["ffd8ff"]', 'heads = ["ffd8f"]', "kinds.jpeg.heads[0]"),
        ('heads = ["ffd8ff"]', "heads = []", "kinds.jpeg.heads"),
        ("documents = 500", "documents = 0", "limits.documents"),
        ("ratio = 200", 'ratio = "much"', "archives.ratio"),
        ("inline = false # it can hold scripts", "shown = true", "kinds.pdf.inline"),
    ],
)
def test_a_fault_in_the_rules_is_told_with_its_place(old, new, place):
    text = DATA.read_text(encoding="utf-8")
    assert old in text

    with pytest.raises(BadDocuments) as refusal:
        parse_documents(text.replace(old, new, 1))

    assert refusal.value.problems[0].place == place
