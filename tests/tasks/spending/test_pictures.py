"""Picture tokens against the worked examples of each provider's documents."""

import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tasks.spending import pictures
from tasks.spending.prices import PriceTable

TABLE = PriceTable.load()
SIDES = st.integers(min_value=1, max_value=9000)


def tokens(model, width, height):
    return pictures.tokens(TABLE.facts(model).picture, width, height)


@pytest.mark.parametrize(("width", "height", "expected"), [(1024, 1024, 765), (2048, 4096, 1105), (512, 512, 255)])
def test_tiles_cost_what_openai_documents_for_gpt_4o(width, height, expected):
    """Source: https://developers.openai.com/api/docs/guides/images-vision, "Tile-based image tokenization"."""
    assert tokens("gpt-4o", width, height) == expected


@pytest.mark.parametrize(
    ("model", "expected"),
    [("gpt-4o-mini", 2833 + 4 * 5667), ("gpt-5", 70 + 4 * 140), ("o3", 75 + 4 * 150), ("gpt-4.1", 85 + 4 * 170)],
)
def test_tiles_have_their_price_by_model(model, expected):
    """Source: the same page, table of base and tile tokens."""
    assert tokens(model, 1024, 1024) == expected


@pytest.mark.parametrize(("width", "height", "size", "patches"), [
    (1024, 1024, (1024, 1024), 1024),
    (1800, 2400, (1056, 1408), 1452),
])  # fmt: skip
def test_patches_are_counted_as_openai_documents(width, height, size, patches):
    """Source: the same page, "Cost calculation examples for a model with a 1,536-patch budget"."""
    facts = TABLE.facts("gpt-4.1-mini").picture
    assert pictures.fitted(facts, width, height) == size
    assert pictures.tokens(facts.model_copy(update={"each": Decimal(1)}), width, height) == patches


@pytest.mark.parametrize(
    ("model", "expected"), [("gpt-4.1-mini", 1659), ("gpt-4.1-nano", 2520), ("o4-mini", 1762), ("gpt-6-sol", 1229)]
)
def test_patches_are_multiplied_by_model(model, expected):
    """Source: the same page, table of multipliers; 1.2 and 2,500 patches for gpt-5.4 and later."""
    assert tokens(model, 1024, 1024) == expected


@pytest.mark.parametrize(
    ("width", "height", "billed"), [(256, 256, 77), (768, 1024, 922), (1280, 720, 1104), (2048, 768, 1844)]
)
def test_the_minis_are_estimated_as_billed_and_capped_as_documented(width, height, billed):
    """Source: API measurements, https://community.openai.com/t/1344040: 1.2 a patch where 1.62 is documented."""
    facts = TABLE.facts("gpt-5-mini").picture
    assert pictures.tokens(facts, width, height) == billed
    assert pictures.most(facts, width, height) >= billed * 1.34


