"""The theme keeps what docs/design.md promises: contrast in both schemes, one font, weight, logical directions."""

import gzip
import math
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIRST = (ROOT / "templates/first.css").read_text("utf-8")
STYLES = {file.name: file.read_text("utf-8") for file in sorted((ROOT / "static/css").glob("*.css"))}
DESIGN = (ROOT / "docs/design.md").read_text("utf-8")
Rgb = tuple[float, float, float]

PAIR = re.compile(r"--([\w-]+): light-dark\((oklch\(.+?\)), (oklch\(.+?\))\);")
OKLCH = re.compile(r"oklch\(([\d.]+) ([\d.]+) (?:var\([\w-]+, )?([\d.]+)")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall(FIRST)}
INKS = ("ink", "ink-soft", "indigo", "teal", "crimson", "violet", "ochre", "forest", "slate", "plum", "accent")
LINES = ("rule", "bar")


def linear(colour: str) -> Rgb:
    """A colour in oklch as linear sRGB, each part held within 0 and 1 as a screen does."""
    found = OKLCH.match(colour)
    assert found, colour
    light, chroma, hue = (float(part) for part in found.groups())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long, medium, short = (
        (light + x * a + y * b) ** 3
        for x, y in ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.291485548))
    )
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short
    return min(max(red, 0), 1), min(max(green, 0), 1), min(max(blue, 0), 1)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2."""
    dark, light = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in map(linear, (one, other))
    )
    return (light + 0.05) / (dark + 0.05)


def row(name: str) -> str:
    """The line of the table in docs/design.md: contrast with paper and with the sheet of a card, light then dark."""
    light, dark = COLOURS[name]
    figures = [
        contrast(ink, COLOURS[ground][scheme])
        for scheme, ink in enumerate((light, dark))
        for ground in ("paper", "sheet")
    ]
    return f"| `{name}` | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |"


@pytest.mark.parametrize("name", [*INKS, *LINES])
def test_the_table_of_contrasts_is_that_of_the_tokens(name: str) -> None:
    assert row(name) in DESIGN


@pytest.mark.parametrize("name", INKS)
def test_letters_have_a_contrast_of_four_and_a_half_everywhere(name: str) -> None:
    assert all(float(figure) >= 4.5 for figure in row(name).split("|")[2:6])


@pytest.mark.parametrize("name", LINES)
def test_lines_that_mean_something_have_a_contrast_of_three(name: str) -> None:
    assert all(float(figure) >= 3 for figure in row(name).split("|")[2:6])


def test_accents_are_equally_light() -> None:
    accents = INKS[2:10]
    assert {OKLCH.match(COLOURS[name][0])[1] for name in accents} == {"0.47"}  # type: ignore[index]
    assert {OKLCH.match(COLOURS[name][1])[1] for name in accents} == {"0.79"}  # type: ignore[index]


def test_a_hue_of_a_topic_says_nothing_else() -> None:
    """Outcomes, statuses and warnings are told in ink; the series of a chart have dashes and names as well."""
    hues = "|".join(INKS[2:10])
    uses = re.findall(rf"(--[\w-]+|[\w-]+): [^;]*var\(--(?:{hues})\)", FIRST + "".join(STYLES.values()))
    assert {use for use in uses if not use.startswith("--series-")} == {"--accent"}
    assert set(re.findall(r"--tone: var\(--([\w-]+)\)", STYLES["site.css"])) == {"ink", "ink-soft"}


@pytest.mark.parametrize("name", ["first.css", *STYLES])
def test_styles_know_no_left_and_right(name: str) -> None:
    """A page in a language that is written from right to left is the same page mirrored."""
    text = FIRST if name == "first.css" else STYLES[name]
    physical = r"(?:(?:margin|padding|border)-(?:left|right|top|bottom)|[\s{;](?:left|right))\b[\w-]*:"
    assert re.findall(physical, text) == []
    assert re.findall(r"(?:text-align|float|clear): (?:left|right)", text) == []


def test_there_is_one_font_with_its_licence_and_it_is_light() -> None:
    (font,) = (ROOT / "static/fonts").glob("*.woff2")
    assert font.stat().st_size <= 16_000
    assert "SIL Open Font License" in (ROOT / "static/fonts/newsreader-LICENSE.txt").read_text("utf-8")


def test_scripts_stay_below_two_kilobytes() -> None:
    scripts = (ROOT / "templates/first.js").read_bytes() + (ROOT / "static/js/site.js").read_bytes()
    assert len(gzip.compress(scripts, 9, mtime=0)) <= 2_000
