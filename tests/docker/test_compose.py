"""What can be known of the services without starting them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.settings import Settings as PrefectSettings

from flows.choosing import PROFILES
from tasks.engines.clip.presets import PRESETS
from tasks.records.enums import EngineKind
from tasks.runtime.credentials import Credentials
from tasks.runtime.deployments import POOL_TYPE, POOLS
from tasks.runtime.room import with_room
from tasks.runtime.server import QUIET, SPARING
from tasks.runtime.settings import PREFIX, Settings
from tasks.runtime.workers import ENVIRONMENT, MOST_WAITING

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker/compose.yaml"
GPU = ROOT / "docker/compose.gpu.yaml"
CHOSEN = {"POSTGRES_PASSWORD": "p@ss:w/rd%41", "PDFS": "/srv/pdfs", "WEIGHTS": "/srv/models"}
WORKERS = ("corpus", "extract")
UNSAID = Settings.model_construct()
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<how>[-?])(?P<rest>[^}]*))?\}")
SAID = {"ETOKI_WORKER_MB", "ETOKI_PAGE_SECONDS"}
"""Settings that a container has only if a user says them: else etoki works them out from the engines that are asked."""


def filled(text: str) -> str:
    """Put in what a user chose, or the default; KeyError for what must be chosen and was not."""
    return VARIABLE.sub(lambda found: CHOSEN[found["name"]] if found["how"] == "?" else found["rest"], text)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


SERVICES: dict[str, dict[str, Any]] = read(COMPOSE)["services"]


def environment(service: str) -> dict[str, str]:
    """Return what a service finds around it; what has no value is handed on from the user, who said nothing here."""
    named: dict[str, Any] = SERVICES[service].get("environment", {})
    return {name: filled(str(value)) for name, value in named.items() if value is not None}


def mounts(service: str) -> dict[str, str]:
    """Return what lies where: target → source."""
    listed = SERVICES[service].get("volumes", [])
    short = [(one.split(":")[1], one.split(":")[0]) for one in listed if isinstance(one, str)]
    return dict([*short, *((one["target"], one["source"]) for one in listed if not isinstance(one, str))])


def option(service: str, name: str) -> str:
    (found,) = [value for flag, value in pairwise(SERVICES[service]["command"]) if flag == name]
    return str(found)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)
    elif isinstance(value, str):
        yield value


def megabytes(size: str) -> int:
    return int(size[:-1]) * {"m": 1, "g": 1024}[size[-1]]


def test_fills_in_what_is_asked_for() -> None:
    assert filled("${PORT:-4200}:4200") == "4200:4200"
    assert filled("${PDFS:?say where}") == "/srv/pdfs"
    with pytest.raises(KeyError):
        filled("${NOBODY_CHOSE:?this}")


@pytest.mark.parametrize("service", SERVICES)
def test_every_port_is_published_on_loopback_only(service: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[service].get("ports", []))
    assert SERVICES[service].get("network_mode") is None


@pytest.mark.parametrize("service", SERVICES)
def test_no_password_has_a_default(service: str) -> None:
    secrets = {name: value for name, value in SERVICES[service].get("environment", {}).items() if "PASSWORD" in name}
    assert all(value.startswith("${POSTGRES_PASSWORD:?") for value in secrets.values())


def test_passwords_are_kept_out_of_git() -> None:
    asked = ["git", "check-ignore", "--quiet", "docker/.env"]
    assert subprocess.run(asked, cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("service", SERVICES)
def test_waits_only_for_what_can_come(service: str) -> None:
    for other, wanted in SERVICES[service].get("depends_on", {}).items():
        if wanted["condition"] == "service_healthy":
            assert "test" in SERVICES[other]["healthcheck"]
        else:
            assert wanted["condition"] == "service_completed_successfully"
            assert SERVICES[other]["restart"] == "no"


@pytest.mark.parametrize("service", SERVICES)
def test_what_ends_is_started_again_and_writes_no_endless_log(service: str) -> None:
    assert SERVICES[service]["restart"] == ("no" if service == "deploy" else "unless-stopped")
    assert SERVICES[service]["logging"]["options"].keys() == {"max-size", "max-file"}


@pytest.mark.parametrize("service", sorted(SERVICES.keys() - {"deploy"}))
def test_has_time_to_start_and_to_stop(service: str) -> None:
    assert SERVICES[service]["healthcheck"].keys() == {"test", "interval", "timeout", "retries", "start_period"}
    assert "stop_grace_period" in SERVICES[service]


@pytest.mark.parametrize("service", SERVICES)
def test_networks_and_volumes_are_declared(service: str) -> None:
    sources = {source for source in mounts(service).values() if not source.startswith(("$", "/", "."))}
    assert sources <= read(COMPOSE)["volumes"].keys()
    assert set(SERVICES[service]["networks"]) <= read(COMPOSE)["networks"].keys()


def test_only_the_server_reaches_the_database() -> None:
    assert read(COMPOSE)["networks"]["database"] == {"internal": True}
    assert {service for service in SERVICES if "database" in SERVICES[service]["networks"]} == {"database", "server"}


@pytest.mark.parametrize("service", sorted(SERVICES.keys() - {"database"}))
def test_etoki_runs_from_the_image_that_is_built_here_without_rights(service: str) -> None:
    found = SERVICES[service]
    assert found["image"] == "etoki:cpu"
    assert (COMPOSE.parent / found["build"]["context"]).resolve() == ROOT
    assert f"AS {found['build']['target']}\n" in (ROOT / found["build"]["dockerfile"]).read_text()
    assert (found["cap_drop"], found["init"]) == (["ALL"], True)
    assert "user" not in found  # else the image's own would not count


@pytest.mark.parametrize("service", ["deploy", *WORKERS])
def test_all_work_in_one_workspace_at_one_server(service: str) -> None:
    chosen = environment(service)
    assert mounts(service)[chosen["ETOKI_WORKSPACE"]] == "workspace"
    assert chosen["PREFECT_API_URL"] == f"http://server:{option('server', '--port')}/api"


def test_pdfs_cannot_be_changed() -> None:
    (pdfs,) = [one for one in SERVICES["corpus"]["volumes"] if not isinstance(one, str)]
    assert (pdfs["type"], pdfs["target"], pdfs["read_only"]) == ("bind", "/pdfs", True)


def test_every_work_pool_of_the_deployments_has_a_worker() -> None:
    deployments = read(ROOT / "deployments/prefect.yaml")["deployments"]
    served = {option(service, "--pool") for service in WORKERS}
    assert {deployment["work_pool"]["name"] for deployment in deployments} == served == POOLS.keys()


def test_workers_are_started_as_etoki_starts_them() -> None:
    assert [option(service, "--limit") for service in WORKERS] == [str(MOST_WAITING), "1"]
    assert {option(service, "--type") for service in WORKERS} == {POOL_TYPE}
    for service in WORKERS:
        assert {name: environment(service).get(name) for name in ENVIRONMENT} == ENVIRONMENT
        assert f"{PREFIX}FAN_OUT" not in environment(service)  # a batch would wait for batches


def test_the_nightly_run_looks_where_the_pdfs_lie() -> None:
    assert option("deploy", "--sources") in mounts("corpus")


@pytest.mark.parametrize("service", WORKERS)
def test_a_container_holds_what_its_worker_processes_may_take(service: str) -> None:
    needed = int(environment(service)["ETOKI_JOBS"]) * UNSAID.worker_mb
    assert megabytes(filled(SERVICES[service]["mem_limit"])) >= needed + 1024


@pytest.mark.parametrize("service", WORKERS)
def test_a_container_with_the_reference_engines_holds_their_models(service: str) -> None:
    readers = [(kind, name) for kind, name in PROFILES["reference"].items() if kind is not EngineKind.CLIP]
    matchers = [(EngineKind.CLIP, f"open_clip:{model}") for model in PRESETS]
    most = max(with_room(UNSAID, [*readers, matcher]).worker_mb for matcher in matchers)
    needed = int(environment(service)["ETOKI_JOBS"]) * most
    assert megabytes(filled(read(GPU)["services"][service]["mem_limit"])) >= needed + 1024


@pytest.mark.parametrize("service", WORKERS)
def test_room_is_handed_on_only_if_it_is_said(service: str) -> None:
    found: dict[str, Any] = SERVICES[service]["environment"]
    assert {name for name, value in found.items() if value is None} == SAID
    assert {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} >= SAID


@pytest.mark.parametrize("service", ["server", *WORKERS])
def test_health_is_asked_for_where_it_is_answered(service: str) -> None:
    program, flag, script = SERVICES[service]["healthcheck"]["test"][1:]
    port = option("server", "--port") if service == "server" else environment(service)["PREFECT_WORKER_WEBSERVER_PORT"]
    compile(script, service, "exec")
    assert (program, flag) == ("python", "-c")
    assert f"'http://127.0.0.1:{port}/" in script
    assert service == "server" or "--with-healthcheck" in SERVICES[service]["command"]


def test_the_database_lets_the_server_in(monkeypatch: pytest.MonkeyPatch) -> None:
    database = environment("database")
    for name, value in environment("server").items():
        monkeypatch.setenv(name, value)
    url = PrefectSettings().server.database.connection_url
    assert url is not None
    user, name = database["POSTGRES_USER"], database["POSTGRES_DB"]
    assert url.get_secret_value() == f"postgresql+asyncpg://{user}:p%40ss%3Aw%2Frd%2541@database:5432/{name}"
    assert {f"--username={user}", f"--dbname={name}"} <= set(SERVICES["database"]["healthcheck"]["test"])


def test_old_runs_leave_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment("server").items():
        monkeypatch.setenv(name, value)
    chosen = PrefectSettings().server
    assert chosen.services.db_vacuum.enabled_vacuum_types >= {"events", "flow_runs"}
    assert chosen.services.db_vacuum.retention_period.days == 30
    assert chosen.events.retention_period.days == 7


def test_the_ui_is_written_where_the_server_may_write() -> None:
    assert environment("server")["PREFECT_SERVER_UI_STATIC_DIRECTORY"].startswith("/home/etoki/")


def test_the_server_spares_its_database_like_a_local_one() -> None:
    assert {name: environment("server").get(name) for name in SPARING} == SPARING
    assert environment("server").keys() & QUIET.keys() == set()  # these stand in the image


@pytest.mark.parametrize("service", sorted(SERVICES.keys() - {"database"}))
def test_every_variable_is_a_setting_that_somebody_reads(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = environment(service)
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    Settings()
    known = PrefectSettings().to_environment_variables(exclude_unset=True).keys()
    keys = {field.validation_alias for field in Credentials.model_fields.values()}
    assert chosen.keys() <= known | keys | {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("service", sorted(SERVICES.keys() - {"database"}))
def test_the_command_and_its_options_exist(service: str) -> None:
    program, *words = SERVICES[service]["command"]
    names = list(takewhile(lambda word: not word.startswith("--"), words))
    script = {
        "etoki": "from flows.cli import main; main()",
        "prefect": "import runpy; runpy.run_module('prefect', run_name='__main__')",
    }[program]
    asked = [sys.executable, "-c", script, *names, "--help"]
    answer = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert all(word in answer.stdout for word in words if word.startswith("--"))


def test_a_gpu_goes_to_who_reads() -> None:
    given = {name: found["deploy"] for name, found in read(GPU)["services"].items() if "deploy" in found}
    (device,) = given.pop("extract")["resources"]["reservations"]["devices"]
    assert device["capabilities"] == ["gpu"]
    assert not given


def test_who_plans_and_who_reads_see_the_same_models() -> None:
    services = read(GPU)["services"]
    assert services.keys() == set(WORKERS)
    dockerfile = (ROOT / "docker/Dockerfile").read_text()
    for service, found in services.items():
        assert found["image"] != SERVICES[service]["image"]
        assert all(f"ARG {name}=" in dockerfile for name in found["build"]["args"])
        (weights,) = found["volumes"]
        assert found["environment"] == {"ETOKI_WEIGHTS": weights["target"]}
        assert "weights" in Settings.model_fields
        assert weights["read_only"]


@pytest.mark.parametrize("files", [[COMPOSE], [COMPOSE, GPU]], ids=["cpu", "gpu"])
def test_compose_itself_understands_the_files(files: list[Path], tmp_path: Path) -> None:
    asked = [*composer(), *(word for file in files for word in ("--file", str(nameless(file, tmp_path))))]
    asked += ["--project-directory", str(COMPOSE.parent), "config"]
    surroundings = {**os.environ, **CHOSEN}
    answer = subprocess.run(asked, env=surroundings, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert yaml.safe_load(answer.stdout)["services"].keys() == SERVICES.keys()


@pytest.mark.parametrize("missing", ["POSTGRES_PASSWORD", "PDFS"])
def test_compose_says_what_must_be_chosen(missing: str, tmp_path: Path) -> None:
    surroundings = {**os.environ, **CHOSEN}
    del surroundings[missing]
    asked = [*composer(), "--file", str(nameless(COMPOSE, tmp_path)), "config"]
    answer = subprocess.run(asked, env=surroundings, capture_output=True, text=True, check=False)
    assert answer.returncode != 0
    assert "into docker/.env" in answer.stderr


def test_only_documented_variables_are_asked_for() -> None:
    asked = {found["name"] for text in strings(read(COMPOSE)) for found in VARIABLE.finditer(text)}
    ours = {"ETOKI_JOBS", "OPENAI_API_KEY"}
    assert asked == {"POSTGRES_PASSWORD", "PDFS", "PORT", "WORKER_MEMORY", *ours}


def composer() -> list[str]:
    """Return the compose that is installed here; skip where none is."""
    plugin = shutil.which("docker") and subprocess.run(
        ["docker", "compose", "version"], capture_output=True, check=False
    )
    if plugin and plugin.returncode == 0:
        return ["docker", "compose"]
    if found := shutil.which("docker-compose"):
        return [found]
    pytest.skip("no docker compose here")


def nameless(file: Path, folder: Path) -> Path:
    """Copy a compose file without the project's name, which compose 1 does not know."""
    copy = folder / file.name
    copy.write_text(re.sub(r"^name:.*\n", "", file.read_text(), flags=re.MULTILINE))
    return copy
