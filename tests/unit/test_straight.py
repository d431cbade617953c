"""The straight way: what takes it comes out as by Python-Markdown, and what would not is left alone."""

import inspect
import types

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.content import markup, straight
from tests.machine import npm_install, npm_installed, under_ci
from tests.straightness import both_ways, document, is_straight, own, published


@pytest.fixture(scope="module", autouse=True)
def examples() -> None:
    """CommonMark's examples, fetched once."""
    if npm_installed("commonmark") is None and npm_install("commonmark"):
        published.cache_clear()


# ---- The same, or left alone ----


@settings(max_examples=4000, deadline=None)
@given(st.integers(0, 2**63))
def test_any_document_comes_out_as_by_python_markdown(number: int) -> None:
    way, reference = both_ways(document(number))
    assert way == reference


def test_our_own_texts_take_it_and_come_out_the_same() -> None:
    for text in own():
        way, reference = both_ways(text)
        assert way == reference
    assert sum(map(is_straight, own())) >= 0.95 * len(own())


def test_the_examples_of_commonmark_come_out_the_same() -> None:
    if not published():
        assert not under_ci(), "the examples could not be fetched from npm"
        pytest.skip("npm is not here, and so the examples of CommonMark are not")
    assert len(published()) > 600
    for text in published():
        way, reference = both_ways(text)
        assert way == reference, text


def test_a_good_part_of_the_documents_takes_it() -> None:
    """Else the comparison would compare the long way with itself."""
    assert sum(is_straight(document(number)) for number in range(500)) > 100


def test_the_reference_never_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(straight, "read", None)
    assert markup.render("A *word*.", "content/pages/a.md", 1, "", reference=True).body


# ---- Every rule is needed ----

