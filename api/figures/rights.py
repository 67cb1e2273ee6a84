"""Who may come to which counter of figures; a part of the table in `api.access`."""

from __future__ import annotations

from domain.roles import Act

FIGURES: dict[str, Act] = {
    "list_figures": Act.READ_PUBLIC,
    **dict.fromkeys(("get_figures", "list_counted_cases", "list_figure_alarms", "list_exclusions"), Act.READ_RATES),
    **dict.fromkeys(("figures_page", "figures_sheet", "counted_cases_page", "exclusions_page"), Act.READ_RATES),
    **dict.fromkeys(("ask_exclusion", "ask_exclusion_on_page"), Act.ASK_EXCLUSION),
    **dict.fromkeys(("decide_exclusion", "decide_exclusion_on_page"), Act.DECIDE_EXCLUSION),
}
