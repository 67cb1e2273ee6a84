"""Whoever asked follows the case with number and code, on the page too, and answers what is asked."""

import re

import pytest
from circle import AID, CLERK, INQUIRY, STRANGER, Circle

from api.guesses import PER_ADDRESS

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def circle(office):
    return await Circle.staffed(office)


async def page(circle, path="/r", **form):
    return await circle.counter.web.post(path, data=form)


async def answered(circle):
    """An inquiry that was answered: its number and code."""
    ref, code = await circle.begun("inquiries", INQUIRY | {"field": "labour"})
    person = await circle.called(ref)
    await circle.do(person, ref, "reply", text="可以申请劳动仲裁。<b>")
    return ref, code


async def test_number_and_code_show_how_it_stands_in_three_languages(circle):
    ref, code = await circle.begun("inquiries", INQUIRY | {"field": "labour"})

    told = await circle.followed(ref, f" {code.lower()} ")

    assert (told["state"], told["service"], told["question"]) == ("waiting", "inquiry", None)
    assert set(told["state_words"]) == {"zh", "mn", "en"}
    assert told["subject_words"]["zh"] == "劳动与社会保障"
    assert [event["kind"] for event in told["events"]] == ["asked"]


async def test_a_wrong_code_and_an_unknown_number_are_answered_alike(circle):  # H65
    ref, code = await circle.begun("aid", AID)
    other, _ = await circle.begun("aid", AID)

    answers = [
        await circle.track(*pair)
        for pair in (
            (ref, "ABCDEF"),
            ("A20200101-999999", code),
            (other, code),
            ("X1", code),
            ("H20261125-000017", code),
        )
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "unknown_tracking")}
    told = [{key: value for key, value in answer.json().items() if key != "instance"} for answer in answers]
    assert told[0] == told[1] == told[2], "only the kind of number that was typed makes a difference"
    assert [body["titles"]["zh"] for body in told[2:]] == [
        f"没有与此编号和查询码相符的{kind}。" for kind in ("法律援助申请", "办件", "诉求")
    ]


async def test_guesses_are_throttled_together_with_those_of_the_hotline(circle):
    ref, code = await circle.begun("inquiries", INQUIRY)
    for number in range(PER_ADDRESS - 1):
        path = "/legal/track" if number % 2 else f"/legal/{ref}/rate"
        body = {"code": "ABCDEF"} | ({"ref": ref} if number % 2 else {"helped": True})
        assert (await circle.counter.post(path, body)).status_code == 404
    await circle.counter.get(f"/requests/{ref}/track", **{"Query-Code": "ABCDEF"})

    right = await circle.track(ref, code)
    on_page = await page(circle, ref=ref, code=code)

    assert (right.status_code, right.json()["code"]) == (429, "too_many_guesses")
    assert on_page.status_code == 429


async def test_reading_changes_nothing(circle):
    ref, code = await circle.begun("aid", AID)
    counts = (
        "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM note), (SELECT n FROM legal_case WHERE ref = $1)"
    )
    before = await circle.counter.pool.fetchrow(counts, ref)

    await circle.track(ref, code)
    await page(circle, ref=ref, code=code)

    assert await circle.counter.pool.fetchrow(counts, ref) == before


async def test_what_is_between_those_who_work_is_not_shown_to_whoever_asked(circle):
    ref, code = await circle.begun("inquiries", INQUIRY)
    person = await circle.called(ref)
    await circle.do(person, ref, "comment", text="内部备注")
    await circle.do(person, ref, "take", text="内部接办说明")

    shown = (await circle.track(ref, code)).text

    assert "内部备注" not in shown
    assert "内部接办说明" not in shown
    assert f'"{person}"' not in shown


async def test_the_page_shows_the_answer_and_the_question_and_no_name(circle):
    ref, code = await answered(circle)

    shown = await page(circle, ref=f" {ref.lower()} ", code=code.lower())

    assert shown.status_code == 200
    assert "可以申请劳动仲裁。&lt;b&gt;" in shown.text
    assert 'action="r/rate"' in shown.text
    assert "人才库" not in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert len(re.findall("<h1", shown.text)) == 1


