import json
import re
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from markupsafe import Markup

from tasks.report.templating import NOT_MEASURED, embedded, environment, measured, plain, shown


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "]]>", "a\u2028b\u2029c", "&lt;", "図"])
def test_json_cannot_end_its_script(text) -> None:
    made = embedded({"text": text})
    assert not re.search("[<>&\u2028\u2029]", made)
    assert json.loads(made) == {"text": text}


def test_japanese_is_embedded_as_it_is() -> None:
    assert embedded(["図"]) == '["図"]'


def test_text_is_escaped() -> None:
    template = environment().from_string('<i title="{{ text }}">{{ text }}</i>')
    made = template.render(text='"><img src=x onerror=alert(1)>')
    assert "<img" not in made
    assert made.count("&#34;&gt;&lt;img") == 2


def test_control_characters_are_replaced() -> None:
    assert shown("a\x00b\x1b[0m\n\t") == "a\ufffdb\ufffd[0m\n\t"


def test_nothing_is_printed_for_none_and_markup_stays() -> None:
    assert shown(None) == ""
    assert shown(Markup("<b>")) == "<b>"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1234567, 0, "1\u202f234\u202f567"), (0.125, 2, "0.12"), (0, 0, "0"), (None, 2, NOT_MEASURED)],
)
def test_numbers_are_parted_by_thousands(value, digits, text) -> None:
    assert measured(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, NOT_MEASURED),
        (0.9671, "0.967"),
        (197.24, "197.2"),
        (12.34, "12.34"),
        (3.0, "3"),
        ([], "none"),
        (["a", "b"], "a, b"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02 03:04:05 UTC"),
        ("text", "text"),
    ],
)
def test_any_column_can_be_shown(value, text) -> None:
    assert plain(value) == text


def test_the_policy_names_our_style_and_script_and_lets_nothing_else_in() -> None:
    settings = environment().globals
    for word in ("style", "script"):
        digest = b64encode(sha256(settings[word].encode()).digest()).decode()
        assert f"{word}-src 'sha256-{digest}'" in settings["policy"]
    assert "default-src 'none'" in settings["policy"]
    assert "unsafe" not in settings["policy"]


def test_the_script_holds_nothing_that_ends_it() -> None:
    assert "</" not in environment().globals["script"]
    assert "</" not in environment().globals["style"]


@pytest.mark.parametrize("word", ["http:", "https:", "url(", "@import", "innerHTML", "eval("])
def test_nothing_of_ours_asks_for_more(word) -> None:
    ours = environment().globals["style"].replace("url(#hatch)", "") + environment().globals["script"]
    assert word not in ours
