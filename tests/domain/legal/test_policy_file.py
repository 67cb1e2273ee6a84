"""The rules of the legal circle as they ship, and how a file with faults is refused."""

from __future__ import annotations

import tomllib
from datetime import date, time
from pathlib import Path

import pytest

import domain
from domain.destinations import LANGUAGES
from domain.legal.policy import Calling, Severity
from domain.legal.policy_file import BadLegal, parse_legal
from domain.term import Term, Unit

GOOD = (Path(domain.__file__).with_name("data") / "legal.toml").read_text(encoding="utf-8")
RAW = tomllib.loads(GOOD)
BOOK = parse_legal(GOOD)
POLICY = BOOK.policy
LISTS = {
    "field": RAW["fields"],
    "channel": RAW["channels"],
    **{key[:-1]: RAW["aid"][key] for key in ("kinds", "groups", "proofs", "refusals", "terminations", "declines", "works")},
    "urgency": RAW["aid"]["urgencies"],
    "visit_group": RAW["visit"]["groups"],
    "visit_outcome": RAW["visit"]["outcomes"],
    "severity": RAW["checkup"]["severities"],
    "result": RAW["checkup"]["results"],
}  # fmt: skip


def minutes(value: int) -> Term:
    """So many minutes."""
    return Term(value, Unit.MIN)


def hours(value: int) -> Term:
    """So many hours."""
    return Term(value, Unit.H)


def days(value: int) -> Term:
    """So many natural days."""
    return Term(value, Unit.D)


def problems_of(text: str) -> list[tuple[str, str]]:
    """Place and reason of every fault."""
    with pytest.raises(BadLegal) as refused:
        parse_legal(text)
    return [(problem.place, problem.reason) for problem in refused.value.problems]


# ---- what ships


def test_a_question_is_promised_an_answer_or_a_person_within_eight_minutes():  # B1
    rules = POLICY.inquiry

    assert (rules.promise, rules.leader, rules.up_again) == (minutes(8), minutes(6), minutes(10))
    assert (rules.reply, rules.reply_again, rules.helped) == (minutes(30), minutes(30), hours(72))
    assert rules.calling == Calling(minutes(2), minutes(4), 4)


def test_legal_aid_is_promised_within_one_working_day_and_the_statutory_terms_stand_beside_it():  # B4
    aid = POLICY.aid

    assert aid.promise == Term(1, Unit.WD)
    assert (aid.decide, aid.appoint, aid.supply, aid.objection) == (days(7), days(3), days(5), days(5))
    assert (aid.object_within, aid.rate_within, aid.verify) == (days(60), days(15), days(30))
    assert aid.verify_soon == days(20)
    assert POLICY.pledge_barred_until(date(2026, 11, 25)) == date(2027, 11, 25)
    assert (aid.warn_at, aid.urgent_days, aid.serious_years, aid.most_load) == (time(15), 7, 3, 10)
    assert aid.offers == Calling(minutes(30), hours(2), 5)
    ladders = tomllib.loads((Path(domain.__file__).with_name("data") / "ladders.toml").read_text(encoding="utf-8"))
    assert (f"{aid.asked_from:%H:%M}", f"{aid.asked_until:%H:%M}") == (ladders["day_opens"], ladders["day_closes"])


def test_a_home_visit_is_promised_within_24_hours_and_checkups_have_their_terms():  # B5, B7
    visit, checkup = POLICY.visit, POLICY.checkup

    assert (visit.promise, visit.warn, visit.leader, visit.up_again) == (hours(24), 80, hours(4), hours(4))
    assert visit.calling == Calling(minutes(30), hours(2), 5)
    assert visit.again == ("not_met",)
    assert checkup.findings == Term(10, Unit.WD)
    assert checkup.severities == (Severity("high", days(7)), Severity("medium", days(30)), Severity("low", days(90)))


