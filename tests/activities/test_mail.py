"""A letter becomes a mail that arrives as it was written, and what happened to it is known whatever the server does."""

from __future__ import annotations

import asyncio
import email
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from mail_server import HANG_UP, SILENCE, MailServer, mail_server, mute_server, trusted

from activities.mail_carrier import MailCarrier, Security
from activities.mail_paper import MailPaper, NotAnAddress
from activities.mail_words import BadMailWords, parse_mail_words
from domain.fate import Answer, Channel, Fate, Fault
from store.letters import Letter
from store.shipped import mail_file

PAGE = "https://promise.example.gov.cn/a"
SENDER = "notice@promise.example.gov.cn"
WORDS = parse_mail_words(mail_file())
ACCOUNT = ("notice", "a pass word 密")
CLAIMED_AT = datetime(2026, 9, 25, 9, 10, tzinfo=UTC)
MONGOLIAN = "ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ ᠪᠢᠴᠢᠭ᠌ ᠬᠠᠷ᠎ᠠ ᠨᠠ\u180b ᠨᠠ\u180c ᠨᠠ\u180d ᠬᠤᠭᠤᠴᠠᠭ᠎ᠠ"
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
HARD = [
    "红牌警告：项目2611-150524-04-01-100001“立项 ”于9月30日到期",
    MONGOLIAN,
    f"{FAMILY} \U00020000\u3000\U0001f600 {FAMILY}" * 20,
    "a  b 中 文   中  ",
    "=?utf-8?b?5Lit?= 中 =?utf-8?q?=41?=",
    ".",
    "",
    "e\u0301 \u200e\u202e\ufeff\u2060",
    "期" * 5000,
    "x" * 5000,
]
LETTER = Letter(
    id=UUID("6f1de0c5-3f25-4b0e-9d2c-0f4b8b1a7c11"),
    code="K7M2QX",
    channel=Channel.MAIL,
    recipient="person:li",
    address="li.officer@kulun.example.gov.cn",
    language="zh",
    subject="红牌警告：2件",
    text="…",
    lines=("项目一今日到期", "项目二今日到期"),
    template="red",
    parameters={},
    valid_until=CLAIMED_AT + timedelta(hours=10),
    claimed_at=CLAIMED_AT,
)


def parsed(mail: bytes) -> EmailMessage:
    """A mail as its reader's program understands it."""
    message = email.message_from_bytes(mail, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def content(message: EmailMessage, kind: str) -> str:
    """The text or the HTML of a mail; on its way its lines end with CRLF."""
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    text = part.get_content()
    assert isinstance(text, str)
    return text.replace("\r\n", "\n")


def paragraphs(html: str) -> list[str]:
    """What a reader of the HTML sees, paragraph by paragraph."""
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: object) -> None:
            if tag == "p":
                seen.append("")

        def handle_data(self, data: str) -> None:
            if seen:
                seen[-1] += data

        def handle_endtag(self, tag: str) -> None:
            if tag == "body":
                seen[-1] = seen[-1].removesuffix("\n")

    Reader().feed(html)
    return [text.removesuffix("\n") for text in seen]


@dataclass(frozen=True)
class Post:
    """A mail server and a carrier that is set up for it."""

    server: MailServer
    carrier: MailCarrier

    async def answer(self, command: str, reply: str) -> Answer:
        """What the carrier says of a letter when the server replies so."""
        self.server.answers[command] = reply
        return await self.carrier.post(LETTER)


def carrier(port: int, security: Security = "none", **more: object) -> MailCarrier:
    """A carrier to a server on this machine."""
    values = {
        "host": "127.0.0.1",
        "port": port,
        "security": security,
        "sender": SENDER,
        "page": PAGE,
        "words": WORDS,
    }
    return MailCarrier(**(values | more))  # type: ignore[arg-type]


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """A plain server, so that a test of its answers is quick."""
    async with mail_server() as server:
        yield Post(server, carrier(server.port, seconds=5))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who vouches for the server's certificate."""
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    """The authority, as a setting names it."""
    return trusted(authority, tmp_path)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_letter_goes_over_tls_after_a_login(security: Security, authority: trustme.CA, ca_file: Path):
    certificate = authority.issue_cert("127.0.0.1")
    async with mail_server(security=security, certificate=certificate, account=ACCOUNT) as server:
        user, password = ACCOUNT
        sent = await carrier(server.port, security, user=user, password=password, ca_file=ca_file).post(LETTER)

    message = parsed(server.copies[0])
    assert sent == Answer(Fate.SENT, sid=f"{LETTER.id}@promise.example.gov.cn", status="250")
    assert server.logins == ["notice"]
    assert server.secured == [True]
    assert server.envelopes == [(SENDER, [LETTER.address])]
    assert message["Subject"] == LETTER.subject


