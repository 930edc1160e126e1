"""Where the key comes from, and that it can be sent at all."""

import pytest

from tasks.runtime.credentials import Credentials, key_from
from tasks.runtime.errors import UsageError

KEY = "sk-canary-8f14e45fceea167a"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Start with neither key nor address."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_without_a_word_there_is_neither(environment):
    assert key_from(None, None) == (None, None)
    environment.setenv("OPENAI_BASE_URL", "")
    environment.setenv("OPENAI_API_KEY", "")
    assert key_from(None, None) == (None, None)


def test_the_environment_is_asked_for_what_is_not_said(environment):
    environment.setenv("OPENAI_API_KEY", KEY)
    environment.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert key_from(None, None) == ("http://127.0.0.1:1/v1", KEY)
    assert key_from(None, "http://127.0.0.1:2/v1") == ("http://127.0.0.1:2/v1", KEY)


def test_a_key_that_came_with_the_end_of_its_line_is_taken_without_it(environment):
    environment.setenv("OPENAI_API_KEY", f" {KEY}\n")
    assert key_from(None, None)[1] == KEY


@pytest.mark.parametrize("key", ["sk-秘密の鍵", "sk-canary\nsecond line"])
def test_a_key_that_cannot_be_sent_is_refused_without_being_told(environment, key):
    environment.setenv("OPENAI_API_KEY", key)
    with pytest.raises(UsageError, match="OPENAI_API_KEY holds no key") as caught:
        key_from(None, None)
    assert "sk-" not in str(caught.value)


def test_whoever_prints_the_credentials_prints_no_key(environment):
    environment.setenv("OPENAI_API_KEY", KEY)
    assert KEY not in f"{Credentials()} {Credentials()!r} {Credentials().model_dump_json()}"


@pytest.mark.prefect
def test_a_secret_block_is_asked_before_the_environment_and_a_missing_one_named(environment, prefect_api):
    from prefect.blocks.system import Secret
    from prefect.settings import PREFECT_API_URL, temporary_settings

    environment.setenv("OPENAI_API_KEY", "sk-another-0000000000")
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        Secret(value=f"{KEY}\n").save("my-key", overwrite=True)
        assert key_from("my-key", None) == (None, KEY)
        with pytest.raises(UsageError, match="'no-such-key'"):
            key_from("no-such-key", None)
