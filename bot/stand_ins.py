"""Stand-ins that let Rasa 3.6.21 import, train and serve with a third of what it brings.

Rasa imports by name whatever it could be configured to use: TensorFlow's components (0.35 GB and
most of the start), scikit-learn's, other messengers, queues and databases. Each such module gets
an empty twin before Rasa is imported; what only they need is not installed (`bot/pyproject.toml`).
Nothing of ours uses them; a configuration that names such a component is refused with a sentence
that says why.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np

# Rasa's components that need TensorFlow or scikit-learn when imported, and the names others import.
# Our own reader learns with scikit-learn, but a server answers without it: 1 s and 60 MB less.
LEFT_OUT_COMPONENTS = {
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.classifiers.logistic_regression_classifier": ("LogisticRegressionClassifier",),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ("ConveRTFeaturizer",),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ("LanguageModelFeaturizer",),
    "rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer": ("CountVectorsFeaturizer",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
}
HELPERS: dict[str, tuple[str, ...]] = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.utils.tensorflow.model_data": (
        "Data",
        "FeatureArray",
        "FeatureSignature",
        "RasaModelData",
        "ragged_array_to_ndarray",
    ),
    # The pictures of `rasa test`, which writes its figures as JSON all the same.
    "rasa.utils.plotting": ("plot_confusion_matrix", "plot_curve", "plot_paired_histogram"),
    # Queues to send events to.
    "rasa.core.brokers.pika": ("PikaEventBroker",),
}
# Not installed, and named by Rasa only for stores and queues that are not ours.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "aio_pika": (),
    "aio_pika.exceptions": ("AMQPConnectionError",),
    "aiormq": (),
    "aiormq.exceptions": ("ChannelNotFoundEntity",),
    "boto3": (),
    "boto3.dynamodb": (),
    "boto3.dynamodb.conditions": ("Key",),
    "botocore": (),
    "botocore.exceptions": ("BotoCoreError",),
    "pymongo": (),
    "pymongo.collection": ("Collection",),
    "pymongo.errors": ("ConnectionFailure", "OperationFailure"),
}

# Rasa's doors to other services, each with its client library: ours opens none.
CHANNELS = {
    "botframework": "BotFrameworkInput", "callback": "CallbackInput", "console": "CmdlineInput",
    "facebook": "FacebookInput", "hangouts": "HangoutsInput", "mattermost": "MattermostInput",
    "rocketchat": "RocketChatInput", "slack": "SlackInput", "socketio": "SocketIOInput",
    "telegram": "TelegramInput", "twilio": "TwilioInput", "twilio_voice": "TwilioVoiceInput",
    "webexteams": "WebexTeamsInput",
}  # fmt: skip


def install() -> None:
    """Put the twins into `sys.modules`; must run before `rasa` is imported."""
    # Rasa silences this warning by its name of numpy 1.
    np.VisibleDeprecationWarning = np.exceptions.VisibleDeprecationWarning  # type: ignore[attr-defined]
    _put(LEFT_OUT_COMPONENTS | HELPERS | LIBRARIES)
    _put({f"rasa.core.channels.{name}": (kind,) for name, kind in CHANNELS.items()})
    _put({"structlog_sentry": ()})
    sys.modules["structlog_sentry"].SentryProcessor = _Passing  # type: ignore[attr-defined]


class _Nothing:
    """Stands for a class or function of what is left out: may be called, and does nothing."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass


class _Passing(_Nothing):
    """Stands where log lines would be sent to Sentry: passes each on, and sends nothing."""

    def __call__(self, _logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        return event


def _put(twins: Mapping[str, tuple[str, ...]]) -> None:
    for module, names in twins.items():
        if module in sys.modules:
            raise RuntimeError(f"{module} was imported before its stand-in")
        twin: Any = ModuleType(module, "Stands for a part of Rasa that is left out.")
        parent, _, last = module.rpartition(".")
        if parent in LIBRARIES:
            setattr(sys.modules[parent], last, twin)
        # Rasa catches what others' clients raise.
        base = Exception if last in ("errors", "exceptions") else _Nothing
        for name in names:
            kind = type(name, (base,), {"__module__": module, "name": staticmethod(name.__str__)})
            setattr(twin, name, kind)
        sys.modules[module] = twin


def left_out(config: dict[str, object]) -> list[str]:
    """Return the components of a Rasa configuration that cannot run here."""
    missing = {name for names in LEFT_OUT_COMPONENTS.values() for name in names}
    named: list[str] = []
    for section in ("pipeline", "policies"):
        entries = config.get(section) or []
        if isinstance(entries, list):
            named += [str(entry.get("name", "")) for entry in entries if isinstance(entry, dict)]
    return [name for name in named if name.rpartition(".")[2] in missing]
