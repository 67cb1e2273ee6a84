"""Twilio's webhooks: only Twilio is heard, what it says is kept once, and people who answer meet their own case."""

import asyncio
import base64
import hmac
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from starlette.datastructures import Headers
from told import LI_PHONE, add_letter, add_message, add_notice, add_project, end, next_code, state_of

from api.app import make_app
from api.forms import Form
from api.signatures import is_genuine
from store import receipts
from system.settings import Settings

TOKEN, OTHER_TOKEN = "12345", "67890"
BASE = "https://host.example:8443/prefix"
STATUS, INBOUND, VOICE = "/hooks/twilio/status", "/hooks/twilio/inbound", "/hooks/twilio/voice"
STATUSES = (
    *("accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered", "failed", "canceled", "read"),
    *("partially_delivered", "receiving", "received", "banana"),
)
CALL = [("CallSid", "CA1234567890ABCDE"), ("Digits", "1234"), ("From", "+14158675309"), ("To", "+18005551212")]
SAID = [("AccountSid", "AC" + "0" * 32), ("MessageSid", "SM" + "1" * 32), ("From", "+15550001111")]
NO_LETTER = (
    "0b7d1f6e-5a0c-4f7e-9d3b-2c1e8a6f4d90"  # written out, so that every process of a test run names its tests alike
)
VECTORS = [
    (
        "https://mycompany.com/myapp.php?foo=1&bar=2",
        [*CALL, ("Caller", "+14158675309")],
        "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        None,
    ),
    (
        "https://mycompany.com/myapp.php?foo=1&bar=2",
        [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")],
        "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
        None,
    ),
    (
        "https://hotline.example.gov/twilio/inbound",
        [*SAID, ("To", "+15550002222"), ("NumMedia", "0"), ("Body", "1a 已收到 ᠮᠣᠩᠭᠣᠯ 😀")],
        "pKbKiiir/GdWuYMss8gnR1zMIwc=",
        None,
    ),
    (
        "https://hotline.example.gov/twilio/inbound",
        [*SAID, ("To", "+15550002222"), ("NumMedia", "0"), ("Body", "1a 已收到 ᠮᠣᠩᠭᠣᠯ 😀")],
        "9tI4QNKzhWiBRS1bP5rOYhnCgJfIMqQM7G8Rmh94H78=",
        "HMAC_SHA256",
    ),
]


def signature(url, form, *, token=TOKEN, algorithm="sha1"):
    """What Twilio writes under a form that it sends to an address, reckoned here once more."""
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), algorithm)).decode()


def receipt(status="delivered", sid="SM1", **more):
    """The fields of a status callback."""
    return list(
        {"MessageSid": sid, "SmsSid": sid, "MessageStatus": status, "SmsStatus": status, "To": LI_PHONE, **more}.items()
    )


def text(body, sid="SM9", sender=LI_PHONE, **more):
    """The fields of an SMS that somebody sent us."""
    return list({"MessageSid": sid, "From": sender, "To": "+15005550006", "Body": body, **more}.items())


def pressed(digits, sid="CA1"):
    """The fields of a call in which somebody pressed keys."""
    return list({"CallSid": sid, "Digits": digits, "CallStatus": "in-progress", "To": LI_PHONE}.items())


def settings(**more):
    """Settings with an account, behind a proxy."""
    account = {"twilio_account_sid": "AC" + "2" * 32, "twilio_auth_token": TOKEN, "twilio_auth_token_2": OTHER_TOKEN}
    return Settings(**({"public_base_url": BASE} | account | more))


class Twilio:
    """Twilio, which calls the public address, and its request as it comes out of the proxy: http, and no prefix."""

    def __init__(self, counter):
        self.pool, self.web = counter.pool, counter.web

    async def posts(self, path, form, *, query="", base=BASE, token=TOKEN, algorithm="sha1", headers=None):
        address = path + (f"?{query}" if query else "")
        named = (
            {"X-Twilio-Webhooks-Signature-Settings": "key=webhooks_1,algorithm=HMAC_SHA256"}
            if algorithm == "sha256"
            else {}
        )
        signed = {"X-Twilio-Signature": signature(base + address, form, token=token, algorithm=algorithm)}
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        body = urlencode(form)
        return await self.web.post(address, content=body, headers=kind | signed | named | (headers or {}))

    async def receipts(self):
        rows = await self.pool.fetch("SELECT * FROM delivery_receipt ORDER BY received_at, status")
        return [dict(row) for row in rows]


