"""Requests as lines for a terminal."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.hotline.record import Happening
from domain.hotline.request import Result
from domain.hotline.timeline import Sheet, table, told_line
from domain.roles import Role

AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
RESULT = Result(1, 0, "agent", AT, AT, AT, 1.0, 0.0, True, "closed")
SHEET = Sheet("H20261125-000017", "代办服务", (), AT, None, None, (), "待受理", ())


@dataclass(frozen=True)
class Line:
    kind: str
    body: str = ""
    entered_at: datetime = AT
    actor: str = "system"
    role: str = Role.SYSTEM
    what: str = ""


def test_a_line_says_when_what_and_by_whom():
    up = told_line(Line(Happening.OVERTAKEN, "T1", what="town"), "H20261125-000017", "路灯", zone=ZONE)
    said = told_line(Line(Happening.ANSWERED, actor="", role=Role.VISITOR), "H20261125-000017", "路灯", zone=ZONE)

    assert up.split() == ["09:00:00", "H00017", "▲", "overtaken", "(town)", "by", "the", "clock", "T1", "路灯"]
    assert "by the citizen" in said


def test_a_table_says_what_came_of_each_request():
    closed = replace(
        SHEET,
        levels=("village", "banner"),
        accepted_at=AT + timedelta(seconds=2),
        closed_at=AT + timedelta(hours=3, minutes=5),
        results=(RESULT,),
        outcome="已解决",
        papers=("交办单1",),
    )
    heads, waiting, done, late = table(
        [SHEET, closed, replace(closed, results=(RESULT, replace(RESULT, in_time=False)))]
    )

    assert heads.split()[:2] == ["request", "kind"]
    assert waiting.split() == ["H20261125-000017", "代办服务", "–", "–", "–", "–", "待受理", "–"]
    assert done.split() == [
        *(
            "H20261125-000017",
            "代办服务",
            "village",
            "→",
            "banner",
            "2",
            "s",
            "3",
            "h",
            "05",
            "min",
            "yes",
            "已解决",
            "交办单1",
        )
    ]
    assert "no" in late.split()
