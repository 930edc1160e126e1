"""`etoki instruct`, `etoki cost`, `etoki compare-modes`: what a model writes, and what that costs.

Imports that cost seconds stand inside the commands, as in `flows/cli.py`.
"""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from flows.options import Workspace
from tasks.records.enums import Mode, SampleKind
from tasks.runtime.settings import put_in_environment

Kinds = Annotated[
    str | None,
    Parameter(help=f"Kinds, with commas between [default: what suits each figure]: {', '.join(SampleKind)}."),
]
Model = Annotated[str, Parameter(help="The model, by the server's name for it.")]
BaseUrl = Annotated[str | None, Parameter(help="Address of an OpenAI-compatible server, up to /v1.")]
MaxCost = Annotated[
    float | None, Parameter(help="Most USD that the calls of this workspace may cost in all, earlier ones too.")
]
Yes = Annotated[bool, Parameter(help="Spend without a cap, and without being asked.", negative="")]
Prices = Annotated[Path | None, Parameter(help="TOML file with prices, over those that etoki knows.")]
KeyBlock = Annotated[str | None, Parameter(help="Prefect Secret block that holds the key [default: OPENAI_API_KEY].")]
Concurrency = Annotated[int, Parameter(help="Requests under way at once, of all workers together.")]
DEFAULT_MODEL = "gpt-4o-mini"


def add_to(app: App) -> None:
    """Make these commands part of the command line."""
    for command in (instruct, cost, compare_modes):
        app.command(command)


def instruct(  # noqa: PLR0913 (these are the options that people asked for)
    *,
    workspace: Workspace = None,
    kinds: Kinds = None,
    mode: Annotated[Mode, Parameter(help="What the model is given of a figure.")] = Mode.IMAGE_AND_EVIDENCE,
    model: Model = DEFAULT_MODEL,
    base_url: BaseUrl = None,
    max_cost: MaxCost = None,
    limit: Annotated[int | None, Parameter(help="Write at most so many samples.")] = None,
    batch: Annotated[bool, Parameter(help="By the Batch API: cheaper, within a day.", negative="")] = False,
    preview: Annotated[bool, Parameter(help="Only say what it would cost.", negative="")] = False,
    yes: Yes = False,
    critique: Annotated[bool, Parameter(help="Hold samples against the constitution, and revise them once.")] = True,
    blind: Annotated[bool, Parameter(help="Turn away what can be answered without the figure.", negative="")] = False,
    guard_model: Annotated[str | None, Parameter(help="A model of the same server that judges safety.")] = None,
    temperature: Annotated[float | None, Parameter(help="0 to 2 [default: the server's own].")] = None,
    again: Annotated[
        bool, Parameter(help="Verify again what was written; stored answers cost nothing.", negative="")
    ] = False,
    concurrency: Concurrency = 16,
    rpm: Annotated[int | None, Parameter(help="Requests a minute, of all workers together.")] = None,
    tpm: Annotated[int | None, Parameter(help="Tokens a minute, of all workers together.")] = None,
    prices: Prices = None,
    key_block: KeyBlock = None,
    llm: Annotated[
        str, Parameter(help="Engine that is asked: `openai`, or `fake-chat`, which says nothing sensible.")
    ] = "openai",
) -> int:
    """Have a model write Japanese instruction data about every figure with an accepted pair, and verify it.

    The key comes from OPENAI_API_KEY. What was answered is never asked again, and the same command goes on where it
    stopped.

    For example:

        etoki instruct --preview
        etoki instruct --kinds conversation,numbers --limit 200 --max-cost 2
        etoki instruct --model qwen2.5-vl-7b --base-url http://127.0.0.1:8000/v1 --yes
    """
    from flows.paying import instruct_for

    put_in_environment(workspace=workspace)
    return instruct_for(
        {
            "llm": llm,
            "kinds": listed(kinds),
            "modes": [mode],
            "model": model,
            "base_url": base_url,
            "max_cost": max_cost,
            "limit": limit,
            "batch": batch,
            "preview": preview,
            "yes": yes,
            "critique": critique,
            "blind": blind,
            "guard_model": guard_model,
            "temperature": temperature,
            "again": again,
            "limits": {"concurrency": concurrency, "requests_per_minute": rpm, "tokens_per_minute": tpm},
            "prices": prices and str(prices),
            "key_block": key_block,
        }
    )


def cost(
    *,
    by: Annotated[Literal["run", "model", "kind", "document"], Parameter(help="What is summed up.")] = "run",
    workspace: Workspace = None,
) -> int:
    """Show what the calls of models cost, estimate against actual.

    For example:

        etoki cost
        etoki cost --by document
    """
    from flows.spending import cost as show

    return show(put_in_environment(workspace=workspace), by)


def compare_modes(  # noqa: PLR0913 (as above)
    *,
    figures: Annotated[int, Parameter(help="Figures that are written about in every mode.")] = 20,
    kinds: Kinds = None,
    model: Model = DEFAULT_MODEL,
    base_url: BaseUrl = None,
    max_cost: MaxCost = None,
    yes: Yes = False,
    preview: Annotated[bool, Parameter(help="Only say what it would cost.", negative="")] = False,
    concurrency: Concurrency = 16,
    prices: Prices = None,
    key_block: KeyBlock = None,
    llm: Annotated[str, Parameter(help="Engine that is asked.")] = "openai",
    workspace: Workspace = None,
) -> int:
    """Write about the same figures in each mode, and show counts, acceptance, lengths and cost side by side.

    For example:

        etoki compare-modes --figures 50 --max-cost 1
    """
    from flows.paying import compare

    settings = put_in_environment(workspace=workspace)
    return compare(
        settings,
        {
            "llm": llm,
            "figures": figures,
            "kinds": listed(kinds),
            "modes": list(Mode),
            "model": model,
            "base_url": base_url,
            "max_cost": max_cost,
            "yes": yes,
            "preview": preview,
            "limits": {"concurrency": concurrency},
            "prices": prices and str(prices),
            "key_block": key_block,
        },
    )


def listed(words: str | None) -> list[str]:
    """Return words that stand with commas between."""
    return [word.strip() for word in (words or "").split(",") if word.strip()]
