"""Moving: a folder of Jekyll, Hugo or Pelican becomes pages of a site; theirs is only read.

A folder of any state can be brought over: what cannot be said with us is told, and the site builds as it did before.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from site_builder.core.fields import FieldError, read_former
from site_builder.core.limits import beyond
from site_builder.core.model import Page
from site_builder.core.problems import Problem
from site_builder.core.slugs import address, slug
from site_builder.doors.landing import New, Refused, Remark, free_id
from site_builder.doors.rehearsing import rehearse
from site_builder.doors.scaffold import Desk, likely_id, quoted, today
from site_builder.engine import disk
from site_builder.pages import posts
from site_builder.pages.posts import Post, Unreadable, plain
from site_builder.pages.rewriting import rewrite
from site_builder.pages.spans import Way
from site_builder.weave.faults import TAKEN

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
LARGEST_PICTURE = 20_000_000  # bytes
# What their programs make, or make pages of, and nobody wrote to be read.
NOT_CONTENT = set(
    "_site public output _includes _layouts _sass _data node_modules vendor themes layouts archetypes assets "
    "resources".split()
)
DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
LONGEST_SUMMARY = 240
BEHIND = 1_000  # the order of pages that were brought in: behind those of the site itself


@dataclass(frozen=True)
class Theirs:
    """A file of the folder. path: in it; id: that its page has with us; former: where it stood."""

    path: str
    post: Post
    id: str
    former: tuple[str, ...]

    @property
    def title(self) -> str:
        """What its front matter calls it, in plain words; "" where that says nothing."""
        return plain(next(posts.texts(self.post.meta, posts.TITLE), ""))

    @property
    def day(self) -> posts.Day:
        """When it was published, by its front matter or its name."""
        given = next(posts.texts(self.post.meta, posts.DATE), "") or _stem(self.path)[0]
        return posts.day(given) if given else posts.Day("")

    @property
    def is_draft(self) -> bool:
        """Whether it is not meant to be read yet."""
        return posts.is_draft(self.post.meta) or "_drafts" in PurePosixPath(self.path).parts

    @property
    def is_shown(self) -> bool:
        """Whether readers find it today."""
        return not self.is_draft and self.day.day <= today()


@dataclass
class Moved:
    """What comes of a folder. new: files to be written; out: what makes no page, and why."""

    new: list[New] = field(default_factory=list)
    pictures: dict[str, Path] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    out: list[Remark] = field(default_factory=list)


class Found(NamedTuple):
    """What lies in a folder: Markdown by its path, and everything else."""

    texts: dict[str, Path]
    others: dict[str, Path]


def generator(folder: Path) -> str:
    """Whose folder this is, as its settings say: "jekyll", "hugo", "pelican", or "" where they are not there."""
    for name, marks in {
        "jekyll": ("_config.yml", "_config.yaml", "_posts"),
        "hugo": ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "archetypes"),
        "pelican": ("pelicanconf.py", "publishconf.py"),
    }.items():
        if any((parent / mark).exists() for parent in (folder, folder.parent) for mark in marks):
            return name
    return ""


def move(site: Path, folder: Path, whose: str) -> Moved:
    """What the Markdown of a folder is with us. whose: as `generator`. Raises Refused where there is none."""
    moved = Moved()
    found = _look(folder, moved)
    desk = Desk(site)
    taken = {*desk.kinds, *TAKEN["page"], *(file.stem for file in (site / "content/pages").glob("*"))}
    known = {name: document.place.path for document in desk.documents for name in _names(document.meta)}
    theirs = []
    for path, file in found.texts.items():
        one = _theirs(path, file, whose, taken, moved)
        here = (
            next((known[name] for name in (*one.former, (_likely(path, one.post), one.title)) if name in known), "")
            if one
            else ""
        )
        if here:
            moved.out.append(Remark(path, f"the site has it already, in {here}"))
        elif one:
            theirs.append(one)
    # What readers cannot find yet is linked to from nowhere.
    ids = _by_address(one for one in theirs if one.is_shown)
    for one in theirs:
        moved.new.append(_page(one, ids, found, whose, moved))
    moved.new, out = rehearse(site, moved.new, moved.pictures, moved.remarks)
    moved.out += out
    if not moved.new:
        why = [f"{remark.place}: {remark.words}" for remark in moved.out]
        raise Refused("\n".join([*why, "so no file of it makes a page"]))
    return moved


def _names(thing: object) -> Iterator[str | tuple[str, str]]:
    """By what a page is known again: where it stood before, or its id with its title."""
    if isinstance(thing, Page):
        yield from thing.aliases
        yield thing.id, thing.title


def _look(folder: Path, moved: Moved) -> Found:
    """What lies in a folder, links not followed. Raises Refused where it is more than a site may have."""
    found = Found({}, {})
    for top, folders, names in os.walk(folder):
        here = Path(top).relative_to(folder).as_posix()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if len(found.texts) + len(found.others) > disk.limits().files:
            raise Refused(f"it has more than {disk.limits().files:,} files; {beyond('files')}")
        for name in sorted(names):
            file, path = Path(top) / name, normpath(f"{here}/{name}")
            if file.is_symlink() or not file.is_file():
                moved.out.append(Remark(path, "it is a link, or no file"))
            elif file.suffix.lower() not in MARKDOWN:
                found.others[path] = file
            elif not NOT_CONTENT.isdisjoint(PurePosixPath(path).parts[:-1]) or name.lower().startswith("readme."):
                moved.out.append(Remark(path, "it is no page of theirs"))
            else:
                found.texts[path] = file
    if not found.texts:
        raise Refused("there is no Markdown in it; name the folder in which the files lie")
    return found


def _theirs(path: str, file: Path, whose: str, taken: set[str], moved: Moved) -> Theirs | None:
    """A file with its id and former addresses; None, and a remark, where it cannot be read."""
    held = disk.text(path, str(file))
    if isinstance(held, Problem):
        line = f":{held.place.line}" if held.place.line else ""
        moved.out.append(Remark(f"{path}{line}", f"{held.message}; {held.hint}"))
        return None
    try:
        post = posts.read(held.text)
    except Unreadable as fault:
        moved.out.append(Remark(f"{path}:{fault.line}" if fault.line else path, str(fault)))
        return None
    if file.name.startswith("_index."):
        moved.out.append(Remark(path, "it heads a list of theirs"))
        return None
    if not post.text.strip():
        moved.out.append(Remark(path, "it has no text"))
        return None
    identifier = free_id(_likely(path, post), taken)
    return Theirs(path, post, identifier, tuple(_former(path, post, identifier, whose, moved)))


def _stem(path: str) -> tuple[str, str]:
    """The day in a file's name, and the rest of it; of an index, the name of its folder."""
    parts = PurePosixPath(path)
    name = parts.parent.name if parts.stem.lower() == "index" and parts.parent.name else parts.stem
    found = DATED.fullmatch(name)
    return (found[1], found[2]) if found else ("", name)


