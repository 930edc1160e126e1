"""The sentences of a text."""

import re

_SENTENCE = re.compile(r"(?:[^。．｡！？!?\n]|[．!?](?=[0-9０-９A-Za-zＡ-Ｚａ-ｚ]))*(?:[。．｡！？!?]+[」』）)】]*|\n|$)")


def sentences(text: str) -> list[str]:
    """Split ``text`` after 。．！？ and at line breaks; brackets that close stay with their sentence."""
    return [found.group().strip() for found in _SENTENCE.finditer(text) if found.group().strip()]
