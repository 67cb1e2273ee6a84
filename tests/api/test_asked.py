"""Citizens answer by SMS and by a key: only their own question, each once, and what is not clear is told clearly."""

import asyncio
import itertools
from urllib.parse import urlencode

import pytest
from banner import Banner
from citizens import with_numbers_of_its_own
from told import next_code
from twilio.request_validator import RequestValidator

from api.app import make_app
from domain.hotline.replies import Reply, replies_in
from system.settings import Settings
from worker import make_worker

TOKEN, BASE, PHONE = "12345", "https://host.example", "+8615400009999"
INBOUND, VOICE = "/hooks/twilio/inbound", "/hooks/twilio/voice"
_numbers = itertools.count(1)
_LETTER = """
INSERT INTO letter (id, code, channel, recipient, address, language, template, parameters, subject, text, lines, segments,
                    urgency, valid_until, carrier, state, claimed_at)
VALUES (gen_random_uuid(), $1, $3, 'caller:' || $2, '+8615400009999', $4, 'ask', '{}', '', '', '{}', 1, 1,
        now() + interval '1 day', 'outbox', 'sent', now())
RETURNING id
"""
_MESSAGE = """
INSERT INTO outbox (ref, item, cycle, step, recipient, channel, not_before, expires_at, created_at, state, notice, letter)
SELECT ref, item, cycle, step, 'caller:' || $2, $3, not_before, expires_at, created_at, 'sent', id, $4
  FROM notice
 WHERE ref = $1 AND step = 'ask'
 ORDER BY created_at DESC
 LIMIT 1
ON CONFLICT (ref, item, cycle, step, recipient, channel) DO UPDATE SET letter = excluded.letter, state = 'sent'
"""


