"""The README of a Parquet export, which is also its card on Hugging Face's hub."""

from tasks.formats.columns import COLUMNS

_CARD = """\
---
language:
- ja
task_categories:
- image-text-to-text
configs:
- config_name: default
  data_files:
  - split: train
    path: train-*.parquet
---

# Japanese image–text samples from PDFs

One row is one sample. `export.json` says how many there are, under which digest.

```python
from datasets import load_dataset

samples = load_dataset("parquet", data_files="train-*.parquet", split="train")
samples[0]["images"][0]  # a PIL image
```

Whose the documents are, and what may be done with them, differs from row to row: see `licence` and `sources`.

| column | type | what it says |
|---|---|---|
{columns}

Equal datasets are equal files, wherever they were made: no path, host, time or id of an execution stands in them. The
executions behind a sample stand in the catalog of the workspace that made it, in `lineage`, under its `sample_id`.
"""


def card() -> str:
    """Return the card, the same for every dataset."""
    rows = [f"| {name} | `{column.type}` | {column.says} |" for name, column in COLUMNS.items()]
    return _CARD.format(columns="\n".join(rows))
