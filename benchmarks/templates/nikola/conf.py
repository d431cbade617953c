BLOG_AUTHOR = "Explainers"
BLOG_TITLE = "Explainers"
SITE_URL = "https://explainers.example/"
BLOG_EMAIL = "desk@explainers.example"
BLOG_DESCRIPTION = "A test site"
DEFAULT_LANG = "en"
TRANSLATIONS = {DEFAULT_LANG: ""}
NAVIGATION_LINKS = {DEFAULT_LANG: ()}
THEME = "plain"
TIMEZONE = "UTC"
POSTS = (
    ("explainers/*.md", "explainers", "post.tmpl"),
    ("timeline/*.md", "timeline", "post.tmpl"),
)
PAGES = ()
COMPILERS = {"markdown": [".md"]}
MARKDOWN_EXTENSIONS = [
    "markdown.extensions.extra",
    "markdown.extensions.smarty",
    "markdown.extensions.toc",
    "markdown.extensions.admonition",
]
OUTPUT_FOLDER = "output"
CACHE_FOLDER = "cache"
TAG_PATH = "topics"
TAG_PAGES_ARE_INDEXES = False
TAGLIST_MINIMUM_POSTS = 1
CATEGORY_DESTPATH_AS_DEFAULT = True
CATEGORY_PAGES_ARE_INDEXES = False
CATEGORY_PATH = ""
CATEGORY_PREFIX = ""
CATEGORIES_INDEX_PATH = "categories.html"
INDEX_DISPLAY_POST_COUNT = 10**6
FEED_LENGTH = 20
GENERATE_ATOM = False
GENERATE_RSS = True
CREATE_MONTHLY_ARCHIVE = False
CREATE_SINGLE_ARCHIVE = False
ENABLE_AUTHOR_PAGES = False
STRIP_INDEXES = True
PRETTY_URLS = True
SHOW_SOURCELINK = False
COPY_SOURCES = False
USE_BUNDLES = False
WRITE_TAG_CLOUD = False
MATHJAX_CONFIG = ""
COMMENT_SYSTEM = ""
DISABLED_PLUGINS = [
    "render_galleries",
    "render_listings",
    "scale_images",
    "classify_archive",
    "classify_authors",
    "classify_page_index",
    "robots",
    "create_bundles",
    "redirect",
    "gzip",
    "webassets",
    "copy_files",
    "post_list",
]
FILES_FOLDERS: dict[str, str] = {}
GALLERY_FOLDERS: dict[str, str] = {}
LISTINGS_FOLDERS: dict[str, str] = {}
IMAGE_FOLDERS: dict[str, str] = {}
