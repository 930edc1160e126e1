import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sql
from tasks.records.enums import RegionKind, Step
from tasks.store import build, catalog
from tasks.store.catalog import CatalogError

pytestmark = pytest.mark.sql


def _everything(root: Path) -> dict[str, list[str]]:
    """Return the rows of every table of the published catalog, apart from when it was made."""
    with duckdb.connect(root / "catalog.duckdb", read_only=True) as connection:
        tables = connection.sql("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        return {
            f"{schema}.{table}": sorted(map(str, connection.table(f"{schema}.{table}").pl().rows()))
            for schema, table in tables
            if table != "schema_migrations"
        }


def _statuses(root: Path) -> dict[str, str]:
    return {row["name"]: row["status"] for row in catalog.read(root, "queries/documents_quality").to_dicts()}


def _build_file(root: Path) -> Path:
    return root / "state" / "catalog.build.duckdb"


def _parquet(root: Path, table: str) -> Path:
    return next(root.glob(f"journal/**/{table}.parquet"))


def test_a_journal_becomes_a_published_catalog(scribe) -> None:
    scribe.whole()
    report = catalog.load(scribe.root)
    assert (report.entries, report.published, report.failed_checks) == (9, True, [])
    assert catalog.query(scribe.root, "select status from documents").to_pylist() == [{"status": "done"}]


def test_loads_only_what_is_new(scribe) -> None:
    scribe.whole("a.pdf")
    catalog.load(scribe.root)
    scribe.whole("b.pdf")
    report = catalog.load(scribe.root)
    assert (report.entries, report.rebuilt) == (9, False)
    assert _statuses(scribe.root) == {"a.pdf": "done", "b.pdf": "done"}


def test_leaves_a_catalog_alone_that_shows_the_whole_journal(scribe) -> None:
    scribe.whole()
    catalog.load(scribe.root)
    before = (scribe.root / "catalog.duckdb").stat()
    report = catalog.load(scribe.root)
    assert (report.entries, report.published) == (0, True)
    assert (scribe.root / "catalog.duckdb").stat().st_ino == before.st_ino


def test_an_empty_workspace_has_an_empty_catalog(tmp_path: Path) -> None:
    assert catalog.load(tmp_path).published
    assert catalog.query(tmp_path, "from documents").num_rows == 0


def test_loading_bit_by_bit_gives_what_a_rebuild_gives(scribe) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        scribe.whole(name)
        catalog.load(scribe.root)
    scribe.extract(scribe.register("d.pdf"), flow="flow-2", until=Step.READ)
    catalog.load(scribe.root)
    bit_by_bit = _everything(scribe.root)
    report = catalog.rebuild(scribe.root)
    assert report.rebuilt
    assert _everything(scribe.root) == bit_by_bit


def test_batches_change_nothing(scribe, monkeypatch) -> None:
    for name in ("a.pdf", "b.pdf"):
        scribe.whole(name)
    catalog.load(scribe.root)
    at_once = _everything(scribe.root)
    monkeypatch.setattr(build, "ENTRIES_AT_ONCE", 2)
    catalog.rebuild(scribe.root)
    assert _everything(scribe.root) == at_once


def test_unfinished_entries_do_not_exist(scribe) -> None:
    doc_id = scribe.register()
    shutil.copytree(next((scribe.root / "journal" / doc_id[:2] / doc_id).iterdir()), scribe.root / "journal/_/.half")
    assert catalog.load(scribe.root).entries == 1


def test_a_deleted_entry_leaves_the_catalog(scribe) -> None:
    doc_id = scribe.register("a.pdf")
    scribe.register("b.pdf")
    catalog.load(scribe.root)
    shutil.rmtree(scribe.root / "journal" / doc_id[:2] / doc_id)
    report = catalog.load(scribe.root)
    assert report.rebuilt
    assert _statuses(scribe.root) == {"b.pdf": "registered"}


def test_a_deleted_catalog_comes_back(scribe) -> None:
    scribe.whole()
    catalog.load(scribe.root)
    (scribe.root / "catalog.duckdb").unlink()
    assert catalog.load(scribe.root).published
    assert _statuses(scribe.root) == {"a.pdf": "done"}


@pytest.mark.parametrize("name", ["w [x]", "w*", "year=2026", "日本語 の 本", "a'b", "**"])
def test_the_workspace_may_have_an_odd_name(tmp_path: Path, name: str, scribe) -> None:
    scribe.whole()
    shutil.copytree(scribe.root, tmp_path / name)
    assert catalog.load(tmp_path / name).entries == 9


