"""Whether a text holds personal data."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import phonenumbers

from tasks.checks.plain import plain
from tasks.checks.words import words
from tasks.records.chat import Finding
from tasks.records.enums import Reason

_EMAIL = re.compile(r"[\w.+-]{1,64}(?<![.])\s?(?:@|\[at\]|\(at\))\s?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_MAY_BE_PHONE = re.compile(r"(?<![\d.,])(?:\(?0\d|\+\s?\d)[\d()\s.-]{7,20}\d")
_PARTED = re.compile(r"[()+-]")
_PHONE_LABEL = re.compile(r"(?:電話|TEL|Tel|tel|☎|℡|FAX|Fax|携帯|連絡先|お問い?合わ?せ)[^\d+]{0,8}$")
_TWELVE = re.compile(r"(?<![\d.-])\d{4}([ -]?)\d{4}\1\d{4}(?![\d.-])")
_MY_NUMBER = re.compile(r"(?:個人番号|マイナンバー|My\s?Number)[^\d]{0,12}$", re.IGNORECASE)
_CARD = re.compile(r"(?<![\d.-])(?<!\d )\d{4}(?:([ -])\d{4}\1\d{4}\1\d{1,4}|\d{9,12}|[ -]\d{6}[ -]\d{4,5})(?! ?[\d.-])")
_CARD_KIND = re.compile(
    r"4\d{12}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|35\d{14}|3[068]\d{12}|6(?:011|5\d\d)\d{12}"
)
_LABELLED = re.compile(
    r"(?:口座番号|免許証(?:の)?番号|パスポート番号|旅券番号|基礎年金番号|被保険者(?:証)?番号|保険証番号|個人番号|マイナンバー)"
    r"[^\dA-Z\n]{0,8}[A-Z]{0,2}[\d -]{6,16}\d"
)
_HOUSE = re.compile(r"[市区町村郡][^\n、。]{1,20}?\d{1,4}(?:丁目|番|-\d{1,4}|の\d)")
_HOME = re.compile(r"(?:住所|自宅|本籍|生年月日|氏名|連絡先)\s?[:は)】\]]")
_BIRTH = re.compile(
    r"生年月日[^\d\n]{0,8}(?:\d{4}|(?:明治|大正|昭和|平成|令和|[MTSHR])\s?\d{1,2})[年./-]\s?\d{1,2}[月./-]\s?\d{1,2}"
)
_TITLED = re.compile(r"\s{0,2}(?:様|さん|氏|殿|くん|君|ちゃん)")
_NEAR = 60


class _Kind(NamedTuple):
    """A kind of personal data, and how it is found in a plain text."""

    name: str
    found: Callable[[str], bool]


def personal(text: str) -> Finding:
    """Fail a text that holds an e-mail address, a telephone, My Number or card number, or where somebody lives.

    A telephone number or an e-mail address counts whosever it is: a rule cannot tell an office's from a person's, and
    a model learns nothing from either. An address or a date of birth counts beside the name of a person only, and a
    name alone never: authors and historical persons are what many figures are about. The detail never repeats the data.
    """
    folded = plain(text)
    kinds = [kind.name for kind in _KINDS if kind.found(folded)]
    if not kinds:
        return Finding(rule="personal", passed=True)
    return Finding(rule="personal", passed=False, reason=Reason.PERSONAL_DATA, detail=", ".join(kinds))


def _has_phone(text: str) -> bool:
    return any(_is_phone(text, found) for found in _MAY_BE_PHONE.finditer(text))


def _is_phone(text: str, found: re.Match[str]) -> bool:
    # Ten digits in a row stand for anything; a telephone number is parted, or says that it is one.
    labelled = _PHONE_LABEL.search(text[max(0, found.start() - 20) : found.start()])
    if not labelled and not _PARTED.search(found.group().strip()):
        return False
    matches = phonenumbers.PhoneNumberMatcher(found.group(), "JP", leniency=phonenumbers.Leniency.VALID, max_tries=8)
    return matches.has_next()


def _has_my_number(text: str) -> bool:
    return any(_checks(_digits(found.group())) and _is_labelled(text, found) for found in _TWELVE.finditer(text))


def _is_labelled(text: str, found: re.Match[str]) -> bool:
    # One of eleven has the right check digit: three years of an axis, or the number of a document.
    return found[1] == "-" or _MY_NUMBER.search(text[max(0, found.start() - 30) : found.start()]) is not None


def _checks(digits: list[int]) -> bool:
    """Say whether twelve digits end in the check digit of a My Number (ministerial ordinance 85 of 2014, article 5)."""
    if len(set(digits)) == 1:
        return False
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    return digits[-1] == (0 if rest <= 1 else 11 - rest)


def _has_card(text: str) -> bool:
    numbers = (_digits(found.group()) for found in _CARD.finditer(text) if not _is_axis(found.group()))
    return any(_CARD_KIND.fullmatch("".join(map(str, number))) and _luhn(number) for number in numbers)


def _is_axis(printed: str) -> bool:
    return all(group.endswith("0") for group in printed.split())


def _luhn(digits: list[int]) -> bool:
    """Say whether digits end in the check digit of a payment card (ISO/IEC 7812-1, annex B)."""
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]  # noqa: PLR2004, two digits from ten on
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def _digits(text: str) -> list[int]:
    return [int(character) for character in text if character.isdecimal()]


def _lives_somewhere(text: str) -> bool:
    places = [found.span() for pattern in (_HOUSE, _BIRTH) for found in pattern.finditer(text)]
    return bool(places) and any(_near_a_person(text, start, end) for start, end in places[:20])


def _near_a_person(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    labelled = any(map(_HOME.search, (*around, text[start:end])))
    return any(_names_a_person(side, labelled=labelled) for side in around)


def _names_a_person(text: str, *, labelled: bool) -> bool:
    cut = words(text)
    for first, second in zip(cut, [*cut[1:], None], strict=True):
        if not first.person:
            continue
        titled = _TITLED.match(text, first.start + len(first.surface))
        full = second is not None and second.person and first.speech[3] == "姓" and second.speech[3] == "名"
        if titled or (full and labelled):
            return True
    return False


_KINDS: Iterable[_Kind] = (
    _Kind("e-mail address", lambda text: _EMAIL.search(text) is not None),
    _Kind("telephone number", _has_phone),
    _Kind("My Number", _has_my_number),
    _Kind("payment card number", _has_card),
    _Kind("number of an account or a licence", lambda text: _LABELLED.search(text) is not None),
    _Kind("where or when a person was born or lives", _lives_somewhere),
)