@pytest.fixture
async def twilio(pool, client, town, opened, task_queue):
    """Twilio, and counters that know its account."""
    await add_project(pool)
    async with opened(
        make_app(pool=pool, client=client, settings=settings()), pool, client, task_queue, town
    ) as counter:
        yield Twilio(counter)


def of(url, form, token, *, headers):
    return is_genuine(url, Form(form), Headers(headers), secrets=(token,))


@pytest.mark.parametrize(("url", "form", "signed", "algorithm"), VECTORS)
def test_the_known_signatures_are_genuine_and_no_other(url, form, signed, algorithm):
    named = {"x-twilio-webhooks-signature-settings": f"key=k,algorithm={algorithm}"} if algorithm else {}
    headers = {"x-twilio-signature": signed} | named

    assert of(url, form, TOKEN, headers=headers)
    assert not of(url, form, OTHER_TOKEN, headers=headers)
    assert not of(url + "0", form, TOKEN, headers=headers)
    assert not of(url, [*form, ("Extra", "1")], TOKEN, headers=headers)
    assert not of(url, form, TOKEN, headers=named)
    assert not of(url, form, TOKEN, headers=headers | {"x-twilio-webhooks-signature-settings": "algorithm=NONE"})


@pytest.mark.parametrize(
    ("base", "query"),
    [
        (BASE, ""),
        (BASE, "l=&c="),
        (BASE + "/", f"l={NO_LETTER}&c=voice"),
        ("https://host.example", "empty=&x=%20%F0%9F%98%80+"),
        ("http://host.example:8800", "a=1&a=2"),
    ],
)
async def test_a_webhook_is_heard_behind_a_proxy(pool, client, town, opened, task_queue, base, query):  # H50
    form = [*receipt(), ("Blank", ""), ("Trailing", "a  "), ("Emoji", "😀 ᠮᠣᠩᠭᠣᠯ"), ("Twice", "b"), ("Twice", "a")]
    app = make_app(pool=pool, client=client, settings=settings(public_base_url=base))
    forwarded = {"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "ftp", "Host": "10.0.0.1"}

    async with opened(app, pool, client, task_queue, town) as counter:
        answer = await Twilio(counter).posts(STATUS, form, base=base.rstrip("/"), query=query, headers=forwarded)

    assert answer.status_code == 204, answer.text
    assert await pool.fetchval("SELECT count(*) FROM delivery_receipt") == 1


@pytest.mark.parametrize("base", [":443", ""])
async def test_a_usual_port_may_be_signed_or_left_out(pool, client, town, opened, task_queue, base):  # H50
    app = make_app(pool=pool, client=client, settings=settings(public_base_url="https://host.example"))

    async with opened(app, pool, client, task_queue, town) as counter:
        answer = await Twilio(counter).posts(STATUS, receipt(), base=f"https://host.example{base}")

    assert answer.status_code == 204


async def test_who_signs_for_another_address_is_refused_whatever_the_headers_say(twilio):  # H50
    spoofed = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Host": "evil.example"}
    answers = [
        await twilio.posts(path, form, base=base, headers=spoofed)
        for path, form in ((STATUS, receipt()), (INBOUND, text("STOP")), (VOICE, pressed("1")))
        for base in ("https://evil.example", "http://evil.example", "https://host.example:8443", "")
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "signature_wrong")}
    for table in ("delivery_receipt", "inbound", "barred"):
        assert await twilio.pool.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608


async def test_either_token_and_the_newer_algorithm_will_do(twilio):
    answers = [
        await twilio.posts(STATUS, receipt(sid=f"SM{token}{algorithm}"), token=token, algorithm=algorithm)
        for token in (TOKEN, OTHER_TOKEN, "a guess")
        for algorithm in ("sha1", "sha256")
    ]

    assert [answer.status_code for answer in answers] == [204, 204, 204, 204, 403, 403]


@pytest.mark.parametrize(
    "missing", [{"twilio_account_sid": None}, {"twilio_auth_token": None, "twilio_auth_token_2": None}]
)
async def test_without_an_account_there_are_no_webhooks(pool, client, town, opened, task_queue, missing):
    app = make_app(pool=pool, client=client, settings=settings(**missing))

    async with opened(app, pool, client, task_queue, town) as counter:
        answers = [await Twilio(counter).posts(path, receipt(), token="") for path in (STATUS, INBOUND, VOICE)]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "unknown_address")}


