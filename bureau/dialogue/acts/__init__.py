"""What a message does in the conversation, learned from examples, in the light of what was asked."""

from bureau.dialogue.acts.model import Act, ActReading, Danger, Situation
from bureau.dialogue.acts.reader import ActReader, load_reader

__all__ = ["Act", "ActReader", "ActReading", "Danger", "Situation", "load_reader"]
