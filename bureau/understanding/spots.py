"""The wording of a place: town, then road, village, firm, river or landmark, then 附近 or 楼下.

The gazetteer knows the towns; what stands beside them (or alone) is recognised by its shape: a
short name that ends in the kind of thing it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bureau.places import gazetteer
from bureau.places.model import Level, Place

# Characters that hardly stand in names; a name starts after them.
_NOT_IN_NAMES = "的了在是有把被和与及或我你他她们这那到从就都很又不没人吗呢吧啊着过给让请对向往离靠住问说看来去还也再闻发该每次个关于于位投诉举报反映希望"
_NAME = rf"[^\W_{_NOT_IN_NAMES}]"
_KINDS = (
    "交叉口|交叉路口|大道|公路|国道|省道|高速|高架|快速路|路口|路|大街|老街|街|胡同|弄堂|弄|巷|"
    "行政村|自然村|新村|农场|村|社区|[一二三四五六七八九十\\d]+组|埭|"
    "小区|花园|花苑|家园|嘉园|佳苑|名苑|新苑|公寓|公馆|大厦|广场|华府|名邸|府邸|山庄|别墅|里弄|御景|雅苑|雅居|苑|[一二三四五六七八九十\\d]+期|"
    "有限公司|集团|公司|加工厂|化工厂|印染厂|厂区|工厂|厂|养殖场|养猪场|猪场|养鸡场|屠宰场|采石场|搅拌站|中转站|污水站|电厂|作坊|码头|仓库|"
    "工业园区|工业园|工业区|开发区|产业园|园区|科创园|"
    "大桥|桥|河道|河|江|湖|港|塘|浜|泾|漾|荡|溪|水库|闸|"
    "幼儿园|小学|中学|高中|大学|学院|学校|医院|卫生院|菜场|菜市场|农贸市场|市场|商场|超市|车站|地铁站|公园|体育馆|图书馆|酒店|宾馆|饭店|烧烤店|火锅店|KTV|银行|加油站|派出所|镇政府|村委会|垃圾站|变电所|变电站"
)
_BESIDE = (
    r"(?:(?:的)?(?:附近|旁边|对面|门口|楼下|楼上|边上|隔壁|后面|前面|里面|周边|一带|沿线|沿岸|交界处?|交叉口|路段|"
    r"[东南西北]{1,2}[侧边面门]|西区|东区|背后|围墙外|路口|河段|段|那边|这边|那里|这里|旁|\d+(?:号|幢|栋|弄|单元|楼)(?:楼)?|[一二三四五六七八九十]+(?:号|幢|栋|单元)))"
)
_THING = re.compile(
    rf"(?P<name>{_NAME}{{1,8}}?(?:{_KINDS}))(?!友|民|长|费|道理|牌|人|灯|面|过|况|障|程|口头|主任|书记|干部|流|边的人|水(?!塘|库|河))(?P<more>(?:{_NAME}{{0,8}}?(?:{_KINDS}))*)(?P<beside>{_BESIDE}{{0,3}})"
)
# Things of every town: they tell no place by themselves.
_ANYWHERE = re.compile(
    r"^(?:一?[条座家个处片所间]|小|大|附近|旁边|门前|村|镇|县|市|内|外|景观|人工|排水|臭|黑|道|马|公|高|铁|"
    r"化工|印染|电镀|塑料|加工|工|某|几|上|下|开|整|全|本|老|新|同|各|多)*(?:"
    r"小区|河道|河|路|路口|马路|公路|街|村|厂|工厂|厂区|公司|桥|湖|江|港|塘|浜|溪|水库|社区|化工厂|印染厂|加工厂|养殖场|猪场|作坊|广场|公园|学校|医院|超市|市场|菜场|饭店|烧烤店|火锅店|"
    r"车站|集团|高速|高架|码头|仓库|垃圾站|加油站|园区|工业区|工业园|开发区|大道|酒店|幼儿园|小学|中学|苑|埭|弄|巷)$"
)
_LEADING_NOISE = re.compile(
    r"^(?:今天|昨天|前天|昨晚|晚上|早上|凌晨|半夜|现在|最近|这几天|刚才|刚刚|目前|怀疑|估计|应该|可能|好像|就|家|直接|偷偷|污染|整治|治理|排入|排到|流入|流到|倒进|附近|旁边|对面|再次|严厉|取缔|请求|请|建议|强烈|咨询|反对|要求)+"
)
_AT_HOME = re.compile(
    r"我家(?:楼下|楼上|门口|门前|窗外|窗户|隔壁|后面|旁边|附近|对面|屋后|这边|这里)?|家门口|家楼下|我们?(?:家)?小区(?:里|门口|旁边|附近|对面|后面|这边)?|我们?村(?:里|口|边|上)?|(?:我们?这(?:里|边|儿)|我这(?:里|边|儿)?)|我们?(?:这栋|这幢)?楼(?:下|上)|(?<![\w])楼下|(?<![\w])小区(?:里|门口|旁边|后面)|我住的?地方|家附近|屋后|我们?厂旁边"
)
_FIRM = re.compile(
    rf"(?P<firm>{_NAME}{{2,12}}?(?:有限责任公司|有限公司|股份公司|集团|公司|厂(?!房|子|里|区|家)|养殖场|养猪场|猪场|养鸡场|屠宰场|采石场|搅拌站|作坊|酒店|饭店|餐厅|烧烤店|烧烤|火锅店|KTV|洗车店|汽修店|(?:热电|化工|印染|纸业|科技|塑业|纺织|电镀|新材料)(?:有限公司|公司|厂)?))"
)
# What stands before a firm's name: where it is.
_PLACE_BEFORE = re.compile(
    r"^.*(?:村|组|路|街|大道|社区|小区|工业园区?|工业区|开发区|园区|附近|旁边|对面|边上|隔壁|里面|北侧|南侧|东侧|西侧|\d+号)(?=.{3})"
)
_GENERIC_FIRM = re.compile(
    r"^(?:[一二三四五六七八九十两几某]?[家个间所]|附近|旁边|隔壁|对面|楼下|楼上|一些|里面|门口|边上|周边|村里|小区|本地|当地|无证|非法|违法|黑|小|大|老|新|私人|家庭|路边|门面|的|露天|流动)*"
    r"(?:化工|印染|电镀|塑料|橡胶|轮胎|造纸|皮革|制药|农药|油漆|涂料|家具|铸造|食品|屠宰|养殖|养猪|饲料|豆制品|洗涤|洗衣|汽修|印刷|五金|木材|石材|服装|纺织|机械|水泥|砖|陶瓷|玻璃|再生|废品|加工|热电|发电|垃圾焚烧|焚烧|污水处理|自来水|污水|混凝土|沥青|商务|物业|环卫)*"
    r"(?:公司|厂|养殖场|养猪场|猪场|养鸡场|屠宰场|采石场|搅拌站|作坊|酒店|饭店|餐厅|烧烤店|烧烤|火锅店|KTV|洗车店|汽修店|热电|化工|印染|纸业|科技|塑业|纺织|电镀|集团|有限公司|新材料)$"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in words: the place of the gazetteer, its wording, and whether one can find it."""

    place: Place | None
    text: str
    exact: bool


