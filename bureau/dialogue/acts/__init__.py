"""What a message does in the conversation: learned, and read in the light of what was asked."""

from bureau.dialogue.acts.model import Act, ActReading, Danger, Setting
from bureau.dialogue.acts.reader import ActReader, load_reader

__all__ = ["Act", "ActReader", "ActReading", "Danger", "Setting", "load_reader"]
