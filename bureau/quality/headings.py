"""What columns of tables are called, beside the indicators of GB 3838 (`standards/`)."""

from __future__ import annotations

from bureau.quality.air_index import Averaging, deciding_instead, pollutants

TIME = (
    *("TimePoint", "datetime", "date", "时间", "监测时间", "日期", "监测日期"),
    *("发布时间", "采样时间"),
)
KIND = ("类型", "水体类型", "waterbody", "断面类型")
IONS = (
    *("NOI", "ions", "负氧离子", "负氧离子浓度", "负离子", "负离子浓度", "空气负离子"),
    *("空气负氧离子", "空气负(氧)离子浓度", "空气负（氧）离子浓度", "空气负离子浓度"),
)
WIND = {
    "wind_speed": ["WS", "wind_speed", "风速", "平均风速", "小时风速"],
    "wind_direction": ["WD", "wind_direction", "风向", "风向角", "小时风向"],
}

_AIR = {
    "PM2.5": ["PM2_5", "PM25", "细颗粒物"],
    "PM10": ["可吸入颗粒物", "颗粒物"],
    "SO2": ["二氧化硫"],
    "NO2": ["二氧化氮"],
    "CO": ["一氧化碳"],
    "O3": ["O3_1h", "臭氧", "臭氧1小时"],
    "O3_8h": ["O3_8h_24h", "O3_8h_max", "MDA8", "臭氧8小时"],
}
_INSTEAD = {
    "SO2_24h": ["二氧化硫24小时", "二氧化硫_24h"],
    "O3_1h": ["O3_1h_max", "O3_1h_24h", "臭氧1小时", "臭氧_1h"],
}


def air_headings(averaging: Averaging) -> dict[str, list[str]]:
    """Return the other names of each pollutant's column, with the ones that tell the averaging."""
    suffix = "1h" if averaging == "hourly" else "24h"
    return {
        name: [*_AIR[name], *(f"{other}_{suffix}" for other in (name, *_AIR[name]))]
        for name in pollutants(averaging)
    }


def headings_instead(averaging: Averaging) -> dict[str, list[str]]:
    """Return the other names of the columns that decide beyond the end of a pollutant's table."""
    return {name: _INSTEAD[name] for name in deciding_instead(averaging).values()}
