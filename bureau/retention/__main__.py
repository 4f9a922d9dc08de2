"""`python -m bureau.retention` prints the runbook's table; `--check` compares it."""

from bureau.retention.page import main

raise SystemExit(main())
