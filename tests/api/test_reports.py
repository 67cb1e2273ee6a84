"""Requests are handed in by everybody, kept once as they came, and their clocks run at once."""

import asyncio
import itertools
import json
from datetime import datetime, timedelta

import pytest
from banner import BODY, DISPATCHER, DISPATCHERS, TOPIC, VILLAGE, Banner
from citizens import with_numbers_of_its_own, written
from temporalio.client import Client

from api.app import make_app
from api.gateway import Patience
from system.converter import data_converter
from system.settings import Settings

GRID = f"grid-{VILLAGE}"
_numbers = itertools.count(1)
KEY = "a-visitor-chose-this-0001"
NAME, PHONE, WORDS = "诉求人甲乙", "15400008888", "秘密的诉求内容"
# Emoji, a family joined by ZWJ, CJK extension B, Mongolian with FVS, MVS and NNBSP, an emoji younger than this Python, a flag.
AS_IT_CAME = "😀👨‍👩‍👧‍👦𠀀 ᠮᠣᠩᠭᠣᠯ᠎ᠠ\u202fᠤᠨ\u180b\u180c\u180d 🫨🏴\U000e0067\U000e0062\U000e007f é\r\n  end "


def report(**more):
    return {"text": "村口路灯不亮", "district": VILLAGE, "topic": TOPIC} | more


@pytest.fixture
async def banner(office):
    return await with_numbers_of_its_own(await Banner.staffed(office))


@pytest.fixture
async def idle(counter):
    """A banner whose worker is away."""
    return await with_numbers_of_its_own(await Banner.staffed(counter))


async def hand_in(banner, who="", key=None, **more):
    return await banner.counter.post("/requests", report(**more), who, key or f"{KEY}-{next(_numbers)}")


async def kept(banner):
    return [dict(row) for row in await banner.counter.pool.fetch("SELECT * FROM report ORDER BY ref")]


async def test_a_citizen_gets_number_code_and_deadline_and_the_case_begins(banner):
    answer = await hand_in(banner, name=NAME, phone="154 0000-8888", mail="a@example.org")

    told = answer.json()
    assert answer.status_code == 201
    assert next(iter(told)) == "advice"
    assert len(told["code"]) == 6
    due = datetime.fromisoformat(told["accept_at"]) - datetime.fromisoformat(told["reported_at"])
    assert due == timedelta(minutes=15)
    await written(banner, told["ref"])
    row = await banner.counter.pool.fetchrow("SELECT * FROM request WHERE ref = $1", told["ref"])
    assert (row["state"], row["complainants"]) == ("reported", 1)
    assert row["accept_at"] == datetime.fromisoformat(told["accept_at"])
    who = await banner.counter.pool.fetchrow("SELECT * FROM complainant WHERE ref = $1", told["ref"])
    assert (who["name"], who["phone"], who["mail"], who["code"]) == (
        NAME,
        "+8615400008888",
        "a@example.org",
        told["code"],
    )


@pytest.mark.parametrize(
    ("who", "via", "source", "taken_by"),
    [
        ("", "web", "web", None),
        ("", "mini_program", "mini_program", None),
        (DISPATCHER, "web", "hotline", DISPATCHER),
        ("leader", "web", "hotline", "leader"),
        (GRID, "web", "grid", GRID),
        ("chen", "mini_program", "mini_program", "chen"),
    ],
)
async def test_through_what_it_came_is_known_by_who_hands_it_in(idle, who, via, source, taken_by):
    answer = await hand_in(idle, who, via=via, lat=42.7, lon=121.8)

    assert answer.status_code == 201, answer.text
    (row,) = await kept(idle)
    assert (row["source"], row["taken_by"], row["lat"], row["lon"]) == (source, taken_by, 42.7, 121.8)


