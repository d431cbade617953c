"""Social cards as pictures: resvg draws what the template `card.svg` says, with the fonts of `static/cards/`."""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from site_builder.core.lettering import measure, script, wrap

LEADING = 1.14
# A colour of the theme: `--ink: light-dark(oklch(L C H), …)`, whose hue a site may set itself.
HUE = r"(?:var\((?P<own>--[\w-]+), )?(?P<hue>[\d.]+)\)?"
SHADE = r"--{}: light-dark\(oklch\((?P<light>[\d.]+) (?P<chroma>[\d.]+) " + HUE


FAMILY = "Newsreader"
# The fonts of other scripts. A text is set in one font, because resvg mends letters that a font lacks only where the
# other font joins and parts letters alike; each has Latin letters and figures too.
FAMILIES = {
    "CYRILLIC": "Noto Serif",
    "GREEK": "Noto Serif",
    "DEVANAGARI": "Noto Serif Devanagari",
    "ARABIC": "Noto Naskh Arabic",
}


class Fit(NamedTuple):
    """A text in lines, each at most as wide as asked, with the size of its letters and the step between lines."""

    size: int
    step: int
    lines: tuple[str, ...]


def png(svg: str, fonts: Sequence[str]) -> bytes:
    """The picture of an SVG. fonts: files; no other is used, so that every machine draws the same.

    Raises ValueError where it is no SVG.
    """
    import resvg_py  # an extra

    return resvg_py.svg_to_bytes(svg_string=svg, font_files=list(fonts), skip_system_fonts=True)


def fitted(text: str, width: int, height: int, sizes: Sequence[int]) -> Fit:
    """A text in the largest size, of these, in which it fits; in the smallest it is cut, with an ellipsis."""
    for size in sizes:
        step = math.ceil(size * LEADING)
        lines = wrap(text, size, width)
        if size + step * (len(lines) - 1) <= height:
            return Fit(size, step, _even(text, size, width, len(lines)))
    most = 1 + (height - size) // step
    kept = [*lines[: most - 1], _cut(lines[most - 1], size, width)]
    return Fit(size, step, tuple(kept))


def _even(text: str, size: int, width: int, count: int) -> tuple[str, ...]:
    """So many lines, as even in length as they can be."""
    low, high = min(width, math.ceil(max((measure(word, size) for word in text.split()), default=0))), width
    while high - low > size // 4:
        middle = (low + high) // 2
        low, high = (low, middle) if len(wrap(text, size, middle)) <= count else (middle, high)
    return wrap(text, size, high)


def _cut(line: str, size: int, width: int) -> str:
    words = line.split()
    while len(words) > 1 and measure(" ".join(words) + "…", size) > width:
        words.pop()
    return " ".join(words).rstrip(".,;:–") + "…"


def family(text: str) -> str:
    """The font of a text: that of its first letter that is not Latin."""
    scripts = (script(letter) for letter in text)
    return next((FAMILIES.get(one, FAMILY) for one in scripts if one not in ("", "LATIN")), FAMILY)


def shade(css: str, name: str, rules: str = "") -> str:
    """A light colour of the theme, such as "ink", as #rrggbb. css: where the theme defines it; rules: the site's own.

    Raises ValueError where `css` does not define it in oklch().
    """
    found = re.search(SHADE.format(re.escape(name)), css)
    if not found:
        raise ValueError(f"no colour --{name} as light-dark(oklch(…), …)")
    own = re.search(rf"{found['own']}: ([\d.]+)", rules) if found["own"] else None
    return srgb(float(found["light"]), float(found["chroma"]), float(own[1] if own else found["hue"]))


def srgb(lightness: float, chroma: float, hue: float) -> str:
    """A colour of OKLCH as #rrggbb, each part cut to what sRGB holds (https://www.w3.org/TR/css-color-4/#color-conversion-code)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _encoded(min(1.0, max(0.0, part)))):02x}" for part in linear)


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
