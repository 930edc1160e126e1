"""What a model charges, from a dated table that the user may override."""

import re
import tomllib
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from importlib.resources import files
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from tasks.records import identity
from tasks.records.record import Record
from tasks.spending.facts import ModelFacts, PictureFacts

UNKNOWN = "unknown"

_MILLION = Decimal(1_000_000)
_SMALLEST = Decimal("1e-9")
_VERSION = re.compile(r"-\d{4}-\d{2}-\d{2}|[-@]\d{8}|-\d{3,4}|-preview-\d{2}-\d{2,4}|-preview")


class PriceError(ValueError):
    """A price table that cannot be used; says which file, what is wrong in it, and what to write."""


class Price(Record):
    """USD per million tokens; ``batch`` is the factor of the Batch API, 1 where there is none."""

    model: str
    input: Decimal
    output: Decimal
    cached_input: Decimal | None = None
    batch: Decimal = Decimal(1)


class Entry(Record):
    """What a table says of a model, or of a family of them; what it leaves out, the family says."""

    family: str | None = None
    input: Decimal | None = Field(default=None, ge=0)
    output: Decimal | None = Field(default=None, ge=0)
    cached_input: Decimal | None = Field(default=None, ge=0)
    batch: Decimal | None = Field(default=None, gt=0, le=1)
    tokenizer: str | None = None
    picture: str | None = None
    limit: Literal["max_completion_tokens", "max_tokens"] | None = None
    reasoning: bool | None = None
    temperature: bool | None = None
    hidden: int | None = Field(default=None, ge=0)
    context: int | None = Field(default=None, gt=0)
    most_output: int | None = Field(default=None, gt=0)

    def over(self, other: "Entry") -> "Entry":
        """Return this entry, with what it leaves out taken from the other."""
        return Entry.model_validate(other.model_dump(exclude_none=True) | self.model_dump(exclude_none=True))


