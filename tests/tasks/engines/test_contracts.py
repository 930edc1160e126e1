"""One contract for every installed backend of a kind."""

from importlib.metadata import entry_points
from typing import Any

import numpy as np
import pytest

from tasks import engines
from tasks.engines.protocols import Clip, Layout, Llm, Ocr
from tasks.engines.readiness import NotReadyError
from tasks.records.enums import EngineKind, FigureKind, Role
from tasks.records.sample import Evidence, EvidenceText

DPI = 144
PAGE = (595.2, 841.9)


def installed(kind: EngineKind) -> list[str]:
    return sorted(entry_points(group=f"etoki.{kind}").names)


RANDOM = {
    EngineKind.OCR: ["yomitoku"],
    EngineKind.LAYOUT: ["yomitoku"],
    EngineKind.CLIP: ["open_clip:plain", "open_clip:japanese"],
}
"""Engines that bring no weights: under the mark they are given random ones, with which they see nonsense."""


def every(kind: EngineKind) -> list[Any]:
    """Return each engine of a kind: as it is installed here, and with random weights."""
    random = (pytest.param(name, marks=pytest.mark.models, id=f"random {name}") for name in RANDOM.get(kind, []))
    return [*installed(kind), *random]


@pytest.fixture(autouse=True)
def _random_weights(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("models"):
        folders = [request.getfixturevalue(name) for name in ("small", "clips")]
        request.getfixturevalue("granting")(*folders)


def ready(kind: EngineKind, name: str) -> Any:
    """Return an engine; its test is skipped where it is not ready."""
    try:
        engines.fingerprint(kind, name)
    except NotReadyError as missing:
        pytest.skip(str(missing))
    return engines.load(kind, name)


def page_image() -> np.ndarray:
    """Return a page with a dark picture and three bars that look like lines, at 144 dpi."""
    image = np.full((1684, 1190, 3), 255, np.uint8)
    ramp = np.linspace(0, 120, 500).astype(np.uint8)
    image[200:600, 300:800] = ramp[None, :, None]
    for top in (900, 960, 1020):
        image[top : top + 24, 200:900] = 0
    return image


def evidence() -> Evidence:
    caption = EvidenceText(pair_id="pair", region_id="region", role=Role.CAPTION, text="図1　和紙をすく手順")
    return Evidence(
        figure_id="figure",
        doc_id="doc",
        image_sha256="image",
        kind=FigureKind.DIAGRAM,
        texts=[caption],
        text_inside="楮の皮を煮る\n水にさらす\n枠で紙をすく",
    )


@pytest.mark.parametrize("kind", list(EngineKind))
def test_every_kind_has_a_fake_that_says_what_it_is(kind):
    assert any(name.startswith("fake") for name in installed(kind))


def test_what_is_missing_is_said_in_one_line():
    for one in engines.overview():
        assert one.version if one.is_ready else one.missing
        assert "\n" not in (one.missing or "")


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in EngineKind for name in installed(kind)])
def test_an_engine_says_what_it_is(kind, name):
    engine, found = ready(kind, name), engines.fingerprint(kind, name)
    assert (found.kind, found.name, found.name.partition(":")[0]) == (kind, engine.name, name)
    assert found.version


@pytest.mark.models
@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in RANDOM.items() for name in names])
def test_an_engine_says_what_weights_it_was_given(kind, name):
    found = engines.fingerprint(kind, name)
    assert (found.kind, found.name) == (kind, name)
    assert found.version
    assert len(found.weights_sha256) == 64


@pytest.mark.parametrize("kind", list(EngineKind))
def test_an_unknown_name_lists_the_known_ones(kind):
    with pytest.raises(LookupError, match="fake"):
        engines.load(kind, "nonsuch")


def test_none_needs_no_backend():
    assert engines.fingerprint(EngineKind.OCR, engines.NONE).version is None


@pytest.mark.parametrize("name", every(EngineKind.OCR))
def test_ocr_gives_lines_within_the_page_in_points(name):
    ocr: Ocr = ready(EngineKind.OCR, name)
    lines = ocr.read(page_image(), DPI)
    assert lines == ocr.read(page_image(), DPI)
    for line in lines:
        assert 0 <= line.x0 < line.x1 <= PAGE[0]
        assert 0 <= line.y0 < line.y1 <= PAGE[1]
        assert line.text.strip()
        assert line.size > 0
        assert line.confidence is None or 0 <= line.confidence <= 1


@pytest.mark.parametrize("name", installed(EngineKind.OCR))  # with random weights something is seen everywhere
def test_ocr_reads_nothing_on_a_blank_page(name):
    ocr: Ocr = ready(EngineKind.OCR, name)
    assert ocr.read(np.full((400, 300, 3), 255, np.uint8), DPI) == []


@pytest.mark.parametrize("name", every(EngineKind.LAYOUT))
def test_layout_gives_regions_of_the_page_in_points(name):
    layout: Layout = ready(EngineKind.LAYOUT, name)
    regions = layout.find(page_image(), DPI, "doc", 3)
    assert regions == layout.find(page_image(), DPI, "doc", 3)
    assert len({region.region_id for region in regions}) == len(regions)
    for region in regions:
        assert (region.doc_id, region.page, region.source) == ("doc", 3, name)
        assert 0 <= region.x0 < region.x1 <= PAGE[0]
        assert 0 <= region.y0 < region.y1 <= PAGE[1]


@pytest.mark.parametrize("name", every(EngineKind.CLIP))
def test_clip_gives_each_image_and_each_text_a_vector_of_its_own(name):
    clip: Clip = ready(EngineKind.CLIP, name)
    images, texts = [page_image()[200:600, 300:800], page_image()[:100]], ["和紙", "黒い箱"]
    for embed, both in ((clip.embed_images, images), (clip.embed_texts, texts)):
        together = embed(both)
        assert together.dtype == np.float32
        assert np.linalg.norm(together, axis=1) == pytest.approx([1, 1], abs=1e-5)
        assert np.concatenate([embed(both[:1]), embed(both[1:])]) == pytest.approx(together, abs=1e-4)
    assert clip.embed_images(images).shape == clip.embed_texts(texts).shape


@pytest.mark.parametrize("name", installed(EngineKind.LLM))
def test_llm_writes_conversations_grounded_in_the_given_pairs(name):
    llm: Llm = ready(EngineKind.LLM, name)
    drafts = llm.write(evidence())
    assert drafts == llm.write(evidence())
    assert drafts
    for draft in drafts:
        assert draft.messages[0].content.startswith("<image>\n")
        assert [message.role for message in draft.messages] == ["user", "assistant"] * (len(draft.messages) // 2)
        assert all(message.content.strip() for message in draft.messages)
        assert set(draft.pair_ids) <= {"pair"}
        assert len(draft.prompt_hash) == 64


@pytest.mark.parametrize("name", installed(EngineKind.LLM))
def test_llm_writes_nothing_about_nothing(name):
    llm: Llm = ready(EngineKind.LLM, name)
    assert llm.write(evidence().model_copy(update={"texts": [], "text_inside": None})) == []
