"""What prefect.yaml says must fit the flows, the pools and the clock."""

import importlib
import re

import pytest
import yaml
from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule
from prefect.utilities.callables import parameter_schema

from flows.batches import DEPLOYMENT
from tasks.runtime import deployments

DEFINED = yaml.safe_load(deployments.DEFINED_IN.read_text(encoding="utf-8"))
DEPLOYMENTS = {deployment["name"]: deployment for deployment in DEFINED["deployments"]}
ENVIRONMENT = re.compile(r"\{\{ \$ETOKI_(\w+) \}\}")
each = pytest.mark.parametrize("deployment", DEPLOYMENTS.values(), ids=list(DEPLOYMENTS))


def flow_of(deployment):
    module, name = deployment["entrypoint"].rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def request_model(deployment):
    return flow_of(deployment).fn.__annotations__["request"]


def filled(value):
    """Put a path where the environment is asked for."""
    if isinstance(value, dict):
        return {name: filled(inside) for name, inside in value.items()}
    if isinstance(value, list):
        return [filled(inside) for inside in value]
    return ENVIRONMENT.sub("/somewhere", value) if isinstance(value, str) else value


def test_names_are_unique() -> None:
    assert len(DEPLOYMENTS) == len(DEFINED["deployments"])


@each
def test_every_entrypoint_is_a_flow(deployment) -> None:
    assert isinstance(flow_of(deployment), Flow)


@each
def test_parameters_are_what_the_flow_takes(deployment) -> None:
    parameters = filled(deployment.get("parameters", {}))
    if parameters:
        request_model(deployment).model_validate(parameters["request"])
    else:
        with pytest.raises(ValueError, match="documents"):
            request_model(deployment).model_validate({})


@each
def test_every_deployment_is_known_again_by_its_tag_and_version(deployment) -> None:
    assert deployments.TAG in deployment["tags"]
    assert deployment["version"] == "{{ $ETOKI_DEFINITION }}"


@each
def test_every_deployment_sits_in_a_pool_that_is_made(deployment) -> None:
    assert deployment["work_pool"]["name"] in deployments.POOLS


@each
def test_every_run_is_told_its_workspace_and_its_directory(deployment) -> None:
    variables = deployment["work_pool"]["job_variables"]
    assert variables["working_dir"] == "{{ $ETOKI_DIRECTORY }}"
    assert variables["env"]["ETOKI_WORKSPACE"] == "{{ $ETOKI_WORKSPACE }}"


@each
def test_every_deployment_says_what_it_does(deployment) -> None:
    assert deployment["description"].strip().endswith(".")
    assert "etoki" in deployment["tags"]


def test_batches_are_runs_of_a_deployment_that_is_defined() -> None:
    flow, name = DEPLOYMENT.split("/")
    assert flow_of(DEPLOYMENTS[name]).name == flow


def test_runs_that_wait_for_batches_sit_in_another_pool_than_these() -> None:
    waiting = {name for name, one in DEPLOYMENTS.items() if "ETOKI_FAN_OUT" in one["work_pool"]["job_variables"]["env"]}
    assert waiting == {"nightly", "rerun-failed"}
    assert {DEPLOYMENTS[name]["work_pool"]["name"] for name in waiting} == {deployments.WAITING}
    assert DEPLOYMENTS[DEPLOYMENT.split("/")[1]]["work_pool"]["name"] == deployments.WORKING


def test_nightly_is_at_night_in_japan_and_alone() -> None:
    nightly = DEPLOYMENTS["nightly"]
    [schedule] = nightly["schedules"]
    asked = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
    assert (asked.cron.split()[1:], asked.timezone) == (["2", "*", "*", "*"], "Asia/Tokyo")
    assert "asia-tokyo" in schedule["slug"]  # the one word about it that the UI shows without being asked
    assert nightly["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


@each
def test_no_field_of_a_form_is_nameless(deployment) -> None:
    """A class or a union without a title is called "Field", or by the name of its class."""
    schema = parameter_schema(flow_of(deployment)).model_dump()
    for model in schema["definitions"].values():
        for name, field in model.get("properties", {}).items():
            assert field.get("title"), name


@each
def test_every_field_of_a_form_is_explained(deployment) -> None:
    """Where the words for a field are those of its class, the form takes them from there."""
    definitions = parameter_schema(flow_of(deployment)).model_dump()["definitions"]
    for model in definitions.values():
        for name, field in model.get("properties", {}).items():
            named = definitions.get(field.get("$ref", "").rsplit("/", 1)[-1], {})
            assert field.get("description") or named.get("description"), name
