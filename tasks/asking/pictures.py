"""Pictures as models get them: shrunk to what the model sees, encoded once for all requests about a figure."""

import asyncio
import base64
from collections import OrderedDict

from tasks.records.chat import Image
from tasks.spending import pictures
from tasks.store.blobs import Blobs

KEPT = 64
"""So many encoded pictures stay in memory: the requests about one figure come close together."""


class Pictures:
    """Gives data URLs of blobs."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._encoded: OrderedDict[Image, asyncio.Future[str]] = OrderedDict()

    async def url(self, image: Image) -> str:
        """Return the picture as a data URL; FileNotFoundError if its blob is gone."""
        found = self._encoded.get(image)
        if found is None:
            found = asyncio.ensure_future(asyncio.to_thread(self._encode, image))
            self._encoded[image] = found
            while len(self._encoded) > KEPT:
                self._encoded.popitem(last=False)
        return await asyncio.shield(found)

    def _encode(self, image: Image) -> str:
        content, mime = pictures.encode(self._blobs.get(image.sha256), image.width, image.height)
        return f"data:{mime};base64,{base64.b64encode(content).decode()}"
