"""A letter written as a mail: headers that nothing can break, and the same words as text and as HTML."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.policy import EmailPolicy
from html import escape

from activities.mail_words import MailWords, Words, Writing
from store.letters import Letter

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z){_ATOM}(?:\.{_ATOM})*@(?P<domain>{_LABEL}(?:\.{_LABEL})*)")
_STYLE = {Writing.ACROSS: "", Writing.DOWN: "writing-mode: vertical-lr; "}
_WORD_BYTES = 39  # in base64 with its frame and "Subject: " below the 76 characters that RFC 2047 allows a line


class NotAnAddress(ValueError):
    """Nobody can have such a mail address, or none that mail servers without SMTPUTF8 understand."""


class _Subject(str):
    """A subject that folds itself.

    The folding of Python 3.11 loses blanks between encoded words and reads what looks like one in the text
    (tests/activities/test_mail.py would tell when it is mended); this one encodes all of it, character by character.
    """

    __slots__ = ()
    name = "Subject"

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header's lines as they travel."""
        words = (f"=?utf-8?b?{b64encode(part.encode()).decode()}?=" for part in _parts(self))
        return f"Subject: {f'{policy.linesep} '.join(words)}{policy.linesep}"


@dataclass(frozen=True, slots=True)
class MailPaper:
    """What all mails have in common: `sender` is where they come from, `page` where a letter is acknowledged.

    Raises:
        NotAnAddress: the sender is no plain mail address.
    """

    sender: str
    page: str
    words: MailWords

    def __post_init__(self) -> None:
        domain_of(self.sender)

    def message_id(self, letter: Letter) -> str:
        """The id of a letter's mail, the same whenever it is written, without its brackets."""
        return f"{letter.id}@{domain_of(self.sender)}"

    def write(self, letter: Letter) -> bytes:
        """The mail in ASCII with CRLF, ready for DATA.

        It is dated when the sending began. A line break in the subject becomes a blank; everything else arrives as it
        is. A language that we do not write is framed in Chinese.

        Raises:
            NotAnAddress: the letter's address is no plain mail address.
        """
        domain_of(letter.address)
        words = self.words.of(letter.language)
        mail = EmailMessage(policy.SMTP)
        mail["Message-ID"] = f"<{self.message_id(letter)}>"
        mail["Date"] = letter.claimed_at
        mail["From"] = self.sender
        mail["To"] = letter.address
        mail["Subject"] = _Subject(" ".join(letter.subject.splitlines()))
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self._text(letter, words), cte="base64")
        mail.add_alternative(self._html(letter, words), subtype="html", cte="base64")
        mail["Content-Language"] = words.tag  # last: set earlier, it would move into the first part
        return mail.as_bytes()

    def _text(self, letter: Letter, words: Words) -> str:
        code, page = words.code.replace("{code}", letter.code), words.page.replace("{page}", self.page)
        return "\n\n".join((*letter.lines, code, page, words.about)) + "\n"

    def _html(self, letter: Letter, words: Words) -> str:
        page = escape(self.page)
        said = (
            *(escape(line) for line in letter.lines),
            escape(words.code).replace("{code}", f"<strong>{escape(letter.code)}</strong>"),
            escape(words.page).replace("{page}", f'<a href="{page}">{page}</a>'),
            f"<small>{escape(words.about)}</small>",
        )
        body = "\n".join(f"<p>{paragraph}</p>" for paragraph in said)
        return (
            f'<!DOCTYPE html>\n<html lang="{words.tag}">\n<head><meta charset="utf-8">'
            f"<title>{escape(letter.subject)}</title></head>\n"
            f'<body style="{_STYLE[words.writing]}font-size: 1rem; line-height: 1.6">\n{body}\n</body>\n</html>\n'
        )


def domain_of(address: str) -> str:
    """What stands behind the @ of a plain mail address.

    Raises:
        NotAnAddress: it is none; nothing that could end a header or a command passes.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise NotAnAddress("Not a plain mail address")
    return found["domain"]


def _parts(text: str) -> list[str]:
    """The text in pieces of at most `_WORD_BYTES` in UTF-8, never within a character; one empty piece of nothing."""
    parts, size = [""], 0
    for character in text:
        more = len(character.encode())
        if size + more > _WORD_BYTES:
            parts.append("")
            size = 0
        parts[-1] += character
        size += more
    return parts
