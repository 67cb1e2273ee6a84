"""The Chinese words of the public page, and the API's description sorted for reading."""

from __future__ import annotations

from typing import Any

from domain.item import State
from domain.promise import Light
from domain.record import Step
from domain.signs import PublicStatus
from domain.term import Unit

STATES = {
    State.WAITING: "等待前置事项",
    State.READY: "可以申报",
    State.RECEIVED: "已收件，待受理",
    State.CORRECTING: "待申请人补正",
    State.ACCEPTED: "办理中",
    State.PAUSED: "已暂停计时",
    State.APPROVED: "已批准",
    State.DEEMED: "超时默许",
    State.REFUSED: "不予批准",
    State.WITHDRAWN: "已撤回",
    State.DECLINED: "不予受理",
    State.NOT_APPLICABLE: "不适用",
}

STATUSES = {
    PublicStatus.IN_TIME: ("green", "●", "按时办结"),
    PublicStatus.IN_PROCESS: ("yellow", "◐", "办理中"),
    PublicStatus.OVER_TIME: ("red", "▲", "超时"),
    PublicStatus.NOT_STARTED: ("grey", "○", "未开始"),
    PublicStatus.WITHDRAWN: ("grey", "–", "已撤回"),
    PublicStatus.NOT_APPLICABLE: ("grey", "–", "不适用"),
}

SIGNS: dict[str, tuple[str, str, str]] = {
    **{status.value: sign for status, sign in STATUSES.items()},
    Light.YELLOW.value: ("yellow", "◑", "黄牌：即将到期"),
    Light.RED.value: ("red", "◆", "红牌：今日到期"),
    Light.STOPPED.value: ("blue", "‖", "暂停计时"),
    "silence": ("red", "▽", "超时默许"),
}

STEPS = {
    Step.YELLOW.value: "黄牌提醒",
    Step.RED.value: "红牌警告",
    Step.REDATED.value: "期限更正",
    Step.PAUSE_LATE.value: "暂停超期",
    Step.BREACHED.value: "逾期督办",
    Step.WITHHELD.value: "暂缓默许",
    Step.DEEMED.value: "超时默许",
}

WHY_ENDED = {
    "case_moved": "事项已有新进展",
    "closed": "事项已办结或终止",
    "expired": "提醒已过时效",
    "gone": "事项已撤销",
    "overtaken": "已有新的提醒",
    "paused": "事项已暂停计时",
    "reassigned": "事项已改派",
    "redated": "期限已更正，以新的提醒为准",
    "resumed": "事项已恢复计时",
    "revoked": "超时默许已撤销",
    "superseded": "已有新的提醒",
}

UNITS = {Unit.WD: "个工作日", Unit.D: "日", Unit.H: "小时", Unit.MIN: "分钟", Unit.S: "秒"}

DOCUMENTED = {"path": "in the path", "query": "in the query", "header": "as a header"}


def documented(schema: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations of an OpenAPI description by tag, each with its method, path, parameters, body and answers."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            entry = {
                "method": method.upper(),
                "path": path,
                "parameters": operation.get("parameters", []),
                "fields": _fields(schema, operation),
                **{key: operation[key] for key in ("operationId", "summary", "description", "responses")},
            }
            groups.setdefault(operation["tags"][0], []).append(entry)
    return groups


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> list[tuple[str, bool, str]]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    body = schema["components"]["schemas"].get(name, {})
    required = body.get("required", [])
    return [
        (field, field in required, about.get("description", "")) for field, about in body.get("properties", {}).items()
    ]
