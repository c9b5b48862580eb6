#!/bin/sh
# Writes fixtures/libreoffice.xlsx and libreoffice.xls: LibreOffice's own saving of exceljs.xlsx.
#
#     make_libreoffice.sh FOLDER
set -eu
folder=$1
if ! command -v soffice >/dev/null; then
    echo "soffice is not installed: the committed files are used as they are"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$folder/exceljs.xlsx" "$work/libreoffice.xlsx"
mkdir "$work/out"
for format in xlsx xls; do
    soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to "$format" \
        --outdir "$work/out" "$work/libreoffice.xlsx" >/dev/null
    cp "$work/out/libreoffice.$format" "$folder/"
done
