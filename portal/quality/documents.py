"""Answers as the documents of the open data; described in `portal/api/quality.yml`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from basis.clock import SHANGHAI
from bureau.places import CITY_CODE, CITY_NAME, Gazetteer
from bureau.quality.answers import (
    AirAnswer,
    AirRank,
    QualityRanking,
    Series,
    WaterAnswer,
    WaterRank,
)
from bureau.quality.model import Section, Station

Document = dict[str, Any]


def instant(at: datetime) -> str:
    """Return an instant in the time of Jiaxing (ISO 8601, +08:00)."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def place(code: str | None, places: Gazetteer) -> Document | None:
    """Return a place by its code and full name."""
    return {"code": code, "name": places.label(code)} if code else None


def air(answer: AirAnswer, station: Station | None, places: Gazetteer) -> Document:
    """Return the air at a station, or over the city without one."""
    return {
        "code": answer.station_code or CITY_CODE,
        "name": answer.station or CITY_NAME,
        "stations": list(answer.stations),
        **_site(station, places),
        **_dated(answer),
        "aqi": answer.aqi,
        "level": {
            "number": answer.level.number,
            "name": answer.level.name,
            "colour": answer.level.hex,
            "effect": answer.level.effect,
            "advice": answer.level.advice,
        }
        if answer.level
        else None,
        "primary": list(answer.primary),
        "values": dict(answer.values),
        "missing": list(answer.missing),
        "standard": answer.standard,
        "published_aqi": answer.published_aqi,
    }


def water(answer: WaterAnswer, section: Section | None, places: Gazetteer) -> Document:
    """Return the water at a section."""
    return {
        "code": answer.section_code,
        "name": answer.section,
        "kind": answer.kind,
        **_site(section, places),
        **_dated(answer),
        "class": answer.water_class,
        "class_name": answer.class_name,
        "state": answer.state,
        "deciding": list(answer.deciding),
        "exceedance": dict(answer.exceedance),
        "values": dict(answer.values),
        "failed": list(answer.failed),
        "published_class": answer.published_class,
    }


def series(found: Series | None, what: str) -> Document:
    """Return a series; an empty one where there is none."""
    return {
        "what": what,
        "unit": found.unit if found else "",
        "points": [
            {"at": instant(point.at), "value": point.value}
            for point in (found.points if found else ())
        ],
    }


def air_ranking(ranking: QualityRanking[AirRank], places: Gazetteer) -> Document:
    """Return a month's ranking by air."""
    return _ranking(ranking, "air") | {
        "rows": [
            {
                "rank": row.rank,
                "place": place(row.place, places),
                "value": row.value,
                "last_year": row.last_year,
                "change": row.change,
                "composite": row.summary.composite,
                "pm2_5": row.summary.statistics.get("PM2.5"),
                "good_share": row.summary.good_share,
                "days": row.summary.days,
                "expected_days": row.summary.expected,
                "coverage": row.coverage,
                "valid": row.summary.valid,
            }
            for row in ranking.rows
        ]
    }


def water_ranking(ranking: QualityRanking[WaterRank], places: Gazetteer) -> Document:
    """Return a month's ranking by water."""
    return _ranking(ranking, "water") | {
        "rows": [
            {
                "rank": row.rank,
                "place": place(row.place, places),
                "value": row.cwqi,
                "last_year": row.last_year,
                "change": row.change,
                "good_share": row.good_share,
                "sections": row.sections,
                "expected_sections": row.expected,
                "coverage": round(100 * row.sections / row.expected, 1),
                "valid": row.rank is not None,
            }
            for row in ranking.rows
        ]
    }


def _ranking(ranking: QualityRanking[Any], medium: str) -> Document:
    return {
        "medium": medium,
        "by": ranking.by,
        "level": ranking.level,
        "month": f"{ranking.month:%Y-%m}",
        "standard": ranking.standard,
        "source": ranking.source_label,
        "demonstration": ranking.demo,
    }


def _site(site: Station | Section | None, places: Gazetteer) -> Document:
    position = None
    if site is not None and site.longitude is not None and site.latitude is not None:
        position = {"longitude": round(site.longitude, 6), "latitude": round(site.latitude, 6)}
    return {"place": place(site.place, places) if site else None, "position": position}


def _dated(answer: AirAnswer | WaterAnswer) -> Document:
    return {
        "observed_at": instant(answer.observed_at),
        "next_due": instant(answer.next_due),
        "stale": answer.stale,
        "gap": answer.gap,
        "source": answer.source_label,
        "demonstration": answer.demo,
        "suspicions": list(answer.suspicions),
    }
