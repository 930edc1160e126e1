import json

import pytest

from tasks.metrics.gold import GoldError, gold_files, load_gold

ROW = {"pdf": "a.pdf", "pdf_sha256": "a" * 64, "page": 1, "figure_bbox": [1, 2, 3, 4], "caption": "あ", "extra": True}


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False))
    return path


def test_gold_is_found_in_folders_within_folders_in_the_order_of_names(tmp_path):
    write(tmp_path / "b.json", [{**ROW, "pdf": "b.pdf", "pdf_sha256": "b" * 64}])
    write(tmp_path / "a" / "a.json", [ROW])
    documents = load_gold([tmp_path])
    assert [document.pdf for document in documents] == ["a.pdf", "b.pdf"]
    assert documents[0].folder == tmp_path / "a"
    assert documents[0].items[0].figure_bbox.width == 2


def test_other_json_in_a_folder_is_passed_over(tmp_path):
    for name, content in (
        ("list", ["a"]),
        ("object", {"a": 1}),
        ("sentences.sentences", [{"page": 1, "text": "あ。"}]),
    ):
        write(tmp_path / f"{name}.json", content)
    assert gold_files(tmp_path) == []
    assert load_gold([tmp_path]) == []


def test_a_file_that_speaks_of_two_pdfs_is_two_documents(tmp_path):
    rows = [ROW, {**ROW, "pdf": "b.pdf", "pdf_sha256": "b" * 64}, {**ROW, "page": 2}]
    first, second = load_gold([write(tmp_path / "gold.json", rows)])
    assert (first.pdf, len(first.items), first.pages) == ("a.pdf", 2, {1, 2})
    assert (second.pdf, len(second.items)) == ("b.pdf", 1)


def test_two_files_that_speak_of_one_pdf_are_one_document(tmp_path):
    files = [write(tmp_path / "one.json", [ROW]), write(tmp_path / "two.json", [{**ROW, "page": 2}])]
    (document,) = load_gold(files)
    assert [item.page for item in document.items] == [1, 2]


def test_sentences_stand_beside_the_gold_of_their_pdf(tmp_path):
    write(tmp_path / "a.json", [ROW])
    write(tmp_path / "a.sentences.json", [{"page": 2, "text": "水は流れる。"}])
    (document,) = load_gold([tmp_path])
    assert [(sentence.page, sentence.text) for sentence in document.sentences] == [(2, "水は流れる。")]


def test_a_pdf_without_figures_may_have_sentences(tmp_path):
    write(tmp_path / "a.json", [])
    write(tmp_path / "a.sentences.json", [{"page": 1, "text": "水は流れる。"}])
    assert load_gold([tmp_path]) == []
    (tmp_path / "a.pdf").touch()
    (document,) = load_gold([tmp_path])
    assert (document.pdf, document.sha256, document.items, len(document.sentences)) == ("a.pdf", None, (), 1)


def test_decoys_are_no_figures(make):
    document = make.document(make.item(), make.decoy())
    assert [item.decoy for item in document.figures] == [None]
    assert [item.decoy for item in document.decoys] == ["logo"]
    assert not make.decoy().has_caption


def test_a_place_alone_makes_a_caption(make):
    assert make.item(caption=None, caption_bbox=(0, 0, 9, 9)).has_caption
    assert not make.item(caption=None).has_caption
    assert make.item(explains_bbox=(0, 0, 9, 9)).has_explanation
    assert not make.item().has_explanation


def test_the_family_is_the_pdf_where_gold_has_none(make):
    assert make.document(make.item()).family == "a.pdf"
    assert make.document(make.item(), family="slides").family == "slides"


@pytest.mark.parametrize(
    ("content", "message"),
    [("not json", "not JSON"), ("[{}]", "0/pdf: Field required"), ('{"a": 1}', "valid list"), (None, "No such file")],
)
def test_unusable_gold_is_refused_by_name(tmp_path, content, message):
    file = tmp_path / "gold.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(GoldError, match=rf"gold\.json: .*{message}"):
        load_gold([file])


def test_a_wrong_item_in_a_folder_is_refused_and_not_passed_over(tmp_path):
    write(tmp_path / "gold.json", [ROW, {**ROW, "page": 0}])
    with pytest.raises(GoldError, match="1/page"):
        load_gold([tmp_path])
