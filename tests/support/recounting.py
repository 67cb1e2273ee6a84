"""A recount by hand from the record alone, which shares no code with the figures: what it reads, and how it reads it."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.figures.definitions import Period
from store import figures
from store.figures import Asked
from store.shipped import figures as shipped_figures

ZONE = ZoneInfo("Asia/Shanghai")
BOOK = shipped_figures()
WHOLE = Period(date(2025, 1, 1), date(2026, 11, 19))
TAKEN_OUT = "SELECT subject, ref, part FROM exclusion JOIN exclusion_decision ON exclusion = id WHERE granted"
EVENTS = """
SELECT event.ref, event.kind, coalesce(event.item, '') AS item, coalesce(event.body, '') AS body, event.at, event.entered_at,
       event.acted_at, coalesce(event.what, '') AS what, event.due_after, event.due_at_after, report.outer_due
  FROM valid_event AS event
  LEFT JOIN report ON report.ref = event.ref
 ORDER BY event.ref, event.n
"""


async def lines(pool, word):
    """The record of each case of a service, whose first line is this word."""
    cases = defaultdict(list)
    for row in await pool.fetch(EVENTS):
        cases[row["ref"]].append(row)
    return [rows for rows in cases.values() if rows[0]["kind"] == word and rows[0]["what"] != "centre"]


async def taken_out(pool):
    """What two people took out of the figures, by subject, case and part."""
    return {tuple(row) for row in await pool.fetch(TAKEN_OUT)}


async def told(pool, service, *, by=None, book=BOOK, period=WHOLE):
    async with pool.acquire() as connection:
        return await figures.values(connection, book, Asked(service, period, by))


def month(at):
    """The month of the hotline, which begins on the 19th of the month before."""
    day = at.astimezone(ZONE).date()
    return f"{day:%Y-%m}" if day.day < 19 else f"{(day.replace(day=1) + timedelta(days=31)):%Y-%m}"


def percentile(lengths, percent):
    """So many percent took at most so long."""
    return sorted(lengths)[math.ceil(len(lengths) * percent / 100) - 1]


TAKES = ("accepted", "dispatched", "escalated", "overtaken", "reopened")
LETS_GO = (*TAKES, "returned", "closed", "withdrawn", "merged", "advised")


def legs_of(rows):
    """Each promise of a request to its citizens: whose it is, whether it is over as it is counted now, and how it ended."""
    legs, leg, holder, body, early, cycle = [], None, None, "", False, 1
    for row in rows:
        kind, at, moved = row["kind"], row["at"], row["due_at_after"]
        begins, over = kind == "reopened" or (kind == "accepted" and not legs), kind == "accepted" and early
        if leg and leg["over"] and moved and moved > at:
            leg["over"] = False
        if kind == "goal_over" and leg and not leg["over"]:
            had = holder and holder["at"] <= at
            leg |= {"over": True, "late": holder["body"] if had else "CENTRE"}
        early = early or (kind == "goal_over" and not legs)
        if leg and kind in ("leg_done", "closed", "withdrawn", "merged", "advised"):
            body = (row["body"] or body) if kind == "closed" else body
            leg |= {"end": kind, "ended": at, "body": body}
            leg, begins = None, kind == "leg_done"
            over = begins and cycle == 1 and row["outer_due"] is not None and row["outer_due"] <= at
        cycle += kind == "reopened"
        if begins:
            part = ("leg", row["ref"], f"{cycle}.{len(legs) + 1}")
            since = rows[0]["at"] if kind == "accepted" else at
            late = holder["body"] if over and kind == "leg_done" and holder else "CENTRE"
            leg = {"part": part, "cycle": cycle, "since": since, "over": over, "late": late, "end": "", "ended": None}
            legs.append(leg)
        if kind in LETS_GO:
            holder = row if kind in TAKES else None
            body = row["body"] if kind in TAKES else body
    return legs


def holdings_of(rows):
    """Each body that had a request: whether it signed and was reminded, whether its share is over, and how it lost it."""
    holdings, now, over = [], None, False
    for row in rows:
        kind, at = row["kind"], row["at"]
        moved = row["due_at_after"] and row["due_at_after"] > at
        over = (over and not moved) or kind == "goal_over"
        if kind in ("leg_done", "reopened"):
            over = kind == "leg_done" and row["outer_due"] is not None and row["outer_due"] <= at
        if now:
            _heard_of(now, kind, at, moved)
        if now and kind in LETS_GO:
            now["end"], now = kind, None
        if kind in TAKES:
            part = ("holding", row["ref"], str(len(holdings) + 1))
            share = not (over and row["body"] == "CENTRE")
            now = {"part": part, "body": row["body"], "at": at, "share": share, "over": False, "reminded": False}
            now |= {"signed": False, "prompt": False, "end": ""}
            holdings.append(now)
    return holdings


def _heard_of(now, kind, at, moved):
    """What a line says of the body that has a request: a centre's share ends with the deadline, and who got none has broken none."""
    over = (kind == "share_over" and at > now["at"]) or (
        kind == "goal_over" and now["body"] == "CENTRE" and now["share"]
    )
    if now["body"] == "CENTRE" and moved:
        now["over"] = False
    now["share"] = now["share"] and not (kind == "share_over" and at <= now["at"])
    now["over"] = now["over"] or over
    now["reminded"] = now["reminded"] or over or kind in ("half", "warned")
    if kind == "signed":
        now |= {"signed": True, "prompt": not now["reminded"]}


def rounds_of(rows):
    """Each round of each item of a project: whether it is over as it is counted now, how it ended, and how late that was entered."""
    rounds = defaultdict(list)
    for row in rows:
        mine, kind = rounds[row["item"]], row["kind"]
        now = mine[-1] if mine else {}
        if kind == "received":
            part = ("item", row["ref"], f"{row['item']}.{len(mine) + 1}")
            mine.append({"part": part, "item": row["item"], "since": row["at"], "over": False, "end": ""})
            mine[-1] |= {"lag": timedelta(0), "paused": set(), "corrected": False, "revoked": False, "ended": None}
        elif now and (kind == "breached" or (kind == "silence_withheld" and row["what"] != "calendar")):
            now["over"] = True
        elif now and kind == "revoked":
            now |= {"over": True, "end": "", "revoked": True}
        elif now and kind in ("approved", "refused", "approved_by_silence", "withdrawn", "declined"):
            now |= {"end": kind, "ended": row["at"]}
            now["lag"] = row["entered_at"] - row["acted_at"] if row["acted_at"] else timedelta(0)
        elif now:
            now["paused"] |= {row["what"]} if kind == "paused" else set()
            now["corrected"] |= kind == "correcting"
            is_moved = row["due_after"] and row["due_after"] >= row["at"].astimezone(ZONE).date()
            now["over"] = now["over"] and (now["revoked"] or not is_moved)
    return [one for mine in rounds.values() for one in mine]
