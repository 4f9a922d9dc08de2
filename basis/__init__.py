"""What every room may stand on: local time, files beside a module, masking."""
