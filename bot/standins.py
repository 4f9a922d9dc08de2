"""Stand-ins that let Rasa 3.6.21 import, train and serve where TensorFlow is not installed.

Importing TensorFlow costs 0.35 GB and most of the start, and only the neural components use it.
Rasa imports those by name wherever it lists its components, so each of their modules gets an
empty twin before Rasa is imported. Nothing of ours uses them; a configuration that names one is
refused with a sentence that says why.
"""

from __future__ import annotations

import sys
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


def install() -> None:
    """Put the empty twins into `sys.modules`; must run before `rasa` is imported."""
    for module, names in (NEURAL_COMPONENTS | NEURAL_HELPERS).items():
        if module in sys.modules:
            raise RuntimeError(f"{module} was imported before its stand-in")
        twin = ModuleType(module, "Stand-in: this part of Rasa needs TensorFlow.")
        for name in names:
            setattr(twin, name, type(name, (), {"__module__": module}))
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
