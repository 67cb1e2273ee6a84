"""A refusal calls a case what it is, in three languages, whatever its kind."""

import pytest

from api.case_words import ANY, KINDS, SENTENCES, kind_of, sentences, title_of
from api.hotline.report_refusals import UnknownTracking
from api.refusals import refusal_of, told_apart
from domain.destinations import LANGUAGES
from domain.legal.record import Service
from domain.refusals import CaseClosed
from store.shipped import legal


@pytest.mark.parametrize(
    ("ref", "zh", "en"),
    [
        ("2611-150524-04-01-000001", "项目", "project"),
        ("H20261125-000017", "诉求", "request"),
        ("L20261125-000017", "法律咨询", "legal inquiry"),
        ("A20261125-000017", "法律援助申请", "application for legal aid"),
        ("V20261125-000017", "上门法律服务", "home visit"),
        ("C20261125-000017", "法治体检", "legal check-up"),
        ("X1", "办件", "case"),
        ("", "办件", "case"),
    ],
)
def test_a_number_says_of_what_kind_a_case_is(ref, zh, en):
    closed, unknown = CaseClosed(kind=kind_of(ref)), UnknownTracking(kind=kind_of(ref))

    assert sentences(closed.code, closed.facts)["zh"] == f"该{zh}已办结，不能再办理。"
    assert title_of(closed) == f"The {en} is closed."
    assert sentences(unknown.code, unknown.facts)["zh"] == f"没有与此编号和查询码相符的{zh}。"
    assert title_of(unknown) == f"There is no {en} with this number and this query code."


def test_every_kind_and_every_sentence_is_in_three_languages_and_of_a_refusal_that_there_is():
    assert all(set(words) == set(LANGUAGES) for words in (*KINDS.values(), *SENTENCES.values()))
    assert set(SENTENCES) <= {told["code"] for told in told_apart()}
    for kind in KINDS:
        assert all(KINDS[kind][lang] in text for lang, text in sentences("case_closed", {"kind": kind}).items())


@pytest.mark.parametrize("service", Service)
def test_a_service_is_called_what_its_rules_call_it(service):
    assert KINDS[service]["mn"] == legal().called("service", service)["mn"]
    assert KINDS[service]["zh"].startswith(legal().called("service", service)["zh"])


def test_what_is_refused_without_words_for_people_keeps_its_own_sentence():
    refusal = refusal_of("taken_before", {"kind": ANY})

    assert (sentences(refusal.code, refusal.facts), title_of(refusal)) == ({}, str(refusal))


def test_a_false_pledge_is_refused_with_the_day_until_when():
    refusal = refusal_of("pledge_barred", {"until": "2027-11-25"})

    assert all("2027-11-25" in sentence for sentence in sentences(refusal.code, refusal.facts).values())
