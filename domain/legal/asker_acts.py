"""What whoever asked may do with a case as it stands: the forms that a page shows them; the law still has the last word."""

from __future__ import annotations

from domain.legal.cases import ENDED, State
from domain.legal.record import Service
from domain.roles import Act

_WORKED_ON = {
    Service.INQUIRY: frozenset({State.WAITING, State.TAKEN}),
    Service.AID: frozenset({State.RECEIVED, State.INCOMPLETE, State.GRANTED, State.APPOINTED}),
    Service.VISIT: frozenset({State.WAITING, State.CONFIRMED}),
    Service.CHECKUP: frozenset[State](),
}


def open_to_asker(
    service: Service, state: State, *, objections: int = 0, change_asked: bool = False
) -> tuple[Act, ...]:
    """The acts in the order in which they are offered: first what is waited for, last the withdrawal.

    What the law would allow and helps nobody is not offered: to withdraw what is decided or done, to ask for a change twice.
    """
    is_aid = service is Service.AID
    offered = {
        Act.AID_SUPPLY: state is State.INCOMPLETE,
        Act.AID_OBJECT: state in (State.REFUSED, State.TERMINATED) and not objections,
        Act.LEGAL_RATE: state is State.ANSWERED,
        Act.AID_ASK_CHANGE: state is State.APPOINTED and not change_asked,
        Act.LEGAL_SAY: is_aid and state not in ENDED,
        Act.LEGAL_WITHDRAW: state in _WORKED_ON[service],
    }
    return tuple(act for act, is_open in offered.items() if is_open)