BAD_FORMS = [
    (STATUS, "MessageSid=SM1&MessageStatus=sent", "", 415),
    (STATUS, "MessageSid=SM1&MessageStatus=sent", "application/json", 415),
    (STATUS, '{"MessageSid": "SM1"}', "application/json", 415),
    (STATUS, "MessageSid=SM1", "form", 400),
    (STATUS, "MessageSid=&MessageStatus=sent", "form", 400),
    (STATUS, f"MessageSid={'S' * 101}&MessageStatus=sent", "form", 400),
    (STATUS, "MessageSid=SM1&MessageStatus=%00", "form", 400),
    (STATUS, "MessageSid=SM1&MessageStatus=%ff%fe", "form", 400),
    (STATUS, "&".join(f"n{n}=1" for n in range(201)), "form", 400),
    (STATUS, "MessageSid=" + "S" * 70_000, "form", 413),
    (STATUS, "", "form", 400),
    (STATUS, "=&=&&", "form", 400),
    (INBOUND, "MessageSid=SM1&Body=OK", "form", 400),
    (INBOUND, "MessageSid=SM1&From=%2B1&Body=%00", "form", 400),
    (VOICE, "Digits=1", "form", 400),
]


async def test_what_is_no_such_form_gets_an_answer_of_four_hundred_and_leaves_nothing(twilio):
    kinds = {"form": {"Content-Type": "application/x-www-form-urlencoded"}, "": {}}
    for path, body, kind, status in BAD_FORMS:
        pairs = [tuple(pair.split("=", 1)) for pair in body.split("&") if "=" in pair] if "%" not in body else []
        signed = {"X-Twilio-Signature": signature(BASE + path, pairs if kind == "form" else [])}

        answer = await twilio.web.post(path, content=body, headers=signed | kinds.get(kind, {"Content-Type": kind}))

        assert answer.status_code == status, (path, body[:60], answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    assert await twilio.receipts() == []
    assert await twilio.pool.fetchval("SELECT count(*) FROM inbound") == 0


async def test_every_status_is_taken_and_one_that_nobody_knows_too(twilio):  # H47
    letter = uuid4()

    answers = [await twilio.posts(STATUS, receipt(status), query=f"l={letter}") for status in STATUSES]

    assert {answer.status_code for answer in answers} == {204}
    kept = await twilio.receipts()
    assert {row["status"] for row in kept} == set(STATUSES)
    assert {(row["sid"], row["letter"], row["channel"], row["applied_at"]) for row in kept} == {
        ("SM1", letter, "sms", None)
    }


async def test_a_receipt_keeps_its_error_its_channel_and_a_letter_that_we_do_not_know_yet(twilio):  # H44
    letter = uuid4()
    call = [("CallSid", "CA1"), ("CallStatus", "no-answer")]

    await twilio.posts(STATUS, receipt("undelivered", ErrorCode="30003"), query=f"l={letter}")
    await twilio.posts(STATUS, call, query=f"l={letter}&c=voice")
    await twilio.posts(STATUS, receipt("sent", sid="SM2"), query="l=no-letter&c=pigeon")

    kept = [
        (row["sid"], row["status"], row["letter"], row["channel"], row["error_code"]) for row in await twilio.receipts()
    ]
    assert sorted(kept) == [
        ("CA1", "no-answer", letter, "voice", ""),
        ("SM1", "undelivered", letter, "sms", "30003"),
        ("SM2", "sent", None, "sms", ""),
    ]


async def test_twenty_identical_receipts_and_one_a_week_later_are_one(twilio):  # H49
    heard, marked = [], asyncio.Event()

    def hear(*arguments):
        heard.append(arguments[-1])
        if arguments[-1] == "mark":
            marked.set()

    async with twilio.pool.acquire() as listener:
        await listener.add_listener("post", hear)
        answers = await asyncio.gather(*(twilio.posts(STATUS, receipt()) for _ in range(20)))
        week_ago = (
            "UPDATE delivery_receipt SET received_at = now() - interval '7 days', applied_at = now(), effect = 'x'"
        )
        await twilio.pool.execute(week_ago)
        before = await twilio.receipts()
        answers.append(await twilio.posts(STATUS, receipt()))
        forged = await twilio.posts(STATUS, receipt("failed"), token="a guess")
        await twilio.pool.execute("SELECT pg_notify('post', 'mark')")
        await asyncio.wait_for(marked.wait(), 5)
        await listener.reset()

    assert {answer.status_code for answer in answers} == {204}
    assert forged.status_code == 403
    assert await twilio.receipts() == before
    assert len(before) == 1
    assert heard == ["", "mark"]


async def test_without_a_database_a_webhook_is_asked_to_come_again(pool, client, town, opened, task_queue):
    app = make_app(pool=pool, client=client, settings=settings())

    async with opened(app, pool, client, task_queue, town) as counter:
        line = app.state.desk.postgres
        line._pool = None  # as if it had never been connected
        answer = await Twilio(counter).posts(STATUS, receipt())
        line._pool = pool

    assert (answer.status_code, answer.json()["code"]) == (503, "postgres_away")
    assert "retry-after" in answer.headers


@pytest.mark.parametrize("body", ["{}", " {} ", "1 {}", "ok {}", "收到 {} 谢谢"])
async def test_a_reply_with_its_code_acknowledges_its_own_case(twilio, body):
    notice, other = await add_notice(twilio.pool), await add_notice(twilio.pool, "PR-02")
    _, code = await add_letter(twilio.pool, notice)
    await add_letter(twilio.pool, other)

    answer = await twilio.posts(INBOUND, text(body.format(code.lower())))

    assert answer.headers["content-type"].startswith("text/xml")
    assert "<Response><Message>已确认：2611-150524-04-01-700001 PR-01。</Message></Response>" in answer.text
    row = await state_of(twilio.pool, notice)
    assert (row["state"], row["acknowledged_by"], row["acknowledged_on"]) == ("acknowledged", "person:li", "sms")
    assert (await state_of(twilio.pool, other))["state"] == "open"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Confirmed: "), ("mn", "ᠪᠠᠲᠤᠯᠠᠪᠠ"), ("zh", "已确认"), ("fr", "已确认")]
)
async def test_a_reply_is_answered_in_the_language_of_the_letter(twilio, language, words):
    _, code = await add_letter(twilio.pool, await add_notice(twilio.pool), language=language)

    assert words in (await twilio.posts(INBOUND, text(code))).text


