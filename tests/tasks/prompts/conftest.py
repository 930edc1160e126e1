"""Evidence to write prompts from."""

from collections.abc import Callable

import pytest

from tasks.records.enums import FigureKind, Role
from tasks.records.sample import Evidence, EvidenceText


@pytest.fixture
def evidence() -> Callable[..., Evidence]:
    """Return what makes evidence of texts, each a role and what it says, and of the text inside the figure."""

    def make(
        *texts: tuple[Role, str], inside: str | None = None, kind: FigureKind | None = None, figure: str = "figure"
    ) -> Evidence:
        known = [
            EvidenceText(pair_id=f"pair-{number}", region_id=f"region-{number}", role=role, text=said)
            for number, (role, said) in enumerate(texts)
        ]
        return Evidence(
            figure_id=figure, doc_id="doc", image_sha256="image", kind=kind, texts=known, text_inside=inside
        )

    return make
