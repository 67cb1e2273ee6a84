"""Every counter that shows personal data leaves a line in the access log, and those who oversee can read it."""

from banner import DISPATCHER, Banner
from circle import CLERK, PLEDGE, Circle


async def lines(office, **query):
    """The access log as the supervisor reads it: who, why, what, of which case, whose; the oldest first."""
    answer = await office.get("/access-log?" + "&".join(f"{name}={value}" for name, value in query.items()), "shen")
    assert answer.status_code == 200, answer.text
    names = ("reader", "why", "what", "ref", "whose")
    return [tuple(row[name] for name in names) for row in reversed(answer.json()["rows"])]


async def test_who_reads_a_request_its_words_and_its_citizens_is_written_down(counter):
    banner = await Banner.staffed(counter)
    ref = await banner.handed_in()
    await counter.pool.execute("INSERT INTO request (ref, state, n, updated_at) VALUES ($1, 'reported', 1, now())", ref)
    (complainant,) = await banner.read(f"/requests/{ref}/complainants")
    await banner.read("/queue")
    await banner.read(f"/requests/{ref}")

    assert await lines(counter, ref=ref) == [
        (DISPATCHER, "read_complainants", "contact", ref, complainant["id"]),
        (DISPATCHER, "read_queue", "words", ref, ""),
        (DISPATCHER, "read_request", "words", ref, ""),
    ]
    assert await lines(counter, person=complainant["id"]) == [
        (DISPATCHER, "read_complainants", "contact", ref, complainant["id"])
    ]
    assert complainant["name"] not in str(await lines(counter))


async def test_who_is_refused_has_read_nothing(counter):
    banner = await Banner.staffed(counter)
    ref = await banner.handed_in()

    for path in (f"/requests/{ref}", f"/requests/{ref}/complainants", f"/requests/{ref}/events", "/queue"):
        assert (await counter.get(path, "officer-DRC")).status_code == 403

    assert await lines(counter) == []


async def test_who_reads_a_case_of_the_legal_circle_is_written_down_and_so_is_the_asker_themselves(office):
    circle = await Circle.staffed(office)
    asked = {"text": "欠薪", "kind": "wages", "groups": ["poor"], "name": "求助人某", "pledge": PLEDGE}
    ref, code = await circle.begun("aid", asked)
    for path in ("", "/askers", "/events"):
        assert (await office.get(f"/legal/{ref}{path}", CLERK)).status_code == 200
    assert (await office.get(f"/legal/{ref}", "stranger")).status_code == 404
    await circle.followed(ref, code)
    (asker,) = await office.pool.fetch("SELECT id FROM asker WHERE ref = $1", ref)

    assert set(await lines(office, ref=ref)) == {
        (CLERK, "read_legal", "words", ref, ""),
        (CLERK, "read_askers", "contact", ref, asker["id"]),
        (f"caller:{asker['id']}", "track_legal", "words", ref, ""),
    }


async def test_who_oversees_sees_how_a_request_goes_and_not_whose_it_is(counter):
    banner = await Banner.staffed(counter)
    ref = await banner.handed_in(text="请打13800001234，身份证150524199001011234")
    await counter.pool.execute(
        "UPDATE report SET address = '库伦镇三组12号', lat = 42.7, lon = 121.7 WHERE ref = $1", ref
    )
    await counter.pool.execute("INSERT INTO request (ref, state, n, updated_at) VALUES ($1, 'reported', 1, now())", ref)

    seen = {who: await banner.read(f"/requests/{ref}", who) for who in (DISPATCHER, "shen", "root")}

    assert seen[DISPATCHER]["text"] == "请打13800001234，身份证150524199001011234"
    assert seen[DISPATCHER]["address"] == "库伦镇三组12号"
    for who in ("shen", "root"):
        assert seen[who]["text"] == "请打138****1234，身份证******"
        assert (seen[who]["address"], seen[who]["lat"], seen[who]["lon"]) == ("库伦镇", None, None)


async def test_the_log_is_paged_by_its_own_numbers(counter):
    banner = await Banner.staffed(counter)
    refs = [await banner.handed_in() for _ in range(3)]
    for ref in refs:
        await banner.read(f"/requests/{ref}/complainants")

    first = (await counter.get("/access-log?limit=2", "shen")).json()
    rest = (await counter.web.get(first["next"], headers=counter.bearing("shen"))).json()

    assert [row["ref"] for row in first["rows"] + rest["rows"]] == refs[::-1]
    assert rest["next"] is None
