#!/usr/bin/env bash
# What the tests in rooms need beyond Python: PulseAudio, which needs no sound card.
# Safe to run again: it installs only what is missing.
set -euo pipefail

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

packages=()
command -v pulseaudio >/dev/null || packages+=(pulseaudio)
command -v pactl >/dev/null || packages+=(pulseaudio-utils)
if [ "${#packages[@]}" -gt 0 ]; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi
