"""The columns of a Parquet export: their types, what they say, and how Hugging Face's ``datasets`` reads them."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa


class Column(NamedTuple):
    """A column's type and what stands in it."""

    type: pa.DataType
    says: str


_TEXT = pa.string()
_TEXTS = pa.list_(_TEXT)
_NUMBER = pa.float64()
_BOX = [(side, _NUMBER) for side in ("x0", "y0", "x1", "y1")]
_PART = pa.struct(
    [
        ("figure_id", _TEXT),
        ("doc_id", _TEXT),
        ("page", pa.int32()),
        *_BOX,
        ("pair_id", _TEXT),
        ("role", _TEXT),
        ("p_match", _NUMBER),
    ]
)
_STEP = pa.struct(
    [(name, _TEXT) for name in ("doc_id", "step", "engine", "engine_version", "weights_sha256", "code_version")]
)
IMAGE = pa.struct([("bytes", pa.binary()), ("path", _TEXT)])
TURN = pa.struct([("role", _TEXT), ("content", _TEXT)])

COLUMNS: Mapping[str, Column] = {
    "sample_id": Column(_TEXT, "hash of what the sample is made of and who wrote it; rows are sorted by it"),
    "kind": Column(_TEXT, "what is asked: caption, transcription …"),
    "mode": Column(_TEXT, "how it was written"),
    "generator": Column(_TEXT, "the engine that wrote it"),
    "model": Column(_TEXT, "the model behind the engine; null: none"),
    "prompt_hash": Column(_TEXT, "sha256 of the prompt or template"),
    "cost_usd": Column(pa.decimal128(18, 9), "what its model calls cost; null: there were none"),
    "messages": Column(pa.list_(TURN), "the turns; a line `<image>` stands for the next of `images`"),
    "images": Column(pa.list_(IMAGE), "PNG bytes, in order"),
    "image_sha256s": Column(_TEXTS, "sha256 of each image's bytes"),
    "doc_id": Column(_TEXT, "sha256 of the PDF that the first image comes from"),
    "name": Column(_TEXT, "file name of that PDF; the first in sort order if it came under several"),
    "sources": Column(_TEXTS, "URLs or file names (never paths) of every PDF used, sorted"),
    "licence": Column(_TEXT, "licences stated for every PDF used, joined by `; `; null: none was stated"),
    "page": Column(pa.int32(), "page of the first image, from 1"),
    "x0": Column(_NUMBER, "left side of its box: points (1/72 inch) from the left of the page as displayed"),
    "y0": Column(_NUMBER, "upper side: points from the top"),
    "x1": Column(_NUMBER, "right side"),
    "y1": Column(_NUMBER, "lower side"),
    "figure_id": Column(_TEXT, "hash of that document, page and box"),
    "pair_ids": Column(_TEXTS, "the pairs of figure and text that were used"),
    "roles": Column(_TEXTS, "what the text of each pair is to its figure: caption, mention, explains"),
    "p_match": Column(_NUMBER, "least probability, among these pairs, that text and figure belong together"),
    "parts": Column(pa.list_(_PART), "figure, place and pair of each part, for samples of more than one"),
    "steps": Column(pa.list_(_STEP), "what each step ran on each PDF used: engine, its version, sha256 of its weights"),
}
"""Every column, in order."""


def _feature(kind: pa.DataType) -> Any:
    if kind == IMAGE:
        return {"_type": "Image"}
    if pa.types.is_list(kind):
        return [_feature(kind.value_type)]
    if pa.types.is_struct(kind):
        return {field.name: _feature(field.type) for field in kind}
    return {"dtype": "float64" if kind == _NUMBER else str(kind), "_type": "Value"}


FEATURES = json.dumps({"info": {"features": {name: _feature(column.type) for name, column in COLUMNS.items()}}})
"""What ``datasets`` looks for under the key ``huggingface``; every version of it takes ``[feature]`` for a list."""

SCHEMA = pa.schema([(name, column.type) for name, column in COLUMNS.items()], metadata={"huggingface": FEATURES})

WRITTEN_HERE = frozenset({"messages", "images", "image_sha256s"})
"""The columns that come from the samples themselves."""

LINEAGE = pa.schema([field for field in SCHEMA if field.name not in WRITTEN_HERE])
"""The columns that the catalog answers."""
