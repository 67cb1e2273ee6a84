"""After six hours in which nothing worked: the most urgent first, bundled and capped, nothing overtaken, and one report."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from house import MORNING, House

from activities.kept_carrier import KeptCarrier
from domain.fate import Channel
from domain.record import Step
from domain.roles import Role
from store.pool import Pool

LETTERS_AS_SENT = """
SELECT letter.recipient, letter.urgency, letter.claimed_at
  FROM letter
  JOIN outbox ON outbox.letter = letter.id
  JOIN fate ON fate.message = outbox.id AND fate.what = 'claimed'
 WHERE letter.channel = 'sms'
 GROUP BY letter.id
 ORDER BY min(fate.n)
"""
SIX_HOURS = timedelta(hours=6)
PEOPLE = 40


async def test_after_six_hours_2000_due_steps_are_told_in_order_bundled_and_capped(pool: Pool):  # H34, H37
    house = await House.built(pool, {channel: KeptCarrier() for channel in (Channel.SMS, Channel.VOICE, Channel.MAIL)})
    for number in range(PEOPLE):
        await house.person(f"officer-{number}")
    await house.person("root", Role.ADMINISTRATOR, None, mail="root@example.org")
    await house.work()  # the postroom was seen for the last time at half past eight
    await two_thousand_due_steps(house)

    house.now = MORNING + SIX_HOURS
    await house.work()
    first = house.now
    await house.after(minutes=2)
    await house.after(minutes=2)

    states = Counter(
        await _column(pool, "SELECT state FROM outbox WHERE channel = 'sms' AND recipient LIKE 'person:%'")
    )
    assert set(states) == {"sent", "superseded"} or set(states) == {"sent"}
    ended = Counter(await _column(pool, "SELECT coalesce(why, '') FROM notice WHERE step <> 'report'"))
    assert ended["overtaken"] == 400, "a yellow whose red is due is not told"
    assert ended["expired"] == 200
    letters = await pool.fetch(LETTERS_AS_SENT)
    assert len(letters) <= 2 * PEOPLE, "bundled"
    per_minute = Counter((row["recipient"], row["claimed_at"]) for row in letters)
    assert max(per_minute.values()) <= house.book.policy.most_letters
    at_first = [row["urgency"] for row in letters if row["claimed_at"] == first]
    assert at_first == sorted(at_first), "the most urgent first"
    report = await pool.fetchrow("SELECT * FROM outage")
    assert (report["from_at"], report["until_at"]) == (MORNING, MORNING + SIX_HOURS)
    assert (report["due"], report["skipped"]) == (2000, 600)
    assert timedelta(hours=5) < report["latest_by"] <= SIX_HOURS + timedelta(minutes=4)
    told = await pool.fetchval("SELECT text FROM letter WHERE recipient = 'person:root'")
    assert all(word in told for word in ("08:30", "14:30", "2000", "600"))
    assert await pool.fetchval("SELECT count(*) FROM letter WHERE recipient = 'person:root'") == 1


async def test_a_short_absence_writes_no_report(pool: Pool):
    house = await House.built(pool, {Channel.SMS: KeptCarrier()})
    await house.work()

    await house.after(minutes=4)

    assert await pool.fetchval("SELECT count(*) FROM outage") == 0


async def two_thousand_due_steps(house: House) -> None:
    """1,000 reds, 400 yellows of the same items, 400 other yellows, 200 that were useful for an hour only."""
    house.with_policy(ladders={k: replace(v, again_minutes=0) for k, v in house.book.policy.ladders.items()})
    end = {"expires_at": MORNING + timedelta(hours=15)}
    for number in range(1400):
        officer, later = f"officer-{number % PEOPLE}", timedelta(minutes=5 + number % 50)
        house.now = MORNING + timedelta(seconds=number)
        if number < 400:
            ref = await house.tell(Step.YELLOW, officer=officer, not_before=MORNING + timedelta(minutes=1), **end)
            house.now += timedelta(milliseconds=1)
            await house.tell(Step.RED, ref=ref, officer=officer, not_before=MORNING + later, **end)
        elif number < 1000:
            await house.tell(Step.RED, officer=officer, not_before=MORNING + later, **end)
        else:
            await house.tell(Step.YELLOW, officer=officer, not_before=MORNING + later, **end)
    for number in range(200):
        early = {"not_before": MORNING + timedelta(minutes=1), "expires_at": MORNING + timedelta(hours=1)}
        await house.tell(Step.YELLOW, officer=f"officer-{number % PEOPLE}", **early)


async def _column(pool: Pool, query: str) -> list[str]:
    return [row[0] for row in await pool.fetch(query)]