async def test_a_mail_says_who_when_what_and_that_no_answer_is_awaited(post: Post):
    await post.carrier.post(LETTER)

    [mail] = post.server.copies
    message = parsed(mail)
    assert mail.isascii()
    assert max(len(line) for line in mail.split(b"\r\n")) <= 78
    assert message["Message-ID"] == f"<{LETTER.id}@promise.example.gov.cn>"
    assert message["Date"].datetime == CLAIMED_AT
    assert (message["From"], message["To"]) == (SENDER, LETTER.address)
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "zh-Hans-CN")
    assert message.get_content_type() == "multipart/alternative"
    for kind in ("plain", "html"):
        text = content(message, kind)
        assert all(line in text for line in (*LETTER.lines, LETTER.code, PAGE, "无需回复"))
    assert '<html lang="zh-Hans-CN">' in content(message, "html")
    assert "vertical" not in content(message, "html")


async def test_mongolian_runs_downwards(post: Post):
    await post.carrier.post(replace(LETTER, language="mn", lines=(MONGOLIAN,)))

    message = parsed(post.server.copies[0])
    html = content(message, "html")
    assert message["Content-Language"] == "mn-Mong-CN"
    assert '<html lang="mn-Mong-CN">' in html
    assert "writing-mode: vertical-lr" in html
    assert MONGOLIAN in html


async def test_an_unknown_language_is_framed_in_chinese(post: Post):
    await post.carrier.post(replace(LETTER, language="fr"))

    assert parsed(post.server.copies[0])["Content-Language"] == "zh-Hans-CN"


@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
async def test_hard_texts_arrive_as_they_were_written(post: Post, text: str):  # H58, H62
    await post.carrier.post(replace(LETTER, subject=text, lines=(text, "second")))

    message = parsed(post.server.copies[0])
    assert str(message["Subject"]).encode() == text.encode()
    assert content(message, "plain").encode().startswith(f"{text}\n\nsecond\n\n".encode())
    assert paragraphs(content(message, "html"))[:2] == [text, "second"]


def _unbroken(text: str) -> bool:
    return len(text.splitlines()) <= 1 and not text.endswith(tuple("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"))


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"])),
        st.text(st.sampled_from(f" \t=?_ab中{MONGOLIAN}{FAMILY}\U00020000\u3000"), max_size=300),
    ).filter(_unbroken)
)
def test_every_subject_and_line_survives(text: str):  # H58
    mail = MailPaper(SENDER, PAGE, WORDS).write(replace(LETTER, subject=text, lines=(text,)))

    message = parsed(mail)
    header = re.search(rb"^Subject: ((?:.*\r\n )*.*)\r\n", mail, re.MULTILINE)
    assert header is not None
    assert max(len(line) for line in mail.split(b"\r\n")) <= 78
    assert str(message["Subject"]) == text
    assert str(make_header(decode_header(header[1].decode()))) == text
    assert content(message, "plain").startswith(f"{text}\n\n")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\v", "\x1e"])
async def test_a_subject_cannot_begin_another_header(post: Post, end: str):
    await post.carrier.post(replace(LETTER, subject=f"红牌{end}Bcc: all@example.org{end}{end}<b>"))

    [mail] = post.server.copies
    message = parsed(mail)
    assert "Bcc" not in message
    assert str(message["Subject"]) == "红牌 Bcc: all@example.org  <b>"
    assert post.server.envelopes == [(SENDER, [LETTER.address])]


async def test_a_line_cannot_end_the_mail_or_become_a_tag(post: Post):
    line = "</p><script>alert(1)</script>\r\n.\r\nMAIL FROM:<x@example.org>"
    await post.carrier.post(replace(LETTER, lines=(line,)))

    [mail] = post.server.copies
    html = content(parsed(mail), "html")
    assert "<script" not in html
    assert "&lt;/p&gt;&lt;script&gt;" in html
    assert "MAIL FROM:<x@example.org>" in content(parsed(mail), "plain")


@pytest.mark.parametrize(
    "address",
    [
        *("", "li", "li@", "@example.org", "a b@example.org", "a@b@example.org", "李@example.org", "li@例.中国"),
        *("li@example.org\r\nRCPT TO:<x@example.org>", "<li@example.org>", "li@example.org,x@example.org", "a@-b"),
        *("li@example.org> SIZE=1", 'li"@example.org', "li@example.org\n", f"{'l' * 250}@example.org"),
    ],
)
async def test_what_is_no_plain_address_is_never_tried(post: Post, address: str):
    answer = await post.carrier.post(replace(LETTER, address=address))

    assert answer == Answer(Fate.FAILED, code="malformed", fault=Fault.ADDRESS)
    assert post.server.connections == 0
    with pytest.raises(NotAnAddress):
        carrier(1, sender=address)


