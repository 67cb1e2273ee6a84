"""The words of the messages: files with faults are refused, and every text is final, Chinese and short enough."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import domain
from domain.catalogue import Silence
from domain.catalogue_file import parse
from domain.notices import BadTexts, parse_texts, segments
from domain.record import Notice, Step
from domain.term import Unit

DATA = Path(domain.__file__).with_name("data")
FILE = (DATA / "texts.toml").read_text(encoding="utf-8")
TEXTS = parse_texts(FILE, language="zh")
NAMES = [item.name_zh for item in parse((DATA / "catalogue.toml").read_text(encoding="utf-8")).items.values()]
REF = "2611-150524-04-01-123456"  # 24 characters, as every code of a project
AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
LATE = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
LONGEST = Notice("A", Step.YELLOW, "1:k", "supervisors", AT, AT, date(2026, 12, 31), left=120)
MOST = tomllib.loads(FILE)["max_segments"]


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("silence", Silence)
@pytest.mark.parametrize("unit", Unit)
def test_every_text_of_every_item_is_final_chinese_and_short_enough(step, silence, unit):
    notice = replace(LONGEST, step=step, silence=silence, unit=unit, due_at=None if unit.in_days else LATE)

    assert len(NAMES) == 33
    for name in NAMES:
        text = TEXTS.render(notice, ref=REF, item_name=name)

        assert segments(text) <= MOST == 2, text
        assert text.startswith("【库伦旗政务】")
        assert text.endswith("。")
        assert REF in text
        assert f"“{name}”" in text
        assert not re.search(r"[{}<>%]|None|（）|http", text), text


@pytest.mark.parametrize("silence", Silence)
def test_a_warning_says_what_silence_will_do_and_nothing_else(silence):
    for step in (Step.YELLOW, Step.RED):
        text = TEXTS.render(replace(LONGEST, step=step, silence=silence), ref=REF, item_name="事项")

        assert ("视为同意" in text) is (silence is Silence.DEEM_APPROVED)
        assert ("督办" in text) is (silence is Silence.ESCALATE)


def test_a_yellow_warning_reads_as_people_speak():
    text = TEXTS.render(replace(LONGEST, left=2), ref=REF, item_name="施工许可")

    assert (
        text
        == f"【库伦旗政务】黄牌提醒：项目{REF}“施工许可”还剩2个工作日，应于12月31日24时前办结，逾期未办结视为同意。"
    )


def test_a_brace_in_an_items_name_is_only_a_character():
    text = TEXTS.render(LONGEST, ref=REF, item_name="管线{due}迁改")

    assert "“管线{due}迁改”" in text


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("还剩{left}{unit}，", "还剩{days}{unit}，", "yellow.zh.deem_approved: unknown placeholder {days}"),
        ("还剩{left}{unit}，", "还剩{}{unit}，", "yellow.zh.deem_approved: unknown placeholder {}"),
        ("{ref}“{item}”的暂停", "{ref.x}“{item}”的暂停", "pause_late.zh.any: unknown placeholder {ref.x}"),
        ("还剩{left}{unit}，", "还剩{left:%Y}{unit}，", "yellow.zh.deem_approved: placeholder {left} takes no format"),
        ("逾期未办结视为同意", "逾期{未办结视为同意", "yellow.zh.deem_approved: expected '}' before end of string"),
        ('escalate = "红牌', 'escalated = "红牌', "red.zh.escalate: missing"),
        ('signature = "', 'signatur = "', "signature: missing"),
        ("的日期作废", "的日期作废" * 12, "redated.zh.any: takes 3 segments, at most 2 are allowed"),
        ("[deemed.zh]", "[deemed.en]", "deemed.zh: missing"),
        ("[red.zh]", "[other.zh]", "red.zh: missing"),
        ('h = "小时"\n', "", "unit.zh.h: missing"),
        ('min = "分钟"', "min = 1", "unit.zh.min: missing"),
    ],
)
def test_a_bad_file_is_refused_with_the_place_and_the_reason(old, new, problem):
    assert old in FILE

    with pytest.raises(BadTexts) as refused:
        parse_texts(FILE.replace(old, new, 1), language="zh")

    assert refused.value.problems == (problem,)


def test_all_faults_are_told_at_once():
    with pytest.raises(BadTexts) as refused:
        parse_texts(FILE, language="mn")

    assert len(refused.value.problems) == len(Unit) + len(Step)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("期" * 70, 1),
        ("期" * 71, 2),
        ("期" * 134, 2),
        ("期" * 135, 3),
        ("a" * 70, 1),  # a Chinese text with Latin letters in it is no shorter
        ("😀" * 35, 1),  # outside the basic plane: two units each
        ("😀" * 35 + "期", 2),
        ("𠮷" * 67, 2),
        ("𠮷" * 67 + "期", 3),
        ("ᠬᠦᠷᠢᠶ᠎ᠡ" * 10, 1),  # Mongolian, with its vowel separator: a unit a character
        ("ᠬᠦᠷᠢᠶ᠎ᠡ" * 10 + "ᠡ", 2),
        ("👨‍👩‍👧" * 8 + "期" * 6, 1),  # eight units joined into one picture
        ("👨‍👩‍👧" * 8 + "期" * 7, 2),
    ],
    ids=lambda value: f"{len(value)}{value[-1:]}" if isinstance(value, str) else str(value),
)
def test_a_text_is_as_long_as_its_utf16_units(text, parts):  # H61
    assert segments(text) == parts
