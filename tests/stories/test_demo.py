"""`python -m local demo`: a project, six requests, eight legal cases and a programme by the real rules on real servers, with terms of seconds."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 300  # seconds, on a machine with much else to do; docs/figures.md has what it takes
ITEMS = {
    *("PR-05", "LR-03", "LR-04", "LR-06", "LR-07", "CP-01", "CP-02", "CP-03", "CP-04", "CP-06"),
    *("EI-01", "WR-01", "AD-01", "CM-02"),
}
EVENT = re.compile(
    r"^\d\d:\d\d:\d\d  (?P<item>.{6})  .{1,3}\s(?P<what>[a-z]+(?: [a-z]+)*)(?: \(.*?\))?  +by (?P<by>\S+)", re.MULTILINE
)
REQUEST = re.compile(r"^H\d{8}-\d{6}  (?P<row>.+)$", re.MULTILINE)
FIGURES = re.compile(r"^(?P<id>[A-Z]\S+| {6}) .* (?P<gross>\d+) +(?P<counted>\d+) +(?P<excluded>\d+)$", re.MULTILINE)


@pytest.fixture(scope="module")
async def demonstration(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the demonstration says from its beginning to its end."""
    folder, log = tmp_path_factory.mktemp("demo"), tmp_path_factory.mktemp("said") / "said"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CHENGNUO_", "TEMPORAL_", "PG"))}
    with log.open("w") as said:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "local", "demo"),
            cwd=ROOT,
            env=inherited | {"TMPDIR": str(folder)},
            stdout=said,
            stderr=asyncio.subprocess.STDOUT,
        )
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()
    assert process.returncode == 0, log.read_text()
    assert list(folder.iterdir()) == [], "its data is gone"
    return log.read_text()


def happened(demonstration: str, item: str) -> list[tuple[str, str]]:
    """What happened to an item, and by whom, in order."""
    found = EVENT.finditer(demonstration)
    return [(event["what"], event["by"]) for event in found if event["item"].strip() == item]


def test_each_item_is_received_accepted_and_ended(demonstration):
    for item in ITEMS:
        whats = [what for what, _ in happened(demonstration, item)]
        assert whats[:2] == ["ready", "received"], item
        assert "accepted" in whats, item
        assert whats[-1] in ("approved", "approved by silence"), item


def test_an_officer_approves_after_the_yellow_card_and_its_message(demonstration):
    assert happened(demonstration, "LR-03") == [
        ("ready", "the"),
        ("received", "applicant-1"),
        ("accepted", "nrb-officer"),
        ("yellow", "the"),
        ("approved", "nrb-officer"),
    ]
    messages = re.findall(r"LR-03   ✉  to (.+)\n +(【库伦旗政务】黄牌提醒：.+)", demonstration)
    assert {to for to, _ in messages} == {"department:NRB", "person:nrb-officer"}
    assert all("国有建设用地使用权供应" in text for _, text in messages)


def test_silence_approves_after_yellow_and_red(demonstration):
    for item in ("LR-04", "WR-01", "CM-02"):
        assert [what for what, _ in happened(demonstration, item)][-3:] == ["yellow", "red", "approved by silence"]
        assert happened(demonstration, item)[-1] == ("approved by silence", "nobody's")
        assert re.search(rf"{item}   ✉  to .*person:supervisor.*\n.*超时默许", demonstration)


def test_a_pause_is_excluded_from_the_cycle(demonstration):
    whats = [what for what, _ in happened(demonstration, "EI-01")]
    chart = {row["id"].strip(): row for row in FIGURES.finditer(demonstration)}

    assert whats[2:] == ["accepted", "paused", "resumed", "yellow", "approved"]
    assert int(chart["EI-01"]["excluded"]) >= 5
    assert set(chart) == ITEMS | {"S1", "S2", "S3", ""}
    for item in ITEMS:
        row = chart[item]
        assert int(row["gross"]) == int(row["counted"]) + int(row["excluded"])


def test_corrections_and_an_extension_are_told(demonstration):
    assert ("correcting", "nrb-officer") in happened(demonstration, "LR-06")
    assert ("supplied", "applicant-1") in happened(demonstration, "LR-06")
    assert ("extended", "nrb-head") in happened(demonstration, "LR-07")


def test_the_project_is_complete_at_the_end(demonstration):
    assert happened(demonstration, "")[-1][0] == "completed"
    assert "14 items: 11 approved by officers, 3 by silence." in demonstration
    assert "was refused" not in demonstration
    assert "Traceback" not in demonstration


def request(demonstration: str, topic: str) -> list[tuple[str, str]]:
    """What happened to the request about this topic, and by whom, in order."""
    reported = re.search(rf"(H\d{{5}})  +reported .+ {topic}$", demonstration, re.MULTILINE)
    assert reported, topic
    return happened(demonstration, reported[1])


