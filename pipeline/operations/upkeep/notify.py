"""Telling somebody how a call ended: a command that gets it as JSON, or a mail."""

from __future__ import annotations

import json
import shlex
import smtplib
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage

from pipeline.config import NotifySettings
from pipeline.errors import UsageError

_PATIENCE = 60.0
"""Seconds that a command or a mail server may take."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: a line, some lines, and all of it as plain values. No personal data."""

    subject: str
    lines: tuple[str, ...]
    content: Mapping[str, object]


class NoticeFailed(Exception):
    """A notice could not be handed on; the text says why."""


def is_address(target: str) -> bool:
    """Whether a target is a mail address and not a command."""
    return "@" in target and not any(sign in target for sign in " /\t")


def check_target(target: str, settings: NotifySettings) -> None:
    """Find out before any work whether a target can be told.

    Raises:
        UsageError: `notify_invalid`.
    """
    if is_address(target):
        if settings.smtp and settings.sender:
            return
        why = "notify.smtp and notify.sender are not set"
    else:
        try:
            if shlex.split(target):
                return
            why = "nothing is named"
        except ValueError as error:
            why = str(error)
    raise UsageError(
        "notify_invalid",
        f"nobody can be told this way: {why}",
        item=f"--notify {target}",
        remedy="give a command, or a mail address with notify.smtp and notify.sender in sohoa.toml",
        values={"reason": why},
    )


def send_notice(target: str, notice: Notice, settings: NotifySettings) -> None:
    """Hand a notice on.

    Args:
        target: a mail address, or a command; it gets the content as JSON on stdin, and its first
            further argument is the subject.
        notice: what is told.
        settings: the mail server.

    Raises:
        NoticeFailed: whoever should be told was not reached.
    """
    try:
        if is_address(target):
            _send_mail(target, notice, settings)
        else:
            _call(target, notice)
    except (OSError, smtplib.SMTPException, subprocess.SubprocessError) as error:
        raise NoticeFailed(f"{type(error).__name__}: {error}") from error


def _call(command: str, notice: Notice) -> None:
    subprocess.run(
        [*shlex.split(command), notice.subject],
        input=json.dumps(notice.content, ensure_ascii=False, default=str).encode(),
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=_PATIENCE,
    )


def _send_mail(address: str, notice: Notice, settings: NotifySettings) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        notice.subject,
        settings.sender,
        address,
    )
    message.set_content("\n".join(notice.lines) + "\n")
    host, _, port = settings.smtp.partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=_PATIENCE) as server:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls()
            server.ehlo()
        if settings.user:
            server.login(settings.user, settings.password.get_secret_value())
        server.send_message(message)
