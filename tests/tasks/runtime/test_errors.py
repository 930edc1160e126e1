import pickle

from tasks.records.enums import Reason
from tasks.runtime.errors import DocumentsFailedError, RejectedError, RunStoppedError, TransientError, WorkerKilledError


def test_a_rejection_travels_between_processes_whole():
    came = pickle.loads(pickle.dumps(RejectedError(Reason.ENCRYPTED, "needs a password")))
    assert (came.reason, came.detail, str(came)) == (
        Reason.ENCRYPTED,
        "needs a password",
        "encrypted: needs a password",
    )


def test_a_rejection_without_detail_says_its_reason():
    assert str(RejectedError(Reason.EMPTY)) == "empty"


def test_a_killed_worker_says_why():
    assert str(WorkerKilledError(Reason.HANGS, "stopped")) == "hangs: stopped"


def test_time_heals_also_what_left_no_row():
    assert TransientError("the disk is full").result is None


def test_failed_documents_carry_the_report():
    assert DocumentsFailedError({"failed": 2}, "2 documents failed").report == {"failed": 2}


def test_a_stopped_run_is_no_error_that_a_step_could_catch():
    assert not issubclass(RunStoppedError, Exception)