def test_a_consultation_is_answered_and_the_citizen_says_so(demonstration):
    assert request(demonstration, "就业与培训") == [
        ("reported", "the"),
        ("accepted", "centre-dispatcher-1"),
        ("signed", "hrb-officer"),
        ("closed", "hrb-officer"),
        ("answered", "the"),
        ("followed up", "the"),
    ]


def test_a_village_is_reminded_and_warned_before_its_share_is_over(demonstration):
    whats = [what for what, _ in request(demonstration, "农村牧区饮水")]

    assert whats == ["reported", "accepted", "signed", "half", "warned", "closed", "answered", "followed up"]
    for word in ("过半提醒", "临期预警"):
        assert re.search(rf"✉  to person:t1-v02-grid\n +【库伦旗政务】{word}", demonstration), word


def test_time_hands_a_request_up_to_the_town_and_the_town_to_the_banner(demonstration):
    whats = request(demonstration, "低保与救助")

    assert [what for what, _ in whats[2:]] == [
        *("half", "warned", "share over", "leg done", "overtaken", "signed"),
        *("escalated", "closed", "answered", "followed up"),
    ]
    assert ("escalated", "t2-officer") in whats
    assert ("closed", "cab-officer") in whats


def test_after_two_returns_the_centre_designates(demonstration):
    whats = request(demonstration, "噪声扰民")

    assert [by for what, by in whats if what == "returned"] == ["umb-officer", "eeb-officer"]
    assert ("closed", "ctb-officer") in whats
    assert whats[-1][0] == "followed up"


def test_what_nobody_accepts_goes_up_step_by_step(demonstration):
    whats = [what for what, _ in request(demonstration, "路灯")]

    assert whats == ["reported", "accept soon", "accept over", "accept up", "accept up"]
    for word, whom in (("受理提醒", "dispatcher"), ("受理超时", "leader")):
        assert re.search(rf"✉  to person:centre-{whom}-\d\n +【库伦旗政务】{word}", demonstration), word


def test_what_the_citizen_calls_unsolved_opens_again(demonstration):
    whats = [what for what, _ in request(demonstration, "垃圾清运")]

    assert whats[2:] == ["closed", "answered", "reopened", "closed", "answered", "followed up"]


def test_a_table_says_what_came_of_each_request(demonstration):
    rows = [row["row"] for row in REQUEST.finditer(demonstration)]

    assert [("已解决" in row, "yes" in row, "交办单" in row) for row in rows] == [
        *([(True, True, True)] * 4),
        (False, False, False),
        (True, True, True),
    ]
    assert "village → town → banner" in rows[2]
    assert "提醒单" in rows[1]


def lives(demonstration: str, letter: str) -> list[list[str]]:
    """What happened to each case of a service, in order."""
    refs = sorted(set(re.findall(rf"^\d\d:\d\d:\d\d  ({letter}\d{{5}})", demonstration, re.MULTILINE)))
    return [[what for what, _ in happened(demonstration, ref)] for ref in refs]


def test_an_inquiry_is_answered_in_time_and_one_climbs_to_the_leader_and_one_becomes_an_application(demonstration):
    inquiries = lives(demonstration, "L")

    assert len(inquiries) == 3
    (answered,) = [life for life in inquiries if life[-1] == "finished"]
    (climbed,) = [life for life in inquiries if "promise over" in life]
    (became,) = [life for life in inquiries if life[-1] == "became"]
    assert answered[:1] + answered[-4:] == ["asked", "taken", "replied", "helped", "finished"]
    assert climbed.index("leader called") < climbed.index("promise over") < climbed.index("taken")
    assert "taken" in became
    assert re.search(r"✉  to person:jub-director-\d.*\n +【库伦旗政务】无人接办", demonstration)


def test_legal_aid_is_granted_with_a_pledge_made_urgent_declined_twice_and_deemed_withdrawn(demonstration):
    applications = lives(demonstration, "A")

    assert len(applications) == 4
    assert any(life[-1] == "rated" and "promise over" not in life for life in applications)
    assert any(life[1] == "made urgent" and life.index("appointed") < life.index("granted") for life in applications)
    assert any(life.count("declined") == 2 and life[-1] == "appointed" for life in applications)
    assert any(life[-1] == "deemed withdrawn" for life in applications)


def test_a_home_visit_is_confirmed_and_done(demonstration):
    (visit,) = lives(demonstration, "V")

    assert [what for what in visit if what != "called"] == ["asked", "confirmed", "visited", "finished"]


def test_a_programme_is_made_and_its_host_reminded_and_its_session_held(demonstration):
    assert happened(demonstration, "P-live") == [("made", "the"), ("held", "public-lawyer-2")]
    assert re.search(
        r"P-live  ✉  to person:public-lawyer-2\n +【库伦旗政务】节目提醒：法治夜话直播将于\d+月\d+日[\d:]+开始。",
        demonstration,
    )
    assert demonstration.index("法治夜话直播将于") < demonstration.index("held (before 312)")
