"""Whatever happens between the journal and the catalog, nothing is lost and nothing comes twice."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from tasks.records.enums import Direction, Reason, RunOutcome, SourceOutcome, Step
from tasks.store import build, catalog
from tasks.store.catalog import CatalogError
from tasks.store.entries import entries_of

pytestmark = pytest.mark.sql

NAMES = ("a.pdf", "b.pdf", "c.pdf")
STEPS = (Step.PROBE, Step.READ, Step.SEGMENT, Step.CROP, Step.PAIR)
ENDS = (
    {},
    {"outcome": RunOutcome.REJECTED, "reason": Reason.ENCRYPTED},
    {"outcome": RunOutcome.FAILED, "error": "Traceback"},
)
WHEN_OR_WHETHER = {"main.schema_migrations", "history.passed_checks"}
quickly = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate])

names = st.sampled_from(NAMES)
flows = st.sampled_from(["flow-1", "flow-2", "flow-3"])
acts = st.one_of(
    st.tuples(st.just("whole"), names),
    st.tuples(st.just("extract"), names, flows, st.sampled_from(STEPS), st.sampled_from(ENDS)),
    st.tuples(st.just("take again"), names, flows),
    st.tuples(st.just("seen again"), names),
    st.tuples(st.just("alike"), names, flows),
    st.tuples(st.just("curate"), names, st.booleans()),
    st.tuples(st.just("instruct"), names, flows),
    st.tuples(st.just("publish"), names),
    st.tuples(st.just("forget"), names),
)
stories = st.lists(acts, min_size=1, max_size=6)


class Story:
    """Does what a strategy says, each act as the steps and flows would journal it."""

    def __init__(self, scribe: Any) -> None:
        self.scribe = scribe
        self.known: dict[str, str] = {}
        self.taken: dict[str, dict[Step, str]] = {}

    def tell(self, story: list[tuple[Any, ...]]) -> None:
        for what, name, *details in story:
            doc_id = self._registered(name)
            getattr(self, "_" + what.replace(" ", "_"))(doc_id, *details)

    def _registered(self, name: str) -> str:
        if name not in self.known:
            self.known[name] = self.scribe.register(name)
        return self.known[name]

    def _whole(self, doc_id: str) -> None:
        self.taken[doc_id] = self.scribe.extract(doc_id, flow="flow-2")
        self.scribe.curate(doc_id)
        self.scribe.instruct(doc_id)

    def _extract(self, doc_id: str, flow: str, until: Step, end: dict[str, Any]) -> None:
        self.taken[doc_id] = self.scribe.extract(doc_id, flow=flow, until=until, end=end)

    def _take_again(self, doc_id: str, flow: str) -> None:
        if doc_id in self.taken:
            self.scribe.use(doc_id, self.taken[doc_id], flow, cached=True)

    def _seen_again(self, doc_id: str) -> None:
        again = {"outcome": SourceOutcome.DUPLICATE, "reason": Reason.SAME_BYTES}
        self.scribe.append(doc_id, sources=[self.scribe.source("elsewhere.pdf", doc_id, **again)])

    def _alike(self, doc_id: str, flow: str) -> None:
        """Leave several rows that are equal in whatever a view could choose among them by."""
        made = self.scribe.rows(doc_id)
        pages = [
            page.model_copy(update={"chars": 100, "direction": direction})
            for page, direction in zip(made[Step.READ]["pages"], Direction, strict=True)
        ]
        candidate = made[Step.PAIR]["candidates"][0]
        away = [
            candidate.model_copy(update={"pair_id": (digit * 64), "outcome": "rejected", "reason": reason})
            for digit, reason in (("1", Reason.TOO_FAR), ("2", Reason.BELOW_MIN_P))
        ]
        away = [row.model_copy(update={"pair_id": row.pair_id[:32] + doc_id[:32]}) for row in away]
        made = {Step.READ: {"pages": pages}, Step.PAIR: {"candidates": away}}
        self.taken[doc_id] = self.scribe.extract(doc_id, made, flow=flow)

    def _curate(self, doc_id: str, accepted: bool) -> None:  # noqa: FBT001 (it comes from a strategy)
        self.scribe.curate(doc_id, accepted=accepted)

    def _instruct(self, doc_id: str, flow: str) -> None:
        self.scribe.instruct(doc_id, flow=flow, generator=f"template-{flow}")

    def _publish(self, doc_id: str) -> None:
        self.scribe.publish(self.scribe.sample(doc_id, "", "template-1").sample_id)

    def _forget(self, doc_id: str) -> None:
        self.scribe.forget(doc_id)


@pytest.fixture(scope="module")
def told(scribe_in):
    @contextmanager
    def tell(story: list[tuple[Any, ...]]) -> Iterator[tuple[Path, Path]]:
        """Yield a workspace with a told story, and an empty one beside it."""
        with tempfile.TemporaryDirectory() as folder:
            scribe = scribe_in(Path(folder) / "told")
            Story(scribe).tell(story)
            yield scribe.root, Path(folder) / "loaded"

    return tell


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    """Return a build file without rows: making the schema takes longer than all else here."""
    file = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    with duckdb.connect(file) as connection:
        build.fill(connection, {})
    return file


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return the rows of every table, apart from those on when or whether something was done to the file."""
    found = connection.sql("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    return {
        name: sorted(map(str, connection.table(name).fetchall())) for (name,) in found if name not in WHEN_OR_WHETHER
    }


