"""Named SQL: each module of the store keeps its statements in a .sql file beside it."""

import re
from pathlib import Path

_HEADER = re.compile(r"^-- (?P<name>[a-z_]+): (?P<about>.+)$", re.MULTILINE)


def load_sql(module_file: str) -> dict[str, str]:
    """Return {name: statement} from the .sql file that lies beside a module."""
    text = Path(module_file).with_suffix(".sql").read_text(encoding="utf-8")
    heads = list(_HEADER.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return {head["name"]: text[head.end() : end].strip().rstrip(";") for head, end in zip(heads, ends, strict=True)}
