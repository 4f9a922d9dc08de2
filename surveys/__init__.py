"""Satisfaction surveys: answers in, estimates and honest rankings out; knows nothing of the bureau."""
