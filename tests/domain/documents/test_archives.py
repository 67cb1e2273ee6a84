"""An archive is read without being unpacked, and refused for whatever could surprise its reader."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import pytest
from files import WORD, archive, lying, streamed
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.archive import END, kind_of, members_of, place_of
from domain.documents.refusals import ArchiveNotAllowed, KindNotAllowed
from domain.documents.sniffing import TAIL_BYTES
from domain.documents.unpacking import Unpacking
from store.shipped import documents

RULES = documents()
ARCHIVES = tuple(kind for kind in RULES.kinds.values() if kind.is_archive)


def looked_at(content: bytes, *, piece: int = 1000) -> str:
    """The kind of an archive, or why it is not taken."""
    limits = RULES.archives
    try:
        place = place_of(content[-TAIL_BYTES:], len(content), limits)
        members = members_of(content[place.start : place.start + place.length], place, limits)
        kind = kind_of(ARCHIVES, members)
        unpacking = Unpacking(members, place.start, limits)
        for start in range(0, len(content), piece):
            unpacking.feed(content[start : start + piece])
        unpacking.close()
    except ArchiveNotAllowed as refusal:
        return refusal.facts["reason"]
    except KindNotAllowed as refusal:
        return refusal.code
    return kind.id


@pytest.mark.parametrize("piece", [1, 7, 1000, 10**9])
@pytest.mark.parametrize("made", [archive, streamed])
def test_an_office_file_is_known_by_its_members_whatever_the_pieces(made, piece):
    assert looked_at(made(WORD), piece=piece) == "docx"


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"OFD.xml": b"<OFD/>", "Doc_0/Document.xml": b"x"}, "ofd"),
        ({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}, "xlsx"),
        ({"[Content_Types].xml": b"x", "ppt/presentation.xml": b"x"}, "pptx"),
        ({"a.txt": b"any archive"}, "kind_not_allowed"),
        ({"META-INF/MANIFEST.MF": b"a program", "A.class": b"x"}, "kind_not_allowed"),
    ],
)
def test_archives_are_told_apart_by_what_they_hold(members, kind):
    assert looked_at(archive(members)) == kind


@pytest.mark.parametrize(
    "name", ["../evil.xml", "a/../../b", "/etc/passwd", "a\\..\\b", "c:evil", "x\n.xml", "n" * 241]
)
def test_a_member_that_leads_elsewhere_is_refused(name):
    assert looked_at(archive(WORD | {name: b"x"})) == "name"


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "run.EXE", "a.js", "x/y.lnk"])
def test_what_acts_by_itself_is_refused(name):
    assert looked_at(archive(WORD | {name: b"x"})) == "acts_by_itself"


@pytest.mark.parametrize("inner", [archive({"a": b"x"}), b"Rar!\x1a\x07\x00", b"\x1f\x8b\x08\x00", b"MZ\x90\x00"])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_an_archive_or_a_program_inside_is_refused(inner, method):
    assert looked_at(archive(WORD | {"word/media/a.png": inner}, method=method)) == "nested"


def test_an_archive_inside_is_refused_however_slowly_it_begins():
    inner = b"PK\x03\x04 and so on"
    first, empty = b"\x00" + struct.pack("<HH", 1, 0xFFFE) + inner[:1], b"\x00\x00\x00\xff\xff"
    rest = b"\x01" + struct.pack("<HH", len(inner) - 1, 0xFFFF - (len(inner) - 1)) + inner[1:]
    packed = first + empty * 14_000 + rest  # so that the first 64 KB unpack to one byte
    made = bytearray(lying(archive({"OFD.xml": packed}, method=zipfile.ZIP_STORED), size=len(inner)))
    table = made.index(b"PK\x01\x02")
    made[8:10] = made[table + 10 : table + 12] = struct.pack("<H", zipfile.ZIP_DEFLATED)

    assert looked_at(bytes(made), piece=4096) == "nested"


def test_a_bomb_is_refused_by_what_it_says_before_anything_is_unpacked():
    assert looked_at(archive(WORD | {"word/zeros.xml": bytes(5_000_000)})) == "bomb"


def test_many_members_that_are_too_much_together_are_refused():
    some = archive(WORD | {f"word/{n}.xml": b"x" * 900_000 for n in range(4)})
    limits = RULES.archives
    place = place_of(some[-TAIL_BYTES:], len(some), limits)
    table = bytearray(some[place.start : place.start + place.length])
    at = -1
    while (at := table.find(b"PK\x01\x02", at + 1)) >= 0:
        table[at + 20 : at + 28] = struct.pack("<II", 2_000_000, 130_000_000)

    with pytest.raises(ArchiveNotAllowed) as refused:
        members_of(bytes(table), place, limits)

    assert refused.value.facts["reason"] == "bomb"


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_unpacks_and_costs_no_memory():
    real = 40_000_000
    lies = lying(archive({"OFD.xml": bytes(real)}), size=1000)
    tracemalloc.start()

    answer = looked_at(lies, piece=4096)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert answer == "bomb"
    assert most < 2_000_000


def test_a_member_that_is_shorter_than_it_says_is_refused():
    assert looked_at(lying(archive({"OFD.xml": b"x" * 1000}), size=1001)) == "lies"


def test_the_same_name_twice_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("OFD.xml", b"one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.writestr("OFD.xml", b"two")

    assert looked_at(made.getvalue()) == "twice"
    assert looked_at(archive({"OFD.xml": b"one", "ofd.XML": b"two"})) == "twice"


def test_two_members_in_the_same_bytes_are_refused():
    """The best bombs let many entries of the table share one packed member."""
    made = bytearray(archive({"OFD.xml": b"a" * 50, "OFD.xmm": b"a" * 50}))
    second = made.rindex(b"PK\x01\x02")
    made[second + 42 : second + 46] = struct.pack("<I", 0)

    assert looked_at(bytes(made)) in ("between", "lies")


def test_bytes_that_belong_to_no_member_are_refused():
    good = archive(WORD)
    place = place_of(good[-TAIL_BYTES:], len(good), RULES.archives)
    hidden = good[: place.start] + b"hidden" + good[place.start : -END.size]
    end = END.pack(b"PK\x05\x06", 0, 0, place.count, place.count, place.length, place.start + 6, 0)

    assert looked_at(hidden + end) == "between"
    assert looked_at(b"before" + good) == "in_parts"
    assert looked_at(good + b"behind") == "cut_off"


def test_an_archive_that_does_not_begin_with_its_first_member_is_refused():
    made = io.BytesIO(b"PK\x03\x04 seems to be the first")
    with zipfile.ZipFile(made, "a") as packed:
        packed.writestr("OFD.xml", b"x")

    assert looked_at(made.getvalue()) == "between"


def test_a_member_whose_own_header_says_something_else_than_the_table_is_refused():
    good = archive({"OFD.xml": b"x" * 100})

    assert looked_at(good.replace(b"OFD.xml", b"EVL.xml", 1)) == "lies"


def test_enciphered_and_unusual_members_are_refused():
    good = archive({"OFD.xml": b"x"})
    table = good.index(b"PK\x01\x02")
    enciphered, unusual, zip64 = bytearray(good), bytearray(good), bytearray(good)
    enciphered[table + 8] |= 1
    unusual[table + 10] = 93
    zip64[table + 24 : table + 28] = b"\xff" * 4

    assert [looked_at(bytes(made)) for made in (enciphered, unusual, zip64)] == ["enciphered", "unusual", "unusual"]


def test_an_archive_of_too_many_members_is_refused_by_its_last_line():
    many = archive({f"{n}": b"" for n in range(RULES.archives.members + 1)}, method=zipfile.ZIP_STORED)

    assert looked_at(many) == "too_many"


@pytest.mark.parametrize("cut", [1, 10, 22, 60, 200])
def test_an_archive_that_was_cut_off_is_refused(cut):
    assert looked_at(archive(WORD)[:-cut]) in ("cut_off", "in_parts")


@given(
    st.sampled_from([archive(WORD), streamed(WORD)]),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=6),
    st.integers(1, 500),
)
def test_whatever_is_changed_in_an_archive_it_is_taken_or_refused(content, changes, piece):
    changed = bytearray(content)
    for at, byte in changes:
        changed[at % len(changed)] = byte

    assert isinstance(looked_at(bytes(changed), piece=piece), str)


@given(st.binary(max_size=300))
def test_whatever_calls_itself_an_archive_is_taken_or_refused(noise):
    assert isinstance(looked_at(b"PK\x03\x04" + noise + END.pack(b"PK\x05\x06", 0, 0, 1, 1, len(noise), 4, 0)), str)
