"""The papers lead nowhere in vain: each link and picture in them is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|^\[[^\]]+\]:\s*<?([^\s>]+)|\b(?:src|href)=\"([^\"]+)\"", re.MULTILINE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


def papers() -> list[Path]:
    """The papers that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.md"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return sorted(path for name in set(listed.stdout.split("\0")) if name and (path := ROOT / name).is_file())


def relative_links(text: str) -> list[str]:
    """The places of this repository that a paper names, pictures included and code left out."""
    found = ("".join(groups) for groups in _LINK.findall(_CODE.sub("", text)))
    return [unquote(link.partition("#")[0]) for link in found if not _ELSEWHERE.match(link)]


@pytest.mark.parametrize("paper", papers(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_link_and_picture_of_a_paper_is_there(paper):
    links = relative_links(paper.read_text(encoding="utf-8"))

    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_the_test_of_links_sees_every_form():
    text = """
[a](one.md#part) ![b](<two.png> "title") [c]: three.md
[d]: four.md
<img src="five.svg"> `[no](code.md)` [e](https://example.org/x.md) [f](#here) [g](mailto:a@b)
```
[no](fenced.md)
```
[h](docs/%E4%BA%8B.md)
"""

    assert relative_links(text) == ["one.md", "two.png", "four.md", "five.svg", "docs/事.md"]