def _likely(path: str, post: Post) -> str:
    """An id made of what a file calls itself, or else of its title; of its day where these have no Latin letters."""
    named, date = next(posts.texts(post.meta, posts.SLUG), ""), next(posts.texts(post.meta, posts.DATE), _stem(path)[0])
    titles = (named, _stem(path)[1].replace("_", " "), plain(next(posts.texts(post.meta, posts.TITLE), "")))
    found = next((one for title in titles if (one := likely_id("page", {"title": (title,)}))), "")
    return found or slug("".join(sign for sign in posts.day(date).day if sign.isascii())).replace("section", "page")


def _former(path: str, post: Post, identifier: str, whose: str, moved: Moved) -> Iterator[str]:
    """Where a page stood: as its front matter says, or else where its generator puts it by itself."""
    given = list(posts.texts(post.meta, ("permalink", "url", "save_as"))) or [_usual(path, post, whose)]
    seen = {f"/{address('page', identifier)}"}
    for one in (*posts.texts(post.meta, ("aliases",)), *posts.texts(post.meta, ("redirect_from",)), *given):
        way = urlsplit(one).path if "://" in one else one
        if not way or way in seen:
            continue
        seen.add(way)
        try:
            yield read_former(way if way.startswith("/") else f"/{way}")
        except FieldError:
            moved.remarks.append(Remark(path, f'its former address "{one[:60]}" cannot be kept'))


def _usual(path: str, post: Post, whose: str) -> str:
    """The address that a page has by the settings with which their programs come; "" where that is not known."""
    date, name = _stem(path)
    day = posts.day(date or next(posts.texts(post.meta, posts.DATE), "")).day
    name = next(posts.texts(post.meta, posts.SLUG), name)
    way = [part for part in PurePosixPath(path).parent.parts if part not in {"content", ".", "posts_"}]
    if whose == "jekyll" and ("_posts" in way or date):
        kinds = " ".join(posts.texts(post.meta, ("categories", "category"))).lower().split()
        return f"/{'/'.join([*kinds, *day.split('-'), name])}.html" if day else ""
    if whose == "jekyll":
        return f"/{'/'.join([*(part for part in way if part[0] != '_'), name])}.html"
    if whose == "hugo":
        is_index = PurePosixPath(path).stem.lower() == "index"
        return f"/{'/'.join([*(way[:-1] if is_index else way), name]).lower().replace(' ', '-')}/"
    title = plain(next(posts.texts(post.meta, posts.TITLE), ""))
    return (
        f"/{next(posts.texts(post.meta, posts.SLUG), '') or slug(title)}.html" if whose == "pelican" and title else ""
    )


