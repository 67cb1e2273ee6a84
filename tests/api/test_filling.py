"""What somebody fills in on a page becomes the body of the JSON route, or is told at its field."""

import pytest

from api.bodies import Approve, Extend, Pause
from api.filling import Unfit, filled, fresh_key, key_again, key_in
from api.forms import Form
from api.hotline.request_bodies import AcceptRequest
from api.refusals import TemporalAway
from domain.refusals import AlreadyDecided


def test_blank_fields_were_not_said_and_a_list_is_several_fields():
    form = Form(
        [("kind", "consultation"), ("topic", " "), ("assists", "NRB"), ("assists", "HUB"), ("remarks", "a\r\nb ")]
    )

    body = filled(form, AcceptRequest)

    assert (body.kind, body.topic, body.assists, body.remarks) == ("consultation", None, ["NRB", "HUB"], "a\nb")


def test_a_time_of_the_browser_is_ours_and_a_number_is_one():
    pause = {"kind": "expert_review", "until": "2026-12-05T17:30", "document": "x", "reason": "y"}

    assert filled(Form(pause), Pause).until.isoformat() == "2026-12-05T09:30:00+00:00"
    assert filled(Form({"days": "5", "reason": "y"}), Extend).days == 5


def test_what_does_not_fit_is_told_at_its_field():
    with pytest.raises(Unfit) as unfit:
        filled(Form({"days": "five", "reason": "x" * 2001}), Extend)
    assert unfit.value.faults == {"days": "请填写整数。", "reason": "内容过长。"}

    with pytest.raises(Unfit) as unfit:
        filled(Form({}), Extend)
    assert unfit.value.faults == {"days": "请填写此项。", "reason": "请填写此项。"}


def test_what_no_form_of_ours_asks_for_is_left_alone():
    assert filled(Form({"csrf": "x", "key": "k", "nonsense": "y"}), Approve).remarks is None


@pytest.mark.parametrize("typed", ["", "k" * 101, "钥", "a\nb"])
def test_a_key_that_cannot_be_kept_is_replaced(typed):
    assert key_in(Form({"key": typed})) != typed
    assert key_in(Form({"key": (key := fresh_key())})) == key


def test_a_form_that_was_refused_gets_a_new_key_and_one_that_nobody_judged_keeps_its_own():
    form = Form({"key": "k"})

    assert [key_again(form, refusal) for refusal in (None, TemporalAway())] == ["k", "k"]
    assert key_again(form, AlreadyDecided()) != "k"
