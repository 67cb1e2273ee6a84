"""What people are told on a page when an act is refused: a sentence for each code, a word of the pages."""

from __future__ import annotations

from api.wordbook import N_
from domain.refusals import Refusal

_OTHERWISE = N_("现在不能这样办理，未作任何更改。")
SENTENCES: dict[str, str] = {
    "temporal_away": N_("系统暂时繁忙，未作任何更改，请稍后再试。"),
    "postgres_away": N_("系统暂时繁忙，未作任何更改，请稍后再试。"),
}


def sentence_of(refusal: Refusal) -> str:
    """The sentence for a refusal."""
    return SENTENCES.get(refusal.code, _OTHERWISE)
