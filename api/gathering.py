"""All words that the pages say, gathered from templates and modules, and the wordbooks brought up to date with them."""

from __future__ import annotations

import io
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

from api.language import Language
from api.wordbook import DRAFT, NAME, file_of, is_whole, read_catalog

API = Path(__file__).parent
_WAYS = (("*.py", "python"), ("*.html", "jinja2.ext:babel_extract"))
_HOW = {"trimmed": "true", "silent": "false"}
_HEADER = """\
# The words of the pages in {tag}; `python -m local words` keeps them in step with the code. See api/wordbook.py.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {tag}\\n"
"Plural-Forms: {plurals}\\n"
"""
_PLURALS = {Language.MN: "nplurals=1; plural=0;", Language.EN: "nplurals=2; plural=(n != 1);"}
_NAMING = ("catalogue.toml", "legal_circle.toml", "organisation.toml", "programmes.toml")
_UNCHECKED = (Language.MN,)  # what is new there was written by nobody whose mother tongue it is

Key = tuple[str, str | tuple[str, ...]]  # the context, and the word or its forms


def gathered() -> dict[Key, list[str]]:
    """Every word in use with the files that say it, in the order of the files."""
    found: dict[Key, list[str]] = defaultdict(list)
    for name, word, context in _said():
        if name not in found[(context, word)]:
            found[(context, word)].append(name)
    return dict(found)


def named(language: Language) -> dict[Key, list[str]]:
    """Every Chinese name of our data that has none in this language there, with the files that bring it."""
    found: dict[Key, list[str]] = defaultdict(list)
    for file in _NAMING:
        path = API.parent / "domain" / "data" / file
        for name in _unnamed(tomllib.loads(path.read_text(encoding="utf-8")), language):
            found[(NAME, name)].append(path.relative_to(API.parent).as_posix())
    return dict(found)


def brought_up_to_date(language: Language) -> Catalog:
    """A wordbook with every word in use and no other: new ones are blank, and a draft where nobody can have checked them."""
    known = {_key_of(message): message for message in read_catalog(language) if message.id}
    fresh = read_po(io.BytesIO(_header(language).encode()), locale=language)
    for (context, word), files in sorted(
        (gathered() | named(language)).items(), key=lambda entry: (entry[1][0], str(entry[0][1]))
    ):
        before = known.get((context, word))
        is_new_draft = before is None and language in _UNCHECKED
        fresh.add(
            word,
            before.string if before else None,
            [(name, 0) for name in files],
            flags=(before.flags if before else set()) | ({DRAFT} if is_new_draft else set()),
            user_comments=before.user_comments if before else (),
            context=context or None,
        )
    return fresh


def update() -> str:
    """Write every wordbook anew, and say what is still to be translated."""
    told = []
    for language in (language for language in Language if language is not Language.ZH):
        catalog = brought_up_to_date(language)
        file_of(language).write_bytes(written_out(language, catalog))
        blank = [str(message.id) for message in catalog if message.id and not is_whole(message)]
        told += [
            f"{file_of(language).name}: {len(catalog)} words, {len(blank)} blank",
            *(f"  {word}" for word in blank),
        ]
    return "\n".join(told)


def written_out(language: Language, catalog: Catalog) -> bytes:
    """A wordbook as it stands in its file: it changes where its words change, and nowhere else."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return _header(language).encode() + b"\n" + file.getvalue()


def _header(language: Language) -> str:
    return _HEADER.format(tag=language.tag, plurals=_PLURALS[language])


def _said() -> Iterator[tuple[str, str | tuple[str, ...], str]]:
    for pattern, way in _WAYS:
        for path in sorted(API.rglob(pattern)):
            name = path.relative_to(API.parent).as_posix()
            with path.open("rb") as file:
                for _, word, _, context in extract(way, file, DEFAULT_KEYWORDS, options=_HOW):
                    yield name, word, context or ""


def _unnamed(thing: object, language: Language) -> Iterator[str]:
    """Under each key that ends in `_zh`: what stands there, unless the same is said beside it in this language."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            if key.endswith("_zh") and f"{key.removesuffix('zh')}{language}" not in thing:
                yield value
            yield from _unnamed(value, language)
    elif isinstance(thing, list):
        for one in thing:
            yield from _unnamed(one, language)


def _key_of(message: Message) -> Key:
    word = message.id if isinstance(message.id, str) else tuple(message.id)
    return message.context or "", word
