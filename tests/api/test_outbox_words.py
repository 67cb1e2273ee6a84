"""On the page of messages every step is said in words, in three languages."""

import csv
import io

import pytest
from post import Post

from api.language import Language
from api.post_words import STEPS
from domain.hotline.record import Step as RequestStep
from domain.legal.record import Step as LegalStep
from domain.record import Step
from store import shipped

SAID = {"zh": ("退单待重派", "法律援助异议"), "en": ("Sent back, to be dispatched again", "Objection about legal aid")}


def test_every_step_of_every_service_and_every_ladder_has_a_word():
    ladders = shipped.policy().ladders

    assert {*Step, *RequestStep, *LegalStep, *ladders} - set(STEPS) == set()
    assert all(STEPS.values())


@pytest.mark.parametrize("lang", [Language.ZH, Language.EN])
async def test_messages_of_requests_and_of_the_legal_circle_are_named_and_numbered(counter, lang):
    post = Post(counter.pool)
    for ref, step in (("H20261125-000017", "sent_back"), ("L20261125-000018", "aid_objection")):
        await post.message(await post.notice(ref, "", step=step))

    page = (await counter.web.get(f"/{lang}/outbox", headers=counter.bearing("shen"))).text
    sheet = await counter.web.get(f"/{lang}/outbox.csv", headers=counter.bearing("shen"))
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))[1:]

    assert {row[1] for row in rows} == set(SAID[lang])
    for said in (*SAID[lang], "H20261125-000017", "L20261125-000018"):
        assert said in page
    assert "sent_back" not in page
    assert "aid_objection" not in page
