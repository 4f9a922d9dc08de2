"""What every room may stand on: the local time, and the files that ship beside a module."""
