"""Handing over what waits: in order within a dossier, each record until it is acknowledged, with
pauses that grow and an end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.export.portal.outbox import Outbox, RecordState, Waiting
from pipeline.export.portal.transports import NotNow, Refused, Transport


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one call goes on.

    `tries` of one record; pauses between them of `first_pause` seconds, then twice as long each
    time, `longest_pause` at most; after `dossiers` in a row that did not get through, the portal
    is down and the rest waits for a later call.
    """

    tries: int
    first_pause: float
    longest_pause: float
    dossiers: int = 3

    def pause(self, failures: int, asked: float | None) -> float:
        """Seconds after so many failures; what the portal asked for counts, within bounds."""
        own = self.first_pause * 2 ** (failures - 1)
        return min(own if asked is None else max(own, asked), self.longest_pause)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a call did."""

    sent: int
    refused: int


def deliver(
    outbox: Outbox,
    transport: Transport,
    patience: Patience,
    wait: Callable[[float], None],
    leaving: Callable[[Waiting], None] = lambda _: None,
) -> Delivery:
    """Send what waits.

    Args:
        outbox: the records.
        transport: the way.
        patience: how long.
        wait: pauses for so many seconds.
        leaving: told of each record before it leaves for the first time in this call.

    Raises:
        UsageError: nothing can be sent like this.
        StorageError: a disk failed.
    """
    counts = dict.fromkeys(RecordState, 0)
    passed: set[str] = set()
    in_a_row = 0
    while in_a_row < patience.dossiers:
        one = outbox.next_waiting(passed)
        if one is None:
            break
        leaving(one)
        state = _send(outbox, transport, one, patience, wait)
        counts[state] += 1
        in_a_row = in_a_row + 1 if state is RecordState.WAITING else 0
        if in_a_row:
            passed.add(one.dossier_code)
    return Delivery(counts[RecordState.SENT], counts[RecordState.REFUSED])


def _send(
    outbox: Outbox,
    transport: Transport,
    one: Waiting,
    patience: Patience,
    wait: Callable[[float], None],
) -> RecordState:
    """Try one record; gives where it stands then."""
    for failures in range(1, patience.tries + 1):
        try:
            transport.send(one)
        except NotNow as error:
            outbox.settle(one.key, RecordState.WAITING, str(error))
            if failures < patience.tries:
                wait(patience.pause(failures, error.pause))
        except Refused as error:
            outbox.settle(one.key, RecordState.REFUSED, str(error))
            return RecordState.REFUSED
        else:
            outbox.settle(one.key, RecordState.SENT)
            return RecordState.SENT
    return RecordState.WAITING
