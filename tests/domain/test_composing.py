"""Letters: whatever is to be told, the text keeps its length, its code and whole characters, and holds no link where none may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

import domain
from domain.catalogue import Silence
from domain.composing import Told, compose
from domain.destinations import parse_destinations
from domain.notices import KINDS, REPORT
from domain.segments import segments
from domain.term import Unit
from store import shipped

DATA = Path(domain.__file__).with_name("data")
WORLD = parse_destinations((DATA / "destinations.toml").read_text(encoding="utf-8"))
TEXTS = {language: shipped.texts(language) for language in ("zh", "mn", "en")}
CHINA, AMERICA, MONGOLIA = (WORLD.of(number) for number in ("+8613900000001", "+15005550006", "+97688112233"))
PAGE = "https://kulun.example.org"
CODE = "K7M2Q9"
RED = Told("2611-150524-04-01-000001", "施工许可", "red", "deem_approved", 0, Unit.WD, date(2026, 3, 9), None)
OUTAGE = {
    "from": "03-09 02:00",
    "until": "03-09 08:00",
    "due": "2000",
    "sent": "40",
    "skipped": "1900",
    "latest": "360",
}
REPORTED = replace(RED, ref="postroom", item_name="", step=REPORT, silence="nothing", due_on=None, more=OUTAGE)

HARD = st.text(st.sampled_from("库伦旗𠮷é\u0301👨\u200d👩👍🏽🇨🇳ᠬᠦᠷᠢᠶ\u180eᠡ\u202f\u180bab{}%1"), max_size=60)
TOLDS = st.builds(
    Told,
    ref=st.from_regex(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}", fullmatch=True),
    item_name=st.one_of(HARD, HARD.map(lambda name: name * 8), st.text(max_size=80)),
    step=st.sampled_from(KINDS),
    silence=st.sampled_from(Silence),
    left=st.integers(0, 999),
    unit=st.sampled_from(Unit),
    due_on=st.none() | st.dates(),
    due_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    more=st.just(OUTAGE) | st.just({}),
)
WAYS = st.sampled_from(
    [(language, destination) for destination in WORLD.all for language in TEXTS if language in destination.languages]
)


def letter(*tolds, language="zh", to=CHINA, asks=True, page=PAGE):
    """The letter that says all of these."""
    return compose(TEXTS[language], tolds, code=CODE, destination=to, page=page, asks=asks)


def many(count, **changes):
    """So many red cards of projects with different codes."""
    return [replace(RED, ref=f"2611-150524-04-01-{n:06}", **changes) for n in range(1, count + 1)]


@given(tolds=st.lists(TOLDS, min_size=1, max_size=25), way=WAYS, asks=st.booleans(), long=st.integers(0, 1500))
def test_whatever_is_told_keeps_its_bounds(tolds, way, asks, long):  # H61
    language, destination = way
    page = f"https://{'x' * long}.example.org"

    composed = letter(*tolds, language=language, to=destination, asks=asks, page=page)

    texts = TEXTS[language]
    assert composed.segments == segments(composed.text)
    assert composed.segments <= (texts.max_segments if len(tolds) == 1 else texts.digest_segments)
    assert len(composed.text) <= 1600
    assert CODE in composed.text
    assert composed.text.startswith(destination.signature)
    assert destination.links or "//" not in composed.text.replace(tolds[0].item_name, "")
    assert destination.links or page not in composed.text
    assert len(composed.lines) == len(tolds)
    assert all(isinstance(value, str) for value in composed.parameters.values())
    assert composed.parameters["code"] == CODE


@given(name=HARD.map(lambda name: name * 6), way=WAYS, several=st.booleans())
def test_a_name_is_cut_between_graphemes_only(name, way, several):  # H58, H61
    language, destination = way
    opened, mark = {"zh": "（尾号", "mn": "（…", "en": " (.."}[language], TEXTS[language].cut

    composed = letter(*many(2 if several else 1, item_name=name), language=language, to=destination)

    parameters = composed.parameters
    shown = parameters["entries"].partition(f"{opened}000001")[0] if several else parameters["item"]
    assert shown in composed.text
    if shown != name:
        kept = shown.removesuffix(mark)
        assert name.startswith(kept)
        assert len(kept) in {0, *(match.end() for match in regex.finditer(r"\X", name))}


def test_a_reply_is_asked_for_where_the_country_has_replies():
    assert letter(RED, to=AMERICA).text.endswith("收到请回复“1 K7M2Q9”。")
    assert PAGE not in letter(RED, to=AMERICA).text


def test_a_link_is_printed_where_there_are_links_and_no_replies():
    assert letter(RED, to=MONGOLIA).text.endswith(f"收到请打开 {PAGE}/a/K7M2Q9 确认。")


def test_china_gets_the_code_to_type_on_the_site():
    assert letter(RED).text.endswith("请在平台输入编号K7M2Q9确认收到。")


@pytest.mark.parametrize("to", [CHINA, AMERICA, MONGOLIA])
def test_a_letter_that_asks_nothing_can_be_found_again_by_its_code(to):
    assert letter(RED, to=to, asks=False).text.endswith("。〔K7M2Q9〕")


def test_a_page_that_leaves_too_little_room_is_not_printed():
    composed = letter(RED, to=MONGOLIA, page=f"https://{'x' * 200}.example.org")

    assert composed.text.endswith("请在平台输入编号K7M2Q9确认收到。")
    assert "“施工许可”" in composed.text


def test_several_of_one_step_are_said_in_one_sentence():
    assert letter(*many(3), to=AMERICA).text == (
        "红牌警告：3个事项即将到期：施工许可（尾号000001，3月9日24时）、施工许可（尾号000002，3月9日24时）、"
        "施工许可（尾号000003，3月9日24时）。收到请回复“1 K7M2Q9”。"
    )


def test_several_steps_are_grouped_in_the_order_given():
    late = replace(RED, step="pause_late", item_name="环评")

    composed = letter(*many(2), late, replace(RED, step="yellow", item_name="用地"), to=AMERICA)

    assert composed.text == (
        "今日红牌2件：施工许可（尾号000001，3月9日24时）、施工许可（尾号000002，3月9日24时）；"
        "暂停超期1件：环评（尾号000001）；黄牌1件：用地（尾号000001，3月9日24时）。收到请回复“1 K7M2Q9”。"
    )
    assert composed.template == "digest"


def test_what_has_no_room_in_a_digest_is_counted():
    composed = letter(*many(30), *many(9, step="yellow"))

    named = composed.text.count("尾号")
    assert composed.segments == 4
    assert 5 <= named < 30
    assert f"，另{30 - named}件；黄牌9件。" in composed.text
    assert composed.text.count("000001") == 1


def test_a_digest_in_english_says_how_many_more():
    composed = letter(*many(40, item_name="Construction permit"), language="en", to=AMERICA)

    named = composed.text.count("Construction")
    assert composed.text.startswith("40 items turn red today: Construction permit (..000001, 9 Mar 24:00), ")
    assert f" and {40 - named} more. Reply " in composed.text


def test_where_not_even_all_steps_have_room_the_most_urgent_are_named_and_the_others_counted():
    composed = letter(*(told for step in KINDS for told in many(99, step=step)))

    assert composed.segments == 4
    assert "（尾号000001，" in composed.text
    assert composed.text.startswith("【库伦旗政务】今日黄牌99件：施工许可")
    shown = composed.text.count("99件")
    assert 5 < shown < len(KINDS)
    assert f"；其他{(len(KINDS) - shown) * 99}件。" in composed.text


def test_a_thousand_messages_make_one_text():
    composed = letter(*many(1000))

    assert composed.segments <= 4
    assert "1000个事项" in composed.text
    assert len(composed.lines) == 1000


def test_the_longest_name_of_a_single_item_is_cut_at_the_last_unit_that_has_room():
    composed = letter(replace(RED, item_name="库" * 200))

    assert composed.segments == 2
    assert len(composed.text) == 134
    assert "库…”" in composed.text


def test_a_report_says_what_was_late():
    composed = letter(REPORTED, to=AMERICA)

    assert composed.text.startswith(
        "服务中断说明：03-09 02:00至03-09 08:00消息未能发送。期间应发2000条，已补发40条，因过时未发1900条，最长延误360分钟。"
    )
    assert composed.subject == "服务中断说明：03-09 02:00至03-09 08:00〔K7M2Q9〕"


def test_a_report_in_a_digest_has_its_times():
    assert "服务中断说明1件：03-09 02:00至03-09 08:00" in letter(RED, REPORTED, to=AMERICA).text


def test_what_a_report_does_not_know_is_a_dash():
    assert "最长延误-分钟" in letter(replace(REPORTED, more={}), to=AMERICA).text


@pytest.mark.parametrize(
    ("tolds", "template", "parameters"),
    [
        ([RED], "red.deem_approved", {"ref": RED.ref, "item": "施工许可", "due": "3月9日24时"}),
        ([replace(RED, step="redated")], "redated", {"ref": RED.ref, "item": "施工许可", "due": "3月9日24时"}),
        (
            many(2),
            "digest.red",
            {"count": "2", "entries": "施工许可（尾号000001，3月9日24时）、施工许可（尾号000002，3月9日24时）"},
        ),
        (
            [REPORTED, replace(RED, step="pause_late")],
            "digest",
            {"groups": "服务中断说明1件：03-09 02:00至03-09 08:00；暂停超期1件：施工许可（尾号000001）"},
        ),
    ],
)
def test_the_template_and_its_parameters_are_named(tolds, template, parameters):
    composed = letter(*tolds)

    assert composed.template == template
    assert composed.parameters == parameters | {"code": CODE}


def test_a_cut_name_is_the_parameter_too():
    composed = letter(replace(RED, item_name="库" * 200))

    assert f"“{composed.parameters['item']}”" in composed.text


def test_a_mail_says_everything_in_full_with_the_page():
    name = "国有建设用地使用权供应" * 9

    composed = letter(*many(12, item_name=name), to=None)

    assert composed.text.splitlines() == [*composed.lines, f"收到请打开 {PAGE}/a/K7M2Q9 确认。"]
    assert all(f"“{name}”" in line for line in composed.lines)
    assert composed.subject == "红牌12件〔K7M2Q9〕"
    assert composed.segments == 0


def test_the_heading_of_a_mail_about_one_item_names_it():
    assert letter(RED, to=None).subject == "红牌：施工许可〔K7M2Q9〕"
    assert letter(RED, to=None, language="en").subject == "red card: 施工许可 (K7M2Q9)"


def test_lines_are_full_messages_in_the_order_given():
    exact = replace(RED, step="yellow", unit=Unit.MIN, left=15, due_at=datetime(2026, 3, 9, 10, 30, tzinfo=UTC))

    first, second = letter(exact, RED).lines

    assert first == (f"黄牌提醒：项目{RED.ref}“施工许可”还剩15分钟，应于3月9日10:30:00前办结，逾期未办结视为同意。")
    assert second == f"红牌警告：项目{RED.ref}“施工许可”于3月9日24时到期，届时未办结视为同意。"


@pytest.mark.parametrize("language", ["zh", "mn", "en"])
def test_a_citizen_who_is_asked_reads_how_to_answer(language):
    texts = TEXTS[language]
    told = Told("H20261125-000017", "", "ask", "nothing", 0, Unit.MIN, None, None)

    def ending(destination):
        return compose(texts, [told], code="K7M2QX", destination=destination, page="https://x.example", asks=False).text

    assert "K7M2QX 5" in ending(AMERICA)
    assert "https://x.example/a/K7M2QX" in ending(None)
    assert ending(CHINA).endswith(texts.asks["code"].format(code="K7M2QX")), "no replies and no links in China"
