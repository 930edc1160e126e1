"""The matcher as it is asked: its name, what it lacks, and how it prepares pictures and rows."""

from importlib.util import find_spec

import numpy as np
import pytest

from tasks.engines.clip.open_clip import MOST_OBLONG, OpenClip, broadened, unit
from tasks.engines.clip.presets import DEFAULT, PRESETS
from tasks.engines.readiness import NotReadyError


def test_is_called_by_its_model_which_is_the_default_unless_named():
    assert OpenClip().name == f"open_clip:{DEFAULT}"
    assert OpenClip("organisation/clip").name == "open_clip:organisation/clip"
    assert OpenClip.models == tuple(PRESETS)


def test_tells_licence_and_command_without_a_look_at_any_file():
    engine = OpenClip("xlm-roberta-large-ViT-H-14")
    assert engine.licence == "MIT"
    assert "hf download FacebookAI/xlm-roberta-large config.json" in engine.get


def test_refuses_a_path_at_once():
    with pytest.raises(NotReadyError, match="is no name of a model"):
        OpenClip("/models/clip")


@pytest.mark.skipif(find_spec("open_clip") is not None, reason="the extra `models` is installed")
def test_says_what_to_install_where_the_packages_are_missing():
    with pytest.raises(NotReadyError, match=r"not installed: .*open_clip.*; get it by: pip install 'etoki\[models\]'"):
        _ = OpenClip().version


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (3, 97), (40, 30), (64, 2)])
def test_a_strip_is_broadened_and_nothing_else_is_changed(shape):
    image = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    broad = broadened(image)
    assert max(broad.shape[:2]) == max(shape)
    assert max(broad.shape[:2]) <= MOST_OBLONG * min(broad.shape[:2])
    if max(shape) <= MOST_OBLONG * min(shape):
        assert (broad == image).all()
    assert set(map(tuple, broad.reshape(-1, 3))) == set(map(tuple, image.reshape(-1, 3)))


def test_rows_have_length_1_and_one_of_no_numbers_is_zero():
    rows = unit(np.array([[3, 4], [1e-20, 0], [np.nan, 1], [0, 0]], np.float32))
    assert rows.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [1, 0], [0, 0], [0, 0]]
    assert rows.dtype == np.float32
