"""The monthly diagnosis: the officers' pages, and what is released for everybody."""
