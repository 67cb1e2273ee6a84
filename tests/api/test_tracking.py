"""Citizens follow their request with number and code, say whether it is solved, and nothing but a button changes anything."""

import asyncio
import base64
import re

import pytest
from banner import DISPATCHER, OWNER, Banner
from citizens import with_numbers_of_its_own
from told import next_code

from api.guesses import PER_ADDRESS

CODE = "ABCDEF"
NAME, PHONE = "诉求人某", "15400009999"
_LETTER = """
INSERT INTO letter (id, code, channel, recipient, address, language, template, parameters, subject, text, lines, segments,
                    urgency, valid_until, carrier, state, claimed_at)
VALUES (gen_random_uuid(), $1, 'sms', 'caller:' || $2, '+8615400009999', 'zh', 'ask', '{}', '', '', '{}', 1, 1,
        now() + interval '1 day', 'outbox', 'sent', now())
RETURNING id
"""


@pytest.fixture
async def banner(office):
    return await with_numbers_of_its_own(await Banner.staffed(office))


async def track(banner, ref, code=CODE):
    return await banner.counter.get(f"/requests/{ref}/track", **{"Query-Code": code})


async def answer(banner, ref, **body):
    return await banner.counter.post(f"/requests/{ref}/answer", {"code": CODE} | body)


async def caller(banner, ref):
    return await banner.counter.pool.fetchval("SELECT id FROM complainant WHERE ref = $1", ref)


async def answers(banner, ref):
    rows = await banner.counter.pool.fetch(
        "SELECT cycle, way, solved, satisfied FROM request_answer WHERE ref = $1", ref
    )
    return [tuple(row) for row in rows]


async def standing(banner, ref):
    """Everything that reading might change, in the request's own rows."""
    pool = banner.counter.pool
    row = await pool.fetchrow("SELECT * FROM request WHERE ref = $1", ref)
    counts = [
        await pool.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 (our own)
        for table in ("event", "note", "request_answer", "fate")
    ]
    return dict(row), counts


async def ask_letter(banner, ref):
    """A letter to the citizen that asks whether it is solved, as the postroom leaves it; its code."""
    code = next_code()
    letter = await banner.counter.pool.fetchval(_LETTER, code, await caller(banner, ref))
    await banner.counter.pool.execute(
        "INSERT INTO outbox (ref, item, cycle, step, recipient, channel, not_before, expires_at, created_at, state, notice,"
        " letter) SELECT ref, item, cycle, step, 'caller:' || $2, 'sms', not_before, expires_at, created_at, 'sent', id, $3"
        " FROM notice WHERE ref = $1 AND step = 'ask' ORDER BY created_at DESC LIMIT 1"
        " ON CONFLICT (ref, item, cycle, step, recipient, channel) DO UPDATE SET letter = excluded.letter",
        *(ref, await caller(banner, ref), letter),
    )
    return code


async def test_number_and_code_show_how_it_stands_in_three_languages(banner):
    ref = await banner.accepted()

    told = (await track(banner, ref)).json()

    assert told["state"] == "handling"
    assert set(told["state_words"]) == {"zh", "mn", "en"}
    assert told["kind_words"]["zh"] == "咨询"
    assert (told["due_at"] is not None, told["question"], told["into"]) == (True, None, None)
    assert [event["kind"] for event in told["events"]] == ["reported", "accepted"]
    assert told["events"][1]["words"]["zh"] == "已受理"


async def test_what_citizens_see_names_no_person(banner):
    ref = await banner.closed()

    text = (await track(banner, ref)).text
    page = (await banner.counter.web.post("/r", data={"ref": ref, "code": CODE})).text

    people = await banner.counter.pool.fetch("SELECT id, name, phone FROM person")
    for shown in (text, page):
        for secret in (
            NAME,
            PHONE,
            *(row["name"] for row in people),
            *(row["id"] for row in people if len(row["id"]) > 5),
        ):
            assert secret not in shown, secret


