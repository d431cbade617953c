"""The look of a site of its own: accents, fonts and a logo from site.yaml, and what is told where they are wrong."""

import pytest

from site_builder.content.parse import parse
from site_builder.core.documents import File
from site_builder.core.jobs import Frame
from site_builder.core.problems import Problem
from site_builder.weave.index import Terms
from tests.weaving import LEAST, TODAY, checked, documents, job_of, jobs_of, woven_of

SITE = LEAST["content/site.yaml"]


def frame(theme: str, *assets: str) -> Frame:
    made = woven_of(documents({"content/site.yaml": SITE + theme}), Terms(TODAY, assets=frozenset(assets)))
    return job_of(jobs_of(made.site), "index.html").frame


def faults(theme: str, *assets: str) -> list[Problem]:
    own = parse(File("content/site.yaml", SITE + theme)).problems
    return list(own) or checked({"content/site.yaml": SITE + theme}, frozenset(assets))


def test_without_a_theme_key_the_site_looks_as_the_theme_has_it() -> None:
    assert (frame("").style, frame("").logo) == ("", "")
    assert frame("").font == "static/fonts/newsreader-display.woff2"


def test_an_accent_has_another_hue_and_keeps_how_light_it_is() -> None:
    assert frame("theme: {accents: {teal: 220, plum: 0}}\n").style == ":root { --hue-teal: 220; --hue-plum: 0; }"


def test_fonts_of_the_reader_load_nothing() -> None:
    own = frame('theme: {fonts: {headings: "Georgia, serif", text: "\'Noto Serif\', serif", interface: Arial}}\n')
    assert own.style == ":root { --display: Georgia, serif; --text: 'Noto Serif', serif; --ui: Arial; }"
    assert own.font == ""


def test_a_font_file_is_loaded_in_place_of_the_theme_s() -> None:
    own = frame("theme: {fonts: {headings_file: fonts/own.woff2}}\n", "static/fonts/own.woff2")
    assert own.font == "static/fonts/own.woff2"
    assert own.style == ':root { --display: "Headings", serif; }'


def test_a_logo_stands_on_every_page() -> None:
    assert frame("theme: {logo: images/mark.svg}\n", "static/images/mark.svg").logo == "static/images/mark.svg"


@pytest.mark.parametrize(
    ("theme", "code", "hint"),
    [
        ("theme: {logo: images/marc.svg}\n", "no-asset", 'did you mean "static/images/mark.svg"?'),
        ("theme: {fonts: {headings_file: images/mark.svg}}\n", "wrong-font", "convert it"),
        ("theme: {accents: {teal: 360}}\n", "bad-value", "degrees on the colour wheel"),
        ("theme: {accents: {teel: 20}}\n", "unknown-key", "teal"),
        ("theme: {fonts: {text: 'a; } body { display: none'}}\n", "bad-value", "separate them by commas"),
        ("theme: {fonts: {text: '</style>'}}\n", "bad-value", "separate them by commas"),
    ],
)
def test_what_is_wrong_with_the_theme_is_told_with_a_cure(theme: str, code: str, hint: str) -> None:
    (problem,) = faults(theme, "static/images/mark.svg")
    assert problem.code == code
    assert problem.place.path == "content/site.yaml"
    assert hint in problem.hint
