"""Jobs are processes that report; the kind used here fails at once, so that no chemistry is needed."""

import fcntl
import json
import signal
import time

import pytest

from monodesign.app.context import Context
from monodesign.app.describing import run as run_description
from monodesign.app.job_process import Reporter
from monodesign.app.jobs import describe_job, stop
from monodesign.errors import UserError


@pytest.mark.slow
def test_a_job_that_fails_says_why(context):
    job = context.jobs.start(
        "describe", {"smiles": "C", "out": "/nowhere/at/all/x.csv"}, target="x", title="x"
    )
    job.process.wait()
    state = describe_job(job)
    assert state["state"] == "failed"
    assert "/nowhere/at" in state["error"]


@pytest.mark.slow
@pytest.mark.parametrize("delay_ms", [0, 15, 18, 21, 24, 27, 30, 40, 60])
def test_a_job_is_stopped_however_early(context, delay_ms):
    """Before Python runs in the process an interrupt ends it without a word, while it starts with code 1."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background has it ignored
    job = context.jobs.start("describe", {"smiles": "C", "out": ""}, target="x", title="x")
    time.sleep(delay_ms / 1000)
    stop(job)
    signal.signal(signal.SIGINT, before)
    job.process.wait()
    assert describe_job(job)["state"] == "stopped"


def test_the_next_workbench_knows_how_a_job_ended(context):
    job = context.jobs.start("describe", {"smiles": "C1CC"}, target="x", title="Describe C1CC")
    assert Context(folder=context.folder).jobs.find(job.job_id).title == "Describe C1CC"
    job.process.wait()
    (known,) = Context(folder=context.folder).jobs.list()
    told = describe_job(known)
    assert (told["state"], told["started_utc"]) == ("failed", job.started_utc)
    assert told["error"]


def test_the_next_workbench_sees_what_still_runs(context):
    job = context.jobs.start(
        "describe", {"smiles": "C=CC(=O)OCC1COC(=O)O1", "out": ""}, target="x", title="x"
    )
    job.process.send_signal(signal.SIGSTOP)  # it neither ends nor locks yet
    with job.report.open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # as the job does
        later = Context(folder=context.folder).jobs
        assert describe_job(later.find(job.job_id))["state"] == "running"
        with pytest.raises(UserError, match="x: being worked on"):
            later.start("describe", {}, target="x", title="x")
    job.process.kill()
    job.process.wait()


def test_what_is_no_report_is_no_job(context):
    folder = context.folder / "workbench" / "jobs"
    folder.mkdir(parents=True)
    for name, text in (("a", ""), ("b", "[]\n"), ("c", "not JSON\n"), ("d", '{"job_id": "x"}\n')):
        (folder / f"{name}.jsonl").write_text(text)
    (folder / "e.jsonl").symlink_to("/etc/passwd")
    assert context.jobs.list() == ()


def test_one_target_has_one_job(context):
    job = context.jobs.start("describe", {}, target="x", title="x")
    with pytest.raises(UserError, match="x: being worked on"):
        context.jobs.start("describe", {}, target="x", title="x")
    job.process.kill()
    job.process.wait()
    assert describe_job(job)["error"].startswith("the process ended with code -9")


def test_a_description_says_which_step_it_is_at(tmp_path):
    lines = []
    task = {"smiles": "C=CC(=O)OC", "out": str(tmp_path / "described" / "x.csv"), "engine": "fake"}
    row = run_description(task, Reporter(write=lambda line: lines.append(json.loads(line))))
    assert row["smiles"] == "C=CC(=O)OC"
    assert [line["done"] for line in lines] == [0, *range(6), 6]
    assert {line["total"] for line in lines} == {6}
    assert lines[1]["doing"] == "conformers of the monomer"
    assert lines[-2]["doing"] == "sites of Li⁺ of the saturated unit"


def test_the_reporter_writes_few_lines_about_a_stage_with_its_begin_and_end():
    lines = []
    report = Reporter(write=lines.append)
    for done in range(1001):
        report("describe", done, 1000)
    assert len(lines) < 20
    assert lines[0] == '{"stage": "describe", "done": 0, "total": 1000}\n'
    assert lines[-1] == '{"stage": "describe", "done": 1000, "total": 1000}\n'
