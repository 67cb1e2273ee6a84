"""Whoever is refused on a page is told what is wrong in a sentence of its own, in words that people know."""

import re
from datetime import timedelta

import pytest

from api import refused
from api.counters import ROUTERS
from api.language import Language
from api.refused import SENTENCES, WITH_FACT, sentence_of
from api.speech import Speech
from domain import refusals as law
from domain.refusals import Refusal

CODE = re.compile(r"`(\w+)`")


def codes_of_acts():
    """The codes that any route but a reading one may answer with, as its description says."""
    return {
        code
        for router in ROUTERS
        for route in router.routes
        if not route.methods <= {"GET", "HEAD"}
        for answer in route.responses.values()
        for code in CODE.findall(answer.get("description", ""))
    }


def kinds(refusal=Refusal):
    for kind in refusal.__subclasses__():
        yield kind
        yield from kinds(kind)


def said(refusal, language):
    return Speech(language, lambda at: at + timedelta(hours=8)).gettext(sentence_of(refusal))


def test_no_act_is_refused_without_a_sentence():
    assert len(codes_of_acts()) > 100
    assert codes_of_acts() - SENTENCES.keys() == set()


def test_no_sentence_is_for_a_code_that_nobody_answers_with():
    known = {kind.code for kind in kinds()}

    assert (SENTENCES.keys() | WITH_FACT.keys()) - known == set()
    assert WITH_FACT.keys() <= SENTENCES.keys()


def test_each_code_stands_once():
    codes = [code for codes in refused._BY_SENTENCE.values() for code in codes.split()]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.ZH, "退单须在 2026年11月26日 09:30 之前提出，现已超过；请继续办理，或联系旗中心。"),
        (Language.EN, "Sending back was possible until 26 November 2026, 09:30; go on with it, or ask the centre."),
    ],
)
def test_an_instant_is_told_by_the_clock_of_the_office(language, sentence):
    assert said(law.ReturnTooLate(latest="2026-11-26T01:30:00+00:00"), language) == sentence  # a Thursday


def test_a_day_and_the_number_of_an_item_are_told_as_they_are():
    assert said(law.PrerequisiteOpen(open="LR-02, LR-03"), Language.EN) == "LR-02, LR-03 must be approved first."
    day = law.PauseTooLong(latest="2026-11-30")  # a Monday
    assert "until 30 November 2026 at most" in said(day, Language.EN)


@pytest.mark.parametrize("fact", ["", "<b>LR-02</b>", "100%s", "LR-02\n"])
def test_a_fact_that_is_no_number_or_time_is_left_out(fact):
    assert said(law.PrerequisiteOpen(open=fact), Language.EN) == "Another item must be approved first."


def test_a_code_that_is_not_known_is_refused_politely():
    assert said(Refusal(), Language.EN) == "This cannot be done now; nothing was changed."
