"""The bureau's table is told with its meaning, adds up, and names nobody."""

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from legal_rows import aid, happen, inquiry, let_in, settle_in

from api.legal.figure_sheet import csv_of
from store.shipped import legal

VERSION = legal().policy.version
ZONE = ZoneInfo("Asia/Shanghai")
DAY, NIGHT = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE), datetime(2026, 10, 25, 23, 0, tzinfo=ZONE)
PERIOD = "from=2026-10-01&until=2026-12-01"


@pytest.fixture
async def bureau(counter):
    """Counters of a small legal circle with the published table's cases in two months and two towns."""
    pool = counter.pool
    await settle_in(pool)
    await let_in(pool, counter.tokens)
    for channel, number in (("web", 54), ("hotline", 59)):
        for n in range(number):
            await inquiry(pool, DAY, channel, district=("V-001", "T-02")[n % 2], kept=n % 10 != 0)
    for _ in range(12):
        await inquiry(pool, NIGHT, "chat", district="V-002", kept=None)
    await inquiry(pool, NIGHT, "counter")
    groups = [("criminal", "minor migrant_worker")] * 2 + [("criminal", "minor")] * 4 + [("criminal", "mandated")] * 27
    groups += [("wages", "migrant_worker")] * 18 + [("civil", "poor woman")] * 5 + [("civil", "poor")] * 9
    for n, (kind, people) in enumerate(groups):
        await aid(pool, DAY - timedelta(days=30 * (n % 2)), kind, people, policy_version=VERSION, same_day=n % 5 != 0)
    return counter


