"""No words of a citizen in a log line."""

import io
import json
import logging
import unittest
from unittest.mock import patch

import structlog
from bot import logs


class ALogLine(unittest.TestCase):
    def setUp(self):
        self.addCleanup(logs.configure, "CRITICAL")
        self.stream = io.StringIO()
        with patch("sys.stderr", self.stream):
            logs.configure("INFO")

    def lines(self):
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def test_is_one_json_object_with_its_fields(self):
        logging.getLogger("bot").info("ready", extra={"port": 1})
        self.assertEqual("ready", self.lines()[0]["event"])
        self.assertEqual(1, self.lines()[0]["port"])

    def test_of_rasa_carries_no_message_and_nothing_understood(self):
        for name in sorted(logs.PERSONAL):
            structlog.get_logger("rasa.core.x").warning("happened", **{name: "臭死了"})
        self.assertEqual(len(logs.PERSONAL), len(self.lines()))
        self.assertNotIn("臭死了", self.stream.getvalue())

    def test_of_an_error_shows_the_place_and_no_values(self):
        words = "臭死了"
        try:
            json.loads("{" if words else "")
        except ValueError:
            logging.getLogger("bot").exception("failed")
        self.assertIn("JSONDecodeError", self.lines()[0]["exception"])
        self.assertNotIn("臭死了", self.stream.getvalue())
