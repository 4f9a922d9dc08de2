"""Odor: many noses make an event, the wind says where it came from, with honest doubt."""

from bureau.odor.events import OdorEvent
from bureau.odor.ports import OdorStore, Winds
from bureau.odor.service import OdorError, OdorEvents, Picture
from bureau.odor.words import words

__all__ = ["OdorError", "OdorEvent", "OdorEvents", "OdorStore", "Picture", "Winds", "words"]