def _zeros(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(8192)
        opened.write(b"\0" * (file.stat().st_size - 8192))


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b"not a database"),
        lambda file: file.write_bytes(b""),
        lambda file: os.truncate(file, file.stat().st_size // 2),
        _zeros,
    ],
    ids=["other", "empty", "truncated", "zeros"],
)
def test_a_damaged_build_file_is_made_anew(scribe, damage) -> None:
    scribe.whole()
    catalog.load(scribe.root)
    whole = _everything(scribe.root)
    damage(_build_file(scribe.root))
    (scribe.root / "catalog.duckdb").unlink()
    assert catalog.load(scribe.root).published
    assert _everything(scribe.root) == whole


def test_a_damaged_catalog_is_published_again(scribe) -> None:
    scribe.whole()
    catalog.load(scribe.root)
    (scribe.root / "catalog.duckdb").write_bytes(b"not a database")
    with pytest.raises(CatalogError, match="cannot be opened"):
        catalog.query(scribe.root, "select 1")
    catalog.load(scribe.root)
    assert _statuses(scribe.root) == {"a.pdf": "done"}


def test_a_build_made_by_other_definitions_is_made_anew(scribe) -> None:
    scribe.whole()
    catalog.load(scribe.root)
    for file in (_build_file(scribe.root), scribe.root / "catalog.duckdb"):
        with duckdb.connect(file) as connection:
            connection.execute("update schema_migrations set sha256 = 'x' where name = 'schema/040_current_pages'")
    assert catalog.load(scribe.root).rebuilt


def test_a_schema_file_that_is_new_is_applied_in_place(scribe, monkeypatch) -> None:
    scribe.whole()
    without = {name: sha for name, sha in build.definitions().items() if name != "schema/082_lineage"}
    with monkeypatch.context() as earlier:
        earlier.setattr(build, "definitions", lambda: without)
        catalog.load(scribe.root)
    report = catalog.load(scribe.root)
    assert (report.entries, report.rebuilt) == (0, False)
    assert catalog.query(scribe.root, "from lineage").num_rows == 1


def test_an_entry_that_cannot_be_read_is_named(scribe) -> None:
    scribe.whole()
    _parquet(scribe.root, "regions").write_bytes(b"PAR1 no more")
    with pytest.raises(CatalogError, match=r"regions\.parquet was changed after it was written; delete the folder"):
        catalog.load(scribe.root)


def _unseal(root: Path) -> None:
    for seal in root.glob("journal/**/.sha256"):
        seal.unlink()


def test_a_table_of_a_later_version_is_refused(scribe) -> None:
    scribe.whole()
    _unseal(scribe.root)
    file = _parquet(scribe.root, "regions")
    shutil.copy(file, file.with_name("smells.parquet"))
    with pytest.raises(CatalogError, match=r"smells\.parquet is not known"):
        catalog.load(scribe.root)


def test_columns_that_an_earlier_version_did_not_write_are_null(scribe) -> None:
    scribe.whole()
    _unseal(scribe.root)
    file = _parquet(scribe.root, "regions")
    pq.write_table(pq.ParquetFile(file).read().drop_columns(["bold"]), file)
    catalog.load(scribe.root)
    assert catalog.query(scribe.root, "select distinct bold from regions").to_pylist() == [{"bold": None}]


def test_the_last_good_state_stays_while_a_check_fails(scribe) -> None:
    scribe.whole("a.pdf")
    catalog.load(scribe.root)
    doc_id = scribe.register("b.pdf")
    made = scribe.rows(doc_id)[Step.PAIR]["candidates"][0]
    scribe.extract(doc_id, {Step.PAIR: {"candidates": [made.model_copy(update={"p_match": 1.5})]}})
    for _ in range(2):
        report = catalog.load(scribe.root)
        assert not report.published
        assert [check.name for check in report.failed_checks] == ["shares_out_of_range"]
        assert made.pair_id in report.failed_checks[0].rows[0]
        assert _statuses(scribe.root) == {"a.pdf": "done"}