def test_the_groups_of_articles_32_and_42_are_spared_the_means_test():
    tested = [group.id for group in POLICY.aid.groups if group.means_test]

    assert tested == ["poor", "woman"]
    assert {"minor", "disabled", "migrant_worker", "abused"} <= {group.id for group in POLICY.aid.groups}
    assert [group.id for group in POLICY.aid.groups if group.by_notice] == ["mandated"]
    assert {group.id: group.kinds for group in POLICY.aid.groups if group.kinds} == {
        "migrant_worker": ("wages", "injury")
    }


def test_a_pledge_replaces_proofs_of_means_and_group_and_nothing_else():
    assert [proof.id for proof in POLICY.aid.proofs if proof.waivable] == ["means", "group"]


def test_three_years_of_practice_are_needed_for_the_gravest_criminal_cases_only():
    assert [kind.id for kind in POLICY.aid.kinds if kind.serious] == ["criminal_serious"]
    assert all(kind.criminal for kind in POLICY.aid.kinds if kind.serious)


def test_every_entry_of_every_list_comes_out_where_it_was_put_in_with_its_names():
    aid, visit, checkup = POLICY.aid, POLICY.visit, POLICY.checkup
    read = {
        "field": POLICY.fields,
        "channel": POLICY.channels,
        "kind": [kind.id for kind in aid.kinds],
        "group": [group.id for group in aid.groups],
        "proof": [proof.id for proof in aid.proofs],
        "refusal": aid.refusals,
        "termination": aid.terminations,
        "decline": aid.declines,
        "urgency": aid.urgencies,
        "work": aid.works,
        "visit_group": visit.groups,
        "visit_outcome": visit.outcomes,
        "severity": [severity.id for severity in checkup.severities],
        "result": checkup.results,
    }

    assert {key: list(ids) for key, ids in read.items()} == {
        key: [row["id"] for row in rows] for key, rows in LISTS.items()
    }
    for key, rows in LISTS.items():
        assert all(BOOK.names[f"{key}.{row['id']}"] == row["names"] for row in rows)
    for row in RAW["aid"]["kinds"]:
        kind = aid.kind(row["id"])
        assert kind is not None
        assert (kind.criminal, kind.serious) == (row.get("criminal", False), row.get("serious", False))


def test_every_name_and_every_sentence_is_there_in_three_languages():
    everything = [*BOOK.names.values(), *BOOK.pledge]

    assert all(set(names) == set(LANGUAGES) and all(names.values()) for names in everything)
    assert len(BOOK.pledge) >= 5


def test_mongolian_names_are_in_the_traditional_script():
    written = "".join(names["mn"] for names in [*BOOK.names.values(), *BOOK.pledge])

    assert not [c for c in written if not ("\u1800" <= c <= "\u18af" or c in " \u202f0123456789")]


def test_something_is_called_by_its_name_and_what_is_unknown_by_its_id():
    assert BOOK.called("field", "labour")["en"] == "work and social security"
    assert BOOK.called("field", "astronomy") == {"zh": "astronomy"}
    assert BOOK.called("field", "") == {}


