"""A small storm: sixty PDFs on workers, a tenth of them broken, and the process of a batch killed at work."""

import threading

import pytest

from soak import soak_calmly, soak_in_storm
from soaking import papers
from soaking.killing import RUN, Storm

pytestmark = pytest.mark.prefect

DOCUMENTS = 60
UNDER_WAY = 2 * DOCUMENTS
"""Executions at which the batch is in the middle of its work."""


@pytest.fixture(scope="module")
def soaked(etoki, tmp_path_factory):
    """Run undisturbed and in a storm, both at once; return what came of each."""
    out = tmp_path_factory.mktemp("soak")
    ends = papers.lay_out(out / "papers", DOCUMENTS, slow=0)
    calm = []
    undisturbed = threading.Thread(
        target=lambda: calm.append(soak_calmly(out, ends, PREFECT_API_URL=etoki.api)), name="calm"
    )
    undisturbed.start()
    stormy = soak_in_storm(out, ends, Storm(kills=1, every=1, ways=[RUN], from_executions=UNDER_WAY))
    undisturbed.join()
    return calm[0], stormy


def test_an_undisturbed_run_brings_every_pdf_to_its_end(soaked):
    calm, _ = soaked
    assert calm.faults == []
    assert calm.runs == 1


def test_a_killed_batch_is_sent_again_and_nothing_is_missing_wrong_or_left_over(soaked):
    _, stormy = soaked
    assert [kill.way for kill in stormy.kills] == [RUN]
    assert stormy.faults == []
    assert stormy.runs == 1


def test_the_dataset_is_that_of_the_undisturbed_run(soaked):
    calm, stormy = soaked
    assert stormy.digest is not None
    assert stormy.digest == calm.digest
