"""In which language a message is written, what its words are in Chinese, and English answers."""

from __future__ import annotations

import unittest

from bot.components.foreign import gloss
from bot.components.language import language_of
from bot.components.normalising import normalise
from bot.english.facts import in_english


class LanguageTest(unittest.TestCase):
    def test_english_is_english_also_with_an_address_in_chinese(self) -> None:
        for text in (
            "There is a terrible chemical smell near Wangdian",
            "yes",
            "help!",
            "strong plastic smell from the factory at 王店镇吉祥路",
            "change the time please",
            "machine noise",
        ):
            self.assertEqual(language_of(text), "en", text)

    def test_chinese_is_chinese_also_in_latin_letters_or_with_a_word_of_them(self) -> None:
        for text in (
            "hao chou a",
            "wangdian zhen hen chou",
            "现在PM2.5多少",
            "VOC超标很臭",
            "OK，确认",
            "我家wifi断了，KTV太吵",
            "suanle bu bao le",
        ):
            self.assertEqual(language_of(text), "zh", text)

    def test_what_says_nothing_of_the_language_leaves_it(self) -> None:
        for text in ("PM2.5", "OK", "2", "王店镇吉祥路", "Nanhu", "😷", "20261124-0042-7"):
            self.assertIsNone(language_of(text), text)


class GlossTest(unittest.TestCase):
    def test_times_are_those_of_chinese(self) -> None:
        for english, chinese in (
            ("at 11 pm last night", "昨晚"),
            ("11:30 pm", "晚上11点30分"),
            ("3 am", "凌晨3点"),
            ("two hours ago", "2小时前"),
            ("since last Monday", "上周一以来"),
            ("for three days", "3天了"),
            ("on November 20th", "11月20日"),
        ):
            self.assertIn(chinese, gloss(english), english)

    def test_pinyin_is_the_chinese_it_stands_for(self) -> None:
        self.assertEqual(gloss("wangdian zhen hen chou"), "王店镇很臭")
        self.assertEqual(gloss("wangdian zhen jixiang lu"), "王店镇jixiang路")
        self.assertEqual(gloss("wo xiang jubao"), "我要举报")

    def test_unknown_words_stay(self) -> None:
        self.assertIn("zyxgon", gloss("a smell at zyxgon"))

    def test_an_option_of_the_survey_is_in_no_language(self) -> None:
        for text in ("lived:long", "age:18_30", "odor:5", "town:elsewhere", "q1:none-of-these"):
            self.assertIsNone(language_of(text), text)
            self.assertEqual(normalise(text), text)
        self.assertEqual(language_of("help: a gas leak"), "en")

    def test_chinese_and_examples_with_slots_are_left_alone(self) -> None:
        for text in ("现在PM2.5多少", "{time}{place}臭", "{place}", "王店OK"):
            self.assertEqual(normalise(text), text)


class FactsTest(unittest.TestCase):
    def test_places_times_and_matters_are_put_into_english(self) -> None:
        for chinese, english in (
            ("秀洲区王店镇吉祥路", "Wangdian, Xiuzhou 吉祥路"),
            ("异味（塑料味、很重）", "smell (plastic, strong)"),
            ("昨晚，现在还有", "last night, still going on"),
            ("12月3日", "3 December"),
            ("优", "excellent"),
        ):
            self.assertEqual(in_english(chinese), english)

    def test_what_is_no_text_stays_as_it_is(self) -> None:
        self.assertEqual(in_english(42), 42)
        self.assertEqual(in_english("near"), "near")


if __name__ == "__main__":
    unittest.main()
