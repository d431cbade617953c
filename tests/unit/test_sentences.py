"""Sentences keep their places, and end where readers end them."""

import pytest

from site_builder.content.directives import Prose
from site_builder.content.sentences import CITED, UNREAD, paragraphs


def cut(text: str) -> list[list[str]]:
    """The sentences of each paragraph, without the signs that stand for marks."""
    return [
        [" ".join(one.text.replace(CITED, "").replace(UNREAD, "").split()) for one in paragraph.sentences]
        for paragraph in paragraphs(Prose(text, "content/pages/a.md", 1))
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It rose.[@a] It fell.[@b; @c, p. 4] It stayed.", ["It rose.", "It fell.", "It stayed."]),
        ("It rose. [@a] It fell.", ["It rose.", "It fell."]),
        ("Mr. Lavrov and S. Jaishankar met. They left.", ["Mr. Lavrov and S. Jaishankar met.", "They left."]),
        ("It cost 3.5 million. Dr. Rao paid.", ["It cost 3.5 million.", "Dr. Rao paid."]),
        ("He is in the U.S. now.", ["He is in the U.S. now."]),
        ("“It is late.” He left.", ["“It is late.”", "He left."]),
        ("It is so (really). Yes.", ["It is so (really).", "Yes."]),
        ("First.[@a]\nSecond on the\nnext line.", ["First.", "Second on the next line."]),
        ("वह आया। वह गया।", ["वह आया।", "वह गया।"]),
        ("Он пришёл. Потом ушёл.", ["Он пришёл.", "Потом ушёл."]),
        ("The law names Art. 5 of it. [[water|Water]] flows.", ["The law names Art. 5 of it.", "Water flows."]),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, sentences: list[str]) -> None:
    assert cut(text) == [sentences]


def test_items_notes_and_tables_stand_alone_and_headings_and_code_are_left_out() -> None:
    text = """\
### A heading. Of two sentences

Text before.
- first item
- second item
  goes on

1. numbered

| Town | Share |
|------|-------|
| Upper | 50 |

> Quoted words.

```python
x = 5
```

    indented code

[^one]: A note.
"""
    assert cut(text) == [
        ["Text before."],
        ["first item"],
        ["second item goes on"],
        ["numbered"],
        ["| Town | Share | |------|-------| | Upper | 50 |"],
        ["Quoted words."],
        ["A note."],
    ]


def test_sentence_knows_its_place_its_links_and_its_words() -> None:
    prose = Prose("One two.\n\nSee [[relos]] and [[s-400|the S-400]] here.[@post]\n", "content/pages/a.md", 7)
    sentence = list(paragraphs(prose))[1].sentences[0]
    assert prose.place(sentence.offset, 3)[1:3] == (9, 1)
    assert [link.target for link in sentence.links] == ["relos", "s-400"]
    assert [prose.text[link.offset : link.end] for link in sentence.links] == ["[[relos]]", "[[s-400|the S-400"]
    assert len(sentence.words) == 6
    assert sentence.is_cited


def test_addresses_and_tags_are_not_read() -> None:
    found = list(
        paragraphs(Prose('See [the 5 laws](https://example.org/12?a=3 "of 9") <b title="7">x</b>.', "a.md", 1))
    )
    assert found[0].sentences[0].words == ("See", "the", "5", "laws", "x")


def test_a_line_of_blanks_without_end_is_passed_over() -> None:
    assert cut("One.\n\n" + " " * 300_000 + "\n" + " " * 300_000 + "Two.") == [["One."]]
