#!/usr/bin/env bash
# What some tests need beyond Python: Node's packages below build/, and Chromium to look at screens
# and reports.
# Safe to run again: it installs only what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

packages=()
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
command -v chromium >/dev/null || packages+=(chromium)
if [ "${#packages[@]}" -gt 0 ]; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

# install_packages SOURCE TARGET: what SOURCE locks, once. Nothing that a package brings is run
# while it is installed.
install_packages() {
  if cmp -s "$1/package-lock.json" "$2/package-lock.json" && [ -d "$2/node_modules" ]; then return; fi
  mkdir -p "$2"
  cp "$1/package.json" "$1/package-lock.json" "$2/"
  (cd "$2" && npm ci --ignore-scripts --no-audit --no-fund)
}
install_packages tests/alexa/client build/alexa_client
install_packages tests/end_to_end/browser/axe build/report_axe
