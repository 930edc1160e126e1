"""What is learnt from refusals, many of which arrive at once for the same parameter."""

import pytest

from tasks.engines.chat.parameters import Parameters
from tasks.records.chat import ChatMessage, ChatRequest

REQUEST = ChatRequest(
    model="m",
    messages=[ChatMessage(role="user", text="図を説明してください。", image=True)],
    answer='{"title":"Text","type":"object"}',
    max_tokens=100,
    temperature=0.2,
)
NO_MAX_TOKENS = "400: Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."


@pytest.mark.parametrize(
    ("refusal", "gone"),
    [
        (NO_MAX_TOKENS, "max_tokens"),
        ("400: Unsupported value: 'temperature' does not support 0.2 with this model.", "temperature"),
    ],
)
def test_every_request_that_was_under_way_is_made_again_without_what_was_refused(refusal, gone):
    parameters = Parameters("max_tokens")
    under_way = [parameters.body(REQUEST, None) for _ in range(3)]
    assert [parameters.learn(refusal, body) for body in under_way] == [True, True, True]
    assert gone not in parameters.body(REQUEST, None)


def test_a_schema_gives_way_to_any_object_and_that_to_nothing():
    parameters = Parameters("max_tokens")
    for form in ("json_schema", "json_object", None):
        bodies = [parameters.body(REQUEST, None) for _ in range(2)]
        assert [body.get("response_format", {}).get("type") for body in bodies] == [form, form]
        refusal = f"400: Invalid parameter: 'response_format' of type '{form}' is not supported with this model."
        assert [parameters.learn(refusal, body) for body in bodies] == [form is not None] * 2


def test_a_refusal_that_names_no_parameter_teaches_nothing():
    parameters = Parameters("max_tokens")
    body = parameters.body(REQUEST, None)
    assert not parameters.learn("400: Invalid image.", body)
    assert parameters.body(REQUEST, None) == body