class Telephone:
    """A citizen's telephone, as Twilio passes on what is done with it."""

    def __init__(self, banner):
        self.banner, self.web, self.pool = banner, banner.counter.web, banner.counter.pool

    async def is_asked(self, ref, *, channel="sms", language="zh"):
        """The question reaches it; the letter's id and code."""
        code = next_code()
        who = await self.pool.fetchval("SELECT id FROM complainant WHERE ref = $1", ref)
        letter = await self.pool.fetchval(_LETTER, code, who, channel, language)
        await self.pool.execute(_MESSAGE, ref, who, channel, letter)
        return letter, code

    async def writes(self, body, *, sid=None, sender=PHONE, **more):
        """The answer to an SMS."""
        return await self._post(
            INBOUND, {"MessageSid": sid or f"SM{next(_numbers)}", "From": sender, "Body": body, **more}
        )

    async def presses(self, letter, digits):
        """The answer to a key during the call of a letter."""
        return await self._post(f"{VOICE}?l={letter}", {"CallSid": f"CA{letter}", "Digits": digits})

    async def _post(self, address, form):
        signed = RequestValidator(TOKEN).compute_signature(BASE + address, form)
        headers = {"X-Twilio-Signature": signed, "Content-Type": "application/x-www-form-urlencoded"}
        answer = await self.web.post(address, content=urlencode(form), headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def answers(self):
        """What is written down."""
        rows = await self.pool.fetch("SELECT cycle, way, solved, satisfied FROM request_answer ORDER BY cycle")
        return [tuple(row) for row in rows]


@pytest.fixture
async def telephone(pool, client, town, opened, task_queue):
    account = {"twilio_account_sid": "AC" + "2" * 32, "twilio_auth_token": TOKEN, "public_base_url": BASE}
    app = make_app(pool=pool, client=client, settings=Settings(task_queue=task_queue, **account))
    async with opened(app, pool, client, task_queue, town) as counter, make_worker(client, pool, task_queue=task_queue):
        yield Telephone(await with_numbers_of_its_own(await Banner.staffed(counter)))


@pytest.mark.parametrize(
    ("text", "replies"),
    [
        ("K7M2QX 5", (Reply("K7M2QX", 5),)),
        ("k7m2qx5", (Reply("K7M2QX", 5),)),
        (" Ｋ7M2QX－０ 。", (Reply("K7M2QX", 0),)),
        ("已解决 K7M2QX,4 谢谢", (Reply("K7M2QX", 4),)),
        ("K7M2QX", (Reply("K7M2QX", None),)),
        ("1 K7M2QX", (Reply("K7M2QX", None),)),
        ("K7M2QX 6", (Reply("K7M2QX", None),)),
        ("K7M2QX 55", (Reply("K7M2QX", None),)),
        ("谢谢", ()),
        ("", ()),
    ],
)
def test_an_answer_is_a_code_and_a_digit_behind_it(text, replies):
    assert replies_in(text) == replies


async def test_a_digit_behind_the_code_says_solved_and_how_satisfied(telephone):
    ref = await telephone.banner.closed()
    _, code = await telephone.is_asked(ref)

    told = await telephone.writes(f"{code.lower()} 4")

    assert "您的评价已记录" in told
    assert await telephone.answers() == [(1, "sms", True, 4)]


async def test_a_nought_says_not_solved_and_it_is_opened_again(telephone):
    ref = await telephone.banner.closed()
    _, code = await telephone.is_asked(ref)

    told = [await telephone.writes(f"{code} 0") for _ in range(2)]

    assert all("未解决" in words for words in told)
    assert await telephone.answers() == [(1, "sms", False, 0)]
    assert "reopened" in await telephone.banner.events(ref)


async def test_the_same_text_twenty_times_is_one_answer(telephone):  # H49
    ref = await telephone.banner.closed()
    _, code = await telephone.is_asked(ref)

    told = await asyncio.gather(*(telephone.writes(f"{code} 5", sid="SM-same") for _ in range(20)))
    later = await telephone.writes(f"{code} 5", sid="SM-same")

    assert len({*told, later}) == 1
    assert await telephone.answers() == [(1, "sms", True, 5)]
    assert await telephone.pool.fetchval("SELECT count(*) FROM inbound") == 1


async def test_what_is_not_clear_is_told_how_it_would_be(telephone):
    ref = await telephone.banner.closed()
    _, code = await telephone.is_asked(ref)

    told = [await telephone.writes(text) for text in (f"1 {code}", code, f"{code} 9", f"{code} 好")]

    assert all(f"{code} 5" in words and f"{code} 0" in words for words in told)
    assert await telephone.answers() == []
    assert await telephone.pool.fetchval("SELECT count(*) FROM notice WHERE acknowledged_at IS NOT NULL") == 0


async def test_nobody_else_answers_with_somebodys_code(telephone):
    ref = await telephone.banner.closed()
    _, code = await telephone.is_asked(ref)

    told = await telephone.writes(f"{code} 5", sender="+8615400001111")

    assert "没有找到代码" in told
    assert await telephone.answers() == []


async def test_an_answer_to_an_earlier_closing_is_no_answer_to_the_next(telephone):  # H52
    banner = telephone.banner
    ref = await banner.closed()
    _, old = await telephone.is_asked(ref)
    await telephone.writes(f"{old} 0")
    await banner.do("officer-HUB", ref, "close", text="再次修复。")

    told = await telephone.writes(f"{old} 5")

    assert "已经结束" in told
    assert await telephone.answers() == [(1, "sms", False, 0)]


async def test_another_answer_to_the_same_closing_changes_nothing(telephone):
    ref = await telephone.banner.closed()
    _, code = await telephone.is_asked(ref)

    told = [await telephone.writes(f"{code} {digit}") for digit in (5, 1)]

    assert "已记录" in told[0]
    assert "已记录" not in told[1]
    assert await telephone.answers() == [(1, "sms", True, 5)]


async def test_the_answer_is_in_the_language_of_the_letter(telephone):
    ref = await telephone.banner.closed()
    _, code = await telephone.is_asked(ref, language="en")

    assert "Thank you" in await telephone.writes(f"{code} 5")


@pytest.mark.parametrize(("digits", "solved"), [("1", True), ("2", False)])
async def test_a_key_says_solved_or_not(telephone, digits, solved):
    ref = await telephone.banner.closed()
    letter, _ = await telephone.is_asked(ref, channel="voice")

    told = [await telephone.presses(letter, digits) for _ in range(2)]

    assert all("<Hangup/>" in words and "已" in words for words in told)
    assert await telephone.answers() == [(1, "voice", solved, 0)]
    assert await telephone.pool.fetchval("SELECT status FROM delivery_receipt") == "acknowledged"


@pytest.mark.parametrize("digits", ["", "9", "*", "12"])
async def test_another_key_is_no_answer(telephone, digits):
    ref = await telephone.banner.closed()
    letter, _ = await telephone.is_asked(ref, channel="voice")

    told = await telephone.presses(letter, digits)

    assert "未作记录" in told
    assert await telephone.answers() == []
    assert await telephone.pool.fetchval("SELECT count(*) FROM delivery_receipt") == 0
