"""Files as people hand them in, and as an intruder would: small, whole, and made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document>" + b"text " * 500 + b"</document>"}


def archive(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return made.getvalue()


def streamed(members: dict[str, bytes]) -> bytes:
    """A ZIP as a program writes it that cannot go back: sizes follow the members."""

    class OneWay(io.RawIOBase):
        def __init__(self) -> None:
            self.held = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: bytes) -> int:
            self.held += piece
            return len(piece)

    way = OneWay()
    with zipfile.ZipFile(way, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return bytes(way.held)


def picture(form: str = "JPEG", *, size: tuple[int, int] = (64, 48), turned: bool = False) -> bytes:
    """A picture into which a camera has written where it was taken, by whom, and with what."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x013B] = "SecretPerson"
    if turned:
        exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 43.0, 30.0), 3: "E", 4: (121.0, 46.0, 12.0)})
    made = io.BytesIO()
    image.save(made, form, exif=exif)
    return made.getvalue()


def huge_picture(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of few bytes that says that it has very many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def lying(packed: bytes, *, size: int) -> bytes:
    """The archive, whose only member is said to have another size, in its header and in the table."""
    changed = bytearray(packed)
    table = packed.index(b"PK\x01\x02")
    changed[22:26] = changed[table + 24 : table + 28] = struct.pack("<I", size)
    return bytes(changed)
