import pytest

from bureau.settings import SECRETS, SettingsError, load


@pytest.fixture
def empty(tmp_path):
    return {"VAR_DIR": str(tmp_path)}


REAL = {
    "DEMO": "0",
    "WECHAT_TOKEN": "token1",
    "WECHAT_APPID": "wx0001",
    "WECHAT_SECRET": "s" * 32,
    "WECHAT_AES_KEY": "a" * 43,
    "SECRET_KEY": "k" * 32,
    "PORTAL_ADMIN_PASSWORD": "password",
}


def test_with_nothing_set_it_is_a_demonstration_with_secrets_of_its_own(empty):
    settings = load(empty)
    assert settings.demo
    assert settings.data_source == "demo"
    assert settings.wechat_api_url == "http://127.0.0.1:8000/simulator/platform"
    assert load(empty) == settings, "the secrets are kept"


def test_real_operation_names_every_missing_secret_at_once(empty):
    with pytest.raises(SettingsError) as caught:
        load({**empty, "DEMO": "0"})
    for name in SECRETS:
        assert name in str(caught.value)


def test_wrong_values_are_all_named_and_never_shown(empty):
    wrong = {"PORT": "99999", "WECHAT_MODE": "open", "WECHAT_AES_KEY": "short", "DEMO": "1"}
    with pytest.raises(SettingsError) as caught:
        load({**empty, **wrong})
    assert all(name in str(caught.value) for name in ("PORT", "WECHAT_MODE", "WECHAT_AES_KEY"))
    assert "short" not in str(caught.value)


def test_given_secrets_without_demo_mean_real_operation(empty):
    settings = load({**empty, **{k: v for k, v in REAL.items() if k != "DEMO"}})
    assert not settings.demo
    assert settings.data_source == "live"
    assert settings.wechat_api_url == "https://api.weixin.qq.com"


@pytest.mark.parametrize("forgotten", SECRETS)
def test_one_forgotten_secret_is_named_and_opens_no_demonstration(empty, forgotten):
    given = {name: value for name, value in REAL.items() if name not in ("DEMO", forgotten)}
    with pytest.raises(SettingsError, match=forgotten):
        load({**empty, **given})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "bureau.example"])
@pytest.mark.parametrize("asked", [{}, {"DEMO": "1"}])
def test_a_demonstration_is_shown_to_others_only_by_an_explicit_word(empty, host, asked):
    with pytest.raises(SettingsError, match="DEMO=public"):
        load({**empty, **asked, "HOST": host})
    assert load({**empty, "HOST": host, "DEMO": "public"}).demo


def test_a_demonstration_has_a_store_of_its_own(empty):
    assert load(empty).database_url != load({**empty, **REAL}).database_url


def test_secrets_do_not_show_in_the_settings_repr(empty):
    settings = load({**empty, **REAL})
    for name in ("WECHAT_SECRET", "WECHAT_AES_KEY", "SECRET_KEY", "PORTAL_ADMIN_PASSWORD"):
        assert REAL[name] not in repr(settings)


@pytest.mark.parametrize("budget", ["0", "5", "-1", "abc"])
def test_the_turn_budget_stays_below_the_platforms_deadline(empty, budget):
    with pytest.raises(SettingsError, match="TURN_BUDGET_SECONDS"):
        load({**empty, "TURN_BUDGET_SECONDS": budget})


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("p" * 16, ("p" * 16,)),
        (f" {'p' * 16} , {'q' * 20},", ("p" * 16, "q" * 20)),
    ],
)
def test_several_keys_before_the_present_one_are_named_with_commas(empty, given, read):
    settings = load({**empty, **REAL, "SECRET_KEY_PREVIOUS": given})
    assert settings.secret_key_previous == read
    assert settings.signing_keys[-1] == settings.secret_key, "the present one signs"
    assert "p" * 16 not in repr(settings)


def test_a_short_key_among_those_before_is_named_with_every_other_fault_and_never_shown(empty):
    wrong = {"SECRET_KEY_PREVIOUS": f"{'p' * 16},tiny", "SECRET_KEY": "small", "PORT": "x"}
    with pytest.raises(SettingsError) as caught:
        load({**empty, **REAL, **wrong})
    assert len(caught.value.problems) == 3
    assert not any(value in str(caught.value) for value in ("tiny", "small", "pppp"))
