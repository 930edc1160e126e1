import subprocess
import sys

import httpx
import pytest
from cyclopts import App
from pydantic import ValidationError

from flows import cli
from flows.exits import DONE, FAILED, INTERRUPTED, USAGE, guarded
from tasks.export import ExportError
from tasks.metrics.gold import GoldError
from tasks.runtime.errors import DocumentsFailedError, TransientError, UsageError
from tasks.runtime.settings import Settings
from tasks.store.errors import CatalogError

pytestmark = pytest.mark.filterwarnings("ignore:Cyclopts application invoked without tokens")


def ended(action, *words):
    """Return the exit code of a command line whose one command does ``action``."""
    app = App(name="try", suppress_keyboard_interrupt=cli.app.suppress_keyboard_interrupt)
    app.default(action)
    old, sys.argv = sys.argv, ["try", *words]
    try:
        return guarded(app)
    finally:
        sys.argv = old


def raising(error):
    def action():
        raise error

    return action


def test_a_command_that_returns_nothing_is_done():
    assert ended(lambda: None) == DONE


@pytest.mark.parametrize("code", [DONE, FAILED])
def test_a_command_may_say_its_code(code):
    assert ended(lambda: code) == code


def test_a_word_that_is_none_is_wrong_usage(capsys):
    def action(pages: int) -> None:
        pass

    assert ended(action, "many") == USAGE
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("name a PDF"), USAGE),
        (LookupError("no ocr engine 'x'"), USAGE),
        (GoldError("no gold in here"), USAGE),
        (CatalogError("no such table"), FAILED),
        (ExportError("the folder is not empty"), FAILED),
        (DocumentsFailedError(None, "2 documents failed"), FAILED),
        (TransientError("the server did not start"), FAILED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_people_can_mend_is_one_line(error, code, capsys):
    assert ended(raising(error)) == code
    assert capsys.readouterr().err == f"etoki: {error}\n"


def test_a_setting_that_makes_no_sense_is_wrong_usage(capsys):
    with pytest.raises(ValidationError) as found:
        Settings(jobs=0)
    assert ended(raising(found.value)) == USAGE
    assert "jobs" in capsys.readouterr().err


def test_an_interruption_says_that_nothing_is_lost(capsys):
    assert ended(raising(KeyboardInterrupt())) == INTERRUPTED
    assert "goes on from there" in capsys.readouterr().err


@pytest.mark.parametrize("error", [KeyError("a bug"), ZeroDivisionError(), RuntimeError("a bug")])
def test_a_bug_keeps_its_traceback(error):
    with pytest.raises(type(error)):
        ended(raising(error))


def test_leaving_does_what_is_done_at_exit_and_tells_the_code():
    program = (
        "import atexit, threading, time\n"
        "from flows.exits import leave\n"
        "atexit.register(print, 'at exit')\n"
        "threading.Thread(target=lambda: (time.sleep(0.2), print('thread'))).start()\n"
        "print('last words', end='')\n"
        "leave(3)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout) == (3, "last wordsthread\nat exit\n")


def test_a_server_that_is_away_is_said_in_one_line(capsys):
    assert ended(raising(httpx.ConnectError("All connection attempts failed"))) == FAILED
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "goes on from there" in said


def test_what_waits_for_ever_at_the_end_does_not_keep_the_process():
    """As Prefect's services wait for a server that is gone."""
    code = (
        "import atexit, time\n"
        "from flows import exits\n"
        "exits.LAST_WORDS_SECONDS = 0.5\n"
        "atexit.register(time.sleep, 600)\n"
        "print('told')\n"
        "exits.leave(3)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (said.returncode, said.stdout) == (3, "told\n")
