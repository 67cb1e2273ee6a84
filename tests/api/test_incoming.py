"""What came in: texts that people sent us, and receipts that fit no letter, for those who oversee."""

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from post import Post

from api.answering import answer_text
from domain.fate import Channel
from store.fates import Registry
from store.receipts import DeliveryReceipt, keep_receipt
from store.shipped import rulebook

KNOWN, UNKNOWN = "+8613911112222", "+8613933334444"
HARD = "水井坏了 K7m2-qx\r\n<b>请回电</b> 13812345678"
NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)


async def read_all(counter, address, who="root"):
    """The rows of all pages of a list."""
    found = []
    while address:
        answer = await counter.get(address.removeprefix("/api/v1"), who)
        assert answer.status_code == 200, answer.text
        found += answer.json()["rows"]
        address = answer.json()["next"]
    return found


@pytest.fixture
async def came(counter):
    """Three texts: a code that holds and two that nobody understood, one of them from a number that we never wrote to."""
    post = Post(counter.pool)
    notice = await post.notice("2611-150524-04-01-700001")
    letter = await post.letter(code="H3JKMN", address=KNOWN)
    await post.message(notice, letter=letter)
    async with counter.pool.acquire() as connection:
        for n, (phone, body) in enumerate([(KNOWN, "1 h3jkmn"), (KNOWN, "?"), (UNKNOWN, HARD)]):
            await answer_text(connection, f"SM{n}", address=phone, body=body, opt_out="", at=NOW + timedelta(minutes=n))


async def test_texts_are_read_newest_first_with_what_we_answered_and_whether_they_were_understood(counter, came):
    rows = await read_all(counter, "/texts?limit=1", "shen")
    unclear = await read_all(counter, "/texts?only=not_understood", "shen")
    strange = await read_all(counter, "/texts?only=unknown_number&limit=1", "shen")

    assert [(row["sid"], row["sender"], row["is_understood"]) for row in rows] == [
        ("SM2", None, False),
        ("SM1", "person:officer-DRC", False),
        ("SM0", "person:officer-DRC", True),
    ]
    assert "已确认：2611-150524-04-01-700001" in rows[2]["answer"]
    assert [row["sid"] for row in unclear] == ["SM2", "SM1"]
    assert [row["sid"] for row in strange] == ["SM2"]


async def test_numbers_and_codes_are_covered_and_every_reading_is_written_down(counter, came):
    page = await counter.web.get("/admin/incoming", headers=counter.bearing("root"))
    sheet = await counter.web.get("/admin/incoming/texts.csv", headers=counter.bearing("root"))
    told = (await counter.get("/texts", "root")).text

    for text in (page.text, sheet.text, told):
        assert "水井坏了" in text
        assert "138****5678" in text
        for hidden in ("13812345678", "K7m2", "h3jkmn", "11112222", "33334444"):
            assert hidden not in text
    assert "&lt;b&gt;请回电" in page.text
    read = await counter.pool.fetch("SELECT whose, why, count(*) FROM access_log WHERE reader = 'root' GROUP BY 1, 2")
    assert {tuple(row) for row in read} == {("officer-DRC", "read_outbox", 3), ("SM2", "read_outbox", 3)}


async def test_receipts_that_fit_no_letter_say_why(counter):
    async with counter.pool.acquire() as connection:
        for n, letter in enumerate([uuid4(), None]):
            receipt = DeliveryReceipt(f"SM{n}", "failed", letter, Channel.SMS, "30005", NOW + timedelta(minutes=n))
            await keep_receipt(connection, receipt)
        before = await read_all(counter, "/stray-receipts")
        await Registry(counter.pool, rulebook("")).apply_receipts(read=None, now=NOW)

    rows = await read_all(counter, "/stray-receipts?limit=1")
    sheet = await counter.web.get("/zh/admin/incoming/receipts.csv", headers=counter.bearing("shen"))
    page = await counter.web.get("/en/admin/incoming", headers=counter.bearing("shen"))

    assert before == []  # nobody has looked at them yet
    assert [(row["sid"], row["effect"], row["error_code"]) for row in rows] == [
        ("SM1", "no_letter", "30005"),
        ("SM0", "no_letter", "30005"),
    ]
    lines = [*csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"), newline=""))]
    assert [line[-1] for line in lines] == ["原因", "没有这封信件", "没有这封信件"]
    assert "30005" in page.text


async def test_only_those_who_oversee_see_what_came_in(counter):
    for who in ("chen", "head-NRB", "wen"):
        for path in ("/api/v1/texts", "/api/v1/stray-receipts", "/admin/incoming", "/admin/incoming/texts.csv"):
            assert (await counter.web.get(path, headers=counter.bearing(who))).status_code == 403, (who, path)
