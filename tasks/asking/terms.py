"""What the calls to one model cost: before, at most, and after."""

from decimal import Decimal

from tasks.records.chat import ChatReply, ChatRequest
from tasks.records.record import Record
from tasks.spending import tokens
from tasks.spending.facts import ModelFacts
from tasks.spending.prices import Price, cost


class Terms(Record):
    """A model's facts and price (None: not known), the table they stand in, and how its tokens turned out so far."""

    facts: ModelFacts
    price: Price | None
    table: str
    batch: bool = False
    ratio: float = 1.0

    @property
    def is_free(self) -> bool:
        """Tell whether calls are known to cost nothing."""
        return self.price is not None and not (self.price.input or self.price.output)

    def tokens_in(self, request: ChatRequest) -> int:
        """Return how many tokens a request is expected to be billed for."""
        return tokens.corrected(tokens.estimate_of(request, self.facts), self.ratio)

    def expected(self, tokens_in: int, tokens_out: int) -> Decimal | None:
        """Return what a request of so many tokens is expected to cost, whose answer has so many."""
        return self._cost(tokens_in, tokens_out)

    def worst(self, request: ChatRequest) -> Decimal | None:
        """Return what a request cannot cost more than."""
        return self._cost(tokens.most_of(request, self.facts), request.max_tokens)

    def actual(self, reply: ChatReply) -> Decimal | None:
        """Return what an answer costs; None where the server did not say what it used, or has no known price."""
        if reply.tokens_in is None or reply.tokens_out is None:
            return None
        return self._cost(reply.tokens_in, reply.tokens_out)

    def _cost(self, tokens_in: int, tokens_out: int) -> Decimal | None:
        return None if self.price is None else cost(self.price, tokens_in, tokens_out, batch=self.batch)
