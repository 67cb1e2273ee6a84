"""How one reader is spoken to: words, dates, numbers and lengths of time in their language, days and hours always those of the office."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from api.language import Language
from api.wordbook import Entry, Wordbook, wordbook
from domain.term import Unit
from domain.workdays import ONE_DAY

_LOCALES = {Language.ZH: "zh_Hans_CN", Language.EN: "en_GB", Language.MN: "mn_Mong_CN"}
# CLDR has no words for dates in mn-Mong. Not yet checked by a speaker, like the rest.
_DAY = {Language.ZH: "y年M月d日", Language.EN: "d MMMM y", Language.MN: "y 'ᠣᠨ' M 'ᠰᠠᠷ\u180eᠠ' d 'ᠡᠳᠦᠷ'"}
_SHORT_DAY = {Language.ZH: "M月d日", Language.EN: "d MMM", Language.MN: "M 'ᠰᠠᠷ\u180eᠠ' d 'ᠡᠳᠦᠷ'"}
_HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MONGOLIAN = re.compile(r"[\u1820-\u18af]")
Fact = str | date


class Sentence(str):
    """A word with the facts that go into its places: instants and days as the reader reads them, all else as it is."""

    facts: Mapping[str, Fact]

    def __new__(cls, word: str, facts: Mapping[str, Fact]) -> Self:
        """A word and its facts, which hold nothing that a page would have to escape."""
        sentence = super().__new__(cls, word)
        sentence.facts = facts
        return sentence


@dataclass
class Speech:
    """What is said to one reader on one page; `showed_draft` once a word was used that nobody has checked."""

    language: Language
    local: Callable[[datetime], datetime]  # an instant as the office's clock shows it
    showed_draft: bool = field(default=False, init=False)

    @property
    def wordbook(self) -> Wordbook:
        """The words of the language."""
        return wordbook(self.language)

    def gettext(self, word: str) -> str:
        """A word, which may be a whole sentence."""
        text = self._form(self.wordbook.find(word), 1)
        if isinstance(word, Sentence):
            return text % {name: self._told(fact) for name, fact in word.facts.items()}
        return text

    def pgettext(self, context: str, word: str) -> str:
        """A word that has several meanings, in the one that is named."""
        return self._form(self.wordbook.find(word, context), 1)

    def ngettext(self, word: str, _more: str, number: int) -> str:
        """A word that goes with a number."""
        return self._form(self.wordbook.find(word), number)

    def npgettext(self, context: str, word: str, _more: str, number: int) -> str:
        """A word that goes with a number, in the meaning that is named."""
        return self._form(self.wordbook.find(word, context), number)

    def _form(self, entry: Entry, number: int) -> str:
        self.showed_draft |= entry.is_draft
        return self.wordbook.form(entry, number)

    def said(self, words: Mapping[str, str]) -> Markup:
        """Words that data brings in several languages (`zh`, `mn`, `en`), or that stand in the wordbook; else Chinese, marked so."""
        if text := words.get(self.language):
            self.showed_draft |= self.language is Language.MN
            return escape(text)
        chinese = words.get(Language.ZH, "")
        entry = self.wordbook.name(chinese)
        return escape(self._form(entry, 1)) if entry else self.data(chinese)

    def pairs(self, options: Iterable[tuple[object, str]]) -> list[tuple[object, str]]:
        """Pairs of a value and its word, with the word in our language."""
        return [(value, self.gettext(word)) for value, word in options]

    def said_pairs(self, options: Iterable[tuple[object, Mapping[str, str]]]) -> list[tuple[object, Markup]]:
        """Pairs of a value and its words in several languages, with those in ours."""
        return [(value, self.said(words)) for value, words in options]

    def name(self, thing: object) -> Markup:
        """The name of something that has `name_zh` and perhaps `name_mn` and `name_en`."""
        names = {str(language): getattr(thing, f"name_{language}", None) or "" for language in Language}
        return self.said(names)

    def data(self, text: str | None) -> Markup:
        """What people wrote, as they wrote it; marked with its language where that is another than the page's."""
        tag = self.tag_of(text or "")
        return Markup('<span lang="{}">{}</span>').format(tag, text) if tag else escape(text or "")

    def tag_of(self, text: str) -> str:
        """The language of most of a text's letters, where it is another than the page's; empty where it is not."""
        mongolian, han = len(_MONGOLIAN.findall(text)), len(_HAN.findall(text))
        theirs = Language.MN if mongolian > han else Language.ZH if han else self.language
        return "" if theirs is self.language else theirs.tag

    def day(self, value: date) -> str:
        """A day, or the local day of an instant: 2026年11月29日."""
        return self._date(value, _DAY)

    def short_day(self, value: date) -> str:
        """A day of a year that is plain: 11月29日."""
        return self._date(value, _SHORT_DAY)

    def clock(self, value: datetime) -> str:
        """The time of day: 15:04."""
        return self.local(value).strftime("%H:%M")

    def minute(self, value: datetime) -> str:
        """An instant: 2026年11月29日 15:04."""
        return f"{self.day(value)}{', ' if self.language is Language.EN else ' '}{self.clock(value)}"

    def until(self, value: datetime) -> str:
        """The instant at which a term ends; an end at midnight is 24:00 of the day before."""
        ends = self.local(value)
        if ends.hour or ends.minute:
            return self.minute(value)
        return f"{self.day(ends.date() - ONE_DAY)}{', ' if self.language is Language.EN else ' '}24:00"

    def number(self, value: float) -> str:
        """A number, with the marks of the language."""
        return str(format_decimal(value, locale=_LOCALES[self.language]))

    def length_of(self, span: timedelta) -> str:
        """A length of time in days, hours and minutes, the two largest of them; less than a minute in seconds."""
        seconds = abs(int(span.total_seconds()))
        days, hours, minutes = seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60
        told = [
            (days, self.ngettext("%(num)s 天", "%(num)s 天", days)),
            (hours, self.ngettext("%(num)s 小时", "%(num)s 小时", hours)),
            (minutes, self.ngettext("%(num)s 分钟", "%(num)s 分钟", minutes)),
        ]
        first = next((place for place, (count, _) in enumerate(told) if count), None)
        if first is None:
            return self.ngettext("%(num)s 秒", "%(num)s 秒", seconds) % {"num": seconds}
        return " ".join(text % {"num": count} for count, text in told[first : first + 2] if count)

    def term(self, value: int, unit: str) -> str:
        """A term with its unit: 3 个工作日."""
        forms = {
            Unit.WD: self.ngettext("%(num)s 个工作日", "%(num)s 个工作日", value),
            Unit.D: self.ngettext("%(num)s 日", "%(num)s 日", value),
            Unit.H: self.ngettext("%(num)s 小时", "%(num)s 小时", value),
            Unit.MIN: self.ngettext("%(num)s 分钟", "%(num)s 分钟", value),
            Unit.S: self.ngettext("%(num)s 秒", "%(num)s 秒", value),
        }
        return forms[Unit(unit)] % {"num": value}

    def _told(self, fact: Fact) -> str:
        if isinstance(fact, datetime):
            return self.until(fact)
        return self.day(fact) if isinstance(fact, date) else fact

    def _date(self, value: date, patterns: Mapping[Language, str]) -> str:
        local = self.local(value) if isinstance(value, datetime) else value
        self.showed_draft |= self.language is Language.MN
        return str(format_date(local, patterns[self.language], locale=_LOCALES[self.language]))


def watch(seconds: int) -> str:
    """Seconds as a watch shows them, in every language alike: 1:02:03."""
    left = abs(seconds)
    return f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}"
