"""The citizen register: built from a table (`build`), opened by all who look somebody up."""

from pipeline.match.register.opened import (
    Register,
    check_register,
    current_register,
    open_register,
)

__all__ = [
    "Register",
    "check_register",
    "current_register",
    "open_register",
]