@pytest.mark.parametrize(("width", "height", "patches"), [(640, 480, 300), (2880, 864, 1280), (1600, 1600, 2500)])
def test_newer_models_take_2500_patches_and_2048_pixels(width, height, patches):
    """Source: the same page, gpt-5.4 and later at `detail: high`; 2880 is sent as 2048 by 614."""
    assert tokens("gpt-5.4", width, height) == -(-patches * 12 // 10)


@pytest.mark.parametrize(
    ("model", "width", "height", "expected"),
    [
        ("claude-haiku-4-5", 1000, 1000, 1296),
        ("claude-haiku-4-5", 1092, 1092, 1521),
        ("claude-opus-5", 1920, 1080, 2691),
    ],
)
def test_claude_sees_patches_of_28_pixels(model, width, height, expected):
    """Source: https://platform.claude.com/docs/en/build-with-claude/vision, both tables of sizes."""
    assert tokens(model, width, height) == expected


@pytest.mark.parametrize(
    ("model", "budget", "edge"), [("claude-sonnet-4-6", 1568, 1568), ("claude-sonnet-5-5", 4784, 2576)]
)
def test_claude_shrinks_what_exceeds_its_tier(model, budget, edge):
    """Source: the same page, "Evaluate image size": long edge and visual tokens of each tier."""
    facts = TABLE.facts(model).picture
    assert budget * 0.9 < pictures.tokens(facts, 6000, 5000) <= budget
    assert max(pictures.fitted(facts, 6000, 1000)) == edge


@pytest.mark.parametrize(("width", "height", "expected"), [(384, 384, 258), (960, 540, 6 * 258), (1536, 768, 6 * 258)])
def test_gemini_2_crops(width, height, expected):
    """Source: https://ai.google.dev/gemini-api/docs/tokens and the crop unit of Vertex's image guide (960 by 540)."""
    assert tokens("gemini-2.5-flash", width, height) == expected


def test_gemini_3_pictures_cost_the_same_at_every_size():
    """Source: https://ai.google.dev/gemini-api/docs/media-resolution: 1,120 tokens an image by default."""
    assert tokens("gemini-3.8-flash", 200, 200) == tokens("gemini-3.8-flash", 3000, 2000) == 1120


@pytest.mark.parametrize(
    ("model", "width", "height", "expected"),
    [
        ("Qwen/Qwen2.5-VL-7B-Instruct", 224, 224, 64),
        ("Qwen/Qwen2.5-VL-7B-Instruct", 1024, 1024, 35 * 35),
        ("Qwen/Qwen2.5-VL-7B-Instruct", 28, 28, 4),
        ("Qwen/Qwen3-VL-8B-Instruct", 1024, 1024, 32 * 32),
        ("Qwen/Qwen3-VL-8B-Instruct", 100, 100, 64),
    ],
)
def test_qwen_merges_patches(model, width, height, expected):
    """Source: `smart_resize` of Qwen2-VL's image processor: sides rounded to 28 (32), pixels between two bounds."""
    assert tokens(model, width, height) == expected + 2


def test_pixtral_ends_each_row_with_a_token():
    """Source: mistral-common's image encoder: 1024 by 1024 in patches of 16 is 64 rows of 64, and a break each."""
    assert tokens("pixtral-large-latest", 1024, 1024) == 64 * 65


def test_an_unknown_model_is_reserved_more_than_the_dearest_open_one():
    """Source: Llama 3.2 Vision: four tiles of 1,601 tokens."""
    facts = TABLE.facts("somebody/their-model").picture
    assert pictures.most(facts, 64, 64) >= 4 * 1601


@settings(max_examples=60, deadline=None)
@given(SIDES, SIDES, st.sampled_from(sorted(TABLE.pictures)))
def test_a_fitted_picture_is_never_larger_nor_billed_otherwise(width, height, name):
    facts = TABLE.pictures[name]
    size = pictures.fitted(facts, width, height)
    assert 1 <= size[0] <= width
    assert 1 <= size[1] <= height
    assert pictures.fitted(facts, *size) == size
    assert pictures.tokens(facts, *size) == pictures.tokens(facts, width, height)


def png(picture):
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def chart(mode="RGB", size=(400, 300)):
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).line([(20, 280), (150, 90), (380, 40)], fill="navy", width=3)
    return picture.convert(mode)


def photo(size=(400, 300)):
    return Image.effect_noise(size, 90).convert("RGB")


def test_a_picture_of_the_right_size_goes_as_it_is():
    content = png(chart())
    assert pictures.encode(content, 400, 300) == (content, "image/png")


def test_a_flat_picture_stays_a_png_when_it_shrinks():
    content, mime = pictures.encode(png(Image.new("L", (400, 300), 200)), 200, 150)
    assert mime == "image/png"
    assert Image.open(io.BytesIO(content)).size == (200, 150)


def test_a_photograph_becomes_a_jpeg_when_it_shrinks():
    content, mime = pictures.encode(png(photo()), 200, 150)
    assert mime == "image/jpeg"
    assert Image.open(io.BytesIO(content)).size == (200, 150)


def test_a_heavy_picture_is_encoded_anew_at_its_own_size():
    heavy = png(photo((1200, 900)))
    assert len(heavy) > pictures.SENSIBLE_BYTES
    content, mime = pictures.encode(heavy, 1200, 900)
    assert (mime, len(content) < len(heavy)) == ("image/jpeg", True)


def test_encoding_twice_gives_the_same_bytes():
    content = png(photo())
    assert pictures.encode(content, 200, 150) == pictures.encode(content, 200, 150)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_png_can_shrink(mode):
    picture = chart("L").convert("I;16") if mode == "I;16" else chart(mode)
    content, _ = pictures.encode(png(picture), 100, 75)
    assert Image.open(io.BytesIO(content)).size == (100, 75)


def test_what_is_transparent_becomes_white():
    content, _ = pictures.encode(png(Image.new("RGBA", (100, 100), (0, 0, 0, 0))), 50, 50)
    assert Image.open(io.BytesIO(content)).convert("L").getextrema() == (255, 255)


def test_sixteen_bits_keep_their_greys():
    deep = Image.new("I;16", (100, 100), 40000)
    content, _ = pictures.encode(png(deep), 50, 50)
    darkest, brightest = Image.open(io.BytesIO(content)).convert("L").getextrema()
    assert 150 <= darkest <= brightest <= 160
