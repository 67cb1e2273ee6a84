"""Pictures without what cameras write into them: the place, the time, the device, the owner's name."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

_QUALITY = 88
_COLOURS = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "RGB", "RGBA")}
_USUAL = {"JPEG": "RGB", "PNG": "RGBA"}


class BadPicture(ValueError):
    """The bytes are no such picture, or one with too many pixels; the message says which."""


def cleaned(data: bytes, *, form: str, most_pixels: int) -> bytes:
    """The picture as one sees it, drawn anew: nothing is taken over but its pixels, turned as the camera said.

    `form` is JPEG or PNG; no other decoder is asked, whatever the bytes seem to be. A picture whose header states too many
    pixels is never decoded.

    Raises:
        BadPicture: see there.
    """
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as picture:
            if picture.width * picture.height > most_pixels:
                raise BadPicture("too_many_pixels")
            ImageOps.exif_transpose(picture, in_place=True)  # a copy would cost as much memory again
            return _drawn(picture, form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise BadPicture("too_many_pixels") from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as fault:
        if isinstance(fault, BadPicture):
            raise
        raise BadPicture("broken") from fault


def _drawn(picture: Image.Image, form: str) -> bytes:
    plain = picture if picture.mode in _COLOURS[form] else picture.convert(_USUAL[form])
    plain.info = {}  # else profile and comment would be written again
    made = io.BytesIO()
    plain.save(made, form, **({"quality": _QUALITY} if form == "JPEG" else {}))
    return made.getvalue()
