"""Japanese to fill pages with: running text, headings, captions, explanations, credits, steps."""

import html
import random
import re
import tomllib
from functools import cache
from pathlib import Path

from pagemaker import phrases

TOPICS = Path(__file__).with_name("topics")
LONG, LONGEST = 35, 90
"""Characters of a caption that is meant to go over its line."""

_KNOWN = re.compile("|".join(sorted(phrases.READINGS, key=len, reverse=True)))


@cache
def topics() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return what each topic has: titles, headings, subjects, labels and sentences."""
    files = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(TOPICS.glob("*.toml"))}
    return {name: {key: tuple(lines.split("\n")[:-1]) for key, lines in each.items()} for name, each in files.items()}


class Words:
    """The words of one document; all text is plain, apart from ``with_furigana`` and ``furigana_sentence``: HTML."""

    def __init__(self, chance: random.Random, topic: str | None = None) -> None:
        self.chance = chance
        self.topic = topic or chance.choice(sorted(topics()))
        self._given: set[str] = set()
        self._waiting: dict[str, list[str]] = {}

    def sentence(self) -> str:
        """Return a sentence of running text; the topic's own first, then other topics', then all over again."""
        if not self._waiting.get("sentences"):
            own = list(topics()[self.topic]["sentences"])
            others = [one for name in sorted(topics()) if name != self.topic for one in topics()[name]["sentences"]]
            self.chance.shuffle(own)
            self.chance.shuffle(others)
            self._waiting["sentences"] = others + own
        return self._waiting["sentences"].pop()

    def paragraph(self, sentences: int = 4) -> str:
        """Return running text of so many sentences."""
        return "".join(self.sentence() for _ in range(sentences))

    def heading(self) -> str:
        """Return a short heading; all of the topic before one comes again."""
        return self._next("headings")

    def title(self) -> str:
        """Return the title of a document or an article."""
        return self._next("title")

    def caption(self, kind: str = "photo") -> str:
        """Return a short noun phrase that suits a figure of the kind; never the same twice."""
        for _ in range(200):
            found = self._filled(self.chance.choice(phrases.CAPTIONS[kind]))
            if found not in self._given:
                break
            found = self.chance.choice(phrases.CONDITIONS) + found
        self._given.add(found)
        return found

    def long_caption(self, kind: str = "photo") -> str:
        """Return a caption of 35 to 90 characters, two lines mostly; never the same twice."""
        while True:
            found = self.caption(kind) + "。" + self._filled(self.chance.choice(phrases.CAPTION_TAILS))
            if LONG <= len(found) <= LONGEST:
                return found

    def explanation(self, kind: str = "photo") -> str:
        """Return one to three sentences that speak of a picture, without a number; never the same twice."""
        while True:
            count = self.chance.randint(1, min(3, len(phrases.EXPLANATIONS[kind])))
            found = "".join(map(self._filled, self.chance.sample(phrases.EXPLANATIONS[kind], count)))
            if found not in self._given:
                self._given.add(found)
                return found

    def bullets(self, count: int = 3) -> list[str]:
        """Return short points, without marks."""
        return [self._filled(form) for form in self.chance.sample(phrases.BULLETS, count)]

    def steps(self, count: int = 3) -> list[str]:
        """Return instructions of a manual, in order, at most ten."""
        return [self._filled(form) for form in self.chance.sample(phrases.STEPS, count)]

    def source_credit(self) -> str:
        """Return 出典：…, 資料：…, 注：… or the like."""
        return self._filled(self.chance.choice(phrases.CREDITS))

    def furigana_sentence(self) -> str:
        """Return a sentence as HTML with <ruby> over some of its words; those without such words wait."""
        passed = []
        while not _KNOWN.search(sentence := self.sentence()):
            passed.append(sentence)
        self._waiting["sentences"].extend(passed)
        return self.with_furigana(sentence)

    def with_furigana(self, text: str) -> str:
        """Return plain text as HTML, words whose reading is known under <ruby>."""
        return _KNOWN.sub(lambda found: _ruby(found.group()), escaped(text))

    def label_text(self, length: int = 6) -> str:
        """Return a word for an axis, a legend, a node or a cell, of at most so many characters."""
        fitting = [word for word in topics()[self.topic]["labels"] if len(word) <= length]
        return self.chance.choice(fitting or phrases.WIDER_WORDS)[: max(1, length)]

    def place(self) -> str:
        """Return the made-up name of a place."""
        return self.chance.choice(phrases.PLACES)

    def mention(self, label: str) -> str:
        """Return one sentence that cites the label in running text; its words are not said twice."""
        for _ in range(200):
            found = self._filled(self.chance.choice(phrases.MENTIONS), l="\0")
            if found not in self._given:
                break
        self._given.add(found)
        return found.replace("\0", label)

    def pointing(self, side: str = "below") -> str:
        """Return a sentence that points at a picture without a number: 下図は…; below, above, left or right."""
        return self._filled(self.chance.choice(phrases.POINTING), d=self.chance.choice(phrases.POINTERS[side]))

    def _next(self, key: str) -> str:
        if not self._waiting.get(key):
            self._waiting[key] = self.chance.sample(topics()[self.topic][key], len(topics()[self.topic][key]))
        return self._waiting[key].pop()

    def _filled(self, form: str, **more: str) -> str:
        """Return a form with words of the topic; those of one form differ."""
        said = self.chance.sample([word for word in topics()[self.topic]["labels"] if len(word) > 1], 3)
        places = self.chance.sample(phrases.PLACES, 2)
        return form.format(
            s=self._subject(form), w=said[0], v=said[1], u=said[2], p=places[0], q=places[1], y=self._year(),
            n=self.chance.randint(2, 9), b=self.chance.choice(phrases.BUTTONS), o=self.chance.choice(phrases.OFFICES),
            **more,
        )  # fmt: skip

    def _subject(self, form: str) -> str:
        """Return a subject that does not end as the form goes on: 推移の推移 is nobody's caption."""
        fitting = [one for one in topics()[self.topic]["subjects"] if one[-2:] not in form]
        return self.chance.choice(fitting)

    def _year(self) -> str:
        return self.chance.choice(["令和{}年度", "平成{}年", "令和{}年"]).format(self.chance.randint(2, 6))


def _ruby(word: str) -> str:
    return f"<ruby>{word}<rt>{phrases.READINGS[word]}</rt></ruby>"


def escaped(text: str) -> str:
    """Return the text as HTML."""
    return html.escape(text, quote=False)
