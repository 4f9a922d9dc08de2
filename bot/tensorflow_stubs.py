"""Stand-ins that let Rasa 3.6.21 import, train and serve where TensorFlow is not installed.

Importing TensorFlow costs 0.35 GB and most of the start, and only the neural components use it.
Rasa imports those by name wherever it lists its components, so each of their modules gets an
empty twin before Rasa is imported. Nothing of ours uses them; a configuration that names one is
refused with a sentence that says why.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType

# Every module of Rasa that imports TensorFlow on import, and the names others import from it.
NEURAL_COMPONENTS = {
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ("ConveRTFeaturizer",),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ("LanguageModelFeaturizer",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
}
NEURAL_HELPERS = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
}


# Rasa's doors to other services, each with its client library: a server of ours opens none.
CHANNELS = {
    "botframework": "BotFrameworkInput", "callback": "CallbackInput", "console": "CmdlineInput",
    "facebook": "FacebookInput", "hangouts": "HangoutsInput", "mattermost": "MattermostInput",
    "rocketchat": "RocketChatInput", "slack": "SlackInput", "socketio": "SocketIOInput",
    "telegram": "TelegramInput", "twilio": "TwilioInput", "twilio_voice": "TwilioVoiceInput",
    "webexteams": "WebexTeamsInput",
}  # fmt: skip


def install(*, serving: bool = False) -> None:
    """Put the empty twins into `sys.modules`; must run before `rasa` is imported.

    A server (`serving`) also does without Rasa's channels to other services: 0.7 s and 25 MB.
    """
    _put(NEURAL_COMPONENTS | NEURAL_HELPERS)
    if serving:
        _put({f"rasa.core.channels.{name}": (kind,) for name, kind in CHANNELS.items()})


def _put(twins: Mapping[str, tuple[str, ...]]) -> None:
    for module, names in twins.items():
        if module in sys.modules:
            raise RuntimeError(f"{module} was imported before its stand-in")
        twin = ModuleType(module, "Stand-in: this part of Rasa needs TensorFlow.")
        for name in names:
            kind = type(name, (), {"__module__": module, "name": staticmethod(name.__str__)})
            setattr(twin, name, kind)
        sys.modules[module] = twin


def neural_names(config: dict[str, object]) -> list[str]:
    """Return the components of a Rasa configuration that cannot run here."""
    missing = {name for names in NEURAL_COMPONENTS.values() for name in names}
    named: list[str] = []
    for section in ("pipeline", "policies"):
        entries = config.get(section) or []
        if isinstance(entries, list):
            named += [str(entry.get("name", "")) for entry in entries if isinstance(entry, dict)]
    return [name for name in named if name.rpartition(".")[2] in missing]