def test_is_published_again_once_the_check_passes(scribe) -> None:
    doc_id = scribe.register()
    wrong = scribe.rows(doc_id)[Step.PAIR]["candidates"][0].model_copy(update={"p_match": 1.5})
    scribe.extract(doc_id, {Step.PAIR: {"candidates": [wrong]}})
    assert not catalog.load(scribe.root).published
    scribe.extract(doc_id, flow="flow-2")
    assert catalog.load(scribe.root).published


def test_leftovers_of_a_killed_publisher_are_swept_away(scribe) -> None:
    scribe.whole()
    (scribe.root / "catalog.duckdb.new-99999999").write_bytes(b"half")
    catalog.load(scribe.root)
    assert sorted(path.name for path in scribe.root.iterdir()) == ["catalog.duckdb", "journal", "state"]


def _python(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_a_loader_that_is_killed_is_taken_over_from(scribe, batches: int) -> None:
    for name in ("a.pdf", "b.pdf"):
        scribe.whole(name)
    code = """
import os, sys
from pathlib import Path
from tasks.store import build, catalog
build.ENTRIES_AT_ONCE = 4
record, seen = build._read, []
def read(entries, connection):
    record(entries, connection)
    seen.append(1)
    if len(seen) > int(sys.argv[2]):
        os.kill(os.getpid(), 9)
build._read = read
catalog.load(Path(sys.argv[1]))
"""
    assert _python(code, str(scribe.root), str(batches)).wait() == -signal.SIGKILL
    report = catalog.load(scribe.root)
    assert report.entries == 18 - 4 * batches
    taken_over = _everything(scribe.root)
    catalog.rebuild(scribe.root)
    assert taken_over == _everything(scribe.root)


@pytest.mark.parametrize("where", ["failed_checks", "publish", "sync"])
def test_a_loader_that_is_killed_before_it_published_is_taken_over_from(scribe, where: str) -> None:
    scribe.whole()
    code = """
import os, sys
from pathlib import Path
from tasks.store import build, catalog, publishing
def die(*_):
    os.kill(os.getpid(), 9)
setattr(build if hasattr(build, sys.argv[2]) else publishing, sys.argv[2], die)
catalog.load(Path(sys.argv[1]))
"""
    assert _python(code, str(scribe.root), where).wait() == -signal.SIGKILL
    assert not (scribe.root / "catalog.duckdb").exists()
    assert catalog.load(scribe.root).published
    assert catalog.query(scribe.root, "select captions from documents_quality").to_pylist() == [{"captions": 1}]
    assert sorted(path.name for path in scribe.root.iterdir()) == ["catalog.duckdb", "journal", "state"]


def test_neither_a_reader_nor_the_loader_waits_for_the_other(scribe) -> None:
    scribe.whole("a.pdf")
    catalog.load(scribe.root)
    code = """
import sys
import duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.sql("select count(*) from documents").fetchall()[0][0], flush=True)
sys.stdin.readline()
print(connection.sql("select count(*) from documents").fetchall()[0][0], flush=True)
"""
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(scribe.root / "catalog.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout.readline() == "1\n"
    scribe.whole("b.pdf")
    assert catalog.load(scribe.root).published
    assert reader.poll() is None
    assert len(_statuses(scribe.root)) == 2
    out, _ = reader.communicate("\n", timeout=60)
    assert out == "1\n"  # a complete state, the one that was opened


def test_one_process_reads_what_is_published_now_beside_a_connection_left_open(scribe) -> None:
    scribe.whole("a.pdf")
    catalog.load(scribe.root)
    with duckdb.connect(scribe.root / "catalog.duckdb", read_only=True) as old:
        assert len(old.sql("from documents").fetchall()) == 1
        scribe.whole("b.pdf")
        catalog.load(scribe.root)
        assert len(_statuses(scribe.root)) == 2
        assert catalog.query(scribe.root, "from documents").num_rows == 2


def test_loaders_wait_for_each_other(scribe) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        scribe.whole(name)
    reports = []
    threads = [threading.Thread(target=lambda: reports.append(catalog.load(scribe.root))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.entries for report in reports) == [0, 0, 27]


def test_processes_that_load_at_once_load_each_entry_once(scribe) -> None:
    for name in ("a.pdf", "b.pdf"):
        scribe.whole(name)
    code = """
import sys
from pathlib import Path
from tasks.store import catalog
print(catalog.load(Path(sys.argv[1])).entries)
"""
    loaders = [_python(code, str(scribe.root)) for _ in range(2)]
    assert sorted(loader.communicate()[0] for loader in loaders) == ["0\n", "18\n"]
    assert len(_statuses(scribe.root)) == 2


def test_a_shell_that_has_the_catalog_open_for_writing_hinders_no_load(scribe) -> None:
    scribe.whole("a.pdf")
    catalog.load(scribe.root)
    code = """
import sys
import duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create table mine (a int)")
print("open", flush=True)
sys.stdin.readline()
"""
    shell = subprocess.Popen(
        [sys.executable, "-c", code, str(scribe.root / "catalog.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert shell.stdout.readline() == "open\n"
    with pytest.raises(CatalogError, match="another program has it open for writing; close it, or run `etoki catalog"):
        _statuses(scribe.root)
    scribe.whole("b.pdf")
    assert catalog.load(scribe.root).published
    assert len(_statuses(scribe.root)) == 2
    shell.communicate("\n", timeout=30)
    assert len(_statuses(scribe.root)) == 2
    assert catalog.query(scribe.root, "from information_schema.tables where table_name = 'mine'").num_rows == 0


def test_a_log_left_by_somebody_who_wrote_into_the_catalog_does_no_harm(scribe) -> None:
    scribe.whole("a.pdf")
    catalog.load(scribe.root)
    (scribe.root / "catalog.duckdb.wal").write_bytes(b"\1" * 100)
    scribe.whole("b.pdf")
    catalog.load(scribe.root)
    assert len(_statuses(scribe.root)) == 2


def test_a_workspace_without_a_catalog_answers_like_an_empty_one(tmp_path: Path) -> None:
    known = catalog.read(tmp_path / "nowhere", "queries/known_sources")
    assert known.is_empty()
    assert "source_id" in known.columns
    assert not (tmp_path / "nowhere").exists()


def test_parameters_are_values_not_text(scribe) -> None:
    doc_id = scribe.register("a.pdf")
    catalog.load(scribe.root)
    assert catalog.read(scribe.root, "queries/find_documents", {"text": "a.pdf"})["doc_id"].to_list() == [doc_id]
    assert catalog.read(scribe.root, "queries/find_documents", {"text": "' or true --"}).is_empty()


def test_forgotten_documents_are_those_with_a_tombstone(scribe) -> None:
    doc_ids = [scribe.register(name) for name in ("a.pdf", "b.pdf", "c.pdf")]
    scribe.forget(doc_ids[0])
    scribe.forget(None, uri="/in/b.pdf")
    catalog.load(scribe.root)
    assert catalog.forgotten(scribe.root) == frozenset(doc_ids[:2])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory, scribe_in) -> Path:
    scribe = scribe_in(tmp_path_factory.mktemp("loaded"))
    scribe.whole()
    catalog.load(scribe.root)
    return scribe.root


@pytest.mark.parametrize(
    "question",
    [
        "select count(*) from regions",
        "with r as (from regions) select count(*) from r;",
        "from pairs",
        "values (1)",
        "describe figures",
        "summarize pages",
        "show tables",
        "explain select * from pairs",
        "-- a comment\nselect 1",
        "select 1 as a, 2 as a",
        "select interval 1 month, map {'a': 1}, {'b': 2}, 1::hugeint, null",
    ],
)
def test_answers_questions(loaded: Path, question: str) -> None:
    assert catalog.query(loaded, question).num_rows > 0


def test_an_answer_without_rows_has_columns(loaded: Path) -> None:
    assert catalog.query(loaded, "select doc_id, pages from documents where false").column_names == ["doc_id", "pages"]


def test_times_are_answered_in_utc(loaded: Path) -> None:
    schema = catalog.query(loaded, "select started_at from step_runs").schema
    assert schema.field("started_at").type == pa.timestamp("us", "UTC")


@pytest.mark.parametrize(
    "attack",
    [
        "copy documents to '{out}'",
        "copy (select 1) to '{out}' (format parquet)",
        "export database '{out}'",
        "import database '{out}'",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from read_blob('/etc/passwd')",
        "select * from read_json('/etc/passwd')",
        "select * from read_parquet('{secret}')",
        "select * from parquet_metadata('{secret}')",
        "select * from sniff_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "from '{secret}'",
        "select * from glob('/etc/*')",
        "select * from read_duckdb('{catalog}')",
        "select getenv('HOME')",
        "attach '{out}' as other",
        "attach ':memory:' as other",
        "detach catalog",
        "install httpfs",
        "load httpfs",
        "set memory_limit = '100GB'",
        "set enable_external_access = true",
        "reset memory_limit",
        "pragma memory_limit = '100GB'",
        "pragma enable_profiling",
        "call enable_profiling(save_location = '{out}')",
        "select * from enable_profiling(save_location = '{out}')",
        "select * from enable_logging(storage = 'file', storage_path = '{out}')",
        "create table t (a int)",
        "create temp table t (a int)",
        "create or replace view documents as select 1",
        "create macro step_rank(a) as 1",
        "insert into document_metrics (doc_id) values ('x')",
        "update document_metrics set pages = 0",
        "delete from history.documents",
        "drop view documents",
        "truncate history.documents",
        "alter table document_metrics drop column pages",
        "create secret s (type s3)",
        "begin",
        "checkpoint",
        "vacuum",
        "use history",
        "prepare p as select 1",
        "execute p",
        "set variable x = 1",
        "select 1; select 2",
        "select 1; copy documents to '{out}'",
        "",
        "  ;  ",
        "-- nothing",
        "selec 1",
        "select * from no_such_table",
        "explain copy documents to '{out}'",
        "explain analyze insert into document_metrics (doc_id) values ('x')",
        "from query('copy documents to ''{out}''')",
        "from loaded",
    ],
)
def test_refuses_whatever_is_no_question_to_the_catalog(loaded: Path, tmp_path: Path, attack: str) -> None:
    out, secret = tmp_path / "out", tmp_path / "secret.parquet"
    pq.write_table(pa.table({"word": ["sesame"]}), secret)
    before = (loaded / "catalog.duckdb").read_bytes()
    with pytest.raises(CatalogError) as refused:
        catalog.query(loaded, attack.format(out=out, secret=secret, catalog=loaded / "catalog.duckdb"))
    assert str(refused.value)
    assert "sesame" not in str(refused.value)
    assert not out.exists()
    assert (loaded / "catalog.duckdb").read_bytes() == before


def test_variables_of_the_program_are_no_tables(loaded: Path) -> None:
    secret = pa.table({"word": ["sesame"]})
    assert secret.num_rows == 1
    with pytest.raises(CatalogError, match="secret"):
        catalog.query(loaded, "select * from secret")


def test_stops_a_question_that_takes_too_long(loaded: Path) -> None:
    started = time.monotonic()
    with pytest.raises(CatalogError, match=r"no answer within 0\.5 seconds"):
        catalog.query(loaded, "select max(hash(i)) from range(100000000000) as r(i)", timeout_seconds=0.5)
    assert time.monotonic() - started < 30


def test_a_question_that_takes_long_draws_nothing(loaded: Path) -> None:
    answer = catalog.query(loaded, "select current_setting('enable_progress_bar') as drawn")
    assert answer.to_pylist() == [{"drawn": False}]


def test_stops_a_question_that_takes_too_much_memory(loaded: Path) -> None:
    with pytest.raises(CatalogError, match="Out of Memory"):
        catalog.query(loaded, "select list(i || repeat('x', 1000)) from range(10000000) as r(i)", memory_limit="50MB")


def test_stops_an_answer_that_is_too_large(loaded: Path, monkeypatch) -> None:
    monkeypatch.setattr(catalog, "MOST_BYTES", 1 << 20)
    with pytest.raises(CatalogError, match="add a limit"):
        catalog.query(loaded, "from range(100000000)")


def test_there_is_nothing_to_ask_before_the_first_load(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="there is none yet"):
        catalog.query(tmp_path, "select 1")


def test_every_statement_of_the_project_can_be_asked(loaded: Path) -> None:
    values = {"text": "a.pdf", "doc_id": "d" * 64, "id": "d" * 64, "first": 1, "last": 2, "reason": "blank"}
    values |= {"after": "", "most": 10, "by": "run"}
    values |= {key: [] for key in ("doc_ids", "figure_ids", "region_ids", "sample_ids", "modes")}
    for name in sql.names("queries"):
        wanted = set(re.findall(r"\$(\w+)", sql.load(name)))
        given = {key: value for key, value in values.items() if key in wanted}
        catalog.read(loaded, name, given)


def test_kinds_of_regions_are_shown_by_their_words(loaded: Path) -> None:
    kinds = catalog.query(loaded, "select distinct kind from regions order by kind")["kind"].to_pylist()
    assert kinds == sorted([RegionKind.CAPTION, RegionKind.FIGURE])
