"""The citizen register: built from a table, opened by all who look somebody up."""

from pipeline.match.register.build import RegisterReport, build_register
from pipeline.match.register.opened import (
    Register,
    check_register,
    current_register,
    open_register,
)

__all__ = [
    "Register",
    "RegisterReport",
    "build_register",
    "check_register",
    "current_register",
    "open_register",
]
