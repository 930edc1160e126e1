"""What is asked about one sample, and under which name."""

import asyncio

from tasks.prompts import rendering
from tasks.records.enums import Purpose


def test_every_request_names_the_sample_its_document_and_its_purpose(study, pen):
    model = pen()
    enquiry = study().enquiry(model)
    order = enquiry.order
    asyncio.run(enquiry.ask(order.prompt, Purpose.COMPOSE))
    asyncio.run(enquiry.ask(rendering.critique([], order.shown, order.kind), Purpose.CRITIQUE))
    abouts = [about for _, about in model.asked]
    assert {(about.sample_id, about.doc_id, about.flow_run_id) for about in abouts} == {(order.sample_id, "doc", "run")}
    assert [about.purpose for about in abouts] == [Purpose.COMPOSE, Purpose.CRITIQUE]
    assert abouts[0].prompt_hash == order.prompt.prompt_hash != abouts[1].prompt_hash
    assert all(about.tokens_out > 0 for about in abouts)


def test_the_first_request_is_the_one_that_was_planned(study, pen):
    model = pen()
    enquiry = study().enquiry(model)
    asyncio.run(enquiry.ask(enquiry.order.prompt, Purpose.COMPOSE))
    assert model.asked[0][0] == enquiry.order.request


def test_only_who_looks_at_the_figure_gets_its_picture(study, pen):
    model = pen()
    enquiry = study(guard_model="gpt-4.1-nano").enquiry(model)
    asyncio.run(enquiry.ask(rendering.critique([], [], enquiry.order.kind), Purpose.CRITIQUE))
    asyncio.run(enquiry.ask(rendering.guard([]), Purpose.GUARD))
    assert [request.image is not None for request, _ in model.asked] == [True, False]
    assert [request.model for request, _ in model.asked] == ["gpt-4o-mini", "gpt-4.1-nano"]
