"""The own account and its signing PIN."""

from collections.abc import Callable

import pytest
from flask import Flask

from planner.seeds.company import PASSWORD
from planner.services import pins
from planner.web.extensions import db
from tests.web.conftest import Browser


def test_shows_who_one_is(author: Browser) -> None:
    page = author.get("/account").text
    for words in ("周亦宁", "HY0101", "zhou.yining@hengyu.example", "云川片区", "医药代表"):
        assert words in page


def test_a_new_pin_is_set_with_the_password(app: Flask, author: Browser) -> None:
    answer = author.post("/account/pin", {"password": PASSWORD, "new_pin": "904512", "new_pin_again": "904512"})
    assert answer.status_code == 303
    assert "签名 PIN 已经设好" in author.get("/account").text
    with app.app_context():
        assert pins.has_pin(db.session(), 1)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"password": "wrong", "new_pin": "904512", "new_pin_again": "904512"}, "登录密码不对"),
        ({"password": PASSWORD, "new_pin": "904512", "new_pin_again": "904513"}, "两次输入的 PIN 不一样"),
        ({"password": PASSWORD, "new_pin": "12345", "new_pin_again": "12345"}, "6 位数字"),
        ({"password": PASSWORD, "new_pin": "１２３４５６", "new_pin_again": "１２３４５６"}, "6 位数字"),
        ({}, "6 位数字"),
    ],
)
def test_what_is_wrong_with_a_pin_stands_at_the_field_and_on_top(author: Browser, form: dict[str, str], words: str) -> None:
    answer = author.post("/account/pin", form)
    assert answer.status_code == 422
    assert answer.text.count(words) >= 2
    for secret in form.values():
        assert f'value="{secret}"' not in answer.text


def test_every_role_has_an_account_in_english_without_chinese_of_ours(signed_in: Callable[..., Browser]) -> None:
    for who in ("zhou.yining", "lu.zhiwei", "gu.qinghe", "han.muzhi", "fang.yinan"):
        page = signed_in(who, "en").get("/account").text
        assert "Signing PIN" in page and "退出" not in page
