"""Where and how it runs; nothing here changes a result, so nothing here is fingerprinted."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from tasks.engines.allowance import AUTO, Allowance, grant

PREFIX = "ETOKI_"


class Settings(BaseSettings):
    """Read from ``ETOKI_…`` once, at the edge of a flow or command."""

    model_config = SettingsConfigDict(frozen=True, env_prefix=PREFIX, env_nested_delimiter="__", extra="ignore")

    workspace: Path = Field(Path("etoki-data"), description="The directory that holds everything.")
    jobs: int = Field(
        os.cpu_count() or 1,
        ge=1,
        le=256,
        description="Worker processes. Unless it is said, no more than fit into memory with the models that they hold.",
    )
    threads: int = Field(1, ge=1, le=256, description="Threads of an engine inside a worker process.")
    device: str = Field(
        AUTO,
        pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$",
        description="What models of the extra `models` run on: auto (a GPU, if there is one), cpu, mps, cuda, cuda:1.",
    )
    weights: str = Field(
        "",
        description="Folders with weights, as in PATH: each holds a folder a model. What is not there is looked for in "
        "the cache of the model hub.",
    )
    page_seconds: float = Field(
        60, gt=0, description="A page that takes longer is stopped. Unless it is said, engines that are slow get more."
    )
    document_seconds: float = Field(300, gt=0, description="A step's work on a whole document is stopped after this.")
    worker_mb: int = Field(
        4096,
        ge=128,
        description="A worker process that grows beyond this is stopped, in MiB. Unless it is said, the models of "
        "engines that tell their size come on top.",
    )
    worker_pages: int = Field(2000, ge=1, description="A worker process is replaced after so many pages.")
    fan_out: bool = Field(
        default=False,
        description="Batches of documents are runs of `extract` on the work pool, not work of this process.",
    )
    poll_seconds: float = Field(5, gt=0, description="How often a run looks after its batches on the work pool.")
    stalled_seconds: float = Field(
        1800, gt=0, description="A batch on the work pool that changes nothing for so long is killed and sent again."
    )
    batch_poll_seconds: float = Field(30, gt=0, description="How often a run looks after its batches of requests.")

    @property
    def allowance(self) -> Allowance:
        """Return what engines may use in a worker process."""
        named = (os.path.expanduser(folder) for folder in self.weights.split(os.pathsep) if folder)  # noqa: PTH111 (never raises)
        folders = tuple(Path(folder).absolute() for folder in named)
        return Allowance(self.threads, self.device, folders)


def settled() -> Settings:
    """Read the settings, and have the engines of this process keep to them."""
    settings = Settings()
    grant(settings.allowance)
    return settings


def put_in_environment(**chosen: object) -> Settings:
    """Make what was chosen on a command line hold for this process and for those that it starts."""
    for name, value in chosen.items():
        if value is not None:
            os.environ[f"{PREFIX}{name.upper()}"] = str(value)
    return settled()
