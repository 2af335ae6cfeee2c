"""When a timestamp lapses: with its certificate, or with the last day of its algorithms."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from asn1crypto import cms, x509

from pipeline.common.data import CONFIGS, Data, load_data


class KeyRule(Data):
    """Keys of a kind with fewer than `below` bits are good until the end of `last_day`."""

    kind: Literal["rsa", "ec"]
    below: int
    last_day: date


class Algorithms(Data):
    """configs/algorithms.toml."""

    renew_before_days: int
    source: str
    hashes: dict[str, date]
    keys: tuple[KeyRule, ...]


@lru_cache(maxsize=1)
def load_algorithms() -> Algorithms:
    """The table.

    Raises:
        UsageError: `config_invalid`.
    """
    return load_data(Algorithms, CONFIGS / "algorithms.toml")


def is_due(lapse: datetime, moment: datetime) -> bool:
    """Whether a timestamp that lapses then is to be renewed now."""
    return lapse - moment < timedelta(days=load_algorithms().renew_before_days)


def lapse_of(token: cms.SignedData, certificate: x509.Certificate) -> datetime:
    """The moment from which a timestamp proves nothing any more.

    Args:
        token: the timestamp.
        certificate: of who made it.
    """
    table = load_algorithms()
    info = token["signer_infos"][0]
    imprint = token["encap_content_info"]["content"].parsed["message_imprint"]
    used = {
        info["digest_algorithm"]["algorithm"].native,
        imprint["hash_algorithm"]["algorithm"].native,
    }
    key = certificate.public_key
    days = [table.hashes[name] for name in used & table.hashes.keys()]
    days += [
        rule.last_day
        for rule in table.keys
        if key.algorithm.startswith(rule.kind) and key.bit_size < rule.below
    ]
    ends = [datetime.combine(day, time.max, UTC) for day in days]
    return min([certificate.not_valid_after, *ends])