class PriceTable(Record):
    """Facts by model; ``hosts`` says what holds at one host only: an open model costs what its host asks."""

    name: str = "own"
    pictures: dict[str, PictureFacts] = Field(default={})
    families: dict[str, Entry] = Field(default={})
    models: dict[str, Entry] = Field(default={})
    hosts: dict[str, dict[str, Entry]] = Field(default={})

    @classmethod
    def load(cls, override: Path | None = None) -> Self:
        """Read the table that etoki comes with, and the user's own over it.

        The user's file has the same form; ``[models."NAME"]`` with ``input`` and ``output`` is enough.
        """
        shipped = cls.parsed(files("tasks.spending").joinpath("prices.toml").read_bytes(), "prices.toml")
        if override is None:
            return shipped
        content = _content(override)
        table = shipped.under(cls.parsed(content, str(override)), identity.sha256(content)[:8])
        wrong = next(table.mistakes(), None)
        if wrong:
            raise PriceError(f"{override}: {wrong}")
        return table

    def mistakes(self) -> Iterator[str]:
        """Say what a table names and does not have, and which prices are halves."""
        there = {(at, name) for at, said in self.hosts.items() for name in said} | {("", name) for name in self.models}
        for at, name in sorted(there):
            entry = self._entry(name, at)
            if (entry.input is None) != (entry.output is None):
                yield f"{name} needs both input and output, in USD per million tokens"
            if (entry.family or UNKNOWN) not in self.families:
                yield f"{name} is of the family {entry.family!r}, which is none of {', '.join(sorted(self.families))}"
            if entry.picture and entry.picture not in self.pictures:
                yield f"{name} has the picture {entry.picture!r}, which is none of {', '.join(sorted(self.pictures))}"
        for name, family in self.families.items():
            if family.picture and family.picture not in self.pictures:
                yield f"the family {name} has the picture {family.picture!r}, which the table does not have"

    @classmethod
    def parsed(cls, content: bytes, where: str) -> Self:
        """Return the table that a file says."""
        try:
            said = tomllib.loads(content.decode(), parse_float=Decimal)
            table = cls.model_validate(said)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PriceError(f"{where} is no TOML: {error}") from error
        except ValidationError as error:
            raise PriceError(f"{where}: {_first(error)}") from error
        return table.lowered()

    def under(self, own: Self, sha256: str) -> Self:
        """Return this table with what the user's own says over it; its name tells the two apart."""
        hosts = {host: _laid(self.hosts.get(host, {}), said) for host, said in own.hosts.items()}
        return self.model_copy(
            update={
                "name": f"{self.name}+{sha256}",
                "pictures": self.pictures | own.pictures,
                "families": _laid(self.families, own.families),
                "models": _laid(self.models, own.models),
                "hosts": self.hosts | hosts,
            }
        )

    def facts(self, model: str, base_url: str | None = None) -> ModelFacts:
        """Return all that is known of a model; of an unknown one the dearest picture, and no price."""
        host = (urlsplit(base_url).hostname or "") if base_url else ""
        declared = self._declared(model, host)
        entry = self._entry(declared, host) if declared else Entry()
        family = self.families[entry.family or UNKNOWN].over(self.families[UNKNOWN])
        whole = entry.over(family).model_dump(exclude_none=True, exclude={"family"})
        picture = self.pictures[str(whole.pop("picture"))]
        return ModelFacts.model_validate({"model": model, "declared": declared, "picture": picture, **whole})

    def price(self, model: str, base_url: str | None = None) -> Price | None:
        """Return what a model charges, or None where that is not known, which is never free."""
        known = self.facts(model, base_url)
        if known.input is None or known.output is None:
            return None
        return Price(
            model=known.declared or model,
            input=known.input,
            output=known.output,
            cached_input=known.cached_input,
            batch=known.batch,
        )

    def lowered(self) -> Self:
        """Return the table with its models in lower case, as they are looked up."""
        models = {name.lower(): entry for name, entry in self.models.items()}
        hosts = {host: {name.lower(): entry for name, entry in said.items()} for host, said in self.hosts.items()}
        return self.model_copy(update={"models": models, "hosts": hosts})

    def _declared(self, model: str, host: str) -> str | None:
        """Return the longest declared name that the model's is, but for a provider before it and a date after it."""
        there = self.models.keys() | self.hosts.get(host, {}).keys()
        for name in _spellings(model):
            fitting = [known for known in there if _is(name, known)]
            if fitting:
                return max(fitting, key=len)
        return None

    def _entry(self, declared: str, host: str) -> Entry:
        there = self.hosts.get(host, {}).get(declared, Entry())
        return there.over(self.models.get(declared, Entry()))


def cost(price: Price, tokens_in: int, tokens_out: int, *, batch: bool = False) -> Decimal:
    """Return the USD of a call, rounded up to 9 places."""
    usd = (price.input * tokens_in + price.output * tokens_out) / _MILLION
    return (usd * (price.batch if batch else 1)).quantize(_SMALLEST, rounding=ROUND_CEILING)


def _spellings(model: str) -> Iterator[str]:
    """Spell a name as it is, then without what stands before each slash; ``4.5`` may be declared as ``4-5``."""
    parts = model.lower().split("/")
    for start in range(len(parts)):
        name = "/".join(parts[start:])
        yield name
        yield name.replace(".", "-")


def _is(name: str, known: str) -> bool:
    return name.startswith(known) and (name == known or _VERSION.fullmatch(name[len(known) :]) is not None)


def _laid(below: dict[str, Entry], above: dict[str, Entry]) -> dict[str, Entry]:
    return below | {name: entry.over(below.get(name, Entry())) for name, entry in above.items()}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PriceError(f"the price table {path} cannot be read: {error.strerror or error}") from error


def _first(error: ValidationError) -> str:
    """Say where in a table the first mistake is, in the words of the table."""
    wrong = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in wrong["loc"])
    return f"{where or 'the table'}: {wrong['msg']} (prices are USD per million tokens: input = 0.15)"
