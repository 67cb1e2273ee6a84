"""Who may come to the rooms of the legal circle: the act of each of their routes, as in `api.access`."""

from __future__ import annotations

from collections.abc import Collection

from domain.roles import Act

_ASKED_OF_THEM_ALONE = (Act.LEGAL_RATE, Act.LEGAL_SAY)  # nobody says it for them
_PROGRAMMES = (
    *("add_programme_on_page", "set_programme_host_on_page", "pause_programme_on_page"),
    *("resume_programme_on_page", "skip_session_on_page", "unskip_session_on_page"),
)


def rights_at_work(legal: Collection[Act], askers: Collection[Act]) -> dict[str, Act]:
    """The act of each route; `legal` are those on cases of the legal circle, `askers` of these what whoever asked may say."""
    return {
        **{form_of_act(act): act for act in legal if act not in askers},
        **{form_of_act(act): Act.ENTER_FOR_ASKER for act in entered_for(askers)},
        **dict.fromkeys(("legal_work_page", "legal_case_page"), Act.READ_LEGAL),
        "legal_desk_page": Act.READ_LEGAL_QUEUE,
        **dict.fromkeys(("legal_programmes_page", "legal_programme_page", "record_session_on_page"), Act.RUN_PROGRAMME),
        **dict.fromkeys(_PROGRAMMES, Act.MANAGE_LEGAL),
        **dict.fromkeys(("activities_page", "checkups_page"), Act.READ_LEGAL),
        **dict.fromkeys(("add_activity_on_page", "take_back_activity_on_page"), Act.COUNT_ACTIVITY),
        "order_checkup_on_page": Act.CHECKUP_ORDER,
    }


def form_of_act(act: Act) -> str:
    """The name of the route that takes the form of an act."""
    return f"work_{act}_on_page"


def entered_for(askers: Collection[Act]) -> tuple[Act, ...]:
    """What the desk enters at the counter for whoever asked."""
    return tuple(act for act in askers if act not in _ASKED_OF_THEM_ALONE)