async def test_a_long_address_is_not_folded_apart(post: Post):
    address = f"{'l' * 64}@{'d' * 60}.{'e' * 60}.example.org"
    await post.carrier.post(replace(LETTER, address=address))

    assert parsed(post.server.copies[0])["To"] == address
    assert post.server.envelopes == [(SENDER, [address])]


async def test_a_mail_lost_before_its_answer_is_unknown_and_keeps_its_id(post: Post):  # H56
    lost = await post.answer("DATA", HANG_UP)
    copies_by_itself = len(post.server.copies)
    again = await post.answer("DATA", "250 OK")

    assert lost == Answer(Fate.UNKNOWN, code="data lost", fault=Fault.UNKNOWN)
    assert copies_by_itself == 1
    assert again.fate is Fate.SENT
    assert [parsed(mail)["Message-ID"] for mail in post.server.copies] == [f"<{again.sid}>"] * 2


async def test_a_text_that_is_never_answered_is_unknown(post: Post):  # H56
    quick = carrier(post.server.port, seconds=0.4)
    post.server.answers["DATA"] = SILENCE

    assert await quick.post(LETTER) == Answer(Fate.UNKNOWN, code="data timeout", fault=Fault.UNKNOWN)
    assert len(post.server.copies) == 1


@pytest.mark.parametrize(
    ("command", "reply", "code", "fault"),
    [
        ("MAIL", "451 4.3.0 later", "mail 451 4.3.0", Fault.BUSY),
        ("MAIL", "550 5.7.1 not you", "mail 550 5.7.1", Fault.OURS),
        ("MAIL", "421 4.3.2 shutting down", "mail 421 4.3.2", Fault.BUSY),
        ("RCPT", "450 4.2.0 greylisted", "rcpt 450 4.2.0", Fault.BUSY),
        ("RCPT", "550 5.1.1 no such user", "rcpt 550 5.1.1", Fault.ADDRESS),
        ("RCPT", "550 no such user", "rcpt 550", Fault.ADDRESS),
        ("RCPT", "552 full", "rcpt 552", Fault.UNREACHABLE),
        ("RCPT", "554 5.7.1 relaying denied", "rcpt 554 5.7.1", Fault.UNREACHABLE),
        ("RCPT", "550 5.1.8 sender's domain unknown", "rcpt 550 5.1.8", Fault.OURS),
        ("RCPT", "504 5.5.2 helo needs a full name", "rcpt 504 5.5.2", Fault.OURS),
        ("DATA", "452 4.3.1 no room", "data 452 4.3.1", Fault.BUSY),
        ("DATA", "421 4.3.2 shutting down", "data 421 4.3.2", Fault.BUSY),
        ("DATA", "554 5.7.1 looks like spam", "data 554 5.7.1", Fault.UNREACHABLE),
        ("DATA", "550 5.1.1 no such user", "data 550 5.1.1", Fault.ADDRESS),
    ],
)
async def test_a_refusal_is_surely_not_sent(post: Post, command: str, reply: str, code: str, fault: Fault):  # H56
    assert await post.answer(command, reply) == Answer(Fate.FAILED, code=code, fault=fault)
    assert post.server.connections == 1


@pytest.mark.parametrize("reply", ["banana", "354 go on", "200 fine"])
async def test_a_nonsensical_answer_to_the_text_is_unknown(post: Post, reply: str):
    assert await post.answer("DATA", reply) == Answer(Fate.UNKNOWN, code="data lost", fault=Fault.UNKNOWN)


@pytest.mark.parametrize(("command", "code"), [("MAIL", "mail lost"), ("RCPT", "rcpt lost")])
async def test_a_connection_lost_before_the_text_may_be_tried_again(post: Post, command: str, code: str):
    assert await post.answer(command, HANG_UP) == Answer(Fate.FAILED, code=code, fault=Fault.BUSY)


async def test_one_refused_address_does_not_stop_the_next(post: Post):  # H56
    await post.answer("RCPT", "550 5.1.1 no such user")

    assert (await post.answer("RCPT", "250 OK")).fate is Fate.SENT