async def test_what_people_write_is_kept_byte_for_byte(idle):  # H58
    answer = await hand_in(idle, text=AS_IT_CAME, address="ᠬᠦᠷᠢᠶ᠎ᠡ\u180b😀", name="ᠪᠠᠲᠤ\u202f𠀀")

    assert answer.status_code == 201, answer.text
    (row,) = await kept(idle)
    assert row["text"] == AS_IT_CAME
    assert row["address"] == "ᠬᠦᠷᠢᠶ᠎ᠡ\u180b😀"
    assert await idle.counter.pool.fetchval("SELECT name FROM complainant") == "ᠪᠠᠲᠤ\u202f𠀀"


BAD = (
    ('{"text": "\\u0000"}', "body.text"),
    ('{"text": "\\ud800"}', "body.text"),
    ('{"name": "\\udc00"}', "body.name"),
    ('{"text": "\\u0007"}', "body.text"),
    ('{"address": "a\\nb"}', "body.address"),
    ('{"text": "\\ufffe"}', "body.text"),
    ('{"text": " \\u200b\\u180e"}', "body.text"),
    (json.dumps({"text": "长" * 2001}), "body.text"),
    ('{"text": ""}', "body.text"),
    ('{"phone": "12345"}', "body.phone"),
    ('{"phone": "139000000011"}', "body.phone"),
    ('{"mail": "a@b@c"}', "body.mail"),
    ('{"mail": "a\\r\\nBcc: x@y.z"}', "body.mail"),
    ('{"lat": 91, "lon": 1}', "body.lat"),
    ('{"lat": 42.0}', "body"),
    ('{"lat": "x", "lon": 1}', "body.lat"),
    ('{"language": "fr"}', "body.language"),
    ('{"via": "hotline"}', "body.via"),
    ('{"district": "V 1"}', "body.district"),
    ('{"source": "city"}', "body.source"),
    ('{"outer_due": "2026-11-25T00:00:00Z"}', "body.outer_due"),
)


@pytest.mark.parametrize(("change", "place"), BAD)
async def test_a_bad_report_is_refused_with_its_place_and_nothing_is_kept(idle, change, place):  # H58
    kept_fields = {name: value for name, value in report().items() if f'"{name}":' not in change}
    body = json.dumps(kept_fields)[:-1] + ", " + change[1:]
    headers = {"Content-Type": "application/json", "Idempotency-Key": KEY}

    answer = await idle.counter.web.post("/api/v1/requests", content=body, headers=headers)

    assert answer.status_code == 422, answer.text
    assert answer.json()["problems"][0]["place"] == place
    assert await kept(idle) == []


async def test_places_and_topics_must_be_known_today(idle):
    pool = idle.counter.pool
    await pool.execute("UPDATE department SET valid_until = current_date - 1 WHERE id = 'V2'")
    answers = [
        await hand_in(idle, district="V2"),
        await hand_in(idle, district="nowhere"),
        await hand_in(idle, district=BODY),
        await hand_in(idle, topic="nothing"),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(422, "unknown_choice")}
    assert [answer.json()["place"] for answer in answers] == ["body.district"] * 3 + ["body.topic"]
    assert TOPIC in answers[-1].json()["allowed"]
    assert await kept(idle) == []


async def test_the_same_again_gets_the_first_answer_and_something_else_under_the_key_is_refused(idle):
    answers = await asyncio.gather(*(hand_in(idle, key=KEY, text="路灯不亮") for _ in range(10)))
    other = await hand_in(idle, key=KEY, text="另一件事")

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert len(await kept(idle)) == 1
    assert await idle.counter.pool.fetchval("SELECT count(*) FROM complainant") == 1


async def test_a_visitors_key_is_long_and_two_people_with_the_same_key_do_not_meet(idle):
    short = await hand_in(idle, key="1")
    ours = [await hand_in(idle, who, key="1") for who in (DISPATCHER, DISPATCHERS[1])]

    assert (short.status_code, short.json()["problems"][0]["place"]) == (422, "header.Idempotency-Key")
    assert [answer.status_code for answer in ours] == [201, 201]
    assert len({answer.json()["ref"] for answer in ours}) == 2


