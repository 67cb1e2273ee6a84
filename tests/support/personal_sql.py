"""Which statements of the store read personal data without writing it down, each with the reason; and how that is found out."""

from __future__ import annotations

import ast
from pathlib import Path

STORE = Path(__file__).parents[2] / "store"
FILES = sorted(STORE.glob("*.sql"))
# Statements whose answer has personal data in it and that write no reading down, each with the reason.
SILENT = {
    **dict.fromkeys(
        ("people", "contacts", "callers", "barred", "lock_letter"),
        "the postroom sends with it; letter and fates say what went to whom",
    ),
    **dict.fromkeys(
        ("same_report", "unbegun_reports", "same_matter", "unbegun_matters", "one_subscriber", "one_complainant"),
        "what was handed in begins its case or answers its own repetition; nobody else is shown it",
    ),
    **dict.fromkeys(
        ("letter_of_code", "question", "asker_by_code"),
        "compared with what somebody knows who says who they are",
    ),
    **dict.fromkeys(("one_activity", "same_activity", "one_session"), "answered to whoever has just entered it"),
    **dict.fromkeys(("request_head", "place_question"), "of a note the topic only, an id of a closed list"),
    **dict.fromkeys(
        ("public_items", "items_of_many", "items_at"),
        "the reason of a breach, which the law wants published (优化营商环境条例 art. 36)",
    ),
    "lines_of": "of a note two days and whether a document has a number; the detectors see them and show ids and days",
    "links_of": "of words only their digest",
    "note": "compared with a command that comes again",
    "answer_to": "answered to the carrier that brings the same text again",
    "candidates": "a distance is counted from it",
    **dict.fromkeys(
        ("lock_upload", "newest_document", "one_upload", "same_upload"),
        "answered to whoever is handing it in, or shown to nobody",
    ),
    "piece_around": "the bytes of a document that was found, and noted, before",
    "open_sessions": "shown to the account's own person",
    "lines_by_date": "it counts rows and hashes their ids",
    "find_person": "an account is changed by hand, at the machine itself",
}
# Statements that read it and show none of it, each with the reason.
UNREAD = {
    "closings_made": "of an answer it tells how many characters it has, and how often the same was used; of a caller another case",
    **dict.fromkeys(
        (
            *("drop_bars", "drop_readings", "empty_activities", "empty_inbound", "empty_letters", "empty_outbox"),
            *("empty_people", "empty_sessions", "empty_subscribers", "empty_tokens", "lines_of_cases"),
        ),
        "what is kept no longer is found and erased",
    ),
    **dict.fromkeys(
        ("complainant_by_code", "was_subscribed", "end_subscription", "erase_subscription"),
        "compared with the code that somebody shows who says who they are",
    ),
    **dict.fromkeys(
        ("bar", "start_texts", "stop_texts", "roles_reached_alike"), "an address is found again, for the postroom"
    ),
    **dict.fromkeys(
        ("duplicates", "advised_requests"),
        "whether it is the same number; shown are other cases, of which those have the right",
    ),
    "false_pledge_at": "whether it is the same person; shown is a day, to whoever says who they are",
    "handings_of": "of a document its line on record, without its name",
    "torn_cases": "it is held against the record; shown are numbers of cases",
    **dict.fromkeys(("add_old_requests", "keep_order"), "a function of the owner looks whether there is such a case"),
    "take_plan": "whether the two are reached alike",
    "add_complainant": "whether the same number has reported before; kept are numbers of days",
    "listed_checkups": "the view has a text, of which it shows nothing",
    "save_person": "an account is changed only if it is another",
}
# Who asks for personal data and shows nobody any of it, so that no reading is written down; by module and function.
UNSHOWN = {
    ("api/accounts/own.py", "list_own_tokens"): "whoever has signed in sees their own",
    ("api/legal/asking.py", "take_in"): "whoever hands it in is answered their own number and code",
    ("api/legal/becoming.py", "become"): "who asked is copied from one case of theirs to the next",
    ("api/legal/checkup_orders.py", "order"): "whoever orders a check-up is answered its number",
    ("api/legal/player.py", "_confirmed_code"): "invented people of the examples",
    ("api/legal/starting.py", "_aid"): "whether there is a pledge, for the case",
    (
        "store/own_data.py",
        "own_subscription",
    ): "whose it is shows only then; it is written down in the same transaction",
}
PLANNED = """
CREATE FUNCTION planned(statement text) RETURNS json LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
    EXECUTE 'EXPLAIN (VERBOSE, GENERIC_PLAN, FORMAT JSON) ' || statement INTO plan;
    RETURN plan;
END $$
"""


def read_through(path: Path) -> set[str]:
    """The statements that a module hands to `read_personal`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="read_personal")):
                found |= {
                    part.slice.value
                    for part in ast.walk(node)
                    if isinstance(part, ast.Subscript) and ast.unparse(part.value) == "SQL"
                }
    return found
