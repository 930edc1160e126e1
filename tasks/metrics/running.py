"""Whether the sentences of a document come out whole, in reading order, over the ends of columns and pages."""

from collections.abc import Iterable, Sequence

from tasks.japanese.folding import squeeze
from tasks.metrics.gold import GoldSentence
from tasks.records.enums import Outcome, RegionKind
from tasks.records.region import Region

_RUNNING = {RegionKind.TITLE, RegionKind.TEXT, RegionKind.LABEL, RegionKind.NOTE}


def running_text(regions: Iterable[Region]) -> str:
    """Return the squeezed text of what is read, in reading order, page after page; captions do not interrupt it."""
    read = [
        region
        for region in regions
        if region.outcome is Outcome.KEPT and region.kind in _RUNNING and region.reading_order is not None
    ]
    ordered = sorted(read, key=lambda region: (region.page, region.reading_order or 0))
    return "".join(squeeze(region.text or "") for region in ordered)


def intact(sentences: Sequence[GoldSentence], regions: Iterable[Region]) -> int:
    """Return how many of the sentences stand unbroken in the running text."""
    text = running_text(regions)
    return sum(squeeze(sentence.text) in text for sentence in sentences)
