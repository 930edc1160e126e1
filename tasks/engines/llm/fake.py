"""A language model's stand-in: one sample of one shape for each figure that has any text."""

from tasks.records import identity
from tasks.records.sample import Draft, Evidence, Message

_REQUEST = "この図について、わかることを述べてください。"


class FakeLlm:
    """Answers with the texts it was given, in the order of their ids."""

    name = "fake"
    version = "1"
    weights_sha256: str | None = None

    def write(self, evidence: Evidence) -> list[Draft]:
        """Return one draft that uses every text, or none where there is no text."""
        texts = sorted(evidence.texts, key=lambda text: text.pair_id)
        said = [text.text for text in texts] + [evidence.text_inside or ""]
        answer = "\n".join(filter(None, said))
        return [_draft(answer, [text.pair_id for text in texts])] if answer else []


def _draft(answer: str, pair_ids: list[str]) -> Draft:
    return Draft(
        kind="description",
        mode="image_and_evidence",
        messages=[
            Message(role="user", content=f"<image>\n{_REQUEST}"),
            Message(role="assistant", content=answer),
        ],
        pair_ids=pair_ids,
        prompt_hash=identity.sha256(_REQUEST.encode()),
    )
