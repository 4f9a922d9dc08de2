"""The monthly diagnosis: time and memory of a month of all areas, and what its intervals hold.

80 areas, a year of days and hours of 76 stations, of wind of 8, 14 months of 267 sections, on
SQLite; the longest step and the whole in seconds, memory as the process's peak. Coverage: of
intervals at 95 % over simulated months without any change, AR(1) days, log-normal; and of what the
regression on wind says against what simulated wind truly did. Fails below 90 %.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from bureau.adapters.providers.demo import DemoAir, DemoWater, demo_hour
from bureau.adapters.providers.demo_wind import DemoWind, demo_wind
from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.wind import StoredWinds
from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.chance import Spell, Values, autocorrelation, change_of_shares, changes
from bureau.diagnosis.making import diagnose
from bureau.diagnosis.material import Material
from bureau.diagnosis.monthly import statistics
from bureau.diagnosis.weather import taken_apart
from bureau.quality.model import Fetched
from bureau.settings import load
from bureau.wiring import Bureau

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
OCTOBER = MonthDays.of(date(2026, 10, 1))
FLOOR = 0.90
MONTHS = 400
YEARS = 150


def main() -> int:
    months_of_all_areas()
    lowest = min(coverage_of_changes(), coverage_of_weather())
    print(f"lowest coverage {lowest:.1%}, floor {FLOOR:.0%}")
    return int(lowest < FLOOR)


def months_of_all_areas() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DEMO": "1", "VAR_DIR": folder, "PORTAL_ADMIN_PASSWORD": "a password"}
        bureau = Bureau(load(settings))
        rows = _fill(bureau)
        print(
            f"stored: {rows} rows, {Path(folder, 'demonstration.db').stat().st_size / 1e6:.0f} MB"
        )
        before = _peak()
        begun = time.perf_counter()
        material = Material(
            bureau.observations,
            StoredWinds(bureau.database, demo=True),
            bureau.figures,
            StoredOdor(bureau.database),
            bureau.places,
            OCTOBER,
            AT,
        )
        read = time.perf_counter() - begun
        each = []
        for area in material.areas():
            started = time.perf_counter()
            diagnose(material, area, demo=True)
            each.append(time.perf_counter() - started)
        print(f"read once {read:.1f} s; {len(each)} areas {sum(each):.1f} s, "
              f"p50 {np.median(each) * 1e3:.0f} ms, most {max(each) * 1e3:.0f} ms")  # fmt: skip
        del material
        begun = time.perf_counter()
        made = bureau.diagnoses.make_due(at=AT)
        print(f"made and kept {made} in {time.perf_counter() - begun:.1f} s; "
              f"peak {_peak():.0f} MB, {_peak() - before:.0f} MB of it for this")  # fmt: skip
        papers = []
        for area in bureau.diagnoses.areas()[::8]:
            found = bureau.diagnoses.newest(area=area.code, month=OCTOBER.first)
            assert found is not None
            started = time.perf_counter()
            bureau.diagnoses.paper(found, public=True)
            papers.append(time.perf_counter() - started)
        print(f"PDF: first {papers[0]:.2f} s (its characters), then p50 "
              f"{np.median(papers[1:]) * 1e3:.0f} ms")  # fmt: skip
        bureau.close()


def _fill(bureau: Bureau) -> int:
    rows, first = 0, OCTOBER.year_ago.first
    air, wind = DemoAir(bureau.places), DemoWind(bureau.places)
    for source in (air, DemoWater(bureau.places)):
        for piece in source.history(first=first - timedelta(days=62), last=OCTOBER.last, at=AT):
            if piece.air_days or piece.water_months:
                rows += bureau.observations.save(piece, at=AT).new
    hours = round((OCTOBER.end - OCTOBER.year_ago.start) / timedelta(hours=1))
    ends = [OCTOBER.year_ago.start + timedelta(hours=n + 1) for n in range(hours)]
    for station in wind.fetch(at=AT).wind_stations:
        winds = tuple(demo_wind(station.code, end) for end in ends)
        rows += bureau.observations.save(Fetched(winds=winds, wind_stations=(station,)), at=AT).new
    month = hours - OCTOBER.length * 24
    for station in bureau.quality.stations(at=AT):
        # A year of the city's stations; of a town's the month, all that a diagnosis reads.
        kept = ends if not station.code.startswith("demo-") else ends[month:]
        for begin in range(0, len(kept), 744):
            piece = Fetched(
                air=tuple(demo_hour(station.code, e) for e in kept[begin : begin + 744])
            )
            rows += bureau.observations.save(piece, at=AT).new
    return rows


def coverage_of_changes() -> float:
    print(f"\nintervals at 95 % over {MONTHS} pairs of months without a change, 30 and 31 days")
    print("phi  mean         90th pct     composite    share of good days")
    lowest = 1.0
    for phi in (0.0, 0.3, 0.5, 0.7):
        random, held, shares = np.random.default_rng(11), np.zeros(7), 0
        for n in range(MONTHS):
            a, b = (np.exp(3.3 + 0.5 * _ar(phi, days, 6, random)) for days in (30, 31))
            one, other = (Spell.of(x, _of_month, seed=s) for x, s in ((a, 2 * n), (b, 2 * n + 1)))
            held += [bool(c and c.low <= 0 <= c.high) for c in changes(one, other)]
            good = [int((x[:, 0] < 45).sum()) for x in (a, b)]
            share = change_of_shares(
                good[0], 30, good[1], 31,
                phi=autocorrelation(a[:, 0]), phi_before=autocorrelation(b[:, 0]),
            )  # fmt: skip
            shares += bool(share and share.low <= 0 <= share.high)
        mean, ninety = held[:4].mean() / MONTHS, held[5] / MONTHS
        told = (mean, ninety, held[6] / MONTHS, shares / MONTHS)
        lowest = min(lowest, *told)
        print(f"{phi:.1f}  " + "".join(f"{share:<13.1%}" for share in told))
    return lowest


def coverage_of_weather() -> float:
    print(f"\nwhat the wind explains, over {YEARS} simulated years: its interval and the rest's")
    lowest = 1.0
    days = [date(2025, 10, 1) + timedelta(days=n) for n in range(396)]
    slopes, season = np.asarray([-0.3, 0.1, 0.05, 0.2]), np.cos(np.arange(396) / 365 * 2 * np.pi)
    now, before = date(2026, 10, 1), date(2025, 10, 1)
    last = np.asarray([day >= now for day in days])
    first = np.asarray([(day.year, day.month) == (2025, 10) for day in days])
    for phi in (0.0, 0.3, 0.6):
        random, explained, rest = np.random.default_rng(12), 0, 0
        for _ in range(YEARS):
            wind = _ar(0.5, 396, 4, random)
            wind[:, 0] += season
            noise = 0.3 * _ar(phi, 396, 1, random)[:, 0]
            level = 3.4 + 0.4 * season - 0.15 * last + wind @ slopes + noise
            part = taken_apart(
                dict(zip(days, np.exp(level).tolist(), strict=True)),
                dict(zip(days, wind.tolist(), strict=True)),
                now,
                before,
            )
            assert part is not None
            true = float((wind[last].mean(axis=0) - wind[first].mean(axis=0)) @ slopes)
            explained += part.explained.low <= 100 * (np.exp(true) - 1) <= part.explained.high
            rest += part.rest.low <= 100 * (np.exp(-0.15) - 1) <= part.rest.high
        lowest = min(lowest, explained / YEARS, rest / YEARS)
        print(f"phi {phi:.1f}: explained {explained / YEARS:.1%}, rest {rest / YEARS:.1%}")
    return lowest


def _of_month(days: Values) -> Values:
    return statistics(days, np.ones(6))


def _ar(phi: float, days: int, many: int, random: np.random.Generator) -> Values:
    found = np.zeros((days + 40, many))
    noise = random.standard_normal((days + 40, many)) * np.sqrt(1 - phi**2)
    for day in range(1, days + 40):
        found[day] = phi * found[day - 1] + noise[day]
    return found[40:]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    sys.exit(main())
