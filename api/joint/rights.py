"""Who may come to which counter of joint supervision; a part of the table in `api.access`."""

from __future__ import annotations

from domain.roles import Act

ADDING = (Act.MARK_CREDIT, Act.WARN_OF_RISK, Act.LINK_COMPLAINT)
CHANGING = (Act.WITHDRAW_ENTRY, Act.OBJECT_TO_CREDIT)
JOINT: dict[str, Act] = {
    **dict.fromkeys(("get_joint_project", "joint_page", "joint_sheet"), Act.READ_JOINT),
    **dict.fromkeys(("get_joint_company", "joint_company_page", "joint_company_sheet"), Act.READ_JOINT),
    **{act.value: act for act in (*ADDING, *CHANGING)},
    **{f"{act}_on_page": act for act in (*ADDING, *CHANGING)},
}
