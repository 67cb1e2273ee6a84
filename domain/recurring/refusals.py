"""The answers "no" about joint tasks: to opening one on a recurring problem, and to what goes against what such a task is."""

from __future__ import annotations

from domain.refusals import Refusal


class JointTask(Refusal):
    """A joint task has no citizen behind it, stands by itself and keeps its kind: this is done with citizens' requests only."""

    code = "joint_task"


class JointTaskOpen(Refusal):
    """A joint task on this problem is open already; what is new about it belongs there."""

    code = "joint_task_open"


class NoSuchProblem(Refusal):
    """Nobody has reported this problem in this period, so there is nothing to open a joint task on."""

    code = "no_such_problem"
    status = 422


class NobodyAssists(Refusal):
    """A joint task is for several bodies: at least one assists the one that leads it."""

    code = "nobody_assists"
    status = 422
