"""What the duty room needs from outside: a store, and messages to officers."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bureau.duty.model import Binding, Code


class DutyStore(Protocol):
    """Where codes and bindings are kept. Every method is one transaction."""

    def keep_code(self, *, officer: str, digest: str, expires: datetime) -> None:
        """Keep an officer's code in place of the one before."""

    def count_try(self, *, citizen: str, at: datetime, since: datetime) -> int:
        """Count a try of a citizen; return how many they made, anew when the first is older."""

    def codes(self, *, citizen: str, at: datetime) -> list[Code]:
        """Return the codes of active officers that live and that nobody else used."""

    def bind(self, code: Code, *, citizen: str, at: datetime) -> Binding | None:
        """Use a code and bind its officer; None when somebody else came first.

        The same citizen may use it again while it lives, and finds the same binding.
        """

    def bound(self) -> list[Binding]:
        """Return the bindings of active officers."""

    def of_officer(self, officer: str) -> Binding | None:
        """Return an officer's binding."""

    def unbind(self, officer: str) -> None:
        """Delete an officer's binding and code."""
