"""A name leads nowhere, hides nothing, and is given back in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.naming import checked_name, disposition, download_name
from domain.documents.refusals import NameNotAllowed
from store.shipped import documents

RULES = documents()
PDF, JPEG = RULES.kinds["pdf"], RULES.kinds["jpeg"]


@pytest.mark.parametrize("name", ["方案.pdf", "水保方案（第二版）.pdf", "ᠮᠣᠩᠭᠣᠯ\u180e.pdf", "a b-c_d.PDF", "no suffix"])
def test_a_plain_name_is_kept(name):
    assert checked_name(f"  {name} ", RULES.limits) == name


@pytest.mark.parametrize(
    "name",
    [
        "", "   ", "../../etc/passwd", "..", ".htaccess", "a/b.pdf", "a\\b.pdf", "c:x.pdf", "a.pdf\r\nSet-Cookie: x=1", "a\0.pdf",
        "a\u202efdp.exe", "a\u200b.pdf", "a\u2028.pdf", "a\ue000.pdf", "con.pdf", "NUL", "lpt1 .txt", "a.", 'a".pdf', "a<b>.pdf",
        "长" * 121, "长" * 81, "a" * 121,
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_or_hides_something_is_refused(name):
    with pytest.raises(NameNotAllowed):
        checked_name(name, RULES.limits)


def test_a_name_is_composed_so_that_the_same_name_is_the_same_bytes():
    assert checked_name("e\u0301.pdf", RULES.limits) == "\u00e9.pdf"


def test_a_file_is_given_back_with_the_ending_of_its_content():
    assert download_name("方案.PDF", PDF) == "方案.PDF"
    assert download_name("invoice.pdf.exe", PDF) == "invoice.pdf.exe.pdf"
    assert download_name("photo.png", JPEG) == "photo.png.jpg"


def test_only_what_is_safe_is_shown_and_all_else_is_saved():
    assert disposition("方案", PDF).startswith("attachment; filename=\"document.pdf\"; filename*=UTF-8''%E6%96%B9")
    assert disposition("x.jpg", JPEG).startswith("inline; ")


@given(st.text(max_size=60))
def test_whatever_name_is_kept_its_header_is_one_line_of_ascii(name):
    try:
        kept = checked_name(name, RULES.limits)
    except NameNotAllowed:
        return

    header = disposition(kept, PDF)

    assert header.isascii()
    assert header.isprintable()
    assert header.count(";") == 2
    assert header.count('"') == 2
