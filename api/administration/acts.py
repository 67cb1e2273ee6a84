"""What each page of administration is for: the part of the table of `api.access` that speaks of them."""

from __future__ import annotations

from domain.roles import Act

ADMINISTRATION: dict[str, Act] = {
    **dict.fromkeys(("admin_page", "bodies_page", "wording_page"), Act.READ_HEALTH),
    **dict.fromkeys(("people_page", "find_person_page", "person_page"), Act.READ_ACCOUNTS),
    **dict.fromkeys(("invite_on_page", "change_account_on_page", "end_token_on_page"), Act.MANAGE_ACCOUNTS),
    **dict.fromkeys(("find_work_page", "work_page", "move_on_page"), Act.MOVE_WORK),
    **dict.fromkeys(("rosters_page", "add_entry_on_page"), Act.MANAGE_ROSTERS),
    **dict.fromkeys(("end_duty_on_page", "end_absence_on_page"), Act.MANAGE_ROSTERS),
    "outbox_page": Act.READ_UNREACHED,
    "settle_on_page": Act.SETTLE_MESSAGE,
    **dict.fromkeys(("incoming_page", "texts_sheet", "stray_receipts_sheet"), Act.READ_OUTBOX),
    **dict.fromkeys(
        ("versions_page", "version_file", "publish_on_page", "publish_file_on_page"), Act.PUBLISH_CATALOGUE
    ),
    **dict.fromkeys(("erasures_page", "propose_on_page"), Act.MANAGE_RETENTION),
    **dict.fromkeys(("confirm_erasure_on_page", "hold_on_page"), Act.MANAGE_RETENTION),
    "security_page": Act.READ_SECURITY_RECORD,
}
