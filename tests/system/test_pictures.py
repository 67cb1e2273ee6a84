"""A cleaned picture shows the same and tells nothing more."""

from __future__ import annotations

import io

import pytest
from files import huge_picture, picture
from PIL import Image, PngImagePlugin

from system.pictures import BadPicture, cleaned

MOST = 1_000_000
SECRETS = (b"SecretCamera", b"SecretPerson", b"Exif", b"GPS", b"secret words")


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_what_the_camera_wrote_is_gone_and_the_picture_is_there(form):  # H64
    original = picture(form)
    assert b"SecretCamera" in original

    clean = cleaned(original, form=form, most_pixels=MOST)

    assert [secret for secret in SECRETS if secret in clean] == []
    with Image.open(io.BytesIO(clean)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == (form, (64, 48), {})
        red, _, blue = shown.convert("RGB").getpixel((60, 24))
        assert red > 150 > blue


def test_comments_profiles_and_text_go_too():
    image = Image.new("RGB", (8, 8))
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "secret words")
    notes.add_itxt("XML:com.adobe.xmp", "<x>secret words</x>")
    png, jpeg = io.BytesIO(), io.BytesIO()
    image.save(png, "PNG", pnginfo=notes, icc_profile=b"secret words")
    image.save(jpeg, "JPEG", comment=b"secret words", icc_profile=b"secret words", xmp=b"secret words")

    for form, made in (("PNG", png), ("JPEG", jpeg)):
        assert b"secret words" in made.getvalue() or form == "PNG"
        assert b"secret words" not in cleaned(made.getvalue(), form=form, most_pixels=MOST)
        assert b"iCCP" not in cleaned(made.getvalue(), form=form, most_pixels=MOST)


def test_what_hangs_behind_a_picture_is_not_taken_over():
    """Phones put a second picture there, with a position of its own."""
    original = picture() + picture()

    assert cleaned(original, form="JPEG", most_pixels=MOST).count(b"\xff\xd8\xff") == 1


def test_a_picture_that_was_held_sideways_is_shown_upright():
    with Image.open(io.BytesIO(cleaned(picture(turned=True), form="JPEG", most_pixels=MOST))) as shown:
        assert shown.size == (48, 64)


@pytest.mark.parametrize(
    ("data", "form", "why"),
    [
        (huge_picture(), "PNG", "too_many_pixels"),
        (huge_picture(2000, 600), "PNG", "too_many_pixels"),
        (picture("PNG"), "JPEG", "broken"),
        (picture("JPEG")[:300], "JPEG", "broken"),
        (b"\xff\xd8\xff", "JPEG", "broken"),
        (huge_picture(20, 20)[:-30], "PNG", "broken"),
    ],
)
def test_a_picture_that_is_too_large_or_broken_is_refused(data, form, why):
    with pytest.raises(BadPicture, match=why):
        cleaned(data, form=form, most_pixels=MOST)
