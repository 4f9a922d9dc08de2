"""`python -m bureau.survey_intake`: the command by which an agency's table is taken in."""

import sys

from bureau.survey_access.intake import main

if __name__ == "__main__":
    sys.exit(main())
