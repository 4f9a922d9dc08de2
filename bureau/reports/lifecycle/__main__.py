"""`python -m bureau.reports.lifecycle` prints docs/lifecycle.md; `--check` compares it."""

from bureau.reports.lifecycle.page import main

raise SystemExit(main())