# What stands in the room, what would stand there without the rule, and a text that then comes out otherwise.
RULES = (
    (r'(*"\\`<&{', r'(*"`<&{', "a \\. b"),
    (r"\\`<&{", r"\\<&{", "a `b` c"),
    (r"\\`<&{", r"\\`&{", "a < b"),
    (r"\\`<&{", r"\\`<{", "a & b"),
    (r"\\`<&{", r"\\`<&", "*a*{#b}"),
    (r"\t\xa0", r"\xa0", "a\tb"),
    (r"\t\xa0", r"\t", "a\u00a0b"),
    (r"\u3000", "", "| a \u3000 |\n|---|\n| b |"),
    (" *map(chr, range(0x2000, 0x200B))", "", "| a \u2003 |\n|---|\n| b |"),
    (r"|\d~]", r"|\d]", "~~~\na\n~~~"),
    (', "///"', "", "///Footnotes Go Here///[^1]\n\n[^1]: a"),
    (r', " \n")', ")", "a  \nb"),
    ('or marked.endswith(" ")', "", "a[^1]\n\n[^1]: b "),
    ("or any(lift.problems for lift in lifts)", "", "[[A b]]"),
    # A paragraph's lines.
    (r"(?:[^\s#=", r"(?:[^#=", "    a"),
    (r"(?:[^\s#=", r"(?:[^\s=", "a\n### b"),
    (r"(?:[^\s#=", r"(?:[^\s#", "a\n="),
    (r"\-*+:>|\d~]", r"*+:>|\d~]", "a\n-"),
    (r"\-*+:>|\d~]", r"\-+:>|\d~]", "* a"),
    (r"\-*+:>|\d~]", r"\-*:>|\d~]", "+ a"),
    (r"\-*+:>|\d~]", r"\-*+>|\d~]", "a\n: b"),
    (r"\-*+:>|\d~]", r"\-*+:|\d~]", "> a"),
    (r"\-*+:>|\d~]", r"\-*+:>\d~]", "| a |\n|---|\n| b |"),
    (r"\-*+:>|\d~]", r"\-*+:>|~]", "1. a"),
    (r"(?:\.(?! )|(?![\d.]))", "", "2. a"),
    (r"(?:\.(?! )|(?![\d.]))", r"(?![\d.])", "1999.5 a"),
    (r"(?:\.(?! )|(?![\d.]))", r"\.(?! )", "1999 a"),
    (r"|\*(?! )", "", "*a*"),
    (r"\*(?! )", r"\*", "* a"),
    # Blocks.
    ('and not block.startswith("[^")', "", "a[^1]\n\n[^1]: b"),
    ("if kind == before:\n                    _unusual()", "if False:\n                    pass", "- a\n\n- b"),
    ("kind = before  # nothing stands here", "pass", "- a[^1]\n\n[^1]: b\n\n- c"),
    ("and not self.lifts[int(found[1])].text:", ":", "[[a]]"),
    ("if (found := MARK.fullmatch(block))", "if (found := None)", "a\n\n```quote\ntext: a\nsource: b\n```\n\nc"),
    ("or OPEN in block", "", "### [[a]]"),
    ('or "[^" in block', "", "### a[^1]\n\n[^1]: b"),
    ("(#{3,6}) *", "(#{1,6}) *", "# a"),
    (r"([^\n#]+)", r"([^\n]+)", "### a #"),
    ('f"{name}_{number}" if number else name', "name", "### a\n\n### a"),
    ('or (kind == "ol" and not block.startswith("1."))', "", "2. a\n3. b"),
    ("if not PARAGRAPH.fullmatch(INDENT.sub", "if False and not PARAGRAPH.fullmatch(INDENT.sub", "- a\n- # b"),
    (r"INDENT = re.compile(r\"\n +\")", r"INDENT = re.compile(r\"\n\")", "- a\n  b"),
    ("[*+-] +", "[*+-] *", "-a"),
    (r"[0-9]+\. +", r"[0-9]+\. *", "1. a\n2.b"),
    ("if not all(PARAGRAPH.fullmatch(each) for each in paragraphs):\n            _unusual()", "", "> - a"),
    ("if len(rows) < 3 or", "if", "| a |\n|---|"),
    ("or len({len(row) for row in rows}) > 1:", ":", "| a | b |\n|---|---|\n| c |"),
    ("RULE.fullmatch(cell) or _unusual()", "RULE.match(cell) or RULE.match('-')", "| a |\n| b |\n| c |"),
    ("cell.strip(), 4", "cell, 4", "| a |\n|---|\n|  b  |"),
    ("cell.strip(), 4", "cell.strip(), 1", "| a[^1] |\n|---|\n| b |\n\nc[^2]\n\n[^1]: d\n[^2]: e"),
    ("self.hole(item, 2)", "self.hole(item, 1)", "- a[^1]\n\nb[^2]\n\n[^1]: c\n[^2]: d"),
    ("self.paragraph(each, 2)", "self.paragraph(each, 1)", "> a[^1]\n\nb[^2]\n\n[^1]: c\n[^2]: d"),
    # Notes.
    ("if name in self.notes:\n                    _unusual()", "", "a[^1]\n\n[^1]: b\n[^1]: c"),
    ("len(order) != len(set(order)) or", "", "a[^1] b[^1]\n\n[^1]: c"),
    ("or set(order) != self.notes.keys():", ":", "a\n\n[^1]: b"),
    ("if not PARAGRAPH.fullmatch(self.notes[name]):\n            _unusual()", "", "a[^1]\n\n[^1]: - b"),
    ("if len(self.uses) != len(order):\n            _unusual()", "", "a[^1]\n\n[^1]: b[^1]"),
    (r")\](?!:)", r")\]", "a\n[^1]: b\n\n[^1]: d"),
    # Words.
    (r"(?<!!\[)(", "(", "![a](https://a.example/b.png)"),
    (r"[^\[\]*^\ue000\x1e]", r"[^\[\]^\ue000\x1e]", "*a [b* c](https://a.example)"),
    (r"[^\[\]*^\ue000\x1e]", r"[^\[\]*^\x1e]", "[a [[b]]](https://a.example)"),
    (r"[^\[\]*^\ue000\x1e]", r"[^\[\]*^\ue000]", "[a\n\nb](https://a.example)"),
    (r"LABEL = r\"[a-z0-9]+(?:-[a-z0-9]+)*\"", r"LABEL = r\"[a-z0-9-]+\"", "[a](https://xn--a.example/)"),
    (r"\.[a-z]{LABEL}", r"\.{LABEL}", "[a](https://1.2.3.999/)"),
    (r"[A-Za-z0-9/?#%+=:,;@!$._~-]*", r"[A-Za-z0-9/?#%+=:,;@!$._~'-]*", "[a](https://a.example/b'c)"),
    (r"(?![ \n*])([^*\x1e]+)", r"(?![\n*])([^*\x1e]+)", "a * b*"),
    (r"(?![ \n*])([^*\x1e]+)", r"(?![ *])([^*\x1e]+)", "a *\nb*"),
    (r"(?![ \n*])([^*\x1e]+)", r"(?![ \n*])([^*]+)", "*a\n\nb*"),
    (r"([^*\x1e]+)(?<![ \n])\1", r"([^*\x1e]+)(?<!\n)\1", "*a *"),
    (r"([^*\x1e]+)(?<![ \n])\1", r"([^*\x1e]+)(?<! )\1", "*a\n*"),
    (r"\1(?!\*)", r"\1", "*a**b*"),
    ('("[", "*", "_"', '("*", "_"', "[a]: https://a.example"),
    ('"[", "*", "_"', '"[", "_"', "*a **b** c*"),
    ('"*", "_", "\'"', '"*", "\'"', "a _b_"),
    ('"_", "\'", \'"\'', '"_", \'"\'', "'90s"),
    ('"\'", \'"\')', '"\'",)', 'a "'),
    ('if ">" in text:', "if False:", "a > b"),
    (r"-(?<!--)--?(?!-)", "---?(?!-)", "a ---- b"),
    (r"-(?<!--)--?(?!-)", "-(?<!--)--?", "a ---- b"),
    (r"(?<=[\w\ue001]')", r"(?<=[\S]')", "a ('b"),
    (r"(?<=[\w\ue001]')", r"(?<=\w')", "[[a]]'s"),
    (r"(?!\d|s\")", "(?!s\")", "a'9"),
    (r"(?!\d|s\")", r"(?!\d)", "a's\"b"),
    (r"(?=[^\W_])", "", '" a'),
    (r"|(?<=>\")", "", 'a *b*"c'),
    (r"(?<=[\w.,!?)]\")", "", '("a'),
    (r"\.(?<!\.\.)\.\.(?!\.)", r"\.\.\.", "a .... b"),
)  # fmt: skip


def weakened(rule: str, without: str) -> types.ModuleType:
    """The room without a rule."""
    source = inspect.getsource(straight)
    rule, without = rule.replace('\\"', '"'), without.replace('\\"', '"')
    assert rule in source, "the rule is not there any more"
    room = types.ModuleType("weakened")
    exec(compile(source.replace(rule, without, 1), "weakened", "exec"), vars(room))  # noqa: S102 - our own source
    return room


@pytest.mark.parametrize(("rule", "without", "text"), RULES)
def test_without_a_rule_a_text_comes_out_otherwise(
    rule: str, without: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, reference = both_ways(text)
    assert way == reference
    taken = is_straight(text)
    monkeypatch.setattr(straight, "read", weakened(rule, without).read)
    way, _ = both_ways(text)
    assert way != reference or (taken and not is_straight(text))
