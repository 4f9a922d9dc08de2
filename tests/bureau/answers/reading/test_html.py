"""HTML is read as blocks, without scripts, menus and layout."""

from __future__ import annotations

from bureau.answers.reading.html import read_html


def test_what_is_read_is_the_text_alone() -> None:
    page = """<html><head><title>某通知</title><meta name="ContentSource" content="某局">
    <script>alert("x")</script><style>p{}</style></head><body><nav>首页</nav>
    <h2>开放时间</h2><p>周一至<b>周五</b>&nbsp;8:30</p><ul><li>请带身份证</li></ul>
    <table><tr><th>分局</th><th>电话</th></tr><tr><td>南湖</td><td>0573</td></tr></table>
    <footer>版权</footer></body></html>"""
    read = read_html(page.encode())
    assert [(block.text, block.level) for block in read.blocks] == [
        ("开放时间", 2),
        ("周一至周五 8:30", 0),
        ("请带身份证", 0),
        ("分局：南湖，电话：0573", 0),
    ]
    assert read.facts == {"title": "某通知", "issuer": "某局"}


def test_older_charsets_are_read() -> None:
    assert read_html("<p>夜里不许施工</p>".encode("gb18030")).blocks[0].text == "夜里不许施工"
    named = '<meta charset="gbk"><p>夜里不许施工</p>'.encode("gbk")
    assert read_html(named).blocks[0].text == "夜里不许施工"


def test_tags_that_are_never_closed_do_no_harm() -> None:
    deep = "<div>" * 20000 + "内容" + "</table></nav></script>"
    assert [block.text for block in read_html(deep.encode()).blocks] == ["内容"]
