"""Logs never show whom they are about, nor a secret."""

import json
import logging
import sys

import pytest
import structlog

from system.logging import MASK, configure_logging, mask_personal


def masked(**event: object) -> dict[str, object]:
    """An event as it is written."""
    return dict(mask_personal(None, "info", event))


@pytest.mark.parametrize("key", ["phone", "mobile", "name", "email", "to", "officer_name", "recipient_phone", "TO"])
def test_what_is_personal_is_masked(key):
    assert masked(**{key: "13900000000"}) == {key: MASK}


@pytest.mark.parametrize("key", ["phone", "name", "email", "to"])
def test_what_is_personal_is_masked_at_any_depth(key):
    event = masked(person={"inner": {key: "陈某"}}, rows=[{key: "陈某"}, ({key: "陈某"},)])

    assert event == {"person": {"inner": {key: MASK}}, "rows": [{key: MASK}, [{key: MASK}]]}


def test_a_whole_table_under_a_personal_key_is_masked():
    assert masked(to=["13900000000"], name={"first": "某"}) == {"to": MASK, "name": MASK}


@pytest.mark.parametrize("key", ["department", "name_id", "ref", "event", "logger_name", "task_queue_name", "tone"])
def test_what_is_not_personal_is_shown(key):
    assert masked(**{key: "DRC"}) == {key: "DRC"}


def test_that_nothing_is_known_is_shown():
    assert masked(phone=None) == {"phone": None}


@pytest.mark.parametrize("key", ["password", "twilio_api_secret", "token", "Authorization", "cookie"])
def test_a_secret_is_masked_like_a_name(key):
    assert masked(headers={key: "x"}) == {"headers": {key: MASK}}


@pytest.fixture
def fresh_logging(monkeypatch: pytest.MonkeyPatch):
    """Logging of this test's own; what was there before comes back."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    monkeypatch.setattr(root, "level", root.level)
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_our_own_events_and_those_of_libraries_are_written_masked(fresh_logging, capsys):
    configure_logging(level="info", as_json=True)
    structlog.stdlib.get_logger("ours").info("notice.sent", to="13900000000", case="c", person={"name": "陈某"})
    logging.getLogger("theirs").warning("slow")
    sys.stderr.flush()

    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())

    assert (ours["event"], ours["to"], ours["case"], ours["person"]) == ("notice.sent", MASK, "c", {"name": MASK})
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("slow", "theirs", "warning")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_secret_within_a_text_or_a_traceback_is_masked(fresh_logging, capsys, as_json):
    configure_logging(level="info", as_json=as_json)
    fault = ConnectionError("cannot reach postgresql://office:fT9-qL2z@db.example/office")
    structlog.stdlib.get_logger("ours").error("line.broken", sent="Authorization: Bearer abc.def-1", exc_info=fault)
    logging.getLogger("theirs").warning("GET https://key:s3cr3t@carrier.example/ with Basic YTpi")
    sys.stderr.flush()

    written = capsys.readouterr().err

    assert not [secret for secret in ("fT9-qL2z", "abc.def-1", "s3cr3t", "YTpi") if secret in written]
    assert "postgresql://office:***@db.example/office" in written
    assert "Bearer ***" in written