async def test_a_wrong_code_and_an_unknown_number_are_answered_alike(banner):
    ref = await banner.begun()
    answers_ = [
        await track(banner, ref, "K7M2QX"),
        await track(banner, "H20261125-999999", CODE),
        await track(banner, ref, "x"),
        await track(banner, "%00", CODE),
        await track(banner, "H2026-1'; --", CODE),
        await banner.counter.post(f"/requests/{ref}/answer", {"code": "K7M2QX", "solved": True}),
        await banner.counter.post(f"/requests/{ref}/words", {"code": "K7M2QX", "text": "x"}),
        await banner.counter.post(f"/requests/{ref}/withdrawal", {"code": "K7M2QX", "reason": "x"}),
    ]

    told = {(a.status_code, a.json()["code"], a.json()["title"], a.json()["detail"]) for a in answers_}
    assert told == {(404, "unknown_tracking", *next(iter(told))[2:])}


async def test_who_guesses_too_often_must_wait(banner):
    ref = await banner.begun()
    for _ in range(PER_ADDRESS):
        assert (await track(banner, ref, next_code())).status_code == 404

    late, page = await track(banner, ref), await banner.counter.web.post("/r", data={"ref": ref, "code": CODE})

    assert (late.status_code, late.json()["code"], page.status_code) == (429, "too_many_guesses", 429)
    assert late.headers["retry-after"] == "60"


async def test_the_right_code_never_counts_as_a_guess(banner):
    ref = await banner.begun()

    assert {(await track(banner, ref)).status_code for _ in range(PER_ADDRESS + 5)} == {200}


async def test_a_letters_code_is_as_good_as_the_query_code(banner):
    ref = await banner.closed()
    code = await ask_letter(banner, ref)

    assert (await track(banner, ref, code)).status_code == 200


async def test_solved_is_written_down_once_and_the_same_again_is_the_same(banner):
    ref = await banner.closed()
    cycle = (await track(banner, ref)).json()["question"]["cycle"]

    heard = await asyncio.gather(*(answer(banner, ref, solved=True, satisfied=5, cycle=cycle) for _ in range(5)))
    other = await answer(banner, ref, solved=True, satisfied=1, cycle=cycle)

    assert {(a.status_code, a.json()["status"]) for a in heard} == {(200, "done")}
    assert other.status_code == 409
    assert other.json()["code"] in ("answered_before", "not_asked", "request_ended")
    assert await answers(banner, ref) == [(1, "page", True, 5)]
    assert (await track(banner, ref)).json()["question"] is None


async def test_not_solved_opens_it_again_with_or_without_a_reason(banner):  # H71
    silent, told = await banner.closed(), await banner.closed()

    assert (await answer(banner, silent, solved=False, cycle=1)).status_code == 200
    assert (await answer(banner, told, solved=False, satisfied=1, reason="又坏了", cycle=1)).status_code == 200
    again = await answer(banner, told, solved=False, satisfied=1, reason="又坏了", cycle=1)

    assert again.status_code == 200
    for ref in (silent, told):
        events = [event["kind"] for event in (await track(banner, ref)).json()["events"]]
        assert events[-2:] == ["answered", "reopened"] or "reopened" in events
        row, _ = await standing(banner, ref)
        assert (row["state"], row["cycle"]) == ("handling", 2)
    notes = await banner.counter.pool.fetch("SELECT author, body FROM note WHERE body ? 'reason' AND ref = $1", told)
    assert [(row["author"], row["body"]["reason"]) for row in notes] == [
        (f"caller:{await caller(banner, told)}", "又坏了")
    ]


async def test_nothing_is_answered_that_is_not_asked(banner):
    ref = await banner.accepted()

    heard = await answer(banner, ref, solved=True)

    assert (heard.status_code, heard.json()["code"]) == (409, "not_asked")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"solved": "yes"},
        {"solved": True, "satisfied": 0},
        {"solved": True, "satisfied": 6},
        {"solved": 1},
        {"solved": None},
    ],
)
async def test_an_unclear_answer_is_refused(banner, body):
    ref = await banner.closed()

    assert (await answer(banner, ref, **body)).status_code == 422
    assert await answers(banner, ref) == []


