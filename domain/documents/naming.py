"""What a file may be called, and how a name is given back so that nothing can be hidden in it."""

from __future__ import annotations

from unicodedata import category, normalize

from domain.documents.refusals import NameNotAllowed
from domain.documents.rules import Kind, Limits

_SEPARATORS = '/\\:*?"<>|'  # of paths and devices, and what a shell would expand
_MEANINGLESS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})  # controls, direction marks, halves, line ends
_SHAPING = "\u200c\u200d\u180e"  # Mongolian cannot be written without
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def checked_name(name: str, limits: Limits) -> str:
    """The name as it is kept: composed, without blanks around it.

    Raises:
        NameNotAllowed: it is empty or too long, leads elsewhere, or holds what nobody sees.
    """
    composed = normalize("NFC", name).strip()
    reason = _reason(composed, limits)
    if reason:
        raise NameNotAllowed(reason=reason)
    return composed


def download_name(name: str, kind: Kind) -> str:
    """The name under which a file is given back: it always ends as its content demands."""
    return name if name.lower().endswith(kind.suffix) else f"{name}{kind.suffix}"


def disposition(name: str, kind: Kind) -> str:
    """The header Content-Disposition for a file with this name: shown only where its kind is safe, else saved.

    Source: RFC 6266; the plain name is for readers that do not know the encoded one.
    """
    how = "inline" if kind.inline else "attachment"
    encoded = "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in download_name(name, kind).encode())
    return f"{how}; filename=\"document{kind.suffix}\"; filename*=UTF-8''{encoded}"


def _reason(name: str, limits: Limits) -> str:
    if not name:
        return "It is empty."
    if len(name) > limits.name_letters or len(name.encode("utf-8", "surrogatepass")) > limits.name_bytes:
        return f"It has more than {limits.name_letters} letters or {limits.name_bytes} bytes."
    for letter in name:
        if letter in _SEPARATORS:
            return f"It holds {letter}."
        if category(letter) in _MEANINGLESS and letter not in _SHAPING:
            return f"It holds U+{ord(letter):04X}, which nobody sees."
    if name.startswith(".") or name.endswith("."):
        return "It begins or ends with a dot."
    if name.partition(".")[0].rstrip().lower() in _RESERVED:
        return "It is the name of a device."
    return ""
