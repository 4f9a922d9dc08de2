"""`python -m ops.house` draws the picture in docs/architecture.md; `--check` compares it."""

from ops.house.picture import main

raise SystemExit(main())
