"""JSON lines in files of bounded size."""

import json

from tasks.formats.lines import LineLimits, line_counts, write_shards


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_has_no_more_lines_than_it_may(tmp_path):
    write_shards(tmp_path, "train", range(5), LineLimits(lines=2))
    assert line_counts(tmp_path, "train") == {
        "train-00000-of-00003.jsonl": 2,
        "train-00001-of-00003.jsonl": 2,
        "train-00002-of-00003.jsonl": 1,
    }


def test_a_file_has_no_more_bytes_than_it_may_but_for_a_line_that_is_longer(tmp_path):
    write_shards(tmp_path, "train", ["あ", "x" * 50, "あ", "い"], LineLimits(bytes=12))
    assert list(line_counts(tmp_path, "train").values()) == [1, 1, 2]
    assert (tmp_path / names(tmp_path)[2]).read_text(encoding="utf-8") == '"あ"\n"い"\n'


def test_nothing_is_one_empty_file(tmp_path):
    write_shards(tmp_path, "train", [], LineLimits())
    assert line_counts(tmp_path, "train") == {"train-00000-of-00001.jsonl": 0}


def test_a_line_stays_one_for_every_reader(tmp_path):
    write_shards(tmp_path, "train", ["一\u2028二\u0085三\n四"], LineLimits())
    text = (tmp_path / names(tmp_path)[0]).read_text(encoding="utf-8")
    assert len(text.splitlines()) == 1
    assert json.loads(text) == "一\u2028二\u0085三\n四"


def test_stems_do_not_mix(tmp_path):
    write_shards(tmp_path, "train", [1], LineLimits())
    write_shards(tmp_path, "preferences", [1, 2], LineLimits())
    assert sum(line_counts(tmp_path, "train").values()) == 1
