"""Who may come to which counter of figures, and of what else is counted and overseen; a part of the table in `api.access`."""

from __future__ import annotations

from domain.roles import Act

FIGURES: dict[str, Act] = {
    "list_figures": Act.READ_PUBLIC,
    **dict.fromkeys(("get_figures", "list_counted_cases", "list_exclusions"), Act.READ_RATES),
    "list_figure_alarms": Act.READ_LOG,
    **dict.fromkeys(("figures_page", "figures_sheet", "counted_cases_page", "exclusions_page"), Act.READ_RATES),
    **dict.fromkeys(("counted_cases_sheet", "exclusions_sheet", "year_cycle_page", "year_cycle_sheet"), Act.READ_RATES),
    **dict.fromkeys(("ask_exclusion", "ask_exclusion_on_page"), Act.ASK_EXCLUSION),
    **dict.fromkeys(("decide_exclusion", "decide_exclusion_on_page"), Act.DECIDE_EXCLUSION),
    **dict.fromkeys(("get_xes", "get_ocel"), Act.READ_LOG),
    **dict.fromkeys(("ahead_page", "ahead_sheet", "unreviewed_sheet", "get_silence"), Act.READ_SILENCE),
    **dict.fromkeys(("get_recurring", "recurring_page", "recurring_sheet"), Act.READ_RECURRING),
    **dict.fromkeys(("recurring_cases", "recurring_cases_sheet"), Act.READ_RECURRING),
    **dict.fromkeys(("list_joint_tasks", "joint_tasks_sheet"), Act.READ_RECURRING),
    **dict.fromkeys(("open_joint_task", "joint_task_form", "open_joint_task_on_page"), Act.OPEN_JOINT_TASK),
    **dict.fromkeys(("list_detectors", "list_findings", "get_finding"), Act.READ_FINDINGS),
    **dict.fromkeys(("findings_page", "findings_sheet", "finding_page"), Act.READ_FINDINGS),
    **dict.fromkeys(("judge_finding", "judge_on_page"), Act.JUDGE_FINDING),
}