async def test_a_word_of_the_citizens_reaches_those_who_work_and_moves_no_clock(banner):
    ref = await banner.accepted()
    before, _ = await standing(banner, ref)

    heard = [
        await banner.counter.post(f"/requests/{ref}/words", {"code": CODE, "text": "东边第二盏😀也不亮"}, key="w1")
        for _ in range(2)
    ]

    after, _ = await standing(banner, ref)
    assert [a.status_code for a in heard] == [200, 200]
    assert (await banner.events(ref)).count("commented") == 1
    assert {name: after[name] for name in ("goal_at", "share_at", "state")} == {
        name: before[name] for name in ("goal_at", "share_at", "state")
    }
    rows = (await banner.read(f"/requests/{ref}/events"))["rows"]
    assert rows[-1]["texts"]["text"] == "东边第二盏😀也不亮"


async def test_a_withdrawal_is_asked_for_and_the_centre_confirms_it(banner):
    ref = await banner.accepted()

    heard = await banner.counter.post(f"/requests/{ref}/withdrawal", {"code": CODE, "reason": "已解决"})
    asked = (await track(banner, ref)).json()
    foreign = await banner.act(OWNER, ref, "withdraw")
    await banner.do(DISPATCHER, ref, "withdraw")

    assert (heard.status_code, asked["state"], asked["withdrawal_asked"]) == (200, "handling", True)
    assert foreign.status_code == 403
    assert (await track(banner, ref)).json()["state"] == "withdrawn"


async def test_staff_cannot_be_a_citizen_without_the_code_nor_a_visitor_a_clerk(banner):
    ref = await banner.accepted()
    basic = {"Authorization": "Basic " + base64.b64encode(b"x:y").decode(), "Idempotency-Key": "k"}

    officer = await banner.counter.post(f"/requests/{ref}/answer", {"code": "K7M2QX", "solved": True}, OWNER)
    visitor = await banner.counter.web.post(f"/api/v1/requests/{ref}/comment", json={"text": "x"}, headers=basic)

    assert (officer.status_code, visitor.status_code) == (404, 401)


# The page


async def test_the_page_asks_for_number_and_code_and_works_without_script(banner):
    ref = await banner.closed()

    form = await banner.counter.web.get("/r")
    page = await banner.counter.web.post("/r", data={"ref": f" {ref.lower()} ", "code": "abc def"})

    assert (form.status_code, page.status_code) == (200, 200)
    for words in ("已办结", "问题解决了吗", "请说明原因", 'action="r/answer"'):
        assert words in page.text, words
    assert "<script" not in form.text + page.text
    assert page.headers["cache-control"] == "no-store"
    assert CODE not in str(page.url)
    for language, words in {"mn": ("ᠰᠢᠳᠬᠡᠭᠰᠡᠨ", 'action="r/answer"'), "en": ("closed", "Is it solved?")}.items():
        other = await banner.counter.web.post(f"/{language}/r", data={"ref": ref, "code": "abc def"})
        assert all(word in other.text for word in words), language


async def test_looking_changes_nothing_however_it_is_done(banner):  # H70
    ref = await banner.closed()
    code = await ask_letter(banner, ref)
    before = await standing(banner, ref)

    web = banner.counter.web
    for address in (
        "/r",
        f"/a/{code}",
        "/r/answer",
        f"/r?ref={ref}&code={CODE}&solved=yes&satisfied=5",
        f"/a/{code}?solved=no",
    ):
        for method in ("GET", "HEAD", "OPTIONS"):
            await web.request(method, address, headers={"Purpose": "prefetch", "Sec-Purpose": "prefetch"})
    await web.post("/r", data={"ref": ref, "code": CODE})
    await track(banner, ref)

    assert await standing(banner, ref) == before


