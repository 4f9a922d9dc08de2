"""What stands in for the parts of Rasa that are left out."""

from __future__ import annotations

import subprocess
import sys
import unittest
from importlib.metadata import packages_distributions

from bot import stand_ins

SERVER = """
import sys
from bot import launcher
launcher.prepare()
import bot.components.reading, bot.serving, rasa.engine.recipes.default_recipe
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


class StandIns(unittest.TestCase):
    def test_nothing_stands_in_for_a_library_that_is_installed(self) -> None:
        installed = packages_distributions()
        self.assertEqual([name for name in stand_ins.LIBRARIES if name in installed], [])

    def test_a_server_imports_nothing_that_only_training_needs(self) -> None:
        done = subprocess.run([sys.executable, "-c", SERVER], capture_output=True, check=True)
        imported = set(done.stdout.decode().split())
        self.assertEqual({"sklearn", "joblib", "matplotlib"} & imported, set())

    def test_what_others_clients_raise_can_be_caught(self) -> None:
        import aio_pika.exceptions
        import botocore.exceptions
        import pymongo.errors

        for kind in (
            aio_pika.exceptions.AMQPConnectionError,
            botocore.exceptions.BotoCoreError,
            pymongo.errors.ConnectionFailure,
        ):
            with self.assertRaises(kind):
                raise kind

    def test_log_lines_pass_where_sentry_would_take_them(self) -> None:
        import structlog_sentry

        line = {"event": "said"}
        self.assertIs(structlog_sentry.SentryProcessor(level=1)(None, "info", line), line)

    def test_components_that_are_left_out_are_named(self) -> None:
        config = {
            "pipeline": [{"name": "CountVectorsFeaturizer"}, {"name": "KeywordIntentClassifier"}],
            "policies": [{"name": "rasa.core.policies.ted_policy.TEDPolicy"}],
        }
        self.assertEqual(
            stand_ins.left_out(config),
            ["CountVectorsFeaturizer", "rasa.core.policies.ted_policy.TEDPolicy"],
        )