def read_spot(text: str, home: Place | None) -> Spot:
    """Find where something is; `home` is what 我家 means."""
    mention = gazetteer().best(text)
    things = _things(text)
    if mention is None:
        at_home = _AT_HOME.search(text)
        named = things[0] if things else None
        if named:
            return Spot(home if at_home and home else None, named[3], True)
        if at_home:
            return Spot(home, at_home.group(), False)
        return Spot(None, "", False)
    start, end = _whole_mention(text, mention.start, mention.end)
    exact = mention.place.level is Level.TOWN and bool(mention.village)
    for thing_start, thing_end, name_end, _ in things:
        if thing_start <= end + 2 and name_end > end:
            end, exact = thing_end, True
        elif thing_start < start <= thing_end:
            start = thing_start
    if exact:
        return Spot(mention.place, text[start:end], True)
    beside = re.match(_BESIDE, text[end:])
    words = text[start : end + (beside.end() if beside else 0)]
    apart = next((name for begin, _, _, name in things if begin > end), None)
    return Spot(mention.place, words + (apart or ""), apart is not None)


def read_firm(text: str) -> str | None:
    """Find a firm by name; 一家化工厂 is none."""
    for found in _FIRM.finditer(text):
        name = _LEADING_NOISE.sub("", _PLACE_BEFORE.sub("", found["firm"]))
        mention = gazetteer().best(name)
        if mention is not None and mention.end < len(name):
            name = name[mention.end :].lstrip("镇街道县市区乡") or name
        if len(name) >= 3 and not _GENERIC_FIRM.match(name):
            return name
    return None


def _things(text: str) -> list[tuple[int, int, int, str]]:
    """Named roads, villages, firms, rivers: start, end, end of the bare name, words."""
    found = []
    for thing in _THING.finditer(text):
        noise = _LEADING_NOISE.match(thing.group())
        start = thing.start() + (noise.end() if noise else 0)
        words = text[start : thing.end()]
        name = words.removesuffix(thing["beside"])
        if len(name) >= 2 and not _ANYWHERE.match(name):
            found.append((start, thing.end(), start + len(name), words))
    return found


def _whole_mention(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a town's mention by the county or city right before it."""
    for mention in gazetteer().find(text):
        if mention.end <= start and not text[mention.end : start].strip("市区县的, "):
            start = mention.start
    kind = re.match("镇|街道|乡|区|市|县", text[end:])
    return start, end + (kind.end() if kind else 0)