async def read(bureau, query=PERIOD, who="director-1"):
    answer = await bureau.get(f"/legal/figures?{query}", who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_the_help_was_worth_is_told_with_names_and_meaning(bureau):  # rows 18, 24, 25 and 32
    answered = [await inquiry(bureau.pool, DAY) for _ in range(4)]
    update = "UPDATE inquiry SET answered_at = $2, helped = $3, referrals = $4 WHERE ref = $1"
    for ref, minutes, helped, referrals in zip(answered, (5, 7, 60, 9), (True, None, False, None), (0, 0, 0, 1), strict=True):  # fmt: skip
        await bureau.pool.execute(update, ref, DAY + timedelta(minutes=minutes), helped, referrals)
    await bureau.pool.execute("UPDATE legal_case SET ended_at = updated_at WHERE ref = $1", answered[1])
    await happen(bureau.pool, answered[3], ("referred", DAY, {}), ("taken", DAY, {}))

    shown = await read(bureau)
    quality, meaning = shown["total"]["quality"], shown["definitions"]
    took, shares = quality["first_useful_answer"], {row["id"]: row for row in quality["shares"]}

    assert (took["of"], took["median_seconds"], took["p90_seconds"]) == (3, 7 * 60, 9 * 60)
    assert took["names"]["zh"] == "首次有效解答用时"
    assert {"first_useful_answer", *(row["about"] for row in quality["shares"])} <= set(meaning)
    assert [(shares[figure]["count"], shares[figure]["of"]) for figure in ("helped", "not_helped", "not_said")] == [(1, 3)] * 3  # fmt: skip
    assert (shares["helped"]["open"], shares["helped"]["share"], shares["helped"]["names"]["zh"]) == (1, 0.3333, "解答有帮助")  # fmt: skip
    assert (shares["referrals_accepted"]["count"], shares["referrals_accepted"]["of"]) == (1, 1)
    assert shares["pledges_false"]["share"] is None
    (_, *rows), _ = await lines(bureau)
    in_file = {row[1]: row[2] for row in rows if row[0] == "服务质量"}
    assert (in_file["首次有效解答用时（中位数，秒）"], in_file["解答有帮助（占比）"], in_file["承诺核查不实（占比）"]) == ("420", "0.3333", "")  # fmt: skip


async def test_the_published_table_is_told_and_its_identities_hold(bureau):  # S14
    shown = await read(bureau)

    online, aid_row = shown["total"]["online"], shown["total"]["aid"]
    assert online == {"total": 125, "consultation": 54, "hotline": 59, "night": 12, "counter": 1, "unplaced": 0}
    assert (aid_row["total"], aid_row["criminal"], aid_row["civil"]) == (65, 33, 32)
    of_which = {row["id"]: row["count"] for row in aid_row["of_which"]}
    assert (of_which["migrant_workers"], of_which["minors"], of_which["women"]) == (20, 6, 5)
    assert (shown["from"], shown["until"]) == ("2026-10-01", "2026-12-01")


async def test_shares_are_told_with_numerator_and_denominator(bureau):
    shown = (await read(bureau))["total"]

    assert shown["answered"] == {"count": 102, "of": 114, "open": 12, "share": 0.8947}
    assert shown["aid"]["promise"] == {"count": 65, "of": 65, "open": 0, "share": 1.0}
    assert shown["aid"]["same_day"] == {"count": 52, "of": 65, "open": 0, "share": 0.8}


@pytest.mark.parametrize(("by", "names"), [("month", ["2026-10", "2026-11"]), ("town", ["", "T-01", "T-02"])])
async def test_the_parts_add_up_to_the_whole(bureau, by, names):
    shown = await read(bureau, f"{PERIOD}&by={by}")

    parts = [part["figures"] for part in shown["parts"]]
    assert [part["name"] for part in shown["parts"]] == names
    for block in ("online", "aid"):
        for name, value in shown["total"][block].items():
            if isinstance(value, int):
                assert sum(part[block][name] for part in parts) == value, name
    for name in ("count", "of", "open"):
        assert sum(part["answered"][name] for part in parts) == shown["total"]["answered"][name]
        for n, row in enumerate(shown["total"]["quality"]["shares"]):
            assert sum(part["quality"]["shares"][n][name] for part in parts) == row[name], row["id"]


async def test_what_was_entered_by_hand_is_in_it_until_it_is_taken_back(bureau):
    body = {"kind": "leaflet", "on_day": "2026-11-25", "place": "station-1", "count": 312, "evidence": "签收单", "person": "lawyer-1"}  # fmt: skip
    entry = (await bureau.post("/legal/activities", body, "clerk-1")).json()["id"]

    before = (await read(bureau, f"{PERIOD}&by=town"))["parts"]
    await bureau.post(f"/legal/activities/{entry}/take-back", {"reason": "误录。"}, "clerk-1")
    after = (await read(bureau))["total"]["activities"]

    counted = {part["name"]: row for part in before for row in part["figures"]["activities"] if row["id"] == "leaflet"}
    assert (counted["T-01"]["count"], counted["T-02"]["count"]) == (312, 0)
    assert all(row["entries"] == 0 for row in after)


async def test_every_figure_has_its_meaning_in_words(bureau):
    shown = await read(bureau)

    assert {"online", "night", "aid", "of_which", "answered", "same_day", "activities", "period"} <= set(shown["definitions"])  # fmt: skip
    assert all(words["zh"] and words["en"] for words in shown["definitions"].values())
    assert shown["version"]
    assert shown["source"]
    assert shown["by"] is None
    assert shown["parts"] == []


async def test_nobody_is_named_and_no_case_is(bureau):
    await bureau.pool.execute("UPDATE legal_matter SET text = '秘密内容', other_side = '对方某人'")

    answer = await bureau.get(f"/legal/figures?{PERIOD}&by=town", "director-1")

    for secret in ("秘密内容", "对方某人", "-000", "lawyer-"):
        assert secret not in answer.text


async def lines(bureau, query=PERIOD):
    """The lines of the file, as a spreadsheet reads it, and its name."""
    answer = await bureau.get(f"/legal/figures.csv?{query}", "director-1")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].lower() == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf"), "by which a spreadsheet knows that it is UTF-8"
    read = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    return [*read], answer.headers["Content-Disposition"]


