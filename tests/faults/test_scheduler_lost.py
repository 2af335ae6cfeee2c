"""A run on somebody else's scheduler that is killed: it ends by itself, what is finished is kept,
the rest goes on."""

import json
import subprocess

import pytest

from tests.support.whole_commands import (
    ROOT,
    command,
    environment,
    held_at_a_commit,
    run_words,
    sohoa,
    table,
)


@pytest.mark.slow
def test_a_run_whose_scheduler_is_killed_ends_with_3_and_goes_on_without_it(
    archive, inbox, own_cluster
):
    scheduler = own_cluster.scheduler()
    own_cluster.worker()
    words = run_words(inbox, archive)

    def start():
        return subprocess.Popen(
            command(*words, "--scheduler", own_cluster.address),
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(
                SOHOA_RUN__COMMIT_DOCUMENTS="1",
                SOHOA_RUN__SCHEDULER_WAIT_SECONDS="20",
                SOHOA_LANG="en",
            ),
        )

    with held_at_a_commit(archive, start) as run:
        scheduler.kill()
    out, err = run.communicate()
    assert run.returncode == 3, err
    assert "the Dask scheduler does not answer any more (waited 20 seconds)" in err
    said = json.loads(out)
    assert (said["complete"], said["deferred"]["code"]) == (False, "scheduler_lost")
    documents = said["documents"]
    assert documents["quarantined"] == 0, "no paper is blamed"
    assert 1 <= documents["done"] == len(table(archive, "documents")) < 5
    assert sohoa("status", "--archive", archive, "--json").json["state"] == "deferred"
    again = sohoa(*words)
    assert again.code == 0, again.err
    assert again.json["documents"]["skipped"] == documents["done"]
    assert again.json["documents"]["done"] == 5 - documents["done"]
