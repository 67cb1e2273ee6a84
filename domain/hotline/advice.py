"""Other roads that a report points to: by its topic, or by words in it. Words only make people look; they close nothing."""

from __future__ import annotations

from domain.hotline.book import HotlineBook, Road

EMERGENCIES = frozenset({"110", "119", "120", "122"})


def roads_of(book: HotlineBook, *, topic: str, text: str) -> tuple[Road, ...]:
    """The roads that the topic or a word of the text points to; those of an emergency come first."""
    known = book.topics.get(topic)
    of_topic = known.road if known else ""
    found = [road for road in book.roads.values() if road.id == of_topic or any(word in text for word in road.words)]
    return tuple(sorted(found, key=lambda road: (road.call not in EMERGENCIES, road.id != of_topic)))
