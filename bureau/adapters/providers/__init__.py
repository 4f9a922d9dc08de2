"""Where observations come from: one file a source; `configured` picks them by the settings."""

from __future__ import annotations

from bureau.adapters.providers.bureau_air import BureauAir
from bureau.adapters.providers.bureau_ions import BureauIons
from bureau.adapters.providers.bureau_tables import tables_at
from bureau.adapters.providers.bureau_water import BureauWater
from bureau.adapters.providers.bureau_wind import BureauWind
from bureau.adapters.providers.demo import DemoAir, DemoWater
from bureau.adapters.providers.demo_ions import DemoIons
from bureau.adapters.providers.demo_wind import DemoWind
from bureau.adapters.providers.metar import Metar
from bureau.adapters.providers.national_air import NationalAir
from bureau.adapters.providers.national_water import NationalWater
from bureau.adapters.providers.open_meteo import OpenMeteo
from bureau.adapters.providers.openaq import OpenAq
from bureau.adapters.providers.qweather import QWeather
from bureau.adapters.providers.qweather_wind import QWeatherWind
from bureau.adapters.providers.source_client import SourceClient
from bureau.adapters.providers.waqi import Waqi
from bureau.places import Gazetteer
from bureau.quality.ports import Source
from bureau.settings import Settings


def configured(settings: Settings, places: Gazetteer) -> list[Source]:
    """Return the sources that the settings ask for: the demonstration, or all that have a key."""
    if settings.data_source == "demo":
        return [DemoAir(places), DemoWater(places), DemoWind(places), DemoIons(places)]
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
        air, wind = (
            SourceClient(f"qweather_{medium}", settings.qweather_url, headers=headers)
            for medium in ("air", "wind")
        )
        sources += [QWeather(air, places), QWeatherWind(wind, places)]
    if settings.openaq_key:
        headers = {"X-API-Key": settings.openaq_key}
        sources.append(
            OpenAq(SourceClient("openaq_air", settings.openaq_url, headers=headers), places)
        )
    if settings.waqi_token:
        line = SourceClient("waqi_air", settings.waqi_url)
        sources.append(Waqi(line, settings.waqi_token, places))
    if settings.bureau_ions:
        sources.append(BureauIons(tables_at("bureau_ions", settings.bureau_ions), places))
    return [*sources, *_winds(settings, places)]


def _winds(settings: Settings, places: Gazetteer) -> list[Source]:
    """Return the sources of wind that want no key."""
    sources: list[Source] = []
    if settings.bureau_wind:
        sources.append(BureauWind(tables_at("bureau_wind", settings.bureau_wind), places))
    if settings.metar_url:
        sources.append(Metar(SourceClient("metar_wind", settings.metar_url)))
    if settings.open_meteo_url:
        line = SourceClient("openmeteo_wind", settings.open_meteo_url)
        sources.append(OpenMeteo(line, places))
    return sources
