"""Where observations come from: one file a source; `configured` picks them by the settings."""

from __future__ import annotations

from bureau.adapters.providers.demo import DemoAir, DemoWater
from bureau.adapters.providers.line import Line
from bureau.adapters.providers.national_air import NationalAir
from bureau.adapters.providers.national_water import NationalWater
from bureau.places import Gazetteer
from bureau.quality.ports import Source
from bureau.settings import Settings


def configured(settings: Settings, places: Gazetteer) -> list[Source]:
    """Return the sources that the settings ask for: the platforms and sheets, or the demo."""
    if settings.data_source == "demo":
        return [DemoAir(places), DemoWater(places)]
    ca_file = settings.source_ca_file
    return [
        NationalAir(Line("national_air", settings.air_url, ca_file=ca_file)),
        NationalWater(Line("national_water", settings.water_url, ca_file=ca_file)),
    ]
