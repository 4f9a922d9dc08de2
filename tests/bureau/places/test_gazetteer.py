import pytest

from bureau.places import Level, distance_km, gazetteer, gcj02_to_wgs84, wgs84_to_gcj02


def test_jiaxing_has_7_counties_and_72_towns():
    places = gazetteer()
    assert len(places.counties()) == 7
    assert len(places.towns()) == 72
    assert sum(len(places.towns(county.code)) for county in places.counties()) == 72


@pytest.mark.parametrize("town", gazetteer().towns(), ids=lambda town: town.name)
def test_a_towns_full_name_in_a_complaint_is_found(town):
    county = gazetteer().get(town.parent)
    for text in (f"{town.name}昨天晚上有股臭味", f"投诉{county.name}{town.short_names[0]}河水发黑"):
        assert gazetteer().best(text).place == town


@pytest.mark.parametrize("town", gazetteer().towns(), ids=lambda town: town.name)
def test_a_towns_short_name_answers_the_question_where(town):
    assert gazetteer().best(town.short_names[0]).place in (
        town,
        gazetteer().get("330402"),  # 南湖 alone is first of all the county
    )


@pytest.mark.parametrize("town", gazetteer().towns(), ids=lambda town: town.name)
def test_a_towns_seat_lies_in_its_county_and_is_nearest_to_itself(town):
    assert gazetteer().county_at(town.longitude, town.latitude).code == town.parent
    assert gazetteer().at(town.longitude, town.latitude) == town


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("昨晚十一点多独山港那边一股塑料味", "独山港镇"),
        ("嘉善魏塘的河臭了", "魏塘街道"),
        ("高桥这边有股臭味", "高桥街道"),
        ("新滕镇河水发黑", "新塍镇"),
        ("王殿镇有臭味", "王店镇"),
        ("洪河镇工业区", "洪合镇"),
        ("感浦海边", "澉浦镇"),
        ("西塘古镇游客多", "西塘镇"),
        ("乌镇", "乌镇镇"),
        ("经开区的工地很吵", "经开区"),
        ("港区化工味又来了", "嘉兴港区"),
    ],
)
def test_places_are_found_as_people_write_them(text, name):
    assert gazetteer().best(text).place.name == name


@pytest.mark.parametrize(
    "text",
    [
        "长沙市高桥大市场旁边油烟扰民",
        "三县洲大桥台江段晚上施工",
        "建设银行态度不好",
        "解放路天天堵车",
        "关于城北污水处理的问题",
        "福州内河黑臭",
        "长水塘发臭",
        "海盐塘水又黑了",
        "L5县龙潭镇永胜村的垃圾焚烧炉",
        "",
    ],
)
def test_other_cities_and_other_words_are_not_taken_for_our_towns(text):
    assert gazetteer().best(text) is None


def test_a_functional_district_is_no_county_but_counts_under_an_official_code():
    district = gazetteer().best("嘉兴港区").place
    assert district.level is Level.DISTRICT
    assert district not in gazetteer().counties()
    assert district.official_code == "330482101"


def test_a_position_outside_jiaxing_is_in_no_county():
    assert gazetteer().county_at(121.47, 31.23) is None
    assert gazetteer().at(121.47, 31.23) is None


def test_a_village_is_found_with_its_town():
    mention = gazetteer().best("凤桥镇永红村养猪场臭")
    assert mention.place.name == "凤桥镇"


def test_gcj02_and_wgs84_convert_there_and_back():
    lon, lat = gcj02_to_wgs84(*wgs84_to_gcj02(120.755, 30.747))
    assert distance_km(lon, lat, 120.755, 30.747) < 0.001
    assert 0.3 < distance_km(*wgs84_to_gcj02(120.755, 30.747), 120.755, 30.747) < 0.8


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("梅里古镇归哪个分局管", "秀洲区王店镇"),
        ("王店梅里那条老街有人烧垃圾", "秀洲区王店镇"),
        ("月河街归哪个局", "南湖区解放街道"),
        ("我在月河，水发黑", "南湖区解放街道"),
        ("南湖红船那边能看吗", "南湖区南湖街道"),
        ("盐官观潮那边水质", "海宁市盐官镇"),
        ("观潮景区停车场在烧垃圾", "海宁市盐官镇"),
        ("濮院毛衫市场后面冒黑烟", "桐乡市濮院镇"),
        ("洪合毛衫市场垃圾没人收", "秀洲区洪合镇"),
        ("皮革城旁边的河臭", "海宁市海洲街道"),
        ("许村家纺城一股染料味", "海宁市许村镇"),
        ("经编园区半夜排气", "海宁市马桥街道"),
        ("崇福皮草市场边上的沟", "桐乡市崇福镇"),
        ("嘉兴科技城归谁管", "南湖区大桥镇"),
        ("西栅景区垃圾多", "桐乡市乌镇镇"),
        ("金庸故居旁边河道有死鱼", "海宁市袁花镇"),
        ("丰子恺故居归哪个所", "桐乡市石门镇"),
        ("莫氏庄园对面施工", "平湖市当湖街道"),
        ("明月山塘那边的水", "平湖市广陈镇"),
        ("歌斐颂旁边臭", "嘉善县大云镇"),
        ("下甸庙河水发黑", "嘉善县西塘镇"),
        ("郭店那边有人烧垃圾", "海宁市盐官镇"),
        ("海盐大桥新区有臭气", "海盐县西塘桥街道"),
        ("祥符荡起蓝藻了", "嘉善县"),
        ("子城遗址公园噪音大", "南湖区"),
    ],
)
def test_sights_markets_parks_and_old_towns_are_known_by_their_names(text, label):
    assert gazetteer().label(gazetteer().best(text).place.code) == label


@pytest.mark.parametrize(
    "text",
    [
        "无锡梅里古镇真好玩",
        "想去梅里雪山",
        "这个月河水好吗",
        "上个月河道黑臭",
        "岁月河流",
        "杭州观潮景区停车难",
        "香港金庸故居在哪",
        "沈阳佟二堡皮革城",
        "郭店楚简是什么",
        "九龙山庄饭店油烟大",
        "绿地碧云花园小区吵",
        "东西栅栏坏了",
    ],
)
def test_what_only_sounds_like_a_sight_of_ours_is_none(text):
    assert gazetteer().best(text) is None
