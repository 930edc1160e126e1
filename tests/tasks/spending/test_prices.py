"""The table of prices: whom it names, what it refuses, what a call costs."""

from decimal import Decimal

import pytest

from tasks.spending.prices import Price, PriceError, PriceTable, cost

TABLE = PriceTable.load()
NOVITA = "https://api.novita.ai/v3/openai"


def own(tmp_path, text):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("model", "declared"),
    [
        ("gpt-4o", "gpt-4o"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("gpt-4o-2024-05-13", "gpt-4o-2024-05-13"),
        ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("openai/gpt-4o-mini", "gpt-4o-mini"),
        ("GPT-4o-mini", "gpt-4o-mini"),
        ("models/gemini-2.5-flash", "gemini-2.5-flash"),
        ("gemini-2.5-flash-preview-09-2025", "gemini-2.5-flash"),
        ("gemini-2.5-flash-lite", "gemini-2.5-flash-lite"),
        ("claude-opus-4-5-20251101", "claude-opus-4-5"),
        ("anthropic/claude-opus-4.5", "claude-opus-4-5"),
        ("claude-opus-5", "claude-opus-5"),
        ("claude-opus-5-5", "claude-opus-5-5"),
        ("gpt-5.4-mini-2026-03-17", "gpt-5.4-mini"),
    ],
)
def test_a_model_is_found_under_its_own_name(model, declared):
    price = TABLE.price(model)
    assert price is not None
    assert price.model == declared


@pytest.mark.parametrize(
    "model",
    [
        "gpt-4o-audio-preview",
        "gpt-4o-mini-search-preview",
        "gpt-5.7",
        "gpt-55",
        "gpt-5-pro",
        "gpt",
        "",
        "my-gpt-4o",
        "ft:gpt-4o-2024-08-06:us::x",
        "deepseek/deepseek-chat:free",
        "gemini-2.5-flash-image",
        "claude-opus-5-9",
    ],
)
def test_a_model_that_is_not_listed_has_an_unknown_price(model):
    assert TABLE.price(model) is None
    assert TABLE.facts(model).input is None


def test_an_open_model_costs_what_its_host_asks():
    assert TABLE.price("qwen/qwen3-vl-8b-instruct") is None
    assert TABLE.facts("qwen/qwen3-vl-8b-instruct").tokenizer == "qwen"
    price = TABLE.price("qwen/qwen3-vl-8b-instruct", NOVITA)
    assert price is not None
    assert (price.input, price.output) == (Decimal("0.08"), Decimal("0.5"))
    assert TABLE.price("qwen/qwen3-vl-8b-instruct", "http://127.0.0.1:8000/v1") is None


def test_a_known_model_keeps_its_price_behind_a_proxy():
    assert TABLE.price("gpt-4o", "http://127.0.0.1:4000/v1") == TABLE.price("gpt-4o")


def test_every_model_of_the_table_resolves_to_itself():
    assert list(TABLE.mistakes()) == []
    for name in TABLE.models:
        assert TABLE.facts(name).declared == name
    for host, models in TABLE.hosts.items():
        for name in models:
            assert TABLE.price(name, f"https://{host}/v1") is not None


def test_no_listed_price_is_free_or_absurd():
    for name, entry in TABLE.models.items():
        if entry.input is not None and name != "fake-chat":
            assert 0 < entry.input <= entry.output <= 100, name
            assert entry.cached_input is None or entry.cached_input <= entry.input, name


def test_a_price_that_is_only_for_the_launch_is_not_what_a_cap_relies_on():
    """Source: https://ai.google.dev/gemini-api/docs/pricing, the prices from December 2026 and from 2027."""
    assert TABLE.price("gemini-4-argon").output == 20
    assert TABLE.price("gemini-3.8-flash").output == Decimal("7.5")


def test_reasoning_models_take_no_temperature_and_cap_by_their_own_parameter():
    facts = TABLE.facts("gpt-5-mini")
    assert (facts.limit, facts.reasoning, facts.temperature) == ("max_completion_tokens", True, False)
    assert facts.hidden > 0
    assert TABLE.facts("gpt-4o").temperature


def test_the_cost_of_a_call_is_rounded_up():
    price = Price(model="x", input=Decimal("0.15"), output=Decimal("0.6"), batch=Decimal("0.5"))
    assert cost(price, 1234, 567) == Decimal("0.000525300")
    assert cost(price, 1, 0, batch=True) == Decimal("0.000000075")
    assert cost(price.model_copy(update={"input": Decimal("0.0001")}), 1, 0) == Decimal("0.000000001")


def test_a_batch_costs_half_at_openai_and_the_same_where_there_is_none():
    half, whole = TABLE.price("gpt-4o"), TABLE.price("claude-opus-5")
    assert cost(half, 1000, 1000, batch=True) * 2 == cost(half, 1000, 1000)
    assert cost(whole, 1000, 1000, batch=True) == cost(whole, 1000, 1000)


def test_a_table_of_ones_own_goes_over_the_shipped_one(tmp_path):
    path = own(tmp_path, '[models."My/Model"]\ninput = 0.1\noutput = 0.3\n[models.gpt-4o]\ninput = 1\noutput = 2\n')
    table = PriceTable.load(path)
    assert table.price("my/model").output == Decimal("0.3")
    assert table.price("gpt-4o").input == 1
    assert table.facts("gpt-4o").picture == TABLE.facts("gpt-4o").picture
    assert table.price("gpt-4o-mini") == TABLE.price("gpt-4o-mini")


def test_the_name_of_a_table_tells_what_is_over_it(tmp_path):
    one = PriceTable.load(own(tmp_path, "[models.a]\ninput = 1\noutput = 1\n")).name
    two = PriceTable.load(own(tmp_path, "[models.a]\ninput = 1\noutput = 2\n")).name
    assert len({TABLE.name, one, two}) == 3
    assert one.startswith(f"{TABLE.name}+")


def test_the_user_may_say_that_a_model_is_free(tmp_path):
    table = PriceTable.load(own(tmp_path, "[models.local]\ninput = 0\noutput = 0\n"))
    assert cost(table.price("local"), 10**6, 10**6) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[models.a\n", "no TOML"),
        ("[models.a]\ninput = -1\noutput = 1\n", "models.a.input"),
        ("[models.a]\nimput = 1\noutput = 1\n", "models.a.imput"),
        ("[models.a]\ninput = 1\n", "a needs both input and output"),
        ('[models.a]\ninput = "cheap"\noutput = 1\n', "models.a.input"),
        ("[models.a]\ninput = nan\noutput = 1\n", "models.a.input"),
        ('[models.a]\nfamily = "gpt-9"\n', "gpt-9"),
        ('[families.mine]\npicture = "mine"\n', "mine"),
        ("[models.a]\ninput = 1\noutput = 1\nbatch = 50\n", "models.a.batch"),
    ],
)
def test_a_table_with_a_mistake_is_refused_with_its_place(tmp_path, text, said):
    path = own(tmp_path, text)
    with pytest.raises(PriceError) as refused:
        PriceTable.load(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_table_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PriceError, match=r"absent\.toml cannot be read"):
        PriceTable.load(tmp_path / "absent.toml")
