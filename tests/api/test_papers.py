"""三单一函: numbered documents that the bodies, the centre and those who oversee can list and print; no citizen is named."""

import base64

import pytest
from banner import BODY, DISPATCHER, OTHER, OWNER, Banner
from citizens import with_numbers_of_its_own

from api.hotline.papers import number_of
from store.shipped import hotline_file

NAME, PHONE, CODE = "诉求人某", "15400009999", "ABCDEF"
NOT_THERE = "H20261125-999999"


@pytest.fixture
async def banner(office):
    return await with_numbers_of_its_own(await Banner.staffed(office))


def by_password(banner, who):
    token = banner.counter.tokens[who]
    return {"Authorization": "Basic " + base64.b64encode(f"any:{token}".encode()).decode()}


async def page(banner, ref, who=OWNER, paper="assignment", cycle=1, body=BODY):
    return await banner.counter.web.get(f"/papers/{ref}/{cycle}/{paper}/{body}", headers=by_password(banner, who))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("交办单", "库伦热线交办〔2026〕3号"),
        ("督办单", "库伦热线督办〔2026〕3号"),
        ("函", "库伦热线函〔2026〕3号"),
    ],
)
def test_the_number_of_an_order_says_what_it_does(name, number):
    assert number_of("库伦热线", name, 2026, 3) == number


async def test_at_dispatch_the_order_is_issued_and_numbered_on(banner):
    first, second = await banner.accepted(), await banner.accepted()

    rows = [(await banner.read(f"/requests/{ref}/papers"))["rows"] for ref in (first, second)]

    assert [[row["paper"] for row in part] for part in rows] == [["assignment"], ["assignment"]]
    year = rows[0][0]["issued_at"][:4]
    assert [row[0]["number"] for row in rows] == [f"库伦热线交办〔{year}〕{n}号" for n in (1, 2)]
    assert rows[0][0]["names"] == {"zh": "交办单", "mn": rows[0][0]["names"]["mn"], "en": "assignment order"}
    assert (rows[0][0]["body"], rows[0][0]["href"]) == (BODY, f"/papers/{first}/1/assignment/{BODY}")


async def test_who_issues_the_documents_is_named_by_the_rules(office):
    banner = await Banner.staffed(office, policy=hotline_file().replace('zh = "库伦热线"', 'zh = "便民中心"'))
    ref = await banner.accepted()

    (row,) = (await banner.read(f"/requests/{ref}/papers"))["rows"]

    assert row["number"].startswith("便民中心交办〔")


async def test_the_document_says_to_whom_what_and_until_when_and_names_no_citizen(banner):
    ref = await banner.accepted(text="<b>路灯</b>不亮")
    await banner.counter.pool.execute("UPDATE report SET address = '村口' WHERE ref = $1", ref)

    printed = await page(banner, ref)

    body = await banner.counter.pool.fetchval("SELECT name_zh FROM department WHERE id = $1", BODY)
    assert printed.status_code == 200
    assert printed.headers["cache-control"] == "no-store"
    for words in ("交办单", "库伦热线交办〔", body, ref, "咨询", "路灯", "&lt;b&gt;", "村口", "办结期限", "旗热线中心"):
        assert words in printed.text, words
    for secret in (NAME, PHONE, CODE, "<b>路灯", "<script"):
        assert secret not in printed.text, secret


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (OWNER, 200),
        (f"head-{BODY}", 200),
        (f"grid-{BODY}", 200),
        (DISPATCHER, 200),
        ("leader", 200),
        ("shen", 200),
        ("root", 200),
        (f"officer-{OTHER}", 403),
        ("chen", 403),
        ("bai", 403),
    ],
)
async def test_who_has_to_do_with_it_may_read_it(banner, who, status):
    ref = await banner.accepted()

    listed = await banner.counter.get(f"/requests/{ref}/papers", who)
    printed = await page(banner, ref, who)

    assert (listed.status_code, printed.status_code) == (status, status)


async def test_a_visitor_is_asked_for_a_password_and_sees_nothing(banner):
    ref = await banner.accepted()

    listed = await banner.counter.get(f"/requests/{ref}/papers")
    printed = await banner.counter.web.get(f"/papers/{ref}/1/assignment/{BODY}")

    assert (listed.status_code, printed.status_code) == (401, 401)
    assert "Basic" in printed.headers["www-authenticate"]
    assert "路灯" not in printed.text


async def test_what_was_not_issued_is_not_there(banner):
    ref = await banner.accepted()

    answers = [
        await page(banner, ref, paper="letter"),
        await page(banner, ref, cycle=2),
        await page(banner, NOT_THERE),
        await banner.counter.get(f"/requests/{NOT_THERE}/papers", DISPATCHER),
    ]
    odd = [await page(banner, ref, paper="%00"), await page(banner, ref, cycle=0), await page(banner, "x")]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert [answer.status_code for answer in odd] == [422] * 3
