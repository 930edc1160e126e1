"""The key to a model's server: read once, kept out of parameters, rows, logs and errors."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from tasks.runtime.errors import UsageError


class Credentials(BaseSettings):
    """What the environment says of the server; whoever prints this prints stars."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    base_url: str | None = Field(None, validation_alias="OPENAI_BASE_URL")


def key_from(block: str | None, base_url: str | None) -> tuple[str | None, str | None]:
    """Return the server's address and key: the key of the named Prefect Secret block, else the environment's."""
    said = Credentials()
    key = _from_block(block) if block else said.key.get_secret_value() if said.key else ""
    key = key.strip()
    if not (key.isascii() and key.isprintable()):
        where = f"the Secret block {block!r}" if block else "OPENAI_API_KEY"
        raise UsageError(f"{where} holds no key: there are characters in it that cannot be sent")
    return base_url or said.base_url or None, key or None


def _from_block(name: str) -> str:
    from prefect.blocks.system import Secret  # noqa: PLC0415 (Prefect reads its settings now)

    try:
        secret: Secret[str] = Secret.load(name)  # type: ignore[assignment]
    except ValueError as error:
        raise UsageError(f"no Secret block {name!r} on the Prefect server: make it in the UI under Blocks") from error
    return str(secret.get())
