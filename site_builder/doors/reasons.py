"""Why a page was made anew, or was not, in words."""

from pathlib import Path

from site_builder.engine.state import Files, Pages, PageState, mark
from site_builder.weave.facts import Facts

WORDS = {
    "face": "the card of {} changed: its title, summary, kind or place among others",
    "meta": "the keys of {} changed",
    "body": "the text of {} changed",
    "text": "the file of {} changed, and problems are told by their places in it",
    "hidden": "{} became public, or ceased to be",
    "future": "the day of {} has come",
    "latest": "other turning points are the last ones now",
    "minutes": "reading {} takes another time",
    "all": "the list of every {} changed: something came, went or moved",
    "beside": "the neighbours of {} changed",
    "sections": "the sections of {} changed",
    "speakers": "what speaks of {} changed",
    "site": "content/site.yaml changed",
    "site-text": "content/site.yaml changed, and problems are told by their places in it",
    "table": "the cells of {} changed",
    "tables": "a CSV file came or went",
    "asset": "the static file {} came or went",
    "assets": "the list of static files changed",
    "lost": "files that could not be read changed",
    "pages": "the list of all pages changed",
    "template": "the template {} changed",
    "first": "nothing was remembered: a first build, another version of the program, or --no-cache",
    "new": "it is a new page",
    "harmed": "its file was not as it had been written",
}


class Unknown(Exception):
    """Nothing is known of a path; str() says what to do."""


def tell(files: Files | None, path: str, here: Path) -> str:
    """Why the page at a path was made as it is; of a content file, why each page that shows it was."""
    outline = files.outline() if files else None
    pages = files.pages(outline, Facts._make) if files and outline else None
    if pages is None:
        raise Unknown("nothing is remembered of such a build; run `site-builder build` first")
    wanted = path.removeprefix(f"{here.as_posix()}/").removeprefix("./")
    if wanted in pages.files:
        return _of_file(pages, wanted)
    for output in (wanted, f"{wanted.rstrip('/')}/index.html".lstrip("/")):
        if output in pages.pages:
            return "\n".join(_of_page(pages, output, pages.pages[output])) + "\n"
    if wanted in pages.digests:
        return f"{wanted} is a copy of a static file: it is written when that file changes.\n"
    raise Unknown(f'no page or content file is called "{path}"; give a path such as topics/trade/index.html')


def _of_page(pages: Pages, output: str, page: PageState) -> list[str]:
    asked = len(page.marks)
    told = []
    if page.made == pages.number:
        told.append(f"{output} was made anew by the last build:")
    else:
        told.append(f"{output} was not made anew by the last build: none of the {asked:,} things it shows changed.")
        told.append(f"It was made {pages.number - page.made:,} builds before that:")
    told += [f"  - {_words(reason)}" for reason in page.why]
    if page.same:
        told.append("Its bytes stayed the same.")
    return told


def _words(reason: str) -> str:
    name, _, about = reason.partition(" ")
    return WORDS[name].format(about)


def _of_file(pages: Pages, path: str) -> str:
    """Every page that shows something of a file, and whether the last build made it anew."""
    ids = {one[1] for one in pages.files[path].facts}
    about = {f"{name} {identifier}" for name in ("face", "meta", "body") for identifier in ids}
    if path == "content/site.yaml":
        about = {"site"}
    elif path.endswith(".csv"):
        about = {f"table {path}"}
    sought = {mark(question) for question in about}
    shown = {output: page for output, page in pages.pages.items() if not sought.isdisjoint(page.marks)}
    told = [f"{len(shown):,} pages show something of {path}."]
    made = [output for output, page in shown.items() if page.made == pages.number]
    for output in made:
        told += _of_page(pages, output, pages.pages[output])
    told.append(f"The last build made {len(made):,} of them anew.")
    return "\n".join(told) + "\n"
