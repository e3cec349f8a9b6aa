#!/usr/bin/env bash
# What the Alexa tests need beyond Python: Node's packages below build/, and Chromium for the screens.
# Safe to run again: it installs only what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

client=build/alexa_client
source=tests/skill/client

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

packages=()
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
command -v chromium >/dev/null || packages+=(chromium)
if [ "${#packages[@]}" -gt 0 ]; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

if ! cmp -s "$source/package-lock.json" "$client/package-lock.json" || [ ! -d "$client/node_modules" ]; then
  mkdir -p "$client"
  cp "$source/package.json" "$source/package-lock.json" "$client/"
  # Nothing that a package brings is run while it is installed.
  npm ci --prefix "$client" --ignore-scripts --no-audit --no-fund
fi
