"""The survey as the bureau uses it: towns, sheets handed out, programs' keys."""
