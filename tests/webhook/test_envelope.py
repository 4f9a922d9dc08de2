"""The envelope against the platform's published samples and against forgers."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from webhook.envelope import BODY_LIMIT, TIME_WINDOW, Envelope, RefusedError

# Published by the platform: its old sample account, message and signatures.
TOKEN, APPID = "spamtest", "wx2c2769f8efd9abc2"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OTHER_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
STAMP, NONCE = 1409735669, "1320562132"
MSG_SIGNATURE = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
SEALED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PG"
    "HQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6"
    "tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp"
    "3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhv"
    "Ql+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)
MESSAGE = (
    "<xml><ToUserName>gh_1</ToUserName><FromUserName>oLin</FromUserName>"
    "<MsgType>text</MsgType><Content> 臭 </Content></xml>"
)


def envelope(**changed: str) -> Envelope:
    return Envelope(**{"token": TOKEN, "appid": APPID, "aes_key": KEY, **changed})


def sample_query(**changed: str) -> dict[str, str]:
    query = {"timestamp": str(STAMP), "nonce": NONCE, "msg_signature": MSG_SIGNATURE}
    return {**query, **changed}


def sample_body(sealed: str = SEALED) -> bytes:
    return f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


def refused(
    door: Envelope, query: dict[str, str], body: bytes, *, now: float = STAMP
) -> tuple[int, str]:
    with pytest.raises(RefusedError) as error:
        door.open(query, body, now=now)
    return error.value.status, error.value.why


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def test_the_published_address_verification_is_answered() -> None:
    door = envelope(token="AAAAA")
    query = {
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
    }
    assert door.verify(query) == "4375120948345356249"
    with pytest.raises(RefusedError):
        door.verify({**query, "nonce": "1514711493"})


def test_the_published_message_is_opened() -> None:
    opened = envelope().open(sample_query(), sample_body(), now=STAMP)
    assert opened.openid == "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
    assert opened.account == "gh_10f6c3c3ac5a"
    assert opened.fields["Content"] == "abcdteT"


def test_the_published_reply_of_safe_mode_is_read() -> None:
    door = envelope(token="AAAAA", appid="wxba5fad812f8e6fb9", aes_key="A" * 43)
    sealed = (
        "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    )
    body = (
        f"<xml><Encrypt>{sealed}</Encrypt><TimeStamp>1713424427</TimeStamp><Nonce>415670741"
        "</Nonce><MsgSignature>1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1</MsgSignature></xml>"
    )
    assert door.unseal(body) == '{"demo_resp":"good luck"}'


JSON_SEALED = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcv"
    "ZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3F"
    "n2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSe"
    "OBrebufAlr7F9mFUPAJGj04="
)

JSON_MESSAGE = (
    '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTim'
    'e":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}'
)


def json_account() -> Envelope:
    return envelope(token="AAAAA", appid="wxba5fad812f8e6fb9", aes_key="A" * 43)


def test_the_published_message_of_an_account_set_to_json_is_opened_and_answered_in_json() -> None:
    door = json_account()
    query = {
        "timestamp": "1714112445",
        "nonce": "415670741",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
        "encrypt_type": "aes",
    }
    body = json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": JSON_SEALED}).encode()
    opened = door.open(query, body, now=1714112445)
    assert (opened.fields["Event"], opened.fields["CreateTime"]) == ("debug_demo", "1714112445")
    assert opened.openid == "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
    back = json.loads(door.close('{"demo_resp":"good luck"}', opened))
    assert door.unseal(json.dumps(back)) == '{"demo_resp":"good luck"}'
    assert set(back) == {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}


def test_json_brings_nothing_in_that_no_database_stores() -> None:
    door = json_account()
    said = r'{"ToUserName":"gh","FromUserName":"o1","Content":"臭\u0000死\ud800了\ud83e\udd22"}'
    query, body = door.seal(said, nonce="n1")
    assert door.open(query, body.encode()).fields["Content"] == "臭死了🤢"


@pytest.mark.parametrize(
    ("token", "stamp", "nonce", "signature"),
    [
        ("AAAAA", "1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        (TOKEN, str(STAMP), NONCE, "16120ec1b8dbb870f510d87ce6bc2463eae6ca1a"),
    ],
)
def test_the_published_plain_signatures_hold(
    token: str, stamp: str, nonce: str, signature: str
) -> None:
    door = envelope(token=token, mode="plain")
    query = {"timestamp": stamp, "nonce": nonce, "signature": signature}
    assert door.open(query, MESSAGE.encode(), now=int(stamp)).openid == "oLin"
    assert refused(door, {**query, "nonce": "1"}, MESSAGE.encode(), now=int(stamp))[0] == 403


def test_the_published_ciphertexts_are_made_from_their_random_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    for door, random, plain in (
        (json_account(), b"707722b803182950", '{"demo_resp":"good luck"}'),
        (json_account(), b"a8eedb185eb2fecf", JSON_MESSAGE),
    ):
        monkeypatch.setattr(secrets, "token_bytes", lambda _, random=random: random)
        made.append(door.seal(plain, nonce="n")[1].partition("[CDATA[")[2].partition("]]")[0])
    assert made[0].startswith("ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO")
    assert made[1] == JSON_SEALED


@pytest.mark.parametrize("last", "EFGH")  # 000100 to 000111: the same four bits count
def test_the_spare_bits_of_a_keys_last_character_do_not_count(last: str) -> None:
    query, body = envelope().seal(MESSAGE, nonce="n1", now=STAMP)
    opened = envelope(aes_key=KEY[:-1] + last).open(query, body.encode(), now=STAMP)
    assert opened.openid == "oLin"


@pytest.mark.parametrize("length", [*range(1, 34), 60_000])
def test_every_length_of_a_message_is_padded_and_opened(length: int) -> None:
    door = envelope()
    words = "a" * length
    message = MESSAGE.replace(" 臭 ", words)
    sealed = door.seal(message, nonce="n1", now=STAMP)
    if len(sealed[1]) <= BODY_LIMIT:
        assert door.open(sealed[0], sealed[1].encode(), now=STAMP).fields["Content"] == words
    else:
        assert refused(door, sealed[0], sealed[1].encode())[0] == 413


def test_a_body_of_exactly_the_limit_is_read() -> None:
    door = envelope()
    query, body = door.seal(MESSAGE, nonce="n1", now=STAMP)
    data = body.encode()
    assert door.open(query, data + b" " * (BODY_LIMIT - len(data)), now=STAMP).openid == "oLin"


def test_in_a_compatible_body_the_signed_cipher_counts() -> None:
    both = f"<xml><FromUserName>oForged</FromUserName><Encrypt>{SEALED}</Encrypt></xml>".encode()
    opened = envelope(mode="compatible").open(sample_query(), both, now=STAMP)
    assert opened.openid == "oyORnuP8q7ou2gfYjqLzSIWZf0rs"


@given(st.text(min_size=1, max_size=300))
def test_what_is_sealed_is_opened_and_what_is_closed_is_unsealed(text: str) -> None:
    door = envelope()
    words = "".join(char for char in text if char.isprintable() and char not in "<>&]")
    message = MESSAGE.replace(" 臭 ", words)
    query, body = door.seal(message, nonce="n1", now=STAMP)
    opened = door.open(query, body.encode(), now=STAMP)
    assert (opened.fields["Content"] or "") == words
    assert door.unseal(door.close(message, opened)) == message


def test_two_sealings_of_one_message_differ() -> None:
    door = envelope()
    assert door.seal(MESSAGE, nonce="n1")[1] != door.seal(MESSAGE, nonce="n1")[1]


def test_the_previous_key_still_opens_and_its_message_is_answered_under_it() -> None:
    old, new = envelope(), envelope(aes_key=OTHER_KEY, aes_key_previous=KEY)
    query, body = old.seal(MESSAGE, nonce="n1", now=STAMP)
    opened = new.open(query, body.encode(), now=STAMP)
    assert old.unseal(new.close("<xml><a>1</a></xml>", opened)) == "<xml><a>1</a></xml>"
    query, body = envelope(aes_key=OTHER_KEY).seal(MESSAGE, nonce="n1", now=STAMP)
    assert new.open(query, body.encode(), now=STAMP).openid == "oLin"
    assert refused(old, query, body.encode())[0] == 400


def test_a_wrong_signature_is_refused() -> None:
    assert refused(envelope(), sample_query(msg_signature="0" * 40), sample_body()) == (
        403,
        "wrong signature",
    )
    assert refused(envelope(), sample_query(nonce="1"), sample_body())[0] == 403
    assert refused(envelope(), sample_query(msg_signature="é"), sample_body())[0] == 403


def test_another_accounts_message_is_refused() -> None:
    other = envelope(appid="wx0000000000000000")
    query, body = other.seal(MESSAGE, nonce="n1", now=STAMP)
    assert refused(envelope(), query, body.encode()) == (403, "another appid")


def test_outside_the_time_window_is_refused_and_the_platforms_retries_are_not() -> None:
    for late in (5, 10, 15, TIME_WINDOW):
        envelope().open(sample_query(), sample_body(), now=STAMP + late)
    for off in (-TIME_WINDOW - 1, TIME_WINDOW + 1):
        assert refused(envelope(), sample_query(), sample_body(), now=STAMP + off)[0] == 403


def test_a_body_over_the_limit_is_refused() -> None:
    assert refused(envelope(), sample_query(), b"x" * (BODY_LIMIT + 1))[0] == 413


@pytest.mark.parametrize("mode", ["safe", "compatible"])
def test_a_plain_message_is_refused_unless_allowed(mode: str) -> None:
    query = {"timestamp": str(STAMP), "nonce": "n1", "signature": sha1(TOKEN, str(STAMP), "n1")}
    assert refused(envelope(mode=mode), query, MESSAGE.encode())[0] == 400
    opened = envelope(mode="plain").open(query, MESSAGE.encode(), now=STAMP)
    assert opened.openid == "oLin"
    assert envelope(mode="plain").close("<xml/>", opened) == "<xml/>"


def test_an_overheard_plain_signature_serves_no_other_body() -> None:
    door = envelope(mode="plain")
    query = {"timestamp": str(STAMP), "nonce": "n1", "signature": sha1(TOKEN, str(STAMP), "n1")}
    for _ in range(3):
        door.open(query, MESSAGE.encode(), now=STAMP)
    forged = MESSAGE.replace("oLin", "oChen").encode()
    assert refused(door, query, forged) == (403, "signature used for another body")


def encrypted(plain: bytes) -> str:
    key = base64.b64decode(KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def padded(content: bytes) -> bytes:
    pad = 32 - len(content) % 32
    return content + bytes([pad]) * pad


def frame(length: int, rest: bytes) -> bytes:
    return padded(b"r" * 16 + struct.pack(">I", length) + rest)


@pytest.mark.parametrize(
    "sealed",
    [
        "!!!",
        "AAAA",
        base64.b64encode(b"x" * 31).decode(),
        encrypted(b"x" * 32),  # padding that no byte of it says
        encrypted(b"\x00" * 64),
        encrypted(b"\x21" * 64),
        encrypted(frame(2**32 - 1, b"a" + APPID.encode())),
        encrypted(frame(2, b"\xff\xfe" + APPID.encode())),
        encrypted(padded(b"r" * 17)),
    ],
)
def test_a_broken_cipher_under_a_right_signature_is_one_400(sealed: str) -> None:
    query = sample_query(msg_signature=sha1(TOKEN, str(STAMP), NONCE, sealed))
    assert refused(envelope(), query, sample_body(sealed))[0] == 400


@pytest.mark.parametrize(
    "inner",
    [
        "",
        "hello",
        "<xml/>",
        "<xml><a/></xml>",
        "<xml><FromUserName>o1</FromUserName></xml>",
        "<xml><FromUserName>o 1]]&gt;</FromUserName><ToUserName>g</ToUserName></xml>",
        '<!DOCTYPE xml [<!ENTITY a "b">]><xml>&a;</xml>',
        "<a>" * 3000,
        "{",
        "[]",
        '{"ToUserName": 1, "FromUserName": []}',
        '{"a":' * 3000,
    ],
)
def test_a_cipher_without_a_message_in_it_is_one_400(inner: str) -> None:
    query, body = envelope().seal(inner, nonce="n1", now=STAMP)
    assert refused(envelope(), query, body.encode())[0] == 400


@given(st.binary(max_size=400), st.dictionaries(st.text(max_size=12), st.text(max_size=30)))
def test_whatever_is_posted_is_refused_in_one_way(body: bytes, more: dict[str, str]) -> None:
    status, _ = refused(envelope(), {**sample_query(), **more}, body)
    assert status in (400, 403)


FORBIDDEN = {
    "raw in CDATA": ("<![CDATA[臭\x01死\x0b了\ufffe\uffff]]>", "臭死了"),
    "a reference to a control character": ("臭&#1;死&#x0B;了&#0;", "臭死了"),
    "a reference to no character": ("臭&#xFFFE;死&#65535;了", "臭死了"),
    "half a character": ("臭&#xD83D;死&#57343;了", "臭死了"),
    "both halves": ("臭&#xD83E;&#xDD22;了", "臭🤢了"),
    "beyond all characters": ("臭&#x110000;死&#9999999;了", "臭死了"),
    "allowed references": ("臭&#x9;&#60;b&#62;&#38;amp;&#128567;", "臭\t<b>&amp;😷"),
    "the same in CDATA is what was written": ("<![CDATA[臭&#1;&#xD83D;]]>", "臭&#1;&#xD83D;"),
}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_what_xml_forbids_is_left_out_and_the_message_opened(kind: str) -> None:
    content, read = FORBIDDEN[kind]
    inner = (
        "<xml><ToUserName>g</ToUserName><FromUserName>o1</FromUserName>"
        f"<Content>{content}</Content></xml>"
    )
    query, body = envelope().seal(inner, nonce="n1", now=STAMP)
    assert envelope().open(query, body.encode(), now=STAMP).fields["Content"] == read


def test_halves_of_characters_in_the_bytes_are_put_together_or_left_out() -> None:
    content = "臭\ud83e\udd22死\ud83e了".encode("utf-8", "surrogatepass")
    inner = (
        b"<xml><ToUserName>g</ToUserName><FromUserName>o1</FromUserName><Content><![CDATA["
        + content
        + b"]]></Content></xml>"
    )
    plain = envelope(mode="plain")
    query = {"timestamp": str(STAMP), "nonce": "n1"}
    query["signature"] = plain._sign(query["timestamp"], "n1")
    assert plain.open(query, inner, now=STAMP).fields["Content"] == "臭🤢死了"