async def test_the_button_answers_once_however_often_it_is_pressed(banner):  # H70
    ref = await banner.closed()
    form = {"ref": ref, "code": CODE, "cycle": "1", "solved": "yes", "satisfied": "4", "reason": ""}

    pressed = await asyncio.gather(*(banner.counter.web.post("/r/answer", data=form) for _ in range(4)))
    after = await banner.counter.web.get("/r?told=answered")
    other = await banner.counter.web.post("/r/answer", data=form | {"satisfied": "1"})

    assert {(a.status_code, a.headers["location"]) for a in pressed} == {(303, "../r?told=answered")}
    assert "您的评价已记录" in after.text
    assert other.headers["location"] in ("../r?told=before", "../r?told=not_asked")
    assert await answers(banner, ref) == [(1, "page", True, 4)]


async def test_not_solved_on_the_page_needs_no_reason(banner):  # H71
    ref = await banner.closed()
    form = {"ref": ref, "code": CODE, "cycle": "1", "solved": "no", "satisfied": "", "reason": ""}

    pressed = [await banner.counter.web.post("/r/answer", data=form) for _ in range(2)]

    assert {a.headers["location"] for a in pressed} == {"../r?told=answered"}
    assert await answers(banner, ref) == [(1, "page", False, 0)]
    assert "reopened" in await banner.events(ref)


@pytest.mark.parametrize(
    "change",
    [{"solved": ""}, {"solved": "maybe"}, {"cycle": "x"}, {"cycle": ""}, {"satisfied": "9"}, {"reason": "长" * 2001}],
)
async def test_an_incomplete_answer_shows_the_form_again(banner, change):
    ref = await banner.closed()
    form = {"ref": ref, "code": CODE, "cycle": "1", "solved": "no", "satisfied": "1", "reason": "原因"} | change

    page = await banner.counter.web.post("/r/answer", data=form)

    assert (page.status_code, "请选择是否解决" in page.text) == (422, True)
    assert 'action="../r/answer"' in page.text
    assert await answers(banner, ref) == []


async def test_the_link_in_a_letter_leads_to_the_question(banner):
    ref = await banner.closed()
    code = await ask_letter(banner, ref)

    page = (await banner.counter.web.get(f"/a/{code}")).text
    pressed = await banner.counter.web.post(
        "/r/answer", data={"ref": ref, "code": code, "cycle": "1", "solved": "yes", "satisfied": "5"}
    )

    assert re.search(r'<form class="verdict" method="post" action="\.\./r/answer">', page)
    assert pressed.headers["location"] == "../r?told=answered"


@pytest.mark.parametrize("typed", [{"ref": "x"}, {"code": "<script>alert(1)</script>"}, {"other": "x"}])
async def test_what_is_typed_wrongly_is_not_repeated(banner, typed):
    page = await banner.counter.web.post("/r", data=typed)

    assert page.status_code == 404
    assert "编号或查询码不正确" in page.text
    assert "没有与此编号和查询码相符的办件" in page.text
    assert "alert(1)" not in page.text


async def test_without_a_worker_an_answer_is_durably_taken(counter):
    banner = await with_numbers_of_its_own(await Banner.staffed(counter))
    async with counter.worker():
        ref = await banner.closed()
        handle = counter.client.get_workflow_handle(f"hotline/{ref}")
        while (await handle.describe()).raw_description.HasField("pending_workflow_task"):
            await asyncio.sleep(0.02)  # nobody tells when a worker is at rest

    taken = await answer(banner, ref, solved=True, satisfied=5, cycle=1)
    with counter.app.state.desk.live.listen(ref) as bell:
        async with counter.worker():
            while not await answers(banner, ref):
                assert await bell.heard(within=15)
    again = await answer(banner, ref, solved=True, satisfied=5, cycle=1)

    assert (taken.status_code, taken.json()["status"]) == (202, "pending")
    assert (again.status_code, again.json()["status"]) == (200, "done")
