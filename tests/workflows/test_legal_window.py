"""What an administrator sees of a case of the legal circle in the Temporal Web UI."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from legal_rules import INQUIRY

from domain.legal import inquiry
from domain.legal.cases import Inquiry, State
from domain.legal.record import Service
from store.shipped import legal
from workflows.legal_window import _details

AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # Wednesday


@pytest.mark.parametrize("state", [State.WAITING, State.ANSWERED, State.BECAME])
def test_a_case_is_shown_in_the_words_of_the_rules_with_its_promise_and_who_has_it(state):
    case = replace(Inquiry("A20261125-000001", INQUIRY, "web", "labour", "zh", AT), state=state, waits_since=AT)

    heading, *rows = _details(Service.INQUIRY, case, inquiry.row(case), "ann").splitlines()

    assert heading == "### 法律咨询 A20261125-000001"
    assert f"| 状态 | {legal().called('state', state)['zh']} |" in rows
    assert {"| 承办人 | ann |", "| 承诺时限 | 2026-11-25 10:08:00 |"} <= set(rows)
