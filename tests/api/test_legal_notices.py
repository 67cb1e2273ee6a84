"""What is decided, or counts as done, is told in writing: to whoever applied with number and code, and to the desk, in three languages."""

import re

import pytest
from circle import AID, CLERK, PLEDGE, STRANGER, Circle

from store.shipped import legal_file

TONGUES = ("zh", "mn", "en")
WHO = {"name": "申请人", "phone": "15400006666"}
AT_ONCE = legal_file().replace('supply = { value = 5, unit = "d" }', 'supply = { value = 1, unit = "s" }')


@pytest.fixture
async def circle(office):
    return await Circle.staffed(office, rules=AT_ONCE)


async def shown(circle, ref, code):
    """The page of whoever applied, the notices that a machine reads, and what the desk prints."""
    web, desk = circle.counter.web, circle.counter.bearing(CLERK)
    told = (await circle.followed(ref, code))["notices"]
    assert (await circle.counter.get(f"/legal/{ref}/notices", CLERK)).json() == told
    page = {tongue: (await web.post(f"/{tongue}/r", data={"ref": ref, "code": code})).text for tongue in TONGUES}
    prints = [
        {tongue: (await web.get(f"/{tongue}{notice['href']}", headers=desk)).text for tongue in TONGUES}
        for notice in told
    ]
    return page, told, prints


def in_three(texts, *words):
    """Is all this said, in the page of each language?"""
    return all(word[tongue] in texts[tongue] for word in words for tongue in TONGUES)


async def test_what_counts_as_withdrawn_is_told_with_what_did_not_come_the_law_and_that_one_may_apply_again(circle):
    ref, code = await circle.begun("aid", AID | WHO)
    assert (await circle.followed(ref, code))["notices"] == []
    await circle.do(CLERK, ref, "papers", proofs=["identity", "case_papers"], text="请补充")
    await circle.until(ref, lambda row: row["state"] == "deemed_withdrawn")

    page, (told,), (printed,) = await shown(circle, ref, code)
    hidden = await circle.counter.get(f"/legal/{ref}/notices", STRANGER)

    n = await circle.counter.pool.fetchval("SELECT n FROM event WHERE ref = $1 AND kind = 'deemed_withdrawn'", ref)
    assert (told["number"], told["kind"], told["barred_until"]) == (f"{ref}-{n}", "deemed_withdrawn", None)
    assert [paper["zh"] for paper in told["missing"]] == ["身份证明", "与案件有关的材料"]
    assert "第四十三条" in told["law_words"]["zh"]
    assert "随时重新申请" in told["again_words"]["zh"]
    assert "没有" in told["objection_words"]["zh"] or "未对其规定" in told["objection_words"]["zh"]
    for texts in (page, printed):
        words = ("title_words", "law_words", "again_words", "objection_words")
        assert in_three(texts, *(told[name] for name in words), *told["missing"])
        for text in texts.values():
            assert told["number"] in text
            assert "申请人</" not in text
            assert len(re.findall("<h1", text)) == 1
    assert (hidden.status_code, hidden.json()["code"]) == (404, "unknown_case")


@pytest.mark.parametrize(
    ("end", "ground", "article"),
    [("refuse", "means_above", "第四十三条"), ("terminate", "means_changed", "第四十八条")],
)
async def test_a_refusal_and_a_termination_are_told_with_their_ground_and_how_to_object(circle, end, ground, article):
    ref, code = await circle.begun("aid", AID)
    if end == "terminate":
        await circle.do(CLERK, ref, "grant", text="符合条件")
    await circle.do(CLERK, ref, end, ground=ground, text="收入高于标准<b>")

    page, (told,), (printed,) = await shown(circle, ref, code)

    assert article in told["law_words"]["zh"]
    assert "60 日内提出" in told["objection_words"]["zh"]
    assert "5 日内审查决定" in told["objection_words"]["zh"]
    for texts in (page, printed):
        assert all("收入高于标准&lt;b&gt;" in text for text in texts.values())
        assert in_three(texts, told["title_words"], told["ground_words"], told["objection_words"])
    assert "给予法律援助决定</h2>" not in page["zh"]


async def test_a_pledge_found_false_after_the_closing_is_told_and_bars_from_pledging_again(circle):
    ref, code = await circle.begun("aid", AID | WHO | {"pledge": PLEDGE})
    await circle.do(CLERK, ref, "grant", text="符合条件")
    person = await circle.called(ref)
    await circle.do(person, ref, "accept-offer")
    await circle.do(person, ref, "close", text="已结案")
    await circle.do("", ref, "rate", code=code, satisfied=5)

    await circle.do(CLERK, ref, "verify", yes=False, text="与事实不符")
    page, (told,), (printed,) = await shown(circle, ref, code)
    barred = await circle.ask("aid", AID | WHO | {"pledge": PLEDGE})
    again = await circle.act(CLERK, ref, "verify", yes=True, text="x")

    assert (barred.json()["code"], barred.json()["until"]) == ("pledge_barred", told["barred_until"])
    assert (told["kind"], told["ground_words"]["zh"]) == ("verified", "承诺不实")
    assert in_three(page, told["title_words"], told["law_words"])
    assert in_three(printed, told["title_words"], told["law_words"])
    assert again.json()["code"] == "case_closed"
    state = await circle.counter.pool.fetchrow("SELECT state, ended_at, wakes_at FROM legal_case WHERE ref = $1", ref)
    assert (state["state"], state["ended_at"] is None, state["wakes_at"]) == ("finished", False, None)


async def test_a_pledge_found_false_before_the_decision_is_told_with_the_refusal(circle):
    ref, code = await circle.begun("aid", AID | {"pledge": PLEDGE})
    await circle.do(CLERK, ref, "verify", yes=False, text="与事实不符")

    (told,) = (await circle.followed(ref, code))["notices"]

    assert (told["kind"], told["ground_words"]["zh"], told["barred_until"] is None) == (
        "aid_refused",
        "承诺不实",
        False,
    )