def _by_address(theirs: Iterable[Theirs]) -> dict[str, str]:
    """The ids of pages by everything that a link may call them; what two of them share means neither."""
    count: Counter[str] = Counter()
    ids: dict[str, str] = {}
    for one in theirs:
        bare = one.path.rpartition(".")[0]
        names = {bare, PurePosixPath(bare).name, *(way.strip("/") for way in one.former), bare.removeprefix("content/")}
        for name in {name.removesuffix("/index").removesuffix(".html").casefold() for name in names}:
            count[name] += 1
            ids[name] = one.id
    return {name: identifier for name, identifier in ids.items() if count[name] == 1}


def _page(one: Theirs, ids: dict[str, str], found: Found, whose: str, moved: Moved) -> New:
    """The file that a post becomes."""
    folder = PurePosixPath(one.path).parent.as_posix()

    def page(target: str) -> str:
        way = unquote(urlsplit(target).path)
        bare = re.sub(r"\.(?:md|markdown|html)$", "", way.rstrip("/"), flags=re.IGNORECASE).removesuffix("/index")
        tries = (
            normpath(f"{folder}/{bare}"),
            normpath(bare.lstrip("/")),
            bare.rpartition("/")[2] if way[:1] != "/" else "",
        )
        return next((ids[name] for name in map(str.casefold, tries) if name in ids and bare.strip("./")), "")

    def picture(source: str) -> str:
        way = unquote(urlsplit(source).path)
        tries = [f"{folder}/{way}"] if way[:1] != "/" else []
        tries += [f"{below}{way.lstrip('/')}" for below in ("", "static/", "content/", "assets/")]
        path = next((path for path in map(normpath, tries) if path in found.others), "")
        file = found.others.get(path)
        if file is None or file.suffix.lower() not in PICTURES or file.stat().st_size > LARGEST_PICTURE:
            return ""
        parts = [likely_id("page", {"title": (part,)}) or slug(part) for part in path.rpartition(".")[0].split("/")]
        name = f"imported/{'/'.join(parts)}{file.suffix.lower()}"
        moved.pictures[f"static/{name}"] = file
        return name

    text = rewrite(one.post.text, one.post.line, Way(page, picture), one.title, hashes=whose == "pelican")
    moved.remarks += [Remark(f"{one.path}:{remark.line}", remark.words) for remark in text.remarks]
    title = (
        one.title or text.title or _stem(one.path)[1].replace("-", " ").replace("_", " ").strip().capitalize() or one.id
    )
    front = "\n".join(_front(one, title, text.lead or text.text, moved))
    return New(f"content/pages/{one.id}.md", f"---\n{front}\n---\n\n{text.text}", one.path)


def _front(one: Theirs, title: str, lead: str, moved: Moved) -> Iterator[str]:
    """The keys of a page; what has no place among them is told."""
    meta = one.post.meta
    yield f"title: {quoted(title)}"
    summary = plain(next(posts.texts(meta, posts.SUMMARY), ""))
    if not summary:
        summary = _begin(lead) or title
        moved.remarks.append(Remark(one.path, "it has no summary, and the beginning of its text stands for one"))
    yield f"summary: {quoted(summary)}"
    yield f"order: {BEHIND}"
    if one.is_draft:
        yield "draft: true"
    moved.remarks += [Remark(one.path, one.day.remark)] if one.day.remark else []
    if one.day.day:
        yield f"publish: {one.day.day}"
    if one.former:
        yield f"aliases: [{', '.join(map(quoted, one.former))}]"
    if left := sorted(key for key in meta if key not in posts.MAPPED):
        moved.remarks.append(Remark(one.path, f"pages have no key for {', '.join(left)[:80]}"))


def _begin(text: str) -> str:
    """The first sentences of a text, as many as make a summary."""
    paragraphs = [
        part for part in re.split(r"\n\s*\n", text) if re.match(r"[^\s#>|`<*+-]", part) or part.startswith("**")
    ]
    words = plain(re.sub(r"\[\[[^\[\]|]*\|([^\[\]]*)\]\]", r"\1", paragraphs[0])) if paragraphs else ""
    if len(words) <= LONGEST_SUMMARY:
        return words
    cut = max(words.rfind(end, 0, LONGEST_SUMMARY) for end in (". ", "! ", "? ", "। "))
    return words[: cut + 1] if cut > 0 else words[: words.rfind(" ", 0, LONGEST_SUMMARY)] + " …"
