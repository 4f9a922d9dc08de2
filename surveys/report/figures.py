"""How figures are written for people; a dash where there is none."""

from __future__ import annotations


def share(value: float | None) -> str:
    """Return a share of 0 to 1 as a percentage."""
    return "—" if value is None else f"{100 * value:.1f}%"


def figure(value: float | None) -> str:
    """Return a figure with two decimals."""
    return "—" if value is None else f"{value:.2f}"
