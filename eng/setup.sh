#!/usr/bin/env bash
# Sets up a fresh machine: checks the .NET SDK, installs what some tests need, restores the packages.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v dotnet >/dev/null; then
  echo "The .NET SDK 10 is needed and 'dotnet' is not on the path. Install it from your distribution (dotnet-sdk-10.0) or from https://dot.net, then run this script again." >&2
  exit 1
fi
dotnet --version >/dev/null # fails with the reason when global.json asks for an SDK that is not installed

# tmux: the tests that look at the terminal; openssl: the peer of the hashing benchmark; node and npm: the peers of the model files.
# Tests that lack one are skipped and say so.
missing=()
for program in tmux openssl node npm; do
  command -v "$program" >/dev/null || missing+=("${program/#node/nodejs}")
done
if [ ${#missing[@]} -gt 0 ]; then
  if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    apt-get update -qq && apt-get install -y -qq "${missing[@]}"
  else
    echo "Optional programs are missing: ${missing[*]}; the tests that use them will be skipped." >&2
  fi
fi

# Other people's tokenizers, templates and llama.cpp: what the tests compare with. Nothing of it is shipped.
if command -v npm >/dev/null; then
  mkdir -p artifacts/peers
  if ! cmp -s eng/peers/package-lock.json artifacts/peers/installed.json; then
    cp eng/peers/package.json eng/peers/package-lock.json artifacts/peers/
    if npm ci --prefix artifacts/peers --no-audit --no-fund --loglevel error; then
      cp eng/peers/package-lock.json artifacts/peers/installed.json
    else
      echo "The npm packages of eng/peers could not be installed; the tests that compare with them will be skipped." >&2
    fi
  fi
fi

dotnet restore SynthTrain.sln
