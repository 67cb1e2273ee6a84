"""The words of the messages: files with faults are refused, every text is final and short enough, a length is what the networks count."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain
from domain.catalogue import Silence
from domain.catalogue_file import parse
from domain.composing import Told, compose
from domain.destinations import parse_destinations
from domain.graphemes import graphemes, units
from domain.hotline.policy_file import kind_names, parse_hotline
from domain.hotline.record import Step as RequestStep
from domain.legal.draft import TO_ASKERS
from domain.legal.record import Step as LegalStep
from domain.notices import INVITATION, KINDS, REPORT
from domain.record import Step
from domain.segments import is_gsm, segments
from domain.term import Unit
from domain.texts_file import BadTexts, parse_texts
from store import shipped

DATA = Path(domain.__file__).with_name("data")
WORLD = parse_destinations((DATA / "destinations.toml").read_text(encoding="utf-8"))
FILES = {language: (DATA / f"texts.{language}.toml").read_text(encoding="utf-8") for language in ("zh", "mn", "en")}
TEXTS = {language: shipped.texts(language) for language in FILES}
ITEMS = parse((DATA / "catalogue.toml").read_text(encoding="utf-8")).items.values()
REF = "2611-150524-04-01-123456"  # 24 characters, as every code of a project
LATE = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
LONGEST = Told(REF, "事项", "yellow", "deem_approved", 120, Unit.WD, LATE.date(), None)
KIND_NAMES = kind_names(parse_hotline((DATA / "hotline.toml").read_text(encoding="utf-8")))
REQUEST = "H20261125-000017"
TO_CITIZENS = (RequestStep.CONFIRMED, RequestStep.ROAD, RequestStep.ASK, RequestStep.JOINED, RequestStep.ENDED)
READ_BY_ASKERS = sorted((*TO_ASKERS, LegalStep.AID_APPOINTED))
SERVICES = tomllib.loads((DATA / "legal.toml").read_text(encoding="utf-8"))["words"]["service"]
CHINA, AMERICA = WORLD.of("+8613900000001"), WORLD.of("+15005550006")


def sms(told, *, language="zh", to=CHINA):
    """The SMS that says one thing."""
    return compose(TEXTS[language], [told], code="K7M2Q9", destination=to, page="https://example.org", asks=True)


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("silence", Silence)
@pytest.mark.parametrize("unit", Unit)
def test_every_text_of_every_item_is_final_chinese_and_short_enough(step, silence, unit):
    told = replace(LONGEST, step=step, silence=silence, unit=unit, due_at=None if unit.in_days else LATE)

    assert len(ITEMS) == 33
    for item in ITEMS:
        composed = sms(replace(told, item_name=item.name_zh))

        assert composed.segments == segments(composed.text) <= 2, composed.text
        assert composed.text.startswith("【库伦旗政务】")
        assert composed.text.endswith("。请在平台输入编号K7M2Q9确认收到。")
        assert REF in composed.text
        assert f"“{item.name_zh}”" in composed.text
        assert not re.search(r"[{}<>%]|None|（）|http", composed.text), composed.text


@pytest.mark.parametrize("language", ["en", "mn"])
@pytest.mark.parametrize("step", KINDS)
def test_every_text_of_the_other_languages_is_final_and_short_enough(step, language):
    for silence in Silence:
        for item in ITEMS:
            told = replace(LONGEST, step=step, silence=silence, item_name=item.name_en, due_at=LATE)

            composed = sms(told, language=language, to=AMERICA)

            assert composed.segments <= 3
            assert not re.search(r"[{}<>%]|None", composed.text), composed.text
            assert not re.search(r"[\u3400-\u9fff]", composed.text), composed.text


@pytest.mark.parametrize("step", RequestStep)
def test_every_text_of_a_request_is_final_chinese_and_short_enough(step):
    for names in KIND_NAMES.values():
        told = replace(LONGEST, ref=REQUEST, item_name=names["zh"], step=step, silence="nothing", due_at=LATE)

        composed = sms(replace(told, unit=Unit.MIN))

        assert composed.segments <= 2
        assert REQUEST in composed.text
        assert (f"“{names['zh']}”" in composed.text) is (step not in TO_CITIZENS)
        assert not re.search(r"[{}<>%]|None|（）|http", composed.text), composed.text


@pytest.mark.parametrize("step", TO_CITIZENS)
@pytest.mark.parametrize("language", FILES)
def test_a_citizen_is_told_neither_body_nor_matter_and_how_the_code_at_the_end_is_used(step, language):
    names, to = KIND_NAMES["agent"], CHINA if language == "zh" else AMERICA
    told = replace(LONGEST, ref=REQUEST, item_name=names[language], step=step, silence="nothing", due_at=None)

    composed = compose(TEXTS[language], [told], code="K7M2Q9", destination=to, page="https://example.org", asks=False)

    is_answered_by_reply = step == RequestStep.ASK and to is AMERICA
    assert is_answered_by_reply or composed.text.rstrip("〕)").endswith("K7M2Q9")
    assert names[language] not in composed.text
    assert not re.search("局|中心|村|收到请回复", composed.text)
    assert ("K7M2Q9 5" in composed.text) is is_answered_by_reply
    if language == "zh":
        assert "文末查询码" in composed.text
    if language == "en":
        assert "code" in composed.text
        assert is_gsm(composed.text)


def test_what_an_officer_is_told_of_a_request_reads_as_people_speak():
    told = replace(
        LONGEST, ref=REQUEST, item_name="即办服务", step=RequestStep.WARNED, unit=Unit.MIN, left=58, due_at=LATE
    )

    (line,) = sms(told).lines

    assert line == f"临期预警：诉求{REQUEST}“即办服务”本级时限仅剩58分钟，请于12月31日23:59:59前办理。"


OF_CASES = [step for step in LegalStep if step is not LegalStep.PROGRAMME_SOON]  # which speaks of a programme


@pytest.mark.parametrize("step", OF_CASES)
def test_every_text_of_the_legal_circle_is_final_chinese_and_short_enough(step):
    for names in SERVICES.values():
        told = replace(LONGEST, ref="A20261125-000017", item_name=names["zh"], step=step, silence="nothing")

        composed = sms(replace(told, unit=Unit.MIN, due_at=LATE))

        assert composed.segments <= 2
        assert "A20261125-000017" in composed.text
        assert (names["zh"] in composed.text) is (step not in READ_BY_ASKERS)
        assert not re.search(r"[{}<>%]|None|（）|http", composed.text), composed.text


@pytest.mark.parametrize("step", READ_BY_ASKERS)
@pytest.mark.parametrize("language", FILES)
@pytest.mark.parametrize("is_mail", [False, True])
def test_what_an_asker_reads_names_no_service_in_the_words_or_in_the_heading(step, language, is_mail):  # H65
    to = None if is_mail else CHINA if language == "zh" else AMERICA
    for service, names in SERVICES.items():
        if service == "visit" and step == LegalStep.VISIT_CONFIRMED:
            continue  # that somebody comes to the house cannot be said otherwise
        name = names[language]
        told = replace(LONGEST, ref="A20261125-000017", item_name=name, step=step, silence="nothing", due_at=LATE)

        composed = compose(
            TEXTS[language], [told], code="K7M2Q9", destination=to, page="https://example.org", asks=False
        )

        assert composed.text.rstrip("〕)").endswith("K7M2Q9")
        assert name not in f"{composed.subject} {composed.text}"
        assert not re.search("legal aid|援助", composed.text)
        assert is_mail or language != "en" or is_gsm(composed.text)


@pytest.mark.parametrize("step", sorted(TO_ASKERS))
def test_an_asker_is_told_that_the_site_shows_more_with_number_and_code(step):
    told = replace(LONGEST, ref="A20261125-000017", step=step, silence="nothing", due_at=LATE)

    (chinese,), (english,) = sms(told).lines, sms(told, language="en", to=AMERICA).lines

    assert "编号和文末查询码" in chinese
    assert "number and code" in english.lower()


def test_whoever_was_answered_is_asked_whether_it_helped():
    told = replace(LONGEST, ref="L20261125-000017", step=LegalStep.ANSWERED, silence="nothing", due_at=None)

    assert "评价是否有帮助" in sms(told).text
    assert "whether it helped" in sms(told, language="en", to=AMERICA).text


def test_english_texts_stay_in_the_cheap_alphabet():
    for step in Step:
        for item in ITEMS:
            composed = sms(replace(LONGEST, step=step, item_name=item.name_en), language="en", to=AMERICA)

            assert is_gsm(composed.text)
            assert composed.segments <= 2


def test_mongolian_texts_are_in_the_traditional_script_and_wait_for_approval():
    assert "NOT YET APPROVED" in FILES["mn"]
    for of_step in TEXTS["mn"].templates.values():
        for words in of_step.values():
            assert not re.search(r"[\u0400-\u04ff\ue000-\uf8ff]", words)  # neither Cyrillic nor private codes
            assert len(re.findall(r"[\u1820-\u1842]", words)) > 10


@pytest.mark.parametrize("silence", Silence)
def test_a_warning_says_what_silence_will_do_and_nothing_else(silence):
    for step in (Step.YELLOW, Step.RED):
        text = sms(replace(LONGEST, step=step, silence=silence)).text

        assert ("视为同意" in text) is (silence is Silence.DEEM_APPROVED)
        assert ("督办" in text) is (silence is Silence.ESCALATE)


def test_a_yellow_warning_reads_as_people_speak():
    composed = sms(replace(LONGEST, left=2, item_name="施工许可"))

    said = f"黄牌提醒：项目{REF}“施工许可”还剩2个工作日，应于12月31日24时前办结，逾期未办结视为同意。"
    assert composed.lines == (said,)
    assert composed.text == f"【库伦旗政务】{said}请在平台输入编号K7M2Q9确认收到。"


def test_an_exact_term_is_told_to_its_second():
    assert TEXTS["zh"].due(date(2026, 3, 9), LATE) == "12月31日23:59:59"
    assert TEXTS["en"].due(date(2026, 3, 9), None) == "9 Mar 24:00"
    assert TEXTS["zh"].due(None, None) == ""


def test_a_brace_in_an_items_name_is_only_a_character():
    assert "“管线{due}迁改{0}”" in sms(replace(LONGEST, item_name="管线{due}迁改{0}")).text


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("还剩{left}{unit}，", "还剩{days}{unit}，", "text.yellow.deem_approved", "The placeholder {days} is not known here."),
        ("还剩{left}{unit}，", "还剩{}{unit}，", "text.yellow.deem_approved", "The placeholder {} is not known here."),
        ("还剩{left}{unit}，", "{name}，", "text.yellow.deem_approved", "The placeholder {name} is not known here."),
        ("还剩{left}{unit}，", "{left:%Y}，", "text.yellow.deem_approved", "The placeholder {left} takes no format."),
        ("还剩{left}{unit}，", "{left!r}，", "text.yellow.deem_approved", "The placeholder {left} takes no format."),
        ("未办结视为同意", "{未办结", "text.yellow.deem_approved", "This is no template: expected '}' before end of string."),
        ("红牌警告：项目{ref}", "红牌警告：项目", "text.red.deem_approved", "The placeholder {ref} is missing."),
        ("（{due}）仍未办结", "仍未办结", "text.breached.any", "The placeholder {due} is missing."),
        ("的暂停已过", "{left}的暂停已过", "text.pause_late.any", "The placeholder {left} is not known here."),
        ("最长延误{latest}分钟", "", "text.report.any", "The placeholder {latest} is missing."),
        ("输入编号{code}", "输入编号", "ask.enter", "The placeholder {code} is missing."),
        ("的日期作废", "的日期作废" * 12, "text.redated.any", "This takes more than 2 segments."),
        ('all = "今日{groups}', 'all = "' + "今日" * 90 + "{groups}", "digest", "This takes more than 4 segments."),
        ('"红牌警告：{count}', '"' + "红牌" * 120 + "{count}", "same.red", "This takes more than 4 segments."),
        ("正在受理", "{item}、{due}正在受理", "text.confirmed.any", "The placeholder {due} is not known here."),
        ("您的诉求{ref}已办结", "您的诉求已办结", "text.ask.any", "The placeholder {ref} is missing."),
        ("至{due}仍无人受理", "仍无人受理", "text.accept_over.any", "The placeholder {due} is missing."),
        ("[text.deemed]", "[text.other]", "text.deemed", "This key is missing."),
        ('h = "小时"\n', "", "unit.h", "This key is missing."),
        ('min = "分钟"', "min = 1", "unit.min", "This must be a text, not a number."),
        ("10,11,12", "10,11", "due.months", "There must be twelve, with commas between them."),
        ('language = "zh"', 'language = "en"', "language", "This file should be in the language zh."),
        ("max_segments = 2", "max_segment = 2", "max_segment", "This key is not known."),
        ("[word]", "[word", "line 29", "This is not TOML: Expected ']' at the end of a table declaration (at line 29, column 7)."),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_the_place_and_the_reason(old, new, place, reason):
    assert old in FILES["zh"]

    with pytest.raises(BadTexts) as refused:
        parse_texts(FILES["zh"].replace(old, new, 1), language="zh", destinations=WORLD.all)

    assert (place, reason) in [(problem.place, problem.reason) for problem in refused.value.problems]


def test_all_faults_are_told_at_once():
    torn = FILES["zh"].replace("{ref}", "{code}")

    with pytest.raises(BadTexts) as refused:
        parse_texts(torn, language="zh", destinations=WORLD.all)

    assert (
        len(refused.value.problems) == 2 * (3 + 3 + 5 + len(RequestStep) + len(OF_CASES)) + 3
    )  # one unknown and one missing in each text but the report; an invitation has a line of its own beside its text


@pytest.mark.parametrize("language", FILES)
def test_the_longest_signature_counts(language):
    signed = [replace(destination, signature="【" + "政" * 60 + "】") for destination in WORLD.all]

    with pytest.raises(BadTexts):
        parse_texts(FILES[language], language=language, destinations=signed)


@pytest.mark.parametrize("language", FILES)
def test_a_text_has_a_place_for_what_is_about_a_case_and_for_nothing_else(
    language,
):  # D5: no name, no matter of a person
    usual = {"ref", "item", "left", "unit", "due"}
    others = {REPORT: {"from", "until", "due", "sent", "skipped", "latest"}, INVITATION: {"ref", "secret", "due"}}
    for kind, of_step in tomllib.loads(FILES[language])["text"].items():
        for words in of_step.values():
            named = set(re.findall(r"{(\w+)}", words))
            assert named <= others.get(kind, usual)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("期" * 70, 1),
        ("期" * 71, 2),
        ("期" * 134, 2),
        ("期" * 135, 3),
        ("期" + "a" * 69, 1),
        ("期" + "a" * 70, 2),  # a Chinese text with Latin letters in it is no shorter
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # two septets each
        ("€" * 80 + "a", 2),
        ("€" * 152, 2),  # 76 in a segment: no escape stands alone at its end
        ("€" * 153, 3),
        ("`" + "a" * 70, 2),  # this is no GSM character
        ("😀" * 35, 1),  # outside the basic plane: two units each
        ("😀" * 35 + "期", 2),
        ("𠮷" * 66, 2),  # 33 in a segment: none is split over the border
        ("𠮷" * 67, 3),
        ("期" * 66 + "😀" + "期" * 65, 2),
        ("期" * 66 + "😀" + "期" * 66, 3),
        ("ᠬᠦᠷᠢᠶ᠎ᠡ" * 10, 1),  # Mongolian, with its vowel separator: a unit a character
        ("ᠬᠦᠷᠢᠶ᠎ᠡ" * 10 + "ᠡ", 2),
        ("ᠭ\u180b\u180c\u180d\u180f\u180e\u202f" * 10, 1),  # each control is one
        ("ᠭ\u180b\u180c\u180d\u180f\u180e\u202f" * 10 + "ᠡ", 2),
        ("👨‍👩‍👧" * 8 + "期" * 6, 1),  # eight units joined into one picture
        ("👨‍👩‍👧" * 8 + "期" * 7, 2),
        ("期" * 64 + "👨‍👩‍👧" + "期" * 59, 2),
        ("期" * 64 + "👨‍👩‍👧" + "期" * 60, 3),  # the family is not split, so three units stay empty
        ("e" + "\u0301" * 200, 3),  # longer than a segment: nobody can keep it together
    ],
    ids=lambda value: f"{len(value)}{value[-1:]}" if isinstance(value, str) else str(value),
)
def test_a_text_takes_the_segments_that_the_networks_count(text, parts):  # H61
    assert segments(text) == parts


@given(st.text(st.sampled_from("期事a€😀𠮷ᠭ\u180b\u180e\u202f👨\u200dé\u0301"), max_size=300))
def test_no_segment_holds_more_than_its_units(text):  # H61
    counted = segments(text)
    plain = 1 if units(text) <= 70 else -(-units(text) // 67)

    if is_gsm(text):
        assert counted <= plain
    else:
        longest = max(map(units, graphemes(text)))
        assert plain <= counted <= max(1, -(-units(text) // max(1, 67 - longest + 1)) + 1)
