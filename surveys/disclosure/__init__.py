"""What of a wave may be shown: decided here once, read by every page, sheet and interface."""
