"""The public Smell Pittsburgh data by the hour, as the benches of odor read them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bureau.odor.model import Plane
from bureau.odor.wind import UNITS

MPH = UNITS["mph"]
# Points approximate; degrees.
WORKS = {"Clairton": (-79.8753, 40.3030), "Edgar Thomson": (-79.8556, 40.3925)}
STATIONS = {
    "feed_28": (-79.8679, 40.3238),  # Liberty
    "feed_3": (-79.8610, 40.4023),  # North Braddock
    "feed_26": (-79.9605, 40.4654),  # Lawrenceville
    "feed_1": (-80.0717, 40.4995),  # Avalon
    "feed_43": (-79.8636, 40.4372),  # Parkway East
}
# Centres of the zip codes.
ZIPS = {
    15206: (-79.9154, 40.4730), 15207: (-79.9335, 40.4010), 15208: (-79.8985, 40.4540),
    15213: (-79.9535, 40.4440), 15217: (-79.9170, 40.4310), 15218: (-79.8880, 40.4240),
    15219: (-79.9830, 40.4410), 15221: (-79.8680, 40.4350), 15222: (-79.9930, 40.4470),
    15224: (-79.9450, 40.4640), 15232: (-79.9330, 40.4530), 15120: (-79.9060, 40.4000),
    15104: (-79.8620, 40.4040), 15201: (-79.9530, 40.4720), 15203: (-79.9770, 40.4260),
}  # fmt: skip
PLANE = Plane(-79.9, 40.4)


@dataclass(frozen=True)
class Smells:
    """`stations`: hours x channels; `points`: ratings of 3 to 5 summed; `zips`: the same by zip."""

    stations: pd.DataFrame
    points: pd.Series
    zips: pd.DataFrame


def folder() -> Path | None:
    """Return the data's folder: an argument, or ODOR_SAMPLES; say plainly when there is none."""
    asked = [word for word in sys.argv[1:] if not word.startswith("-")]
    named = asked[0] if asked else os.environ.get("ODOR_SAMPLES", "")
    path = Path(named)
    if named and (path / "smell_raw.csv.gz").is_file():
        return path
    print("the public data are not here: name their folder, or set ODOR_SAMPLES (smell_raw.csv.gz,")
    print("esdr/*.csv.gz of Smell Pittsburgh, CC0); nothing was measured on them")
    return None


def read(path: Path) -> Smells:
    """Return the data, each hour under its right edge, UTC; what is missing is NaN."""
    feeds = []
    for file in sorted((path / "esdr").glob("*.csv.gz")):
        feed = pd.read_csv(file, index_col=0).apply(pd.to_numeric, errors="coerce")
        feed.index = pd.to_datetime(feed.index, unit="s", utc=True)
        feeds.append(feed.replace(-1, np.nan).resample("60min", label="right").mean())
    stations = pd.concat(feeds, axis=1)
    stations.columns = [name.split("..")[-1].replace("3.", "", 1) for name in stations.columns]
    hours = pd.date_range(stations.index[0], stations.index[-1], freq="60min")
    told = pd.read_csv(path / "smell_raw.csv.gz")
    told.index = pd.to_datetime(told.EpochTime, unit="s", utc=True)
    told = told[told.smell_value >= 3]
    zips = told.pivot_table(
        index=told.index, columns="zipcode", values="smell_value", aggfunc="sum"
    ).resample("60min", label="right").sum()  # fmt: skip
    zips = zips.reindex(hours).fillna(0)
    return Smells(stations.reindex(hours), zips.sum(axis=1), zips)


def components(stations: pd.DataFrame, feed: str) -> tuple[pd.Series, pd.Series]:
    """Return a station's wind in m/s: u and v."""
    turned = np.deg2rad(stations[f"{feed}.SONICWD_DEG"])
    speed = stations[f"{feed}.SONICWS_MPH"] * MPH
    return -speed * np.sin(turned), -speed * np.cos(turned)


def mean_wind(
    stations: pd.DataFrame, feeds: tuple[str, ...], hours: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Return direction and speed of the mean of components over stations and the last hours."""
    u = pd.concat([components(stations, feed)[0] for feed in feeds], axis=1).mean(axis=1)
    v = pd.concat([components(stations, feed)[1] for feed in feeds], axis=1).mean(axis=1)
    u, v = u.rolling(hours).mean(), v.rolling(hours).mean()
    return (np.degrees(np.arctan2(-u, -v)) % 360).to_numpy(), np.hypot(u, v).to_numpy()


def placed(smells: Smells) -> pd.DataFrame:
    """Return the zip codes whose centre is known, by number."""
    known = {zone: int(zone) for zone in smells.zips.columns if int(zone) in ZIPS}
    return smells.zips[list(known)].rename(columns=known)
