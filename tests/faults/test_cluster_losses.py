"""Scheduler and workers as processes of their own, over TLS: one worker is killed, one stands still
for a while, one comes late. The record is that of a run on one machine."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from pipeline.operations.upkeep.cluster_keys import create_cluster_keys
from tests.faults.test_kill_nine import assert_same_as_an_undisturbed_run
from tests.support.dask_cluster import OwnCluster
from tests.support.whole_commands import (
    OPERATOR,
    ROOT,
    Answer,
    command,
    environment,
    held_at_a_commit,
    sohoa,
)


@pytest.mark.slow
def test_workers_that_die_stand_still_or_come_late_change_nothing(
    archive: Path,
    filled: tuple[Path, Answer],
    inbox: Path,
    register: Path,
    own_cluster: OwnCluster,
) -> None:
    own_cluster.keys = archive / "keys" / "cluster"
    create_cluster_keys(own_cluster.keys)
    own_cluster.scheduler()
    dying, frozen = own_cluster.worker(), own_cluster.worker()
    options = ("--scheduler", own_cluster.address, "--register", register, "--json")

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            command(
                "run", inbox, "--archive", archive, "--operator", OPERATOR, *options
            ),
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(
                SOHOA_RUN__COMMIT_DOCUMENTS="1",
                SOHOA_RUN__SCHEDULER_WAIT_SECONDS="600",
                SOHOA_RUN__CLUSTER_KEYS=str(own_cluster.keys),
            ),
        )

    with held_at_a_commit(archive, start) as run:
        dying.kill()
        frozen.send_signal(signal.SIGSTOP)
        own_cluster.worker()
    frozen.send_signal(signal.SIGCONT)
    out, err = run.communicate()
    assert run.returncode == 0, out + err
    assert_same_as_an_undisturbed_run(archive, filled[0])
    assert sohoa("verify", "--archive", archive, "--json").code == 0