async def test_the_file_has_the_same_figures_under_their_chinese_names(bureau):
    shown = (await read(bureau))["total"]
    (head, *rows), name = await lines(bureau)
    found = {row[1]: row[2] for row in rows}

    assert name == 'attachment; filename="legal-figures-2026-10-01-to-2026-11-30.csv"'
    assert head == ["类别", "项目", "合计", "口径"]
    assert {len(row) for row in rows} == {4}
    assert found["线上服务合计"] == str(shown["online"]["total"]) == "125"
    assert (found["刑事"], found["民事（含行政）"], found["其中：农民工"], found["其中：妇女"]) == (
        "33",
        "32",
        "20",
        "5",
    )
    assert [found[f"八分钟内解答或接办（{part}）"] for part in ("达到", "结果已定", "结果未定", "占比")] == [
        "102",
        "114",
        "12",
        "0.8947",
    ]
    numbers = 6 + 4 + 6 + len(shown["aid"]["of_which"]) + 8 + 3 * len(shown["activities"]) + 4 + 4 * 8
    assert len(rows) == len(found) == numbers
    assert all(row[3] for row in rows)


async def test_the_file_has_a_column_for_each_town_by_its_name(bureau):
    await bureau.pool.execute("UPDATE department SET name_zh = '=库伦镇' WHERE id = 'T-01'")

    head, *rows = (await lines(bureau, f"{PERIOD}&by=town"))[0]
    online = next(row for row in rows if row[1] == "线上服务合计")

    assert head[2:6] == ["合计", "未登记村镇", "'=库伦镇", "T-02"]
    assert sum(map(int, online[3:6])) == int(online[2]) == 125


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_text_in_the_file_is_a_formula(begins):
    made = csv_of([[f"{begins}HYPERLINK(1)", 'a "b", c', 12, -0.5, None]]).decode("utf-8-sig")
    (row,) = csv.reader(io.StringIO(made, newline=""))

    assert row == [f"'{begins}HYPERLINK(1)", 'a "b", c', "12", "-0.5", ""]
    assert made.endswith("\r\n")


async def test_an_empty_period_has_no_shares(bureau):
    shown = (await read(bureau, "from=2025-01-01&until=2025-01-02"))["total"]

    assert shown["online"]["total"] == 0
    assert (shown["answered"]["share"], shown["aid"]["promise"]["share"]) == (None, None)
    took, shares = shown["quality"]["first_useful_answer"], shown["quality"]["shares"]
    assert (took["of"], took["median_seconds"], took["p90_seconds"]) == (0, None, None)
    assert {(row["of"], row["share"]) for row in shares} == {(0, None)}


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("from=2026-11-02&until=2026-11-02", 422, "period_not_allowed"),
        ("from=2026-11-02&until=2026-11-01", 422, "period_not_allowed"),
        ("from=2020-01-01&until=2026-11-01", 422, "period_not_allowed"),
        ("from=2026-11-01", 422, "invalid_request"),
        ("from=1&until=2", 422, "invalid_request"),
        ("from=2026-11-01&until=2026-13-01", 422, "invalid_request"),
        ("from=2099-12-30&until=2099-12-31", 200, None),
        (f"{PERIOD}&by=people", 422, "invalid_request"),
    ],
)
async def test_a_period_is_whole_days_one_after_the_other(bureau, query, status, code):
    answer = await bureau.get(f"/legal/figures?{query}", "clerk-1")

    assert (answer.status_code, answer.json().get("code")) == (status, code)


@pytest.mark.parametrize(
    ("who", "status"),
    [("", 401), ("chen", 403), ("lawyer-1", 403), ("clerk-1", 200), ("director-1", 200), ("shen", 200)],
)
async def test_the_desk_and_those_who_oversee_read_it(bureau, who, status):
    answers = [await bureau.get(f"/legal/{table}?{PERIOD}", who) for table in ("figures", "figures.csv")]

    assert [answer.status_code for answer in answers] == [status] * 2
