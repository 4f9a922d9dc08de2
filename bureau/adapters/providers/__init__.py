"""Where observations come from: one file a source; `configured` picks them by the settings."""

from __future__ import annotations

from bureau.adapters.providers.bureau_air import BureauAir
from bureau.adapters.providers.bureau_tables import tables_at
from bureau.adapters.providers.bureau_water import BureauWater
from bureau.adapters.providers.demo import DemoAir, DemoWater
from bureau.adapters.providers.national_air import NationalAir
from bureau.adapters.providers.national_water import NationalWater
from bureau.adapters.providers.openaq import OpenAq
from bureau.adapters.providers.qweather import QWeather
from bureau.adapters.providers.source_client import SourceClient
from bureau.adapters.providers.waqi import Waqi
from bureau.places import Gazetteer
from bureau.quality.ports import Source
from bureau.settings import Settings


def configured(settings: Settings, places: Gazetteer) -> list[Source]:
    """Return the sources that the settings ask for: the demonstration, or all that have a key."""
    if settings.data_source == "demo":
        return [DemoAir(places), DemoWater(places)]
    ca_file = settings.source_ca_file
    sources: list[Source] = [
        NationalAir(SourceClient("national_air", settings.air_url, ca_file=ca_file)),
        NationalWater(SourceClient("national_water", settings.water_url, ca_file=ca_file)),
    ]
    if settings.bureau_air:
        sources.append(BureauAir(tables_at("bureau_air", settings.bureau_air), places))
    if settings.bureau_water:
        sources.append(BureauWater(tables_at("bureau_water", settings.bureau_water), places))
    if settings.qweather_key:
        headers = {"X-QW-Api-Key": settings.qweather_key}
        sources.append(
            QWeather(SourceClient("qweather_air", settings.qweather_url, headers=headers), places)
        )
    if settings.openaq_key:
        headers = {"X-API-Key": settings.openaq_key}
        sources.append(
            OpenAq(SourceClient("openaq_air", settings.openaq_url, headers=headers), places)
        )
    if settings.waqi_token:
        line = SourceClient("waqi_air", settings.waqi_url)
        sources.append(Waqi(line, settings.waqi_token, places))
    return sources
