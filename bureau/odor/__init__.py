"""Odor: many noses make an event, the wind says where it came from, with honest doubt."""

from bureau.odor.bulletin import OdorBulletin
from bureau.odor.events import OdorEvent
from bureau.odor.forecast import Tonight, TonightsOdor
from bureau.odor.ports import OdorStore, Winds
from bureau.odor.service import OdorError, OdorEvents, Picture
from bureau.odor.words import words

__all__ = [
    "OdorBulletin",
    "OdorError",
    "OdorEvent",
    "OdorEvents",
    "OdorStore",
    "Picture",
    "Tonight",
    "TonightsOdor",
    "Winds",
    "words",
]
