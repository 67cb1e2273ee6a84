"""A form with files is read as browsers send it, and what is none is refused whole."""

import pytest

from api.multipart import read
from api.refusals import BadForm

TYPE = "multipart/form-data; boundary=----WebKitFormBoundaryAbc123"
MARK = b"------WebKitFormBoundaryAbc123"


def part(name, data, file_name=None):
    file = f'; filename="{file_name}"' if file_name is not None else ""
    kind = "\r\nContent-Type: image/jpeg" if file_name is not None else ""
    head = f'Content-Disposition: form-data; name="{name}"{file}{kind}'
    return MARK + b"\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n"


def whole(*parts):
    return b"".join(parts) + MARK + b"--\r\n"


def test_fields_and_files_come_as_they_were_sent_byte_for_byte():
    data = b"\xff\xd8\r\n--\r\n----WebKit\0\r\n\r\n"
    text = "ᠮᠣᠩᠭᠣᠯ\u180e\u202fᠤᠨ 😀\r\n"

    sent = read(
        TYPE, whole(part("text", text.encode()), part("a", b""), part("a", b"2"), part("p", data, "图 %22.jpg"))
    )

    assert (sent.form["text"], sent.form.getlist("a")) == (text, ["", "2"])
    assert [(file.field, file.name, file.data) for file in sent.files] == [("p", '图 ".jpg', data)]


def test_a_file_that_nobody_chose_does_not_count():
    assert read(TYPE, whole(part("p", b"", ""))).files == ()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (TYPE, b""),
        (TYPE, whole(part("a", b"1"))[:-8]),
        (TYPE, b"x" + whole(part("a", b"1"))),
        (TYPE, MARK + b"\r\nContent-Disposition: form-data\r\n\r\n1\r\n" + MARK + b"--"),
        (TYPE, MARK + b'\r\nContent-Disposition: form-data; name="a"\r\n1\r\n' + MARK + b"--"),
        (TYPE, whole(part("a", b"\0"))),
        (TYPE, whole(part("a", b"\xff"))),
        (TYPE, whole(part("a", b"x" * 70_000))),
        (TYPE, whole(*[part("a", b"1")] * 101)),
        (TYPE, whole(part("a" * 5000, b"1"))),
        ("multipart/form-data", whole(part("a", b"1"))),
        ("multipart/form-data; boundary=é", whole(part("a", b"1"))),
    ],
)
def test_what_no_browser_sends_is_refused(kind, body):
    with pytest.raises(BadForm):
        read(kind, body)
