"""Where and how it runs; nothing here changes a result, so nothing here is fingerprinted."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ETOKI_"


class Settings(BaseSettings):
    """Read from ``ETOKI_…`` once, at the edge of a flow or command."""

    model_config = SettingsConfigDict(frozen=True, env_prefix=PREFIX, env_nested_delimiter="__", extra="ignore")

    workspace: Path = Field(Path("etoki-data"), description="The directory that holds everything.")
    jobs: int = Field(os.cpu_count() or 1, ge=1, le=256, description="Worker processes.")
    threads: int = Field(1, ge=1, le=256, description="Threads of an engine inside a worker process.")
    page_seconds: float = Field(60, gt=0, description="A page that takes longer is stopped.")
    document_seconds: float = Field(300, gt=0, description="A step's work on a whole document is stopped after this.")
    worker_mb: int = Field(4096, ge=128, description="A worker process that grows beyond this is stopped, in MiB.")
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


def put_in_environment(**chosen: object) -> Settings:
    """Make what was chosen on a command line hold for this process and for those that it starts."""
    for name, value in chosen.items():
        if value is not None:
            os.environ[f"{PREFIX}{name.upper()}"] = str(value)
    return Settings()
