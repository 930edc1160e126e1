"""Begins and ends calls in a ledger with eight threads, until the cap is reached: FOLDER NAME CAP."""

import sys
import threading
from decimal import Decimal
from itertools import count
from pathlib import Path

from tasks.asking import ledger
from tasks.asking.accounts import Intent
from tasks.asking.calls import About, ended_well, new_call
from tasks.asking.errors import CapReachedError
from tasks.asking.terms import Terms
from tasks.records.chat import ChatMessage, ChatReply, ChatRequest
from tasks.records.enums import Mode, Purpose, SampleKind
from tasks.spending.prices import PriceTable

ABOUT = About(
    flow_run_id="r",
    sample_id=None,
    doc_id=None,
    kind=SampleKind.CAPTION,
    mode=Mode.IMAGE_ONLY,
    purpose=Purpose.COMPOSE,
    prompt_hash="p",
    tokens_out=1,
)
TERMS = Terms(facts=PriceTable.load().facts("gpt-4o-mini"), price=None, table="t")
REPLY = ChatReply(text="図", finish_reason="stop", tokens_in=1, tokens_out=1)
WORST, COST = Decimal("0.01"), Decimal("0.0041")


def main():
    folder, name, cap = sys.argv[1:]
    numbers = count()
    with ledger.opened(Path(folder)) as book:
        threads = [threading.Thread(target=spend, args=(book, name, Decimal(cap), numbers)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def spend(book, name, cap, numbers):
    for number in numbers:
        request = ChatRequest(model="m", messages=[ChatMessage(role="user", text=f"{name}{number}")], max_tokens=1)
        intent = Intent(new_call(request, ABOUT, TERMS), WORST, cap)
        try:
            while (begun := book.do(lambda accounts, it=intent: accounts.begin(it))).waiting:
                pass
        except CapReachedError:
            return
        print(number, flush=True)
        ended = ended_well(begun.call, REPLY, COST, WORST)
        book.do(lambda accounts, it=ended: accounts.end(it))


if __name__ == "__main__":
    main()
