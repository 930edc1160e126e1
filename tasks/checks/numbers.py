"""Whether the numbers of an answer are printed somewhere."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, islice, permutations

from tasks.checks.examined import Examined
from tasks.checks.plain import plain, shown_of
from tasks.checks.quantities import Quantity, quantities
from tasks.records.chat import Finding, Turn
from tasks.records.enums import Reason, SampleKind

_COMPUTED = {SampleKind.REASONING, SampleKind.NUMBERS}
_SCALES = {"百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7}
_SCALES |= {"億": 10**8, "十億": 10**9, "百億": 10**10, "兆": 10**12}
_SCALE = re.compile(
    r"(?<![\d一二三四五六七八九数何])(?:単位\s?[:は]?\s?\(?|[(\[/]\s?)(?P<word>十?百?千?[百千万億兆])"
    r"(?=[円人戸台件個本枚頭羽匹社世票冊回棟隻株ト㌧tkKMGWhＬLlm㎡㎥\])ドユポ)])|(?P<tens>10|100|1000)(?P<large>万|億)(?=[円人])"
)
_WHOLE = re.compile(r"(?:合計|全体|合わせ|総計|合算)[^。\n]{0,15}100\s?(?:%|パーセント)")
_SUPPOSED = re.compile(r"もし|仮に|とすると|とすれば|場合|たら|ても|なら")
_YEARS = range(1000, 2200)
_CENTURY = 100
_RATIOS = {"%", "パーセント", "ポイント", "倍", "割"}
_DATED = {"年", "年度", "月", "日", "時"}
_COARSE = {"倍", "割"}
_MANY = 40
_SEVERAL = 8
_ENOUGH = 8
_FEW = 12
"""Where the sources hold at most so many numbers, any two of them may be reckoned with; of more, only those stated."""


def numbers(examined: Examined) -> Finding:
    """Fail a sample that states a number which no source holds.

    Every number of the questions and answers is looked up among those of the sources, in whatever notation. Small
    counts of things are free, for whoever sees the figure can count. Rounded numbers must say that they are
    (約, 程度, 以上). Reasoning may add, subtract and divide numbers that are there. If the figure has no text at all,
    no number can be told from an invented one, so that only counts pass.
    """
    if examined.kind is SampleKind.TRANSCRIPTION:
        return Finding(rule="numbers", passed=True, detail="judged by the rule on transcriptions")
    wrong = sorted({quantity.text for quantity in islice(_unsupported(examined), _ENOUGH)})
    if not wrong:
        return Finding(rule="numbers", passed=True)
    detail = f"in no source: {', '.join(wrong)}"
    return Finding(rule="numbers", passed=False, reason=Reason.UNSUPPORTED_NUMBER, detail=shown_of(detail, 120))


def _unsupported(examined: Examined) -> Iterator[Quantity]:
    printed = printed_in(examined.evidence)
    computes = examined.kind in _COMPUTED
    known: set[Decimal] = set()
    for turn in examined.turns:
        asked, answered = quantities(plain(turn.question)), quantities(plain(turn.answer))
        free = _may_ask_anything(examined.kind, turn)
        whole = {Decimal(_CENTURY)} if _WHOLE.search(plain(f"{turn.question}\n{turn.answer}")) else set()
        if computes and "×" in turn.answer:
            whole = {Decimal(_CENTURY)}
        here = whole | {
            quantity.value for quantity in asked + answered if quantity.is_count or (free and quantity in asked)
        }
        judged = [quantity for quantity in (answered if free else asked + answered) if not quantity.is_count]
        held = {one.value for one in judged if printed.holds(one) or (computes and printed.holds_bare(one))}
        known |= here | held
        for quantity in judged:
            if quantity.value in known:
                continue
            if computes and is_computed(quantity, printed.operands(known), sorted(held), printed.scales):
                known.add(quantity.value)
                held.add(quantity.value)
            else:
                yield quantity


def _may_ask_anything(kind: SampleKind, turn: Turn) -> bool:
    # What cannot be answered may ask for what is nowhere, and reasoning may suppose something.
    supposes = kind is SampleKind.REASONING and _SUPPOSED.search(turn.question) is not None
    return kind is SampleKind.UNANSWERABLE or supposes


class Printed:
    """The numbers of the sources, with what they may be restated as."""

    def __init__(self, text: str) -> None:
        """Read the numbers of a plain text; of 1,200 both the one number and the two, for lists look the same."""
        self._text = text
        found = [*quantities(text), *quantities(text.replace(",", " "))]
        self._stated = {value for quantity in found for value in quantity.values}
        self._years = sorted({int(v) for v in self._stated if v == int(v) and int(v) in _YEARS})[:_MANY]
        self.scales = _scales(text)
        in_sums = {quantity.value / quantity.mantissa for quantity in found if quantity.mantissa} - {Decimal(1)}
        scaled = {value * scale for scale in self.scales for value in self._stated}
        shares = {value * 100 for value in self._stated if 0 < value < 1}
        self.scales |= {int(scale) for scale in in_sums if scale == int(scale)}
        self._bare = {quantity.mantissa for quantity in found}
        self._without_era = {quantity.value for quantity in found if len(quantity.values) == 1}
        self._values = self._stated | scaled | shares
        dated = {
            value
            for quantity in found
            if quantity.unit in _DATED or len(quantity.values) > 1
            for value in quantity.values
        }
        self._measured = self._values - dated - set(map(Decimal, self._years))

    def holds(self, quantity: Quantity) -> bool:
        """Say whether a source states this number, or one that it is an honest rounding of."""
        if quantity.value in self._values or self._is_time(quantity):
            return True
        # Of 平成27 28 29年 only the first is printed with its era.
        if len(quantity.values) > 1 and quantity.values[-1] in self._without_era and quantity.text[:2] in self._text:
            return True
        return quantity.rounded != "" and any(is_rounding(value, quantity) for value in self._measured)

    def holds_bare(self, quantity: Quantity) -> bool:
        """Say whether a source states this number before a 万 or 億, as it stands in a sum: 590÷99."""
        return quantity.unit == "" and quantity.value in self._bare

    def mentions(self, quantity: Quantity) -> bool:
        """Say whether a source states this number, be its 万 or 億 said elsewhere."""
        return self.holds(quantity) or quantity.mantissa in self._stated | self._bare

    def operands(self, known: AbstractSet[Decimal]) -> list[Decimal]:
        """Return the numbers that may be reckoned with: those stated so far, and all if the sources hold few."""
        return sorted(known | (self._stated | self._bare if len(self._stated) <= _FEW else set()))[:_MANY]

    def _is_time(self, quantity: Quantity) -> bool:
        value = quantity.value
        if quantity.unit == "年代":
            return any(
                Decimal(year // 10 * 10) % (10**4 if value >= _CENTURY else _CENTURY) == value for year in self._years
            )
        if quantity.unit == "世紀":
            return any((year - 1) // _CENTURY + 1 == value for year in self._years)
        if quantity.unit == "年間":
            return any(later - earlier in (value, value - 1) for earlier, later in combinations(self._years, 2))
        return quantity.unit in ("年", "年度") and value in {year % _CENTURY for year in self._years}


@lru_cache(maxsize=256)
def printed_in(text: str) -> Printed:
    """Return the numbers of a plain text."""
    return Printed(text)


def _scales(text: str) -> set[int]:
    words = {found["word"] or f"{'十百千'[len(found['tens']) - 2]}{found['large']}" for found in _SCALE.finditer(text)}
    return {_SCALES[word] for word in words if word in _SCALES}


def is_rounding(value: Decimal, quantity: Quantity) -> bool:
    """Say whether the words around a stated number admit that it stands for ``value``."""
    apart = value - quantity.value
    if quantity.rounded == "down":
        return 0 <= apart < quantity.step
    if quantity.rounded == "up":
        return 0 <= -apart < quantity.step
    # 約2000 stands for 1950, hardly for 1500; but twice and three tenths are coarse by nature.
    close = quantity.unit in _COARSE or abs(apart) * 10 <= abs(value)
    return close and abs(apart) * 2 <= quantity.step


def is_computed(
    quantity: Quantity, operands: Sequence[Decimal], stated: Sequence[Decimal], scales: AbstractSet[int]
) -> bool:
    """Say whether a number is a sum, mean, difference, product or ratio of two, or a sum or mean of those stated."""
    results = {abs(result) for result in (*_of_two([*operands, Decimal(_CENTURY)]), *_of_several(stated[:_SEVERAL]))}
    return any(_is_near(result * scale, quantity) for scale in (1, *sorted(scales)) for result in results)


def _of_two(operands: Sequence[Decimal]) -> Iterator[Decimal]:
    for left, right in permutations(operands, 2):
        yield from (left + right, left - right, (left + right) / 2, left * right, left * right / 100)
        if right:
            # A fifth more, and a fifth less.
            yield from (left * (100 + right) / 100, left * (100 - right) / 100)
            yield from (left / right, left / right * 100, (left - right) / right * 100)


def _of_several(stated: Sequence[Decimal]) -> Iterator[Decimal]:
    for size in range(3, len(stated) + 1):
        for some in combinations(stated, size):
            yield from (sum(some, Decimal(0)), sum(some, Decimal(0)) / size)


def _is_near(result: Decimal, quantity: Quantity) -> bool:
    if quantity.rounded:
        return is_rounding(result, quantity)
    decimals = max(0, -int(quantity.value.as_tuple().exponent))
    if decimals or quantity.unit in _RATIOS:
        return abs(result - quantity.value) * 2 <= Decimal(1).scaleb(-decimals)
    return result == quantity.value
