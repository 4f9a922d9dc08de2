"""Figures in steps so wide that nobody's answer can be counted from them."""

from __future__ import annotations

PEOPLE = 5.0  # a step of shares is worth so many people or more
STEPS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)


def step_of(people: int) -> float:
    """The finest step of shares of so many people: round, worth five of them, at most a fifth."""
    wanted = PEOPLE / max(people, 1)
    return next((step for step in STEPS if step >= wanted - 1e-12), STEPS[-1])


def nearest(value: float, step: float, low: float = 0.0, high: float = 1.0) -> float:
    """The nearest multiple of a step from `low` on, within the bounds."""
    return round(min(max(low + round((value - low) / step) * step, low), high), 9)
