import json
import re
import shutil
from html.parser import HTMLParser

import pytest

from tasks.pairing.model import fitted
from tasks.report.write import write_report
from tasks.store import catalog

pytestmark = pytest.mark.sql
VOID = {"meta", "link", "img", "input", "br"}


class Strict(HTMLParser):
    """Knows what is open, which ids there are, and what is asked for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.ids, self.links, self.sources, self.tags = [], [], [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self.sources += [found["src"]] if "src" in found else []
        assert not [name for name in found if name.startswith("on") or name == "style"], attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def _files(report):
    return {path.relative_to(report).as_posix(): path.read_text(encoding="utf-8") for path in report.rglob("*.html")}


def _parsed(report):
    return {name: Strict(text) for name, text in _files(report).items()}


def test_every_document_has_a_file_and_one_that_says_why_and_there_is_an_index_and_a_list_of_pairs(report) -> None:
    names = sorted(_files(report))
    assert [name for name in names if "/" not in name] == ["index.html", "pairs-1.html"]
    assert len([name for name in names if name.startswith("documents/")]) == 6
    assert len([name for name in names if name.endswith("-why.html")]) == 3


def test_every_file_is_well_formed_and_no_id_stands_twice(report) -> None:
    for name, page in _parsed(report).items():
        assert page.open == [], name
        assert len(page.ids) == len(set(page.ids)), name


def test_every_link_leads_somewhere(report) -> None:
    parsed = _parsed(report)
    for name, page in parsed.items():
        for link in page.links:
            file, _, place = link.partition("#")
            if link.startswith("data:"):
                continue
            target = (report / name).parent.joinpath(file).resolve() if file else (report / name).resolve()
            goal = parsed[target.relative_to(report.resolve()).as_posix()]
            assert not place or place in goal.ids, f"{name}: {link}"


def test_nothing_is_asked_of_the_network(report) -> None:
    for name, text in _files(report).items():
        page = Strict(text)
        assert [source[:11] for source in page.sources if not source.startswith("data:image/")] == [], name
        assert not re.search(r"(?:href|src)=\"(?:https?:|//|file:)", text), name


def test_hostile_text_is_text_only(report, hostile) -> None:
    for name, text in _files(report).items():
        assert "<img src=x" not in text, name
        assert "<script>document" not in text, name
        assert "報告<b>" not in text, name
    data = re.search(
        r'<script type="application/json" id="found">(.*?)</script>', _files(report)["pairs-1.html"], re.DOTALL
    )
    assert json.loads(data[1])["rows"][0][6] == hostile


def test_a_figure_shows_its_crop_its_caption_and_what_decided(done, written) -> None:
    text = written(done, "報告<b>書.pdf")
    assert text.count('<img class="crop" src="data:image/webp;base64,') == 1
    assert f"numbered_cue {fitted().caption.weights['numbered_cue']:+.1f}" in text
    assert '<th scope="row">dreamt</th>' in text
    assert "図1: &lt;/script&gt;" in text


def test_pages_are_pictures_with_boxes_and_lines(done, written) -> None:
    text = written(done, "報告<b>書.pdf")
    assert text.count('alt="page ') == 2
    assert re.search(r'<line data-layer="caption"', text)
    assert 'class="mark m-figure' in text
    assert 'class="mark m-away' in text


def test_why_tells_the_story_of_a_pair_and_leads_to_its_figure(done, written) -> None:
    text = written(done, "報告<b>書.pdf", "-why")
    assert text.count('<article class="story"') == 1
    assert "for it: a numbered label +" in text
    assert "licence CC &#34;BY&#34; &lt;4.0&gt;" in text
    assert re.search(r'href="[0-9a-f]{16}\.html#f-[0-9a-f]{16}">page 1</a>', text)


def test_why_lists_what_was_turned_away_with_what_it_can_be_chosen_by(done, written) -> None:
    text = written(done, "報告<b>書.pdf", "-why")
    assert re.findall(r'<tr data-what="(\w+)" data-step="(\w+)" data-rule="(\w*)" data-reason="([\w-]+)">', text) == [
        ("figure", "crop", "side", "too-thin"),
        ("text", "pair", "", "too-far"),
        ("sample", "instruct", "grounded", "revised"),
        ("sample", "instruct", "numbers", "unsupported-number"),
    ]
    assert "0.1 &lt; 8" in text
    assert "<option>too-thin</option>" in text
    assert "遠い本文" in text


def test_why_of_a_document_that_brought_nothing_says_so(done, written) -> None:
    text = written(done, "locked.pdf", "-why")
    assert "There is no pair here." in text
    assert 'data-what="document" data-step="probe" data-rule="" data-reason="encrypted"' in text


def test_a_pair_leads_to_its_story_and_the_index_to_the_reasons(done, written, report) -> None:
    link = r'href="(?:documents/)?[0-9a-f]{16}-why\.html(#w-[0-9a-f]{16})?"'
    assert [found for found in re.findall(link, written(done, "報告<b>書.pdf")) if found]
    assert len(re.findall(link, _files(report)["index.html"])) == 3


def test_a_table_inside_a_figure_is_a_table(done, written) -> None:
    assert "<tr><td>平成&lt;7&gt;年</td><td>12</td></tr>" in written(done, "報告<b>書.pdf")


def test_what_was_turned_away_says_why(done, written) -> None:
    text = written(done, "報告<b>書.pdf")
    assert re.search(r"too-thin <small>side</small></td><td class=\"num\">0\.1</td><td class=\"num\">8</td>", text)
    assert "too-far" in text
    assert "遠い本文" in text


def test_a_sample_is_shown_as_a_conversation(done, written) -> None:
    assert re.search(r'<dt>user</dt><dd lang="ja">&lt;image&gt;\n何の図か。</dd>', written(done, "報告<b>書.pdf"))


def test_samples_that_were_turned_away_stand_beside_with_their_reason(done, written) -> None:
    text = written(done, "報告<b>書.pdf")
    assert "4 samples, 2 turned away <small>caption, conversation, reasoning</small>" in text
    assert re.search(r"<b>unsupported-number</b> <span class=\"why\">numbers 2\.00</span>", text)
    assert "平成&lt;99&gt;年" in text
    assert "2 verdicts, 1 against it" in text


def test_a_sample_that_was_revised_leads_to_what_it_was(done, written) -> None:
    text = written(done, "報告<b>書.pdf")
    (before,) = re.findall(r'href="#(s-f-[^"]*)">revised from', text)
    (shown,) = re.findall(rf'id="{before}">(.*?)<p class="hint">', text, re.DOTALL)
    assert "<b>revised</b>" in shown
    assert "百台の装置である。" in shown
    assert "数が資料にない" in shown


def test_what_a_model_wrote_tells_the_model_and_the_cost(done, written) -> None:
    assert "openai · gpt-4o-mini · 0.000900 USD" in written(done, "報告<b>書.pdf")


def test_a_rejected_document_has_its_reason(done, written, report) -> None:
    assert "encrypted" in written(done, "locked.pdf")
    assert "No page of this document was reached." in written(done, "locked.pdf")
    assert re.search(r'data-status="rejected" data-reason="encrypted"', _files(report)["index.html"])


def test_a_failed_document_shows_its_error(done, written) -> None:
    assert "Traceback &lt;most recent&gt; call last" in written(done, "bug.pdf")


def test_what_was_not_measured_is_a_dash(report) -> None:
    assert 'data-label="audit CER" data-v=""><span class="none" title="not measured">–' in _files(report)["index.html"]


def test_the_same_workspace_gives_the_same_files(workspace, report, drawn) -> None:
    before = _files(report)
    again = write_report(workspace, drawn(workspace)).parent
    assert _files(again) == before
    assert [path.name for path in again.parent.iterdir()] == [again.name]


def test_a_report_that_breaks_off_leaves_the_old_one(workspace, report) -> None:
    def broken(_doc_id, _pages):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_report(workspace, broken)
    assert _files(workspace / "reports" / "corpus") == _files(report)
    assert [path.name for path in (workspace / "reports").iterdir()] == [report.name]


def test_a_pdf_or_crop_that_is_gone_is_said_to_be(workspace, drawn, written) -> None:
    shutil.rmtree(workspace / "blobs")
    write_report(workspace, drawn(workspace))
    text = written(workspace, "報告<b>書.pdf")
    assert text.count("This page could not be drawn.") == 2
    assert "The crop is gone from the workspace." in text


def test_a_page_that_cannot_be_drawn_does_not_move_the_others(workspace, written) -> None:
    write_report(workspace, lambda _doc_id, pages: iter([None, b"webp"][: len(pages)]))
    text = written(workspace, "報告<b>書.pdf")
    assert text.count("This page could not be drawn.") == 1
    assert text.index("This page could not be drawn.") < text.index('alt="page 2"')


def test_a_workspace_without_documents_has_a_report_too(scribe, drawn) -> None:
    scribe.append(None, sources=[scribe.source("gone.pdf", None, outcome="rejected", reason="not-found")])
    catalog.load(scribe.root)
    text = write_report(scribe.root, drawn(scribe.root)).read_text(encoding="utf-8")
    assert "There are no pairs." in text
    assert "/in/gone.pdf" in text