# ---- files with faults


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ('version = "2026-11-25"', 'version = ""', "version", "This text is empty."),
        ("promise = { value = 8,", "promised = { value = 8,", "inquiry.promised", "This key is not known."),
        ("promise = { value = 8,", "promised = { value = 8,", "inquiry.promise", "This key is missing."),
        ('promise = { value = 8, unit = "min" }', 'promise = { value = 1, unit = "wd" }', "inquiry.promise.unit", "'wd' is not one of h, min, s."),
        ('leader = { value = 6, unit = "min" }', 'leader = { value = 8, unit = "min" }', "inquiry.leader", "The duty leader must be called before the promise ends."),
        ('verify_soon = { value = 20', 'verify_soon = { value = 30', "aid.verify_soon", "The desk must be reminded before the time to verify is over, in the same unit."),
        ('verify_soon = { value = 20, unit = "d" }', 'verify_soon = { value = 20, unit = "h" }', "aid.verify_soon", "The desk must be reminded before the time to verify is over, in the same unit."),
        ('leader = { value = 4, unit = "h" }', 'leader = { value = 24, unit = "h" }', "visit.leader", "The duty leader must be called before the promise ends."),
        ("most = 4 ", "most = 0 ", "inquiry.calling.most", "This must be at least 1, not 0."),
        ('warn_at = "15:00"', 'warn_at = "3 pm"', "aid.warn_at", "'3 pm' is not a time of the day like 15:00."),
        ('warn_at = "15:00"', 'warn_at = "15:00+08:00"', "aid.warn_at", "'15:00+08:00' is not a time of the day like 15:00."),
        ('promise = { value = 1, unit = "wd" }', 'promise = { value = 1, unit = "day" }', "aid.promise.unit", "'day' is not one of wd, d, h, min, s."),
        ("warn = 80", "warn = 100", "visit.warn", "The warning must come before 100 percent."),
        ("criminal = true # arts", "serious = true # arts", "aid.kinds[criminal].serious", "Only a criminal kind can be serious."),
        ("means_test = false # art. 42", 'means_test = "no"', "aid.groups[minor].means_test", None),
        ('kinds = ["wages", "injury"]', 'kinds = ["wage"]', "aid.groups[migrant_worker].kinds[0]", "'wage' is not a known kind of legal aid."),
        ("means_test = false # art. 42\nkinds", "kinds", "aid.groups[migrant_worker].kinds", "Kinds are for groups whose means are not looked at."),
        ("waivable = true", "waived = true", "aid.proofs[means].waived", "This key is not known."),
        ('id = "web"', 'id = "net"', "channels", "'web' must be on this list."),
        ('id = "limitation"', 'id = "limit"', "aid.urgencies", "'limitation' must be on this list."),
        ('id = "evidence"', 'id = "limitation"', "aid.urgencies[limitation].id", "The id 'limitation' is used twice."),
        ('id = "labour"', 'id = "劳动"', "fields[0].id", "'劳动' is not an id: letters, digits, - and _ only, with a letter first."),
        ('zh = "劳动与社会保障", ', "", "fields[labour].names.zh", "This key is missing."),
        ('en = "marriage and family"', 'en = " "', "fields[family].names.en", "This text is empty."),
        ("withdrawn = {", "gone = {", "words.state.withdrawn", "This key is missing."),
        ("withdrawn = {", "gone = {", "words.state.gone", "This key is not known."),
        ("[aid]", "[aid", "line 111", None),
    ],
)  # fmt: skip
def test_a_file_with_a_fault_is_refused_with_its_place(old, new, place, reason):
    assert old in GOOD

    found = problems_of(GOOD.replace(old, new, 1))

    assert place in [at for at, _ in found]
    assert reason is None or (place, reason) in found


def test_a_ground_that_the_program_gives_by_itself_cannot_be_left_out():
    broken = GOOD.replace('id = "false_pledge"', 'id = "pledge_false"')

    assert {("aid.refusals", "'false_pledge' must be on this list."), ("aid.terminations", "'false_pledge' must be on this list.")} == set(problems_of(broken))  # fmt: skip


def test_a_visit_must_be_able_to_end():
    everything = GOOD.replace("again = true\n", "")
    for outcome in RAW["visit"]["outcomes"]:
        everything = everything.replace(
            f'id = "{outcome["id"]}"\nnames', f'id = "{outcome["id"]}"\nagain = true\nnames'
        )

    assert [place for place, _ in problems_of(everything)] == ["visit.outcomes"]


def test_all_faults_are_told_at_once():
    broken = GOOD.replace("urgent_days = 7", "urgent_days = 0").replace("warn = 80", "warn = 200")

    assert {place for place, _ in problems_of(broken)} == {"aid.urgent_days", "visit.warn"}


def test_an_empty_file_misses_everything_but_kills_nobody():
    places = {place for place, _ in problems_of("")}

    assert {"version", "inquiry", "aid", "visit", "checkup", "fields", "channels", "pledge", "words"} <= places
