"""`python -m bureau.cases.lifecycle` prints docs/lifecycle.md; `--check` compares it."""

from bureau.cases.lifecycle.page import main

raise SystemExit(main())
