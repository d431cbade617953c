"""A survey of a page's text: what it does not hold, no step of Markdown need look for."""

from markdown.preprocessors import Preprocessor


class Survey(Preprocessor):
    """The last of the library's steps over lines: keeps the text that the parser of blocks is given."""

    text = ""

    def run(self, lines: list[str]) -> list[str]:
        """The same lines."""
        self.text = "\n".join(lines)
        return lines