def _views(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    found = connection.sql("select view_name from duckdb_views() where not internal").fetchall()
    return {name: sorted(map(str, connection.table(name).fetchall())) for (name,) in found}


@contextmanager
def _anew(empty: Path, root: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a catalog that is built of a journal from scratch."""
    with tempfile.TemporaryDirectory() as folder:
        file = shutil.copy(empty, folder)
        with duckdb.connect(file) as connection:
            build.fill(connection, entries_of(root / "journal"))
            yield connection


def _assert_is_as_if_built_anew(file: Path, empty: Path, root: Path, *, views: bool = False) -> None:
    with duckdb.connect(file) as connection, _anew(empty, root) as fresh:
        assert _tables(connection) == _tables(fresh)
        if views:
            assert _views(connection) == _views(fresh)
            assert _failed(connection) == _failed(fresh)


def _failed(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {check.name for check in build.failed_checks(connection)}


def _fill(file: Path, root: Path) -> int:
    with duckdb.connect(file) as connection:
        return build.fill(connection, entries_of(root / "journal"))


def _moved(told_root: Path, root: Path, entry: str) -> None:
    target = root / Path(entry).relative_to(told_root)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(entry, target)


def _loaded_bit_by_bit(told_root: Path, root: Path, file: Path, data: Any, *, views: bool = False) -> None:
    entries = data.draw(st.permutations(sorted(entries_of(told_root / "journal").values())), label="order")
    loads = data.draw(st.sets(st.integers(0, len(entries)), max_size=3), label="loads")
    for place, entry in enumerate(entries):
        if place in loads:
            with duckdb.connect(file) as connection:
                build.fill(connection, entries_of(root / "journal"))
                if views:
                    build.failed_checks(connection)
        _moved(told_root, root, entry)
    _fill(file, root)
    assert _fill(file, root) == 0


@settings(quickly, max_examples=8)
@given(stories, st.data())
def test_any_order_of_entries_and_loads_gives_what_a_rebuild_gives(told, empty, story, data) -> None:
    with told(story) as (told_root, root):
        file = Path(shutil.copy(empty, root.parent))
        _loaded_bit_by_bit(told_root, root, file, data)
        _assert_is_as_if_built_anew(file, empty, root)


@settings(quickly, max_examples=2)
@given(st.lists(acts, max_size=4), flows, st.data())
def test_views_and_checks_know_nothing_of_the_order_of_rows(told, empty, story, flow, data) -> None:
    with told([*story, ("alike", "a.pdf", flow), ("alike", "b.pdf", flow)]) as (told_root, root):
        file = Path(shutil.copy(empty, root.parent))
        _loaded_bit_by_bit(told_root, root, file, data, views=True)
        _assert_is_as_if_built_anew(file, empty, root, views=True)


class _KilledError(BaseException):
    pass


@settings(quickly, max_examples=8)
@given(stories, st.data())
def test_a_loader_killed_at_any_statement_leaves_nothing_half_done(told, empty, monkeypatch, story, data) -> None:
    with told(story) as (told_root, root):
        file = Path(shutil.copy(empty, root.parent))
        entries = sorted(entries_of(told_root / "journal").values())
        early = data.draw(st.integers(0, len(entries)), label="loaded before")
        for entry in entries[:early]:
            _moved(told_root, root, entry)
        _fill(file, root)
        for entry in entries[early:]:
            _moved(told_root, root, entry)
        with monkeypatch.context() as patched:
            patched.setattr(build, "ENTRIES_AT_ONCE", 3)
            _killed_at(data.draw(st.integers(1, 60), label="statement"), file, root, patched)
        _fill(file, root)
        _assert_is_as_if_built_anew(file, empty, root)


def _killed_at(statement: int, file: Path, root: Path, patched: pytest.MonkeyPatch) -> None:
    """Load until a statement is reached, then leave the disk as it is at that moment."""
    real, count = build.run, iter(range(1, 1_000_000))
    with tempfile.TemporaryDirectory() as kept:

        def run(*arguments: Any, **named: Any) -> Any:
            if next(count) == statement:
                for path in file.parent.glob(f"{file.name}*"):
                    shutil.copy(path, kept)
                raise _KilledError
            return real(*arguments, **named)

        patched.setattr(build, "run", run)
        try:
            _fill(file, root)
        except _KilledError:
            for path in file.parent.glob(f"{file.name}*"):
                path.unlink()
            shutil.copytree(kept, file.parent, dirs_exist_ok=True)


def test_a_build_file_from_before_is_caught_up_with(scribe, empty) -> None:
    scribe.whole("a.pdf")
    catalog.load(scribe.root)
    file = scribe.root / "state" / "catalog.build.duckdb"
    earlier = file.read_bytes()
    scribe.whole("b.pdf")
    catalog.load(scribe.root)
    file.write_bytes(earlier)
    (scribe.root / "catalog.duckdb").unlink()
    assert catalog.load(scribe.root).entries == 9
    _assert_is_as_if_built_anew(file, empty, scribe.root, views=True)


def test_leftovers_of_the_killed_change_nothing_and_are_swept_away(scribe, empty, monkeypatch) -> None:
    doc_id = scribe.whole()
    entry = scribe.root / "journal" / doc_id[:2] / doc_id
    half = entry / ".01970000-0000-7000-8000-00000000ffff"
    half.mkdir()
    (half / "pages.parquet").write_bytes(b"PAR1")
    catalog.load(scribe.root)
    for name in ("new-1", "new-abc", "reader-abc", "wal"):
        (scribe.root / f"catalog.duckdb.{name}").write_bytes(b"half")
    (scribe.root / "state" / "catalog.build.duckdb.tmp").mkdir()
    monkeypatch.setattr(catalog.publishing, "SECONDS_A_LINK_LIVES", -1.0)
    scribe.whole("b.pdf")
    assert catalog.load(scribe.root).published
    _assert_is_as_if_built_anew(scribe.root / "catalog.duckdb", empty, scribe.root)
    assert sorted(path.name for path in scribe.root.iterdir()) == ["catalog.duckdb", "journal", "state"]


def test_the_link_of_a_reader_that_is_just_opening_the_catalog_stays(scribe) -> None:
    scribe.whole()
    catalog.load(scribe.root)
    link = scribe.root / "catalog.duckdb.reader-abc"
    os.link(scribe.root / "catalog.duckdb", link)
    scribe.whole("b.pdf")
    catalog.load(scribe.root)
    assert link.exists()


# damage to entries


def _cut(content: bytes, data: Any) -> bytes:
    return content[: data.draw(st.integers(0, len(content) - 1), label="length")]


def _flip(content: bytes, data: Any) -> bytes:
    place = data.draw(st.integers(0, len(content) - 1), label="place")
    return (
        content[:place] + bytes([content[place] ^ data.draw(st.integers(1, 255), label="bits")]) + content[place + 1 :]
    )


def _replaced(_content: bytes, data: Any) -> bytes:
    return data.draw(st.sampled_from([b"", b"PAR1", b"not ours", b"PAR1" + b"\0" * 100 + b"PAR1"]), label="content")


def _rewritten(change: Any) -> Any:
    def rewrite(file: Path) -> None:
        rows = pq.ParquetFile(file).read()
        pq.write_table(change(rows), file)

    return rewrite


@settings(quickly, max_examples=8)
@given(st.sampled_from([_cut, _flip, _replaced, None]), st.data())
def test_a_damaged_file_is_named_and_nothing_of_its_entry_is_loaded(scribe_in, empty, damage, data) -> None:
    with tempfile.TemporaryDirectory() as folder:
        scribe, build_file = scribe_in(Path(folder) / "w"), Path(shutil.copy(empty, folder))
        scribe.whole("a.pdf")
        _fill(build_file, scribe.root)
        known = set(scribe.root.glob("journal/**/*.parquet"))
        doc_id = scribe.whole("b.pdf")
        file = data.draw(st.sampled_from(sorted(set(scribe.root.glob("journal/**/*.parquet")) - known)), label="file")
        _damage(file, damage, data)
        with pytest.raises(CatalogError) as error:
            _fill(build_file, scribe.root)
        assert str(file) in str(error.value)
        assert f"delete the folder {file.parent} and run again" in str(error.value)
        shutil.rmtree(file.parent)
        scribe.register("b.pdf")
        scribe.extract(doc_id, flow="flow-2")
        _fill(build_file, scribe.root)
        _assert_is_as_if_built_anew(build_file, empty, scribe.root)


def test_the_published_catalog_stays_while_an_entry_is_damaged(scribe) -> None:
    scribe.whole("a.pdf")
    catalog.load(scribe.root)
    published = (scribe.root / "catalog.duckdb").read_bytes()
    doc_id = scribe.whole("b.pdf")
    file = next((scribe.root / "journal" / doc_id[:2] / doc_id).glob("*/figures.parquet"))
    file.unlink()
    with pytest.raises(CatalogError, match=r"figures\.parquet is gone; delete the folder"):
        catalog.load(scribe.root)
    assert (scribe.root / "catalog.duckdb").read_bytes() == published
    shutil.rmtree(file.parent)
    scribe.extract(doc_id, flow="flow-2")
    assert catalog.load(scribe.root).published
    assert catalog.query(scribe.root, "from figures").num_rows == 2


def _damage(file: Path, damage: Any, data: Any) -> None:
    if damage is None:
        file.unlink()
        return
    content = file.read_bytes()
    damaged = damage(content, data)
    assume(damaged != content)
    file.write_bytes(damaged)


@pytest.mark.parametrize("content", [b"", b"half a line", b"\xff\xfe", b"0" * 64 + b"  ../x.parquet\n"])
def test_a_damaged_seal_is_named(scribe, content: bytes) -> None:
    scribe.whole()
    seal = min(scribe.root.glob("journal/**/.sha256"))
    seal.write_bytes(content)
    with pytest.raises(CatalogError, match="delete the folder"):
        catalog.load(scribe.root)


def test_a_file_that_came_later_is_not_read(scribe) -> None:
    scribe.whole()
    entry = next(scribe.root.glob("journal/**/ruby.parquet")).parent
    shutil.copy(entry / "ruby.parquet", entry / "audits.parquet")
    with pytest.raises(CatalogError, match=r"audits\.parquet does not belong to its entry"):
        catalog.load(scribe.root)


def test_rows_that_no_run_makes_again_are_to_be_put_back(scribe) -> None:
    scribe.forget(scribe.whole())
    file = next(scribe.root.glob("journal/**/tombstones.parquet"))
    for damage in (lambda: file.write_bytes(b"PAR1"), file.unlink):
        damage()
        with pytest.raises(CatalogError, match="from a backup"):
            catalog.load(scribe.root)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows.drop_columns(["kind"]), "has no column kind"),
        (lambda rows: rows.append_column("smell", pa.array(["rose"] * len(rows))), "smell"),
        (lambda rows: rows.set_column(rows.column_names.index("page"), "page", pa.array(["one"] * len(rows))), "page"),
        (lambda rows: rows.set_column(rows.column_names.index("x0"), "x0", pa.array([[1.0]] * len(rows))), "x0"),
    ],
    ids=["missing", "strange", "words for a number", "list for a number"],
)
def test_an_unsealed_file_with_other_columns_is_named(scribe, change, words: str) -> None:
    for name in NAMES:
        scribe.whole(name)
    for seal in scribe.root.glob("journal/**/.sha256"):
        seal.unlink()
    file = sorted(scribe.root.glob("journal/**/regions.parquet"))[1]
    _rewritten(change)(file)
    with pytest.raises(CatalogError, match=words) as error:
        catalog.load(scribe.root)
    assert str(file) in str(error.value)


@pytest.mark.parametrize("content", [b"", b"PAR1 no more", b"x" * 500])
def test_an_unsealed_file_that_cannot_be_read_is_named(scribe, content: bytes) -> None:
    scribe.whole()
    for seal in scribe.root.glob("journal/**/.sha256"):
        seal.unlink()
    file = next(scribe.root.glob("journal/**/regions.parquet"))
    file.write_bytes(content)
    with pytest.raises(CatalogError, match=r"regions\.parquet cannot be read: .*; delete the folder"):
        catalog.load(scribe.root)
