"""What a preview says."""

from decimal import Decimal

import pytest

from tasks.records.enums import Purpose, SampleKind
from tasks.spending.forecast import Habit, Measured, Planned, defaults, forecast, learned
from tasks.spending.prices import PriceTable, cost

TABLE = PriceTable.load()
FACTS, PRICE = TABLE.facts("gpt-4o"), TABLE.price("gpt-4o")
ALL = [purpose for purpose in Purpose if purpose is not Purpose.COMPOSE]


def planned(kind=SampleKind.CAPTION, tokens_in=1000, most_in=3000, max_tokens=800):
    return Planned(kind=kind, tokens_in=tokens_in, most_in=most_in, max_tokens=max_tokens)


def habits(**changed):
    return {(SampleKind.CAPTION, Purpose.COMPOSE): Habit(**{"tokens_out": 100, **changed})}


def test_one_call_a_sample_costs_its_tokens():
    row, total = forecast([planned(), planned()], FACTS, PRICE, [], habits())
    assert (row.samples, row.calls, row.tokens_in, row.tokens_out) == (2, 2, 2000, 200)
    assert row.usd == total.usd == cost(PRICE, 2000, 200)
    assert (total.kind, total.samples) == (None, 2)


def test_kinds_stand_in_their_order_whatever_the_order_of_plans():
    rows = forecast(
        [planned(SampleKind.MAP), planned(SampleKind.CONVERSATION), planned(SampleKind.MAP)], FACTS, PRICE, []
    )
    assert [(row.kind, row.samples) for row in rows] == [
        (SampleKind.CONVERSATION, 1),
        (SampleKind.MAP, 2),
        (None, 3),
    ]
    assert rows[-1].usd == rows[0].usd + rows[1].usd


def test_an_unknown_price_is_none_and_never_zero():
    for row in forecast([planned()], TABLE.facts("nobody"), None, ALL):
        assert (row.usd, row.worst_usd) == (None, None)
        assert row.tokens_in > 0


def test_a_free_model_costs_zero_and_not_nothing():
    free = PRICE.model_copy(update={"input": Decimal(0), "output": Decimal(0)})
    assert all((row.usd, row.worst_usd) == (0, 0) for row in forecast([planned()], FACTS, free, ALL))


def test_nothing_planned_is_a_total_of_nothing():
    (total,) = forecast([], FACTS, PRICE, ALL)
    assert (total.samples, total.calls, total.usd, total.worst_usd) == (0, 0, 0, 0)


def test_checks_and_revisions_are_more_calls():
    alone = forecast([planned()] * 100, FACTS, PRICE, [])[-1]
    checked = forecast([planned()] * 100, FACTS, PRICE, [Purpose.CRITIQUE, Purpose.REVISE])[-1]
    assert alone.calls == 100
    assert 200 < checked.calls < 300
    assert checked.usd > alone.usd


@pytest.mark.parametrize("kind", SampleKind)
def test_the_worst_is_never_below_the_expected(kind):
    rows = forecast([planned(kind, max_tokens=2000)], FACTS, PRICE, ALL)
    assert all(row.worst_usd >= row.usd for row in rows)


def test_the_worst_is_a_cap_on_what_one_call_can_cost():
    row, _ = forecast([planned()], FACTS, PRICE, [])
    assert row.worst_usd >= cost(PRICE, 3000, 800)


def test_a_batch_is_half():
    online, batch = (forecast([planned()], FACTS, PRICE, ALL, batch=batch)[-1] for batch in (False, True))
    assert batch.usd * 2 == pytest.approx(online.usd, abs=Decimal("2e-9"))


def test_an_answer_is_never_expected_to_pass_its_cap():
    row, _ = forecast([planned(max_tokens=50)], FACTS, PRICE, [], habits(tokens_out=400))
    assert row.tokens_out == 50


def test_models_that_think_are_billed_for_it():
    kind = SampleKind.CAPTION
    thinking = TABLE.facts("gpt-5-mini")
    more = defaults(thinking)[kind, Purpose.COMPOSE].tokens_out - defaults(FACTS)[kind, Purpose.COMPOSE].tokens_out
    assert more == thinking.hidden > 0


def test_measured_calls_take_the_place_of_defaults():
    row = Measured(kind=SampleKind.CAPTION, purpose=Purpose.CRITIQUE, calls=20, share=2, tokens_in=500, tokens_out=70)
    shown = {**habits(), **learned([row])}
    first, _ = forecast([planned()], FACTS, PRICE, [Purpose.CRITIQUE], shown)
    assert (first.calls, first.tokens_in, first.tokens_out) == (3, 1000 + 2 * 500, 100 + 2 * 70)


def test_few_calls_teach_nothing():
    row = Measured(kind=SampleKind.MAP, purpose=Purpose.COMPOSE, calls=4, share=1, tokens_in=9, tokens_out=9)
    assert learned([row]) == {}


def test_every_kind_and_purpose_has_a_default():
    assert set(defaults(FACTS)) == {(kind, purpose) for kind in SampleKind for purpose in Purpose}
