"""Every word of the pages is there in every language, holds what the Chinese one holds, and means what it means."""

import re
import tomllib
from pathlib import Path

import pytest
from jinja2 import nodes

from api import templates
from api.gathering import brought_up_to_date, gathered, written_out
from api.language import Language
from api.wordbook import DRAFT, file_of, read_catalog, word_of, written

OTHERS = [Language.EN, Language.MN]
PAGES = sorted((Path(templates.__file__).parent / "pages").glob("*.html"))
TERMS = tomllib.loads((file_of(Language.EN).parent / "terms.toml").read_text(encoding="utf-8"))["term"]
HAN = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)s")
TRANSLATED = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
SAID_IN_CHINESE = "查看中文"  # leads to the Chinese page, and is marked as Chinese


def entries(language):
    return [message for message in read_catalog(language) if message.id]


@pytest.mark.parametrize("language", OTHERS)
def test_a_wordbook_holds_every_word_in_use_and_no_other(language):
    # `python -m local words` brings it up to date; then translate what it tells.
    assert file_of(language).read_bytes() == written_out(language, brought_up_to_date(language))


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_is_translated_and_no_tool_has_guessed_one(language):
    blank = [message.id for message in entries(language) if not written(message) or not all(written(message))]
    guessed = [message.id for message in entries(language) if "fuzzy" in message.flags]

    assert (blank, guessed) == ([], [])


def test_english_is_no_draft_and_mongolian_is_in_its_own_script():
    assert [message.id for message in entries(Language.EN) if DRAFT in message.flags] == []
    for message in entries(Language.MN):
        for form in written(message):
            letters = PLACEHOLDER.sub("", form)
            assert not re.search(r"[\u3400-\u9fff\u0400-\u04ff\ue000-\uf8ff]", letters), message.id
            assert (
                re.search(r"[\u1820-\u1842]", letters)
                or not HAN.search(PLACEHOLDER.sub("", word_of(message)))
                or len(letters) < 8
            ), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_holds_the_places_that_are_filled_in(language):
    for message in entries(language):
        wanted = sorted(PLACEHOLDER.findall(word_of(message)))
        for form in written(message):
            assert sorted(PLACEHOLDER.findall(form)) == wanted, message.id
            assert form.count("%") == len(wanted), message.id


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_template_says_nothing_that_is_not_translated(path):
    tree = templates._ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
    translated = {
        id(inner)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATED
        for inner in call.find_all(nodes.Const)
    }
    bare = [data.data.strip() for data in tree.find_all(nodes.TemplateData) if HAN.search(data.data)]
    bare += [
        const.value
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str) and HAN.search(const.value) and id(const) not in translated
    ]

    assert [text for text in bare if SAID_IN_CHINESE not in text] == []


def shown_bare(node):
    """The values that are shown as they are, whichever of them it will be."""
    if isinstance(node, nodes.Getattr):
        yield node.attr
    elif isinstance(node, nodes.CondExpr):
        yield from (name for part in (node.expr1, node.expr2) if part for name in shown_bare(part))
    elif isinstance(node, nodes.Or | nodes.And):
        yield from (*shown_bare(node.left), *shown_bare(node.right))
    elif isinstance(node, nodes.Concat):
        yield from (name for part in node.nodes for name in shown_bare(part))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_day_or_an_instant_is_shown_only_in_a_form_of_the_readers_language(path):
    tree = templates._ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
    shown = [node for output in tree.find_all(nodes.Output) for node in output.nodes]
    filled_in = [place.value for place in tree.find_all(nodes.Keyword)]

    assert [
        name
        for node in (*shown, *filled_in)
        for name in shown_bare(node)
        if name.endswith(("_at", "_on", "_end", "_since", "_until"))
    ] == []


def named(word):
    """The terms that a Chinese word names; a longer one hides those in it."""
    found = set()
    for chinese, name in sorted(
        ((zh, term["name"]) for term in TERMS for zh in term["zh"]), key=lambda pair: -len(pair[0])
    ):
        if chinese in word:
            found.add(name)
            word = word.replace(chinese, " ")
    return found


def misleading(word, form, language):
    """The terms that a translation lacks, and those that it names though they say the opposite."""
    stems = {term["name"]: term[language] for term in TERMS}
    opposites = {term["name"]: term["not"] for term in TERMS}
    here, said = named(word), form.lower()
    lacking = [name for name in here if not any(stem in said for stem in stems[name])]
    against = {other for name in here for other in opposites[name]} - here
    shared = {stem for name in here for stem in stems[name]}
    return lacking + [
        f"not {name}" for name in against if any(stem in said and stem not in shared for stem in stems[name])
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_the_words_of_the_law_mean_what_they_mean(language):  # T55
    wrong = {
        word_of(message): (form, found)
        for message in entries(language)
        for form in written(message)
        if (found := misleading(word_of(message), form, language))
    }

    assert wrong == {}


@pytest.mark.parametrize(
    ("word", "form", "found"),
    [
        ("已批准", "approved", []),
        ("已批准", "refused", ["approve", "refuse"]),
        ("不予批准", "not approved", ["refuse", "approve"]),
        ("超时默许", "approved", ["silence"]),
        ("已暂停计时", "the clock runs again", ["pause", "resume"]),
    ],
)
def test_the_test_of_terms_sees_an_approval_turned_into_a_refusal(word, form, found):  # T55
    assert sorted(name.removeprefix("not ") for name in misleading(word, form, "en")) == sorted(found)


def test_all_words_of_the_terms_are_in_use_somewhere():
    said = " ".join(word if isinstance(word, str) else word[0] for _, word in gathered())

    assert [term["name"] for term in TERMS if not any(zh in said for zh in term["zh"])] == []
