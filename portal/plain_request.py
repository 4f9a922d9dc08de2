"""Requests without what no header, document or database could hold.

Control characters, characters that are none, and numbers that no column takes reach no page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

from bureau.messaging.text import clean

# The largest value of the store's columns that hold a record's number, unless a rule says more.
LARGEST_NUMBER = 2**31 - 1
_LONGEST_NUMBER = 19  # digits; Python refuses to read very long ones
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class PlainRequest(Request):
    """A request whose query is printable, and whose form holds what XML can say."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The query's parameters."""
        return _each(super().args, _line)

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies."""
        return _each(super().cookies, _line)

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = _each(self.__dict__["form"], clean)


class PlainText(UnicodeConverter):
    """A part of an address; one with control characters leads nowhere."""

    def to_python(self, value: str) -> str:
        """Return the part as it is."""
        if _line(value) != value:
            raise ValidationError
        return value


class RecordNumber(IntegerConverter):
    """A record's number in an address; one that no column takes leads nowhere."""

    def to_python(self, value: str) -> int:
        """Return the number."""
        if len(value) > _LONGEST_NUMBER:
            raise ValidationError
        number = int(super().to_python(value))
        if self.max is None and number > LARGEST_NUMBER:
            raise ValidationError
        return number


def read_plainly(app: Flask) -> None:
    """Let an application read its requests so; to be called before it has routes."""
    app.request_class = PlainRequest
    app.url_map.converters.update(default=PlainText, string=PlainText, int=RecordNumber)


def _each(fields: MultiDict[str, str], made: Callable[[str], str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict((made(name), made(value)) for name, value in fields.items(multi=True))


def _line(text: str) -> str:
    # Put for, not left out: with it no value is one that a page knows.
    return _CONTROL.sub("\ufffd", clean(text, instead="\ufffd"))