@pytest.mark.parametrize("security", ["none", "tls"])
async def test_a_server_that_never_speaks_is_left_in_time(security: Security):
    async with mute_server() as port:
        begun_at = time.monotonic()
        answer = await carrier(port, security, seconds=0.4).post(LETTER)

    assert answer == Answer(Fate.FAILED, code="connect timeout", fault=Fault.BUSY)
    assert time.monotonic() - begun_at < 10  # nobody waits for the minutes that a mail library takes by itself


async def test_no_server_at_all_is_surely_not_sent(unused_port: int):
    assert await carrier(unused_port).post(LETTER) == Answer(Fate.FAILED, code="connect lost", fault=Fault.BUSY)


@pytest.fixture
async def unused_port() -> int:
    """A port on which nobody listens any more."""
    async with mail_server() as server:
        return server.port


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_wrong_password_is_our_fault(security: Security, authority: trustme.CA, ca_file: Path):
    certificate = authority.issue_cert("127.0.0.1")
    async with mail_server(security=security, certificate=certificate, account=ACCOUNT) as server:
        answer = await carrier(server.port, security, user="notice", password="wrong", ca_file=ca_file).post(LETTER)

    assert answer == Answer(Fate.FAILED, code="login 535 5.7.8", fault=Fault.OURS)
    assert server.copies == []


@pytest.mark.parametrize(("security", "step"), [("starttls", "starttls"), ("tls", "connect")])
@pytest.mark.parametrize("wrong", ["authority", "name"])
async def test_a_wrong_certificate_gets_no_login(
    security: Security, step: str, wrong: str, authority: trustme.CA, ca_file: Path
):
    certificate = {
        "authority": lambda: trustme.CA().issue_cert("127.0.0.1"),
        "name": lambda: authority.issue_cert("mail.example.org"),
    }[wrong]()
    async with mail_server(security=security, certificate=certificate, account=ACCOUNT) as server:
        user, password = ACCOUNT
        answer = await carrier(server.port, security, user=user, password=password, ca_file=ca_file).post(LETTER)

    assert answer == Answer(Fate.FAILED, code=f"{step} certificate", fault=Fault.OURS)
    assert (server.logins, server.copies) == ([], [])


@pytest.mark.parametrize(
    ("security", "code"), [("starttls", "starttls unsupported"), ("tls", "connect tls")], ids=["starttls", "tls"]
)
async def test_a_plain_server_is_refused_where_tls_is_demanded(post: Post, security: Security, code: str):
    answer = await carrier(post.server.port, security, seconds=2).post(LETTER)

    assert answer == Answer(Fate.FAILED, code=code, fault=Fault.OURS)
    assert post.server.copies == []


async def test_a_login_where_there_is_none_is_our_fault(post: Post):
    answer = await carrier(post.server.port, user="notice", password="x").post(LETTER)

    assert answer == Answer(Fate.FAILED, code="login unsupported", fault=Fault.OURS)


async def test_many_letters_go_at_once(post: Post):
    letters = [replace(LETTER, id=UUID(int=n)) for n in range(30)]
    answers = await asyncio.gather(*(post.carrier.post(letter) for letter in letters))

    assert {answer.fate for answer in answers} == {Fate.SENT}
    assert len({answer.sid for answer in answers}) == len(post.server.copies) == 30


async def test_mail_cannot_be_looked_up(post: Post):
    assert await post.carrier.look_up(LETTER) is None


async def test_a_status_that_is_not_known_says_no_more_than_accepted():  # H47
    assert carrier(1).read("250", "") == Answer(Fate.SENT, status="250")
    assert carrier(1).read("banana", "1") == Answer(Fate.ACCEPTED, status="banana", code="1")


async def test_a_server_that_falls_silent_before_the_text_leaves_time_for_its_answer(post: Post):
    hasty = carrier(post.server.port, seconds=1)
    post.server.answers["RCPT"] = SILENCE

    assert await hasty.post(LETTER) == Answer(Fate.FAILED, code="rcpt timeout", fault=Fault.BUSY)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("[words.zh]", "[words.fr]", "words.zh"),
        ("确认编号：{code}", "确认编号：", "words.zh.code"),
        ("确认：{page}", "{page}{page}", "words.zh.page"),
        ('writing = "down"', 'writing = "up"', "words.mn.writing"),
        ('tag = "en"', 'tag = "en\\" onload=\\"x"', "words.en.tag"),
        ("about = ", "abuot = ", "words.zh.about"),
        ("[words.zh]", "[words.zh", "line 5"),
    ],
)
def test_a_fault_in_the_words_is_told_with_its_place(old: str, new: str, place: str):
    assert old in mail_file()

    with pytest.raises(BadMailWords) as fault:
        parse_mail_words(mail_file().replace(old, new, 1))

    assert any(place in problem.place for problem in fault.value.problems)
