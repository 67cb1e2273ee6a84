"""Each detector finds its abuse, leaves the innocent look-alike alone, and knows the edge between them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from watched import at, closing, demand, lapse, looks, record

from domain.supervision.detectors import Abuse
from domain.supervision.record import Handed, Line, Many
from domain.supervision.watching import Span, base_rate, watch_case
from store.shipped import detectors

ROAD = "Mon 2026-03-02 09:00 received p-app\nTue 2026-03-03 09:00 accepted chen\n"
PAUSED = ROAD + "Wed 2026-03-04 09:00 paused chen number=yes\n"
HOTLINE = "Mon 2026-03-02 09:00 reported caller:c\n"
SIGNED = HOTLINE + "Mon 2026-03-02 09:14 accepted dis\nMon 2026-03-02 09:20 signed ann\n"
RETURNS = HOTLINE + "Mon 2026-03-02 09:05 accepted dis body=A\nMon 2026-03-02 10:00 returned ann body=A\n"
RING = RETURNS + "Mon 2026-03-02 11:00 dispatched dis body=B\n"
JOINT_RING = RING.replace("reported caller:c", "reported lena what=centre")
JOINT_PAUSE = "Mon 2026-03-02 09:00 reported lena what=centre\nMon 2026-03-02 09:00 accepted lena body=A\nMon 2026-03-02 10:00 paused ann body=A\n"
YEAR_END = "Tue 2026-12-01 09:00 received p-app\nWed 2026-12-02 09:00 accepted chen\n"
OTHER = "Wed 2026-12-02 09:00 received p-app of=LR-05\nThu 2026-12-03 09:00 accepted chen of=LR-05\nMon 2026-12-14 09:00 paused chen of=LR-05\n"

# The abuse, whether it is found, what happens in a sentence, and the record.
OF_ONE_CASE = [
    (Abuse.BACKFILLED, True, "done on Wednesday, entered on Monday: three working days", ROAD + "Mon 2026-03-09 09:00 approved chen acted=Wed_2026-03-04_16:00"),
    (Abuse.BACKFILLED, False, "done on Thursday, entered on Monday: two working days over a weekend", ROAD + "Mon 2026-03-09 09:00 approved chen acted=Thu_2026-03-05_16:00"),
    (Abuse.BACKFILLED, False, "the applicant says that it was sent weeks before", "Mon 2026-03-16 09:00 received p-app acted=Mon_2026-03-02_09:00"),
    (Abuse.BACKFILLED, False, "a helper says so for the applicant", "Mon 2026-03-16 09:00 received helper acted=Mon_2026-03-02_09:00"),
    (Abuse.BACKFILLED, True, "the counter has received it weeks before", "Mon 2026-03-16 09:00 received chen acted=Mon_2026-03-02_09:00"),
    (Abuse.BACKFILLED, False, "an honest hour late", ROAD + "Mon 2026-03-09 09:00 approved chen acted=Mon_2026-03-09_08:00"),
    (Abuse.DATED_BEFORE, True, "the document is of the day before the acceptance", ROAD + "Mon 2026-03-09 09:00 approved chen document_on=2026-03-02"),
    (Abuse.DATED_BEFORE, False, "the document is of the day of the acceptance", ROAD + "Mon 2026-03-09 09:00 approved chen document_on=2026-03-03"),
    (Abuse.DATED_BEFORE, False, "the document bears no date", ROAD + "Mon 2026-03-09 09:00 approved chen"),
    (Abuse.DATED_BEFORE, False, "silence accepted, and the term began with the hand-in", "Mon 2026-03-02 09:00 received p-app\nMon 2026-03-09 23:59 accepted_by_silence\nTue 2026-03-10 09:00 approved chen document_on=2026-03-05"),
    (Abuse.ONE_HAND, True, "one person, 29 minutes", "Mon 2026-03-02 09:00 received chen\nMon 2026-03-02 09:01 accepted chen\nMon 2026-03-02 09:29 approved chen"),
    (Abuse.ONE_HAND, False, "one person, 30 minutes", "Mon 2026-03-02 09:00 received chen\nMon 2026-03-02 09:01 accepted chen\nMon 2026-03-02 09:30 approved chen"),
    (Abuse.ONE_HAND, False, "the applicant handed it in", "Mon 2026-03-02 09:00 received p-app\nMon 2026-03-02 09:01 accepted chen\nMon 2026-03-02 09:05 approved chen"),
    (Abuse.ONE_HAND, False, "the counter received it, somebody else decided", "Mon 2026-03-02 09:00 received bai\nMon 2026-03-02 09:01 accepted bai\nMon 2026-03-02 09:05 approved chen"),
    (Abuse.REVIEW_BEFORE, True, "first contact ten working days before", "Mon 2026-03-16 09:00 received p-app first_contact_on=2026-03-02"),
    (Abuse.REVIEW_BEFORE, False, "first contact nine working days before", "Mon 2026-03-16 09:00 received p-app first_contact_on=2026-03-03"),
    (Abuse.REVIEW_BEFORE, False, "nobody says since when", "Mon 2026-03-16 09:00 received p-app"),
    (Abuse.REVIEW_BEFORE, True, "first contact in a year without calendar: long before, however many days", "Mon 2026-03-16 09:00 received p-app first_contact_on=2023-12-04"),
    (Abuse.BACKFILLED, True, "done in a year without calendar", ROAD + "Mon 2026-03-09 09:00 approved chen acted=Mon_2023-12-04_16:00"),
    (Abuse.PAUSE_AT_END, True, "paused on the last day but one", ROAD + "Thu 2026-03-19 16:00 paused chen due_before=2026-03-20"),
    (Abuse.PAUSE_AT_END, False, "paused on the third last day", ROAD + "Wed 2026-03-18 16:00 paused chen due_before=2026-03-20"),
    (Abuse.PAUSE_AT_END, True, "paused on Friday, due on Monday: the weekend is no time", ROAD + "Fri 2026-03-20 16:00 paused chen due_before=2026-03-23"),
    (Abuse.PAUSE_AT_END, True, "a term of five days has an end", ROAD + "Mon 2026-03-09 16:00 paused chen due_before=2026-03-10"),
    (Abuse.PAUSE_AT_END, False, "a term of four days is all end", ROAD + "Fri 2026-03-06 16:00 paused chen due_before=2026-03-09"),
    (Abuse.PAUSE_OVERLONG, True, "declared for seven working days, still paused on the fourth after it", PAUSED + "Fri 2026-03-13 17:30 pause_late\nThu 2026-03-19 00:00 resumed chen"),
    (Abuse.PAUSE_OVERLONG, False, "declared for seven working days, resumed on the third after it", PAUSED + "Fri 2026-03-13 17:30 pause_late\nWed 2026-03-18 23:59 resumed chen"),
    (Abuse.PAUSE_OVERLONG, True, "declared for one day, still paused on the second after it", PAUSED + "Thu 2026-03-05 17:30 pause_late\nMon 2026-03-09 00:00 resumed chen"),
    (Abuse.PAUSE_OVERLONG, False, "declared for one day, resumed on the first after it", PAUSED + "Thu 2026-03-05 17:30 pause_late\nFri 2026-03-06 23:59 resumed chen"),
    (Abuse.PAUSE_OVERLONG, True, "declared for six weeks, still paused a week after it", PAUSED + "Wed 2026-04-15 17:30 pause_late\nWed 2026-04-22 00:00 resumed chen"),
    (Abuse.PAUSE_OVERLONG, True, "declared for seven working days, and the law ended it on the second after it", PAUSED + "Fri 2026-03-13 17:30 pause_late\nTue 2026-03-17 00:00 resumed_at_ceiling"),
    (Abuse.PAUSE_OVERLONG, False, "the law ended it on the first day after it", PAUSED + "Fri 2026-03-13 17:30 pause_late\nMon 2026-03-16 23:59 resumed_at_ceiling"),
    (Abuse.PAUSE_OVERLONG, True, "declared until Friday, and nobody has ended it", PAUSED + "Fri 2026-03-13 17:30 pause_late"),
    (Abuse.PAUSE_OVERLONG, False, "long, as it was declared", PAUSED + "Fri 2026-03-27 17:00 resumed chen"),
    (Abuse.PAUSE_OVERLONG, False, "its late line belongs to the pause after it", PAUSED + "Thu 2026-03-05 09:00 resumed chen\nFri 2026-03-06 09:00 paused chen number=yes\nFri 2026-03-13 17:30 pause_late\nFri 2026-03-13 17:40 resumed chen"),
    (Abuse.PAUSE_UNDOCUMENTED, True, "ordered by word of mouth", ROAD + "Wed 2026-03-04 09:00 paused chen what=expert_review number=no"),
    (Abuse.PAUSE_UNDOCUMENTED, False, "ordered by a numbered document", PAUSED),
    (Abuse.PAUSE_UNDOCUMENTED, False, "the words are erased", ROAD + "Wed 2026-03-04 09:00 paused chen number=erased"),
    (Abuse.PAUSE_UNDOCUMENTED, False, "a joint task, as any request, pauses for a reason of a list and without a document", JOINT_PAUSE),
    (Abuse.PAUSE_UNTIL_CALLED, True, "resumed on Monday after Friday's warning", PAUSED + "Fri 2026-03-13 17:30 pause_late\nMon 2026-03-16 10:00 resumed chen"),
    (Abuse.PAUSE_UNTIL_CALLED, True, "resumed sixteen minutes after the warning", PAUSED + "Fri 2026-03-13 17:30 pause_late\nFri 2026-03-13 17:46 resumed chen"),
    (Abuse.PAUSE_UNTIL_CALLED, False, "resumed when it was to end", PAUSED + "Fri 2026-03-13 17:30 pause_late\nFri 2026-03-13 17:45 resumed chen"),
    (Abuse.PAUSE_UNTIL_CALLED, False, "resumed before it was to end", PAUSED + "Fri 2026-03-13 16:00 resumed chen"),
    (Abuse.PAUSE_UNTIL_CALLED, False, "resumed on the second working day, which is another abuse", PAUSED + "Fri 2026-03-13 17:30 pause_late\nTue 2026-03-17 10:00 resumed chen"),
    (Abuse.REFILED, True, "refused, and received again on the thirtieth day with nothing new", ROAD + "Mon 2026-03-09 09:00 refused chen\nWed 2026-04-08 08:59 received p-app"),
    (Abuse.REFILED, False, "received again after thirty days", ROAD + "Mon 2026-03-09 09:00 refused chen\nWed 2026-04-08 09:00 received p-app"),
    (Abuse.REFILED, True, "not admitted, and received again", "Mon 2026-03-02 09:00 received p-app\nTue 2026-03-03 09:00 declined chen\nWed 2026-03-04 09:00 received p-app"),
    (Abuse.REFILED, False, "withdrawn by the applicant and handed in again", ROAD + "Mon 2026-03-09 09:00 withdrawn p-app\nTue 2026-03-10 09:00 received p-app"),
    (Abuse.REFILED, False, "another item is received after one was refused", ROAD + "Mon 2026-03-09 09:00 refused chen\nTue 2026-03-10 09:00 received p-app of=LR-05"),
    (Abuse.EMPTY_ACCEPTANCE, True, "accepted after 14 minutes, and nobody does anything for half a day", HOTLINE + "Mon 2026-03-02 09:14 accepted dis\nMon 2026-03-02 21:14 signed ann"),
    (Abuse.EMPTY_ACCEPTANCE, False, "signed within half a day", HOTLINE + "Mon 2026-03-02 09:14 accepted dis\nMon 2026-03-02 21:13 signed ann"),
    (Abuse.EMPTY_ACCEPTANCE, True, "signed at once, and nothing else until the deadline was over", SIGNED + "Tue 2026-03-03 09:00 goal_over\nTue 2026-03-03 09:14 closed ann words=yes"),
    (Abuse.EMPTY_ACCEPTANCE, False, "signed at once, and closed a minute before the day was over", SIGNED + "Tue 2026-03-03 09:00 goal_over\nTue 2026-03-03 09:13 closed ann words=yes"),
    (Abuse.EMPTY_ACCEPTANCE, False, "signed at once; a long term, which is not over", SIGNED),
    (Abuse.EMPTY_ACCEPTANCE, True, "signed at once, and the term made long, with the reason that the law asks for", SIGNED + "Mon 2026-03-02 10:00 reclassified dis words=yes"),
    (Abuse.EMPTY_ACCEPTANCE, False, "the term made long, and the caller called", SIGNED + "Mon 2026-03-02 10:00 reclassified dis words=yes\nMon 2026-03-02 18:00 called dis"),
    (Abuse.EMPTY_ACCEPTANCE, True, "passed from one to the other without a word", SIGNED + "Mon 2026-03-02 10:00 dispatched dis\nTue 2026-03-03 09:00 goal_over"),
    (Abuse.EMPTY_ACCEPTANCE, False, "the caller was called", SIGNED + "Mon 2026-03-02 18:00 called dis\nTue 2026-03-03 09:00 goal_over"),
    (Abuse.EMPTY_ACCEPTANCE, False, "accepted after 15 minutes, which is late and no gaming", HOTLINE + "Mon 2026-03-02 09:15 accepted dis"),
    (Abuse.EMPTY_ACCEPTANCE, False, "a joint task, which begins with its bodies", "Mon 2026-03-02 09:00 reported lena what=centre\nMon 2026-03-02 09:00 accepted lena"),
    (Abuse.EMPTY_ACCEPTANCE, False, "accepted with a word of what comes next", HOTLINE + "Mon 2026-03-02 09:14 accepted dis words=yes"),
    (Abuse.EMPTY_ACCEPTANCE, True, "only the citizen and time have moved", HOTLINE + "Mon 2026-03-02 09:14 accepted dis\nMon 2026-03-02 10:00 commented caller:c\nMon 2026-03-02 15:00 half"),
    (Abuse.RETURN_RING, True, "A returns it, B returns it, and A has it again", RING + "Mon 2026-03-02 12:00 returned bo body=B\nMon 2026-03-02 13:00 dispatched dis body=A"),
    (Abuse.RETURN_RING, True, "A and B return a joint task, and A has it again", JOINT_RING + "Mon 2026-03-02 12:00 returned bo body=B\nMon 2026-03-02 13:00 dispatched dis body=A"),
    (Abuse.RETURN_RING, False, "A returns it, and B has it", RING),
    (Abuse.RETURN_RING, False, "A, B, and then C", RING + "Mon 2026-03-02 12:00 returned bo body=B\nMon 2026-03-02 13:00 dispatched dis body=C"),
    (Abuse.RETURN_RING, False, "the centre insists: A again, without another", RETURNS + "Mon 2026-03-02 11:00 dispatched dis body=A"),
    (Abuse.RETURN_RING, True, "A again, a minute before the month is over", RING + "Wed 2026-04-01 09:00 returned bo body=B\nWed 2026-04-01 09:59 dispatched dis body=A"),
    (Abuse.RETURN_RING, False, "A again after a month", RING + "Wed 2026-04-01 09:00 returned bo body=B\nWed 2026-04-01 10:00 dispatched dis body=A"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("abuse", "is_found", "text"),
    [pytest.param(abuse, found, text, id=f"{abuse}: {why}") for abuse, found, why, text in OF_ONE_CASE],
)
def test_a_detector_tells_the_abuse_from_its_look_alike(calendar, abuse, is_found, text):
    part = "" if "reported" in text else "LR-04"

    found = [look.finding for look in looks(abuse, record(text, part=part), calendar) if look.finding]

    assert len(found) == is_found
    assert all((one.detector, one.ref, one.part) == (abuse, "P", part) for one in found)


HANDED = [
    ("Tue 2026-03-10 09:00", None, False, "nobody knows for which item"),
    ("Tue 2026-03-10 09:00", {"LR-04", "LR-05"}, False, "for this item too"),
    ("Tue 2026-03-10 09:00", {"LR-05"}, True, "for another item"),
    ("Mon 2026-03-09 08:59", {"LR-04"}, True, "before the refusal"),
]


@pytest.mark.parametrize(("when", "parts", "is_found"), [pytest.param(*row[:3], id=row[3]) for row in HANDED])
def test_a_refusal_is_no_restart_where_something_for_the_item_was_handed_in_between(calendar, when, parts, is_found):
    again = ROAD + "Mon 2026-03-09 09:00 refused chen\nWed 2026-03-11 09:00 received p-app"
    handed = Handed(at(when), frozenset(parts) if parts else None)

    [look] = looks(Abuse.REFILED, record(again, handed=[handed]), calendar)

    assert bool(look.finding) is is_found


ONCE = demand("Tue 2026-03-03 09:00", "c1", "soil_plan")


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ([demand("Mon 2026-03-09 09:00", "c2", "map", "already_handed_in", there="Mon 2026-03-02 08:00")], True),
        ([demand("Mon 2026-03-09 09:00", "c2", "map", there="Tue 2026-03-03 09:00")], True),
        ([demand("Mon 2026-03-09 09:00", "c2", "map", there="Tue 2026-03-03 09:01")], False),  # new because changed
        ([demand("Mon 2026-03-09 09:00", "c2", "soil_plan", there="Mon 2026-03-02 08:00")], False),  # named at once
        ([demand("Tue 2026-03-03 09:00", "c1", "map", there="Mon 2026-03-02 08:00")], False),  # of the first itself
        ([demand("Mon 2026-03-09 09:00", "c2", "permit")], False),  # it was never there
    ],
)
def test_a_second_correction_may_name_only_what_has_come_since_the_first(calendar, asked, is_found):
    found = [look.finding for look in looks(Abuse.SECOND_CORRECTION, record(ROAD, asked=[ONCE, *asked]), calendar)]

    assert [bool(one) for one in found] == ([is_found] if asked[0].command != "c1" else [])


def test_a_demand_that_was_refused_is_no_first_correction(calendar):
    slip = demand("Tue 2026-03-03 08:55", "c0", "bank_statement", "not_in_catalogue")
    right = demand("Tue 2026-03-03 09:00", "c1", "map", there="Mon 2026-03-02 08:00")

    assert list(looks(Abuse.SECOND_CORRECTION, record(ROAD, asked=[slip, right]), calendar)) == []


def test_a_round_that_was_filed_anew_has_a_first_correction_of_its_own(calendar):
    again = ROAD + "Thu 2026-03-05 09:00 refused chen\nFri 2026-03-06 09:00 received p-app"
    anew = demand("Mon 2026-03-09 09:00", "c2", "map", there="Mon 2026-03-02 08:00")
    later = demand("Tue 2026-03-10 09:00", "c3", "permit", there="Mon 2026-03-02 08:00")

    [look] = looks(Abuse.SECOND_CORRECTION, record(again, asked=[ONCE, anew, later]), calendar)

    assert look.finding is not None
    assert look.at == later.asked_at


@pytest.mark.parametrize(
    ("refused", "then", "is_found"),
    [
        ("not_in_catalogue", None, True),
        ("demand_unnamed", None, True),
        ("already_handed_in", None, False),
        ("not_in_catalogue", "Tue 2026-03-03 09:09", False),  # a slip, put right at once
        ("not_in_catalogue", "Tue 2026-03-03 09:10", True),
    ],
)
def test_a_demand_outside_the_catalogue_is_told_from_a_slip(calendar, refused, then, is_found):
    wrong = demand("Tue 2026-03-03 09:00", "c1", "bank_statement", refused)
    right = [demand(then, "c2", "soil_plan")] if then else []

    found = [look.finding for look in looks(Abuse.OFF_LIST, record(ROAD, asked=[wrong, *right]), calendar)]

    assert [bool(one) for one in found] == [is_found, *([False] if then else [])]
    assert "bank_statement" not in str(found), "what somebody typed is no evidence"


def decided(*days: str) -> tuple[Line, ...]:
    return record("\n".join(f"{day} approved chen ref=P{n}" for n, day in enumerate(days))).lines


EARLY, LATE = ["Mon 2026-03-09 09:00"] * 5, ["Fri 2026-03-27 09:00", *["Tue 2026-03-31 09:00"] * 7]


@pytest.mark.parametrize(
    ("days", "is_found"),
    [
        ([*EARLY, "Tue 2026-03-10 09:00", *LATE, LATE[-1]], True),  # 9 of 15 are 60 in a hundred
        (LATE[:5], True),  # 5 of 5
        (LATE[:4], False),  # 4 are too few to say
        ([*EARLY, "Tue 2026-03-10 09:00", *LATE], False),  # 8 of 14 are 57 in a hundred
        (["Thu 2026-03-26 09:00", *LATE[1:5]], False),  # Thursday the 26th is the fourth last working day
    ],
)
def test_decisions_are_heaped_at_the_end_of_a_month_or_not(calendar, days, is_found):
    [look] = looks(Abuse.MONTH_END, Many(decisions=decided(*days)), calendar)

    assert bool(look.finding) is is_found
    assert look.at.isoformat() == "2026-04-01T00:00:00+08:00", "a month is looked at when it is over"
    if look.finding:
        others = look.finding.evidence["others"]
        assert len(others) == look.finding.evidence["decisions"] - 1
        assert (others[0], look.finding.ref) == (f"P{len(days) - len(others) - 1} LR-04", f"P{len(days) - 1}")


def lapses(*applicants: str, first: str = "Mon 2026-03-02 09:00", had_by: str = "chen") -> Many:
    days = [first, "Tue 2026-03-10 09:00", "Wed 2026-03-11 09:00", "Thu 2026-03-12 09:00", "Fri 2026-03-13 09:00"]
    days += [f"{day} 09:00" for day in ("Mon 2026-03-16", "Tue 2026-03-17", "Wed 2026-03-18", "Thu 2026-03-19")]
    days += [f"{day} 09:00" for day in ("Fri 2026-03-20", "Mon 2026-03-23")]
    return Many(lapses=tuple(lapse(day, had_by, who, f"P{n}") for n, (day, who) in enumerate(zip(days, applicants, strict=False))))  # fmt: skip


@pytest.mark.parametrize(
    ("many", "found"),
    [
        (lapses(*"aaa"), [2]),
        (lapses(*"aa"), []),
        (lapses(*"abcaa"), [4]),
        (lapses(*"abcdefghaa"), [9]),  # 3 of 10
        (lapses(*"abcdefghiaa"), []),  # 3 of 11
        (lapses(*"bcdea"), []),
        (lapses(*"aaa", first="Sat 2025-09-13 09:00"), [2]),
        (lapses(*"aaa", first="Fri 2025-09-12 09:00"), []),  # 180 days before
        (lapses("", "", ""), []),  # nobody knows whose project it is
        (lapses(*"aaa", had_by=""), [2]),  # nobody has touched any: they are of their department
        (lapses(*"abcdefghaa", had_by=""), [9]),  # 3 of 10
        (lapses(*"abcdefghiaa", had_by=""), []),  # 3 of 11
    ],
)
def test_silence_that_serves_one_applicant_is_told_from_silence_that_serves_anybody(calendar, many, found):
    seen = [look.finding for look in looks(Abuse.LAPSE_CLUSTER, many, calendar)]

    assert [int(one.ref[1:]) for one in seen if one] == found


@pytest.mark.parametrize(
    ("hands", "bodies", "found"),
    [
        (("chen", "dong", ""), ("NRB", "NRB", "NRB"), [2]),  # whatever officers of the department let lapse counts too
        (("", "", "chen"), ("NRB", "NRB", "NRB"), []),  # of an officer only what that one has had
        (("", "", ""), ("NRB", "NRB", "HUB"), []),  # another department
        (("", "", ""), ("", "", ""), []),  # nobody knows whose work it was
    ],
)
def test_what_nobody_has_touched_is_of_its_whole_department(calendar, hands, bodies, found):
    days = ("Mon 2026-03-02 09:00", "Tue 2026-03-10 09:00", "Wed 2026-03-11 09:00")
    many = Many(lapses=tuple(lapse(day, hand, "a", f"P{n}", body) for n, (day, hand, body) in enumerate(zip(days, hands, bodies, strict=True))))  # fmt: skip

    seen = [look.finding for look in looks(Abuse.LAPSE_CLUSTER, many, calendar) if look.finding]

    assert [int(one.ref[1:]) for one in seen] == found
    assert all("officer" not in one.evidence for one in seen), "there was none"


@pytest.mark.parametrize(
    ("one", "is_found"),
    [
        (closing("Mon 2026-03-02 09:00", again="Wed 2026-04-01 08:59"), True),
        (closing("Mon 2026-03-02 09:00", again="Wed 2026-04-01 09:00"), False),
        (closing("Mon 2026-03-02 09:00"), False),
        (closing("Mon 2026-03-02 09:00", again="Mon 2026-03-09 09:00", answer=7), True),  # a formula
        (closing("Mon 2026-03-02 09:00", again="Mon 2026-03-09 09:00", answer=8), False),  # a real answer, perhaps
        (closing("Mon 2026-03-02 09:00", again="Mon 2026-03-09 09:00", answer=9, same=5), True),  # 已按规定处理完毕。
        (closing("Mon 2026-03-02 09:00", again="Mon 2026-03-09 09:00", answer=9, same=4), False),  # a phrase of theirs
        (closing("Mon 2026-03-02 09:00", answer=9, same=5), False),  # nobody has come again
        (closing("Mon 2026-03-02 09:00", again="Mon 2026-03-09 09:00", confirmed="Tue 2026-03-03 09:00"), False),
        (closing("Mon 2026-03-02 09:00", again="Mon 2026-03-09 09:00", confirmed="Tue 2026-03-10 09:00"), True),
    ],
)
def test_a_closing_by_a_formula_that_nobody_confirmed_is_found_when_the_same_caller_comes_again(
    calendar, one, is_found
):
    [look] = looks(Abuse.CLOSED_UNANSWERED, Many(closings=(one,)), calendar)

    assert bool(look.finding) is is_found


def test_a_closing_whose_answer_is_erased_could_not_be_looked_at(calendar):
    one = closing("Mon 2026-03-02 09:00", again="Mon 2026-03-09 09:00", answer=None)

    [look] = looks(Abuse.CLOSED_UNANSWERED, Many(closings=(one,)), calendar)

    assert (look.is_blind, look.finding) == (True, None)


# The abuse, each of its looks in a sentence (found, innocent or blind), and the record: of what one of them counts no calendar is known.
OF_AN_UNKNOWN_YEAR = [
    (Abuse.PAUSE_AT_END, ["blind", "found"], YEAR_END + "Mon 2026-12-14 09:00 paused chen due_before=2027-01-08\nTue 2026-12-15 09:00 resumed chen\nMon 2026-12-28 09:00 paused chen due_before=2026-12-29"),
    (Abuse.PAUSE_UNTIL_CALLED, ["blind", "found"], YEAR_END + "Mon 2026-12-14 09:00 paused chen\nThu 2026-12-31 17:30 pause_late\nMon 2027-01-04 10:00 resumed chen\n" + OTHER + "Mon 2026-12-21 17:30 pause_late of=LR-05\nTue 2026-12-22 10:00 resumed chen of=LR-05"),
    (Abuse.PAUSE_OVERLONG, ["blind", "found"], YEAR_END + "Mon 2026-12-14 09:00 paused chen\nThu 2026-12-31 17:30 pause_late\n" + OTHER + "Thu 2026-12-17 17:30 pause_late of=LR-05"),
    (Abuse.BACKFILLED, ["innocent", "blind", "innocent"], YEAR_END + "Mon 2027-01-04 10:00 approved chen acted=Thu_2026-12-31_10:00\nFri 2026-12-04 10:00 accepted chen of=LR-05"),
    (Abuse.REVIEW_BEFORE, ["blind", "blind", "found"], "Mon 2027-01-04 10:00 received p-app first_contact_on=2026-12-31\nThu 2026-12-03 09:00 received p-app of=LR-05\nThu 2026-12-03 10:00 received p-app of=LR-06 first_contact_on=2026-11-02"),
]  # fmt: skip


@pytest.fixture
def until_2026(calendar):
    """The calendar before anybody has heard of 2027."""
    return replace(calendar, years=tuple(year for year in calendar.years if year.year < 2027))


@pytest.mark.parametrize(("abuse", "seen", "text"), [pytest.param(*row, id=row[0]) for row in OF_AN_UNKNOWN_YEAR])
def test_a_day_that_no_calendar_covers_hides_only_what_counts_it(until_2026, abuse, seen, text):
    found = looks(abuse, record(text), until_2026)

    assert ["blind" if one.is_blind else "found" if one.finding else "innocent" for one in found] == seen


def test_a_month_whose_end_no_calendar_covers_hides_no_other(until_2026):
    days = ["Mon 2027-01-04 09:00", *LATE[:5]]

    blind, found = looks(Abuse.MONTH_END, Many(decisions=decided(*days)), until_2026)

    assert (blind.is_blind, blind.at.isoformat()) == (True, "2027-02-01T00:00:00+08:00")
    assert found.finding


def test_a_watch_over_a_case_goes_on_after_what_could_not_be_looked_at(until_2026):
    abuse, _, text = OF_AN_UNKNOWN_YEAR[0]
    span = Span(at("Tue 2026-12-01 00:00"), at("Thu 2026-12-31 00:00"))

    seen = [look for name, look in watch_case(detectors(), record(text), until_2026, span) if name == abuse]

    assert [look.is_blind for look in seen] == [True, False]


@pytest.mark.parametrize(
    ("abuse", "text"),
    [
        (Abuse.DATED_BEFORE, ROAD + "Mon 2026-03-09 09:00 approved chen"),
        (Abuse.REVIEW_BEFORE, "Mon 2026-03-16 09:00 received p-app"),
        (Abuse.PAUSE_UNDOCUMENTED, ROAD + "Wed 2026-03-04 09:00 paused chen number=erased"),
    ],
)
def test_what_is_not_on_record_is_counted_as_not_looked_at(calendar, abuse, text):
    [look] = looks(abuse, record(text), calendar)

    assert (look.is_blind, look.finding) == (True, None)


def test_what_was_filed_ahead_is_asked_once_since_when_the_applicant_was_in_contact(calendar):
    text = "Mon 2026-03-02 09:00 filed p-app first_contact_on=2026-02-27\nMon 2026-03-16 09:00 received"

    [look] = looks(Abuse.REVIEW_BEFORE, record(text), calendar)

    assert not look.is_blind


def test_a_base_rate_of_nothing_is_none():
    assert (base_rate(0, 0), base_rate(0, 9), base_rate(1, 3)) == (None, 0.0, 0.3333)
