import random
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

import soak
from soaking import papers, picture
from soaking.killing import WAYS, Kill, Storm, _shuffled
from soaking.watching import Moment, entries_below
from tasks.records import identity


@pytest.fixture(scope="module")
def made():
    return list(papers.papers(140, seed=3, slow=1))


def test_a_tenth_of_the_papers_is_broken_in_many_ways(made):
    kinds = Counter(paper.kind for paper in made)
    assert kinds["sound"] == 126
    assert {"empty", *papers.SLOW} <= set(kinds)
    assert len(kinds) == 1 + 14  # two slow kinds, the empty file, and as many of the others as there is room for


def test_no_two_papers_are_alike(made):
    assert len({paper.content for paper in made}) == len(made)


def test_a_sound_paper_is_the_same_whenever_it_is_made():
    assert papers.sound(7) == papers.sound(7)


def test_every_way_to_kill_comes_as_often_as_the_others():
    ways = _shuffled(random.Random(1), Storm(kills=9, every=1))
    assert Counter(ways) == dict.fromkeys(WAYS, 3)


def test_counts_the_executions_of_documents_only(scribe_in, tmp_path):
    scribe = scribe_in(tmp_path)
    scribe.whole("a.pdf")
    assert entries_below(scribe.journal.root) == 6
    assert entries_below(tmp_path / "nowhere") == 0


def test_draws_a_run_as_well_formed_svg():
    moments = [Moment(at=5.0 * at, entries=at, mb={"server": 100 + at}, processes={"server": 1}) for at in range(20)]
    drawn = picture.draw("嵐 <1>", moments, [1.0, 50.0, 99.0], [Kill(at=42, way="run alone", pids=[1])])
    svg = ET.fromstring(drawn)
    assert len(svg.findall(".//{*}polyline")) == 6
    assert [title.text for title in svg.findall(".//{*}title")] == ["run alone"] * 2


def test_refuses_a_folder_that_holds_something(tmp_path, capsys):
    (tmp_path / "old").touch()
    with pytest.raises(SystemExit):
        soak.main(["--out", str(tmp_path)])
    assert "name a new folder" in capsys.readouterr().err


def test_tells_the_end_of_every_file_that_it_lays_out(tmp_path):
    ends = papers.lay_out(tmp_path, 20, slow=0)
    files = {path.name: path for path in tmp_path.rglob("*.pdf")}
    assert ends.keys() == files.keys()
    assert len({identity.sha256(path.read_bytes()) for path in files.values()}) == 20
