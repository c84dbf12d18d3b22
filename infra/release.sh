#!/usr/bin/env bash
# Puts a package into the Function App, or the one before back. Flex Consumption runs the blob released-package.zip of its container; each
# package is kept beside it under its release, and the running one names the release before it.
#   infra/release.sh put integrationhub.zip RELEASE    RELEASE is a commit, for instance
#   infra/release.sh back [RELEASE]                    the one before, or one that is still kept
#   infra/release.sh which                             what runs
# Needs az, logged in as somebody who may write blobs of the container `packages` and restart the app, and APP, RESOURCE_GROUP, STORAGE.
set -euo pipefail

container=packages
running=released-package.zip

fail() { echo "release: $1" >&2; exit "${2:-1}"; }

blob() {
  local verb=$1
  shift
  az storage blob "$verb" --account-name "$STORAGE" --container-name "$container" --auth-mode login "$@"
}

# What the running package says of itself; empty when none runs yet.
said() {
  if [ "$(blob exists --name "$running" --query exists --output tsv)" = true ]; then
    blob metadata show --name "$running" --query "$1" --output tsv
  fi
}

start() {
  local package=$1 release=$2 now before subscription
  now=$(said release)
  # The same release once more must not make itself the one before.
  if [ "$now" = "$release" ]; then before=$(said before); else before=$now; fi
  blob upload --name "$running" --file "$package" --overwrite --metadata "release=$release" "before=$before" --output none
  # Without the sync the platform keeps the functions of the old package; without the restart running instances keep its code.
  subscription=$(az account show --query id --output tsv)
  az rest --method post --output none \
    --url "https://management.azure.com/subscriptions/$subscription/resourceGroups/$RESOURCE_GROUP/providers/Microsoft.Web/sites/$APP/syncfunctiontriggers?api-version=2024-04-01"
  az functionapp restart --name "$APP" --resource-group "$RESOURCE_GROUP" --output none
  echo "$APP runs $release; before it ran ${before:-nothing}."
}

named() { [[ $1 =~ ^[0-9A-Za-z._-]{1,64}$ ]] || fail "'$1' is no name of a release: letters, digits, . _ -, at most 64" 2; }

for setting in APP RESOURCE_GROUP STORAGE; do
  [ -n "${!setting:-}" ] || fail "$setting must be set" 2
done
case ${1:-} in
  put)
    [ $# -eq 3 ] || fail "put takes a package and the name of its release" 2
    named "$3"
    [ -f "$2" ] || fail "$2 isn't there"
    blob upload --name "kept/$3.zip" --file "$2" --overwrite --output none
    start "$2" "$3"
    ;;
  back)
    release=${2:-$(said before)}
    [ -n "$release" ] || fail "there is no release before the one that runs"
    named "$release"
    package=$(mktemp)
    trap 'rm -f "$package"' EXIT
    blob download --name "kept/$release.zip" --file "$package" --overwrite --output none || fail "release $release is no longer kept"
    start "$package" "$release"
    ;;
  which)
    said release
    ;;
  *)
    fail "usage: infra/release.sh put PACKAGE RELEASE | back [RELEASE] | which" 2
    ;;
esac
