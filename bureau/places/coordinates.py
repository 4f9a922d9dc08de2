"""Distances, and the shift between GCJ-02 (what phones in China send) and WGS-84."""

from __future__ import annotations

from math import asin, cos, pi, radians, sin, sqrt

_EARTH_KM = 6371.0088  # mean radius, IUGG
_AXIS = 6378245.0  # Krasovsky 1940, metres
_ECCENTRICITY_SQUARED = 0.00669342162296594323


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the great-circle distance in kilometres (haversine); arguments in degrees."""
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * _EARTH_KM * asin(sqrt(chord))


def wgs84_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the GCJ-02 position of a WGS-84 one in mainland China (degrees)."""
    x, y = longitude - 105.0, latitude - 35.0
    wave = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    phi = radians(latitude)
    bend = 1 - _ECCENTRICITY_SQUARED * sin(phi) ** 2
    north_deg = north * 180 / (_AXIS * (1 - _ECCENTRICITY_SQUARED) / (bend * sqrt(bend)) * pi)
    east_deg = east * 180 / (_AXIS / sqrt(bend) * cos(phi) * pi)
    return longitude + east_deg, latitude + north_deg


def gcj02_to_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the WGS-84 position of a GCJ-02 one, by fixed-point iteration (under 1 m)."""
    lon, lat = longitude, latitude
    for _ in range(3):
        shifted_lon, shifted_lat = wgs84_to_gcj02(lon, lat)
        lon, lat = lon + longitude - shifted_lon, lat + latitude - shifted_lat
    return lon, lat