async def test_a_bundle_is_answered_with_how_many_it_was(twilio):  # H52
    notices = [await add_notice(twilio.pool, item) for item in ("PR-01", "PR-02", "PR-05", "LR-01")]
    _, code = await add_letter(twilio.pool, *notices)

    assert " PR-01 +2。" in (await twilio.posts(INBOUND, text(code))).text


async def test_one_text_may_answer_two_messages(twilio):
    notices = [await add_notice(twilio.pool, item) for item in ("PR-01", "PR-02")]
    codes = [(await add_letter(twilio.pool, notice))[1] for notice in notices]
    await end(twilio.pool, notices[1], "closed")

    answer = await twilio.posts(INBOUND, text(" ".join(codes)))

    assert "已确认：2611-150524-04-01-700001 PR-01。 该提醒已失效" in answer.text


async def test_twenty_identical_texts_and_one_a_week_later_get_one_answer_and_have_one_effect(twilio):  # H49
    notice = await add_notice(twilio.pool)
    _, code = await add_letter(twilio.pool, notice)

    answers = await asyncio.gather(*(twilio.posts(INBOUND, text(code)) for _ in range(20)))
    await twilio.pool.execute("UPDATE notice SET state = 'open', raised = 1")
    answers.append(await twilio.posts(INBOUND, text(code)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert "已确认" in answers[0].text
    assert await twilio.pool.fetchval("SELECT count(*) FROM inbound") == 1
    assert await twilio.pool.fetchval("SELECT count(*) FROM fate WHERE what = 'acknowledged'") == 1
    assert (await state_of(twilio.pool, notice))["state"] == "open"  # raised again, which an old text does not answer


async def test_a_text_that_was_kept_and_not_answered_is_answered_when_it_comes_again(twilio):
    _, code = await add_letter(twilio.pool, await add_notice(twilio.pool))
    async with twilio.pool.acquire() as connection:  # and then the program was killed
        await receipts.keep_text(connection, "SM9", address=LI_PHONE, body=code, at=datetime.now(UTC))

    assert "已确认" in (await twilio.posts(INBOUND, text(code))).text


async def test_a_late_code_says_so_and_the_code_of_another_is_unknown(twilio):  # H52
    ended, open_one = await add_notice(twilio.pool), await add_notice(twilio.pool)
    _, late = await add_letter(twilio.pool, ended)
    _, foreign = await add_letter(twilio.pool, open_one, to="person:wu", address="+8613900000002")
    await end(twilio.pool, ended, "closed")

    answers = [
        (await twilio.posts(INBOUND, text(body, sid=f"SM{number}"))).text
        for number, body in enumerate((late, foreign, next_code(), "你好 <b>&", "1"))
    ]

    assert "该提醒已失效" in answers[0]
    assert len(set(answers[1:])) == 1
    assert "没有找到代码" in answers[1]
    assert (await state_of(twilio.pool, open_one))["state"] == "open"


@pytest.mark.parametrize(
    ("stop", "start"), [("STOP", "START"), (" stop ", "unstop"), ("退订", "恢复"), ("Unsubscribe", "Yes")]
)
async def test_who_stops_gets_no_more_until_he_starts_and_no_answer_from_us(twilio, stop, start):
    stopped = await twilio.posts(INBOUND, text(stop, sid="SM1"))
    barred = [tuple(row) for row in await twilio.pool.fetch("SELECT channel, address, why FROM barred")]
    started = await twilio.posts(INBOUND, text(start, sid="SM2"))
    replayed = await twilio.posts(INBOUND, text(stop, sid="SM1"))  # H49

    assert {answer.text.partition("?>")[2] for answer in (stopped, started, replayed)} == {"<Response/>"}
    assert barred == [("sms", LI_PHONE, "stopped")]
    assert await twilio.pool.fetchval("SELECT count(*) FROM barred") == 0


async def test_twilios_own_reading_of_a_text_counts(twilio):
    answers = [
        await twilio.posts(INBOUND, text("arrêt", sid=f"SM{kind}", sender=f"+1555{kind}", OptOutType=kind))
        for kind in ("STOP", "START", "HELP")
    ]

    assert {answer.text.partition("?>")[2] for answer in answers} == {"<Response/>"}
    assert await twilio.pool.fetchval("SELECT string_agg(address, ' ') FROM barred") == "+1555STOP"


async def test_a_number_that_is_bad_stays_barred_when_its_owner_stops_and_starts(twilio):
    await twilio.pool.execute("INSERT INTO barred VALUES ('sms', $1, '21614', now())", LI_PHONE)

    await twilio.posts(INBOUND, text("STOP", sid="SM1"))
    await twilio.posts(INBOUND, text("START", sid="SM2"))

    assert await twilio.pool.fetchval("SELECT why FROM barred") == "21614"


async def test_a_pressed_one_acknowledges_and_proves_that_the_call_was_heard(twilio):
    notice = await add_notice(twilio.pool)
    letter, _ = await add_letter(twilio.pool, notice, channel="voice")
    waiting = await add_message(twilio.pool, notice, to="person:head")

    answers = [await twilio.posts(VOICE, pressed("1"), query=f"l={letter}") for _ in range(2)]

    assert "已确认，谢谢" in answers[0].text
    assert "此前已经确认" in answers[1].text
    row = await state_of(twilio.pool, notice)
    assert (row["state"], row["acknowledged_on"]) == ("acknowledged", "voice")
    assert await twilio.pool.fetchval("SELECT state FROM outbox WHERE id = $1", waiting) == "cancelled"
    (kept,) = await twilio.receipts()
    assert (kept["sid"], kept["status"], kept["letter"], kept["channel"]) == ("CA1", "acknowledged", letter, "voice")


@pytest.mark.parametrize("digits", ["", "2", "11", "*", "#"])
async def test_any_other_key_says_that_nothing_was_confirmed(twilio, digits):
    notice = await add_notice(twilio.pool)
    letter, _ = await add_letter(twilio.pool, notice, channel="voice")

    answer = await twilio.posts(VOICE, pressed(digits), query=f"l={letter}")

    assert "没有确认" in answer.text
    assert (await state_of(twilio.pool, notice))["state"] == "open"
    assert await twilio.receipts() == []


@pytest.mark.parametrize("query", ["", "l=", "l=x", f"l={NO_LETTER}"])
async def test_a_key_for_no_letter_confirms_nothing(twilio, query):
    answer = await twilio.posts(VOICE, pressed("1"), query=query)

    assert (answer.status_code, "没有确认" in answer.text) == (200, True)
    assert await twilio.receipts() == []
