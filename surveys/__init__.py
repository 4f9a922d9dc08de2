"""Satisfaction surveys: from answers to honest rankings; knows nothing of the bureau."""
