"""Checks that need Rasa itself, written for the bot's own environment.

`tests/bot/test_inside.py` runs them there with `unittest` and reports each as a test of its own;
by hand: `bot/.venv/bin/python -m unittest discover -s tests/bot/inside -t . -p "check_*.py"`.
"""

import os

from bot import launcher, logs

launcher.prepare()
logs.configure("CRITICAL")
os.environ.setdefault("ACTION_SECONDS", "1")
