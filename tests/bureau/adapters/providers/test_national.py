"""The two national platforms, read from a server that answers as they do."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bureau.adapters.providers.national_air import NationalAir, primary_names
from bureau.adapters.providers.national_water import NationalWater, cell_value
from bureau.adapters.providers.source_client import SourceClient
from bureau.quality.ports import SourceError
from bureau.quality.reading import SHANGHAI
from tests.bureau.adapters.platforms import (
    HEADS,
    Server,
    air_row,
    cell,
    data,
    page,
    platform,
    status,
    water_page,
    water_row,
)

AT = datetime(2026, 8, 21, 20, 10, tzinfo=SHANGHAI)
HOUR = "2026-08-21T19:00:00"


def air_from(server: Server) -> NationalAir:
    return NationalAir(SourceClient("national_air", server.url, sleep=lambda _: None))


def water_from(server: Server) -> NationalWater:
    return NationalWater(SourceClient("national_water", server.url, sleep=lambda _: None))


def fetch_air(*rows):
    with platform(data(list(rows))) as server:
        return air_from(server).fetch(at=AT)


def fetch_water(*rows, at: datetime = AT):
    with platform(data(water_page(*rows))) as server:
        return water_from(server).fetch(at=at)


def test_the_citys_stations_are_asked_for_by_name_and_read():
    with platform(data([air_row("1252A", HOUR), air_row("1253A", HOUR, PM2_5="—")])) as server:
        fetched = air_from(server).fetch(at=AT)
    [request] = server.requests
    assert request["path"] == "/CityData/GetAQIDataPublishLive"
    assert request["query"] == {"cityName": ["嘉兴市"]}
    first, second = fetched.air
    assert (first.station, first.at) == ("1252A", datetime(2026, 8, 21, 19, tzinfo=SHANGHAI))
    assert (first.pm2_5_ug_m3, first.co_mg_m3, first.o3_ug_m3) == (8, 0.2, 54)
    assert (first.published_aqi, second.pm2_5_ug_m3) == (17, None)
    assert fetched.raw[0].status == 200


def test_a_time_in_milliseconds_is_shanghai_time():
    [row] = fetch_air(air_row("1252A", "/Date(1787310000000)/")).air
    assert row.at == datetime(2026, 8, 21, 19, tzinfo=SHANGHAI)


def test_exchanged_ozone_fields_are_found_by_the_published_index():
    rows = [air_row("1252A", HOUR, O3="210", O3_24h="180", AQI="75")]
    fetched = fetch_air(*rows)
    assert fetched.air[0].o3_ug_m3 == 180
    assert "exchanged" in fetched.findings[0]


def test_ozone_fields_in_their_order_are_left_alone():
    assert fetch_air(air_row("1252A", HOUR, O3="180", O3_24h="210", AQI="75")).air[0].o3_ug_m3 == (
        180
    )


def test_without_an_index_a_maximum_below_the_hour_gives_the_exchange_away():
    rows = [air_row("1252A", HOUR, O3="130", O3_24h="54", AQI="—")]
    rows += [air_row("2872A", HOUR, O3="181", O3_24h="—", AQI="19")]
    assert [o.o3_ug_m3 for o in fetch_air(*rows).air] == [54, None]


def test_rows_that_cannot_be_read_are_reported_and_the_others_kept():
    fetched = fetch_air(
        air_row("1252A", HOUR),
        air_row("1253A", "soon"),
        air_row("2872A", "2026-08-22T19:00:00"),
        air_row("3407A", HOUR, PM10="broken", SO2="-3"),
        air_row("", HOUR),
    )
    assert [o.station for o in fetched.air] == ["1252A", "3407A"]
    assert fetched.air[1].pm10_ug_m3 is None
    told = "\n".join(fetched.findings)
    for part in ("'soon' is not a time", "lies ahead", "PM10", "SO2", "without a station code"):
        assert part in told
    assert "stations not in the answer: 1253A, 2872A" in told


def test_when_the_citys_list_fails_the_national_list_is_read():
    every = [air_row("1252A", HOUR), air_row("1001A", HOUR, Area="北京市")]
    with platform(page, data(every)) as server:
        fetched = air_from(server).fetch(at=AT)
    assert [r["path"] for r in server.requests][-1] == "/HourChangesPublish/GetAllAQIPublishLive"
    assert [o.station for o in fetched.air] == ["1252A"]
    assert "a web page instead of data" in fetched.findings[-1]
    assert len(fetched.raw) == 2


def test_an_answer_without_the_citys_stations_is_a_failure():
    with platform(data([])) as server, pytest.raises(SourceError, match="no station of 嘉兴市"):
        air_from(server).fetch(at=AT)


def test_history_comes_station_by_station_and_ends_with_the_citys_days():
    day = {
        "TimePoint": "/Date(1787241600000)/", "Area": "嘉兴市", "SO2_24h": "12", "CO_24h": "1.2",
        "NO2_24h": "27", "O3_8h_24h": "122", "PM10_24h": "82", "PM2_5_24h": "58", "AQI": "96",
    }  # fmt: skip
    rows = [air_row("", HOUR), air_row("", "2026-08-01T19:00:00")]
    for row in rows:
        del row["StationCode"]
    with platform(*[data(rows)] * 4, data([day])) as server:
        first, last = date(2026, 8, 20), date(2026, 8, 21)
        pieces = list(air_from(server).history(first=first, last=last, at=AT))
    assert [len(piece.air) for piece in pieces] == [1, 1, 1, 1, 0]
    assert pieces[1].air[0].station == "1253A"
    [city] = pieces[-1].air_days
    assert (city.station, city.day, city.pm2_5_ug_m3) == ("330400", date(2026, 8, 21), 58)


def test_a_station_without_a_past_does_not_keep_the_others_back():
    rows = [{key: word for key, word in air_row("", HOUR).items() if key != "StationCode"}]
    answers = [data(rows), status(404), data(rows), data(rows), data([])]
    with platform(*answers) as server:
        past = air_from(server).history(first=date(2026, 8, 20), last=date(2026, 8, 21), at=AT)
        assert [len(next(past).air) for _ in range(5)] == [1, 0, 1, 1, 0]
        with pytest.raises(SourceError, match="1253A: HTTP status 404"):
            next(past)


def test_primary_pollutants_get_the_standards_names():
    assert primary_names("颗粒物(PM10),细颗粒物(PM2.5)") == "PM10,PM2.5"
    assert primary_names("臭氧1小时") == "O3"
    assert primary_names("二氧化氮，臭氧8小时(O3_8h)") == "NO2,O3"
    assert primary_names("—") == ""


def test_water_is_asked_for_with_a_form_and_read_by_its_headings():
    with platform(data(water_page(water_row("王江泾"), water_row("别处的断面")))) as server:
        fetched = water_from(server).fetch(at=AT)
    [request] = server.requests
    assert request["path"] == "/GJZ/Ajax/Publish.ashx"
    assert request["form"]["action"] == ["getRealDatas"]
    assert request["form"]["AreaID"] == ["330000"]
    [observation] = fetched.water
    assert observation.section == "wangjiangjing"
    assert observation.at == datetime(2026, 8, 21, 19, tzinfo=SHANGHAI)
    assert observation.published_class == 3
    assert observation.values == {
        "temperature_c": 30.66, "pH": 7.32, "DO": 5.15, "conductivity_us_cm": 353.92,
        "turbidity_ntu": 49.06, "CODMn": 4.14, "NH3N": 0.052, "TP": 0.106, "TN": 1.631,
    }  # fmt: skip
    assert "湘家荡" in fetched.findings[-1]


def test_columns_may_change_places():
    order = [2, 3, 12, 4, 7]
    row = water_row("王江泾")
    answer = water_page([row[i] for i in order]) | {"thead": [HEADS[i] for i in order]}
    with platform(data(answer)) as server:
        [observation] = water_from(server).fetch(at=AT).water
    assert observation.values == {"TP": 0.106, "DO": 5.15}


def test_the_raw_value_behind_the_rounded_one_counts():
    assert cell_value("<span title='原始值：26.58'>26.6</span>") == (26.58, False)
    assert cell_value('<span title="原始值: 1.2E+07">12000000</span>') == (1.2e7, False)
    assert cell_value("5.3") == (5.3, False)
    assert cell_value("--") == (None, False)


def test_a_failed_quality_control_is_told_from_a_missing_value():
    failed = "<span data-toggle='tooltip' title='当天质控不合格'>--</span>"
    [observation] = fetch_water(water_row("枫南大桥", CODMn=failed, NH3N="--")).water
    assert observation.failed == ("CODMn",)
    assert "NH3N" not in observation.values


@pytest.mark.parametrize(("printed", "expected"), [("6", 6), ("-1", None), ("7", None), ("劣Ⅴ", 6)])
def test_the_class_code_is_read_and_not_monitored_is_none(printed, expected):
    [observation] = fetch_water(water_row("乌镇北", code=printed)).water
    assert observation.published_class == expected


def test_after_new_year_the_last_evenings_value_belongs_to_last_year():
    new_year = datetime(2027, 1, 1, 0, 40, tzinfo=SHANGHAI)
    [observation] = fetch_water(water_row("王江泾", at="12-31 20:00"), at=new_year).water
    assert observation.at == datetime(2026, 12, 31, 20, tzinfo=SHANGHAI)


def test_a_section_is_known_under_its_new_name():
    fetched = fetch_water(
        water_row("卫八路桥（嘉兴金桥）"),
        water_row("嘉兴金桥", at="08-21 15:00"),
        water_row("王江泾新桥"),
    )
    assert [o.section for o in fetched.water] == ["weibalu", "weibalu", "wangjiangjing"]
    assert fetched.findings[0] == "王江泾 is printed as 王江泾新桥"


def test_every_page_is_read_and_repeats_end_the_reading():
    pages = [
        data(water_page(water_row(name), total="3")) for name in ("王江泾", "湘家荡", "乌镇北")
    ]
    with platform(*pages) as server:
        fetched = water_from(server).fetch(at=AT)
    assert [r["form"]["PageIndex"] for r in server.requests] == [["1"], ["2"], ["3"]]
    assert len(fetched.water) == 3
    with platform(data(water_page(water_row("王江泾"), total=40))) as server:
        assert len(water_from(server).fetch(at=AT).water) == 1
    assert len(server.requests) == 2


def test_closed_stations_and_misshapen_rows_do_not_stop_the_others():
    fetched = fetch_water(
        water_row("湘家荡", at="*"),
        water_row("乌镇北", at="25-99 99:00"),
        water_row("青阳汇")[:9],
        water_row("小新村", TP=cell("oops")),
    )
    assert [o.section for o in fetched.water] == ["xiaoxincun"]
    assert "TP" not in fetched.water[0].values
    assert "a row does not fit the headings" in fetched.findings


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"result": 0}, "refused"),
        ([], "refused"),
        ({"result": 1, "total": 1}, "no table"),
        ({"result": 1, "thead": ["省份"], "tbody": [["浙江省"]]}, "no column"),
        (water_page(water_row("别处")), "none of the city's sections"),
    ],
)
def test_an_answer_of_another_shape_is_a_failure_with_its_reason(answer, reason):
    with platform(data(answer)) as server, pytest.raises(SourceError, match=reason):
        water_from(server).fetch(at=AT)


def test_a_refusal_in_the_middle_of_the_pages_keeps_what_was_answered():
    first = data(water_page(water_row("王江泾"), total=2))
    with platform(first, status(404)) as server, pytest.raises(SourceError, match="404") as failure:
        water_from(server).fetch(at=AT)
    assert failure.value.raw