async def test_an_emergency_is_told_to_call_at_once_and_is_recorded_all_the_same(banner):
    answer = await hand_in(banner, text="法院旁边着火了，有人被困")

    told = answer.json()
    assert [entry["call"] for entry in told["advice"]][:1] == ["119"]
    assert "119" in told["advice"][0]["words"]["zh"]
    assert "court" in [entry["road"] for entry in told["advice"]]
    await written(banner, told["ref"])
    assert await banner.counter.pool.fetchval("SELECT state FROM request WHERE ref = $1", told["ref"]) == "reported"


async def test_a_topic_with_another_road_is_told_it_and_closed(banner):
    library = banner.counter.app.state.desk.library
    async with banner.counter.pool.acquire() as connection:
        book = await library.newest_hotline(connection)
    topic = next(topic for topic in book.topics.values() if topic.road)

    told = (await hand_in(banner, topic=topic.id)).json()

    await written(banner, told["ref"])
    assert (told["advice"][0]["road"], told["accept_at"]) == (topic.road, None)
    row = await banner.counter.pool.fetchrow("SELECT state, road FROM request WHERE ref = $1", told["ref"])
    assert tuple(row) == ("advised", topic.road)


async def test_likenesses_are_suggested_with_numbers_to_staff_and_counted_to_citizens(banner):
    first = (await hand_in(banner, phone=PHONE)).json()
    await written(banner, first["ref"])

    citizen = (await hand_in(banner, text="灯还是不亮", phone=PHONE)).json()
    seat = (await hand_in(banner, DISPATCHER, text="同一盏灯")).json()
    grid = (await hand_in(banner, GRID, text="我也看到了")).json()

    assert first["similar"] == {"count": 0, "refs": None}
    assert (citizen["similar"]["count"], citizen["similar"]["refs"]) == (1, None)
    assert first["ref"] in seat["similar"]["refs"]
    assert first["ref"] in grid["similar"]["refs"]


async def test_while_temporal_is_away_nothing_is_kept(pool, town, opened, client, task_queue, road):
    target = f"127.0.0.1:{road.port}"
    far = await Client.connect(target, namespace=client.namespace, data_converter=data_converter)
    app = make_app(pool=pool, client=far, settings=Settings(task_queue=task_queue), patience=Patience(0.5, 1.0, 0.5))
    async with opened(app, pool, client, task_queue, town) as counter:
        banner = await Banner.staffed(counter)
        await road.close()

        answer = await hand_in(banner, key=KEY)

        assert (answer.status_code, answer.json()["code"]) == (503, "temporal_away")
        assert "retry-after" in answer.headers
        assert await kept(banner) == []


async def test_what_was_kept_but_not_begun_is_begun_by_the_next_call(banner):
    gateway = banner.counter.app.state.desk.gateway
    patience, gateway.patience = gateway.patience, Patience(send=0)
    first = await hand_in(banner, key=KEY, text="路灯不亮")
    gateway.patience = patience

    second = await hand_in(banner, key=KEY, text="路灯不亮")

    assert (first.status_code, first.json()["code"], second.status_code) == (503, "temporal_away", 201)
    (row,) = await kept(banner)
    assert row["ref"] == second.json()["ref"]
    await written(banner, row["ref"])


async def test_no_name_no_number_and_no_word_enters_the_workflow(banner):
    told = (await hand_in(banner, text=WORDS, name=NAME, phone=PHONE, address="秘密地址")).json()
    await written(banner, told["ref"])

    history = await banner.counter.client.get_workflow_handle(f"hotline/{told['ref']}").fetch_history()
    start = history.events[0].workflow_execution_started_event_attributes.input.payloads
    texts = [history.to_json(), *(repr(data_converter.payload_converter.from_payloads([one])) for one in start)]

    assert any(told["ref"] in text for text in texts)
    for secret in (WORDS, NAME, PHONE, "秘密地址", told["code"]):
        assert not any(secret in text for text in texts), secret