async def test_the_button_says_that_it_did_not_help_once_and_it_is_opened_again(circle):
    ref, code = await answered(circle)
    n = (await circle.followed(ref, code))["question"]["n"]
    form = {"ref": ref, "code": code, "key": str(n), "helped": "no", "text": "没有说清楚"}

    first, again = [await page(circle, "/r/rate", **form) for _ in range(2)]
    late = await page(circle, "/r/rate", **(form | {"helped": "yes"}))

    assert [answer.headers["Location"] for answer in (first, again)] == ["../r?told=rated"] * 2
    assert (late.status_code, "目前没有需要评价的事项" in late.text) == (409, True)
    row = await circle.until(ref, lambda row: row["state"] == "waiting")
    assert row["holder"] == ""
    told = await circle.counter.web.get("/r?told=rated")
    assert "您的评价已记录" in told.text


@pytest.mark.parametrize(
    "form", [{}, {"helped": "maybe"}, {"helped": "yes", "satisfied": "6"}, {"helped": "yes", "text": "长" * 2001}]
)
async def test_a_form_that_is_not_whole_changes_nothing_and_says_so(circle, form):
    ref, code = await answered(circle)

    answer = await page(circle, "/r/rate", ref=ref, code=code, **form)

    assert answer.status_code == 422
    assert "请选择后提交" in answer.text
    assert (await circle.followed(ref, code))["state"] == "answered"


async def test_the_page_says_alike_that_number_or_code_are_wrong(circle):
    ref, code = await circle.begun("aid", AID)

    wrong, unknown = await page(circle, ref=ref, code="ABCDEF"), await page(circle, ref="A20200101-999999", code=code)

    assert wrong.status_code == unknown.status_code == 404
    assert wrong.text == unknown.text


async def test_the_page_of_a_refusal_is_a_written_notice(circle):
    ref, code = await circle.begun("aid", AID)
    await circle.do(CLERK, ref, "refuse", ground="means_above", text="收入高于标准")

    shown = await page(circle, ref=ref, code=code)

    assert "不予法律援助决定" in shown.text
    assert "不符合经济困难条件" in shown.text
    assert "收入高于标准" in shown.text
    assert "60 日内提出" in shown.text


async def test_thanks_and_complaints_are_said_with_the_code(circle):
    ref, code = await circle.begun("aid", AID)

    wrong = await circle.act("", ref, "say", code="ABCDEF", kind="complaint", text="太慢")
    await circle.do("", ref, "say", code=code, kind="complaint", text="太慢")

    assert wrong.status_code == 404
    written = await circle.counter.pool.fetchrow("SELECT author, body FROM note WHERE ref = $1", ref)
    assert written["author"] == f"caller:{ref}-1"


# ---- lists


async def test_the_desk_sees_what_waits_and_a_lawyer_what_is_theirs(circle):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    aid, _ = await circle.begun("aid", AID)
    person = await circle.called(ref)

    queue = (await circle.counter.get("/legal/queue", CLERK)).json()
    mine = (await circle.counter.get("/legal/mine", person)).json()
    strangers = (await circle.counter.get("/legal/mine", STRANGER)).json()
    refused = await circle.counter.get("/legal/queue", person)

    assert [row["ref"] for row in queue["rows"]] == [ref, aid]
    assert 0 < queue["rows"][0]["seconds_left"] <= 480
    assert [(row["ref"], row["is_open"]) for row in mine["rows"]] == [(ref, True)]
    assert strangers["rows"] == []
    assert refused.status_code == 403


async def test_lists_go_on_where_a_page_ends(circle):
    refs = [(await circle.begun("inquiries", INQUIRY))[0] for _ in range(3)]

    first = (await circle.counter.get("/legal/queue?limit=2", CLERK)).json()
    rest = (await circle.counter.get(first["next"].removeprefix("/api/v1"), CLERK)).json()

    assert [row["ref"] for row in first["rows"] + rest["rows"]] == refs
    assert rest["next"] is None


async def test_the_record_and_who_asked_are_there_for_whoever_is_called(circle):
    ref, _ = await circle.begun("inquiries", INQUIRY | {"name": "咨询人", "phone": "15400007777"})
    person = await circle.called(ref)

    case = (await circle.counter.get(f"/legal/{ref}", person)).json()
    events = (await circle.counter.get(f"/legal/{ref}/events", person)).json()
    askers = (await circle.counter.get(f"/legal/{ref}/askers", person)).json()

    assert (case["text"], case["state"], len(case["assignments"])) == (INQUIRY["text"], "waiting", 1)
    assert [row["kind"] for row in events["rows"]] == ["asked", "called"]
    assert [(asker["name"], asker["phone"]) for asker in askers] == [("咨询人", "+8615400007777")]
    assert "咨询人" not in str(case) + str(events)
    assert "code" not in askers[0]
