#!/usr/bin/env bash
# Sets up a fresh machine: checks the .NET SDK, installs what some tests need, restores the packages.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v dotnet >/dev/null; then
  echo "The .NET SDK 10 is needed and 'dotnet' is not on the path. Install it from your distribution (dotnet-sdk-10.0) or from https://dot.net, then run this script again." >&2
  exit 1
fi
dotnet --version >/dev/null # fails with the reason when global.json asks for an SDK that is not installed

# tmux: the tests that look at the terminal; openssl: the peer of the hashing benchmark. Tests that lack one are skipped and say so.
missing=()
for program in tmux openssl; do
  command -v "$program" >/dev/null || missing+=("$program")
done
if [ ${#missing[@]} -gt 0 ]; then
  if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    apt-get update -qq && apt-get install -y -qq "${missing[@]}"
  else
    echo "Optional programs are missing: ${missing[*]}; the tests that use them will be skipped." >&2
  fi
fi

dotnet restore SynthTrain.sln
