"""The survey as the bureau uses it: towns, agencies' files, sheets handed out, programs' keys."""
