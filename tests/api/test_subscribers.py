"""Whoever subscribes to a programme is told once, and no more when they end it with their code."""

from __future__ import annotations

PHONE, OTHER_PHONE = "15400008801", "15400008802"


async def test_whoever_subscribes_gets_a_code_that_ends_it(hall):
    await hall.made()
    key = "a-key-of-one-visitor"

    code = (await hall.subscribe(key, phone=PHONE)).json()["code"]
    again = await hall.subscribe(key, phone=PHONE)
    other = await hall.subscribe(key, phone=OTHER_PHONE)
    ended = [await hall.post("unsubscribe", {"code": code}, "") for _ in range(2)]

    assert again.json()["code"] == code
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert [answer.status_code for answer in ended] == [200, 200]
    rows = await hall.office.pool.fetch("SELECT phone, ended_at IS NULL AS open FROM subscriber")
    assert [tuple(row) for row in rows] == [(f"+86{PHONE}", False)]


async def test_one_address_is_told_once_and_no_more_when_any_of_its_codes_ends_it(hall):  # T71, H71
    await hall.made()
    codes = [(await hall.subscribe(phone=PHONE)).json()["code"] for _ in range(3)]
    await hall.subscribe(phone=OTHER_PHONE)

    await hall.post("unsubscribe", {"code": codes[1]}, "")

    still = await hall.office.pool.fetch("SELECT phone FROM subscriber WHERE ended_at IS NULL")
    assert [row["phone"] for row in still] == [f"+86{OTHER_PHONE}"]


async def test_a_subscription_needs_an_address_a_key_and_a_programme(hall):
    await hall.made()

    answers = [
        await hall.subscribe(),
        await hall.subscribe(phone="12"),
        await hall.subscribe("short", phone=PHONE),
        await hall.office.post("/legal/programmes/none/subscribers", {"phone": PHONE}, "", "a-key-of-a-visitor"),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 404]


async def test_codes_cannot_be_tried_out(hall):
    await hall.made()

    answers = [await hall.post("unsubscribe", {"code": "ABCDEF"}, "") for _ in range(11)]

    assert {answer.json()["code"] for answer in answers[:10]} == {"unknown_subscription"}
    assert answers[10].status_code == 429
