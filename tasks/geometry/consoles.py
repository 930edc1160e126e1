"""Boxes of text that show what a screen says or a file holds, and the sentences that announce them."""

import re
from collections.abc import Sequence

from tasks.geometry.texts import Text, within
from tasks.records.record import Box

LEAST_LINES, PLAIN = 2, 0.6
"""A console has so many lines, and this share of its characters is of the keyboard."""
ABOVE_EM, LINE_EM = 3.0, 1.2
"""What announces a box ends this near above it, in ems; its own lines are this near to each other."""
TAIL = 60
"""So many characters before a box may announce it."""
_SHOWN = "表示|出力|結果|画面|メッセージ"
_ANNOUNCES = re.compile(
    rf"(?:次|以下|下)[のに][^。、]{{0,12}}(?:{_SHOWN}|示し|示す|なりま|なる|得られ|現れ|出ま|出る)"
    rf"|(?:{_SHOWN}|内容)[はがをも]?、?(?:次|以下|下)(?:の|に|で)"
)
"""What is shown is a figure; what the reader is to type or to save is running text in a box."""


def is_announced_console(box: Box, texts: Sequence[Text]) -> bool:
    """Say whether a box holds lines of code or output, and the sentence right above it says that they are shown."""
    return _is_console(within(box, texts)) and bool(_ANNOUNCES.search(_said_above(box, texts)))


def _is_console(inside: Sequence[Text]) -> bool:
    written = "".join("".join(text.text.split()) for text in inside)
    plain = sum(char.isascii() for char in written)
    return len(inside) >= LEAST_LINES and plain >= PLAIN * len(written)


def _said_above(box: Box, texts: Sequence[Text]) -> str:
    """Return the last words of the paragraph that ends right above a box."""
    over = [text for text in texts if not text.vertical and text.box.overlap_x(box) > 0 and text.box.y1 <= box.y0 + 1]
    over.sort(key=lambda text: text.box.y1)
    if not over or box.y0 - over[-1].box.y1 > ABOVE_EM * over[-1].size:
        return ""
    last = over[-1]
    before = [text for text in over[:-1] if text.box.gap_y(last.box) <= LINE_EM * last.size and text.size == last.size]
    return "".join(text.text for text in [*before[-1:], last])[-TAIL:]
