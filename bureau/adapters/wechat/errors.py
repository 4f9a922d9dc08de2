"""What can go wrong with the platform's API; no message ever holds a token."""

from __future__ import annotations


class PlatformRefusedError(Exception):
    """The platform answered with an error code, usually inside an HTTP 200."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg


class PlatformUnreachableError(Exception):
    """The platform could not be asked, or its answer could not be read."""
