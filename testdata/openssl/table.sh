#!/usr/bin/env bash
# Writes what openssl (and for Base32 coreutils) make of some texts, for the tests of
# the library: table.sh FOLDER. Cells are separated by tabs; in them a backslash
# begins \\, \t, \n or \uXXXX.
set -euo pipefail
export LC_ALL=C.UTF-8
to=$1

texts=('' 'a' 'abc' 'payload.42' 'Invoice 77 is paid' '128-bit sample' 'This is a secret' 'tea & milk' '{"a":[1,2]}'
	'tab\there' 'two\nlines' 'caf\u00e9' '\u20ac 5' '\u65e5\u672c\u8a9e' 'back\\slash' "it's")
for n in 15 16 17 31 32 33 55 56 63 64 65 111 112 127 128 129; do
	texts+=("$(printf 'x%.0s' $(seq "$n"))")
done
keys=('k' 'k3y' 'warehouse' 'caf\u00e9' '0123456789abcdef' "$(printf 'K%.0s' $(seq 32))" "$(printf 'L%.0s' $(seq 100))")

hexed() { printf '%b' "$1" | od -An -v -tx1 | tr -d ' \n'; }

for t in "${texts[@]}"; do
	for h in md5 sha1 sha256 sha512; do
		printf '%s\t%s\t%s\n' "$h" "$t" "$(printf '%b' "$t" | openssl dgst "-$h" -r | cut -d' ' -f1)"
	done
	printf 'base64Encode\t%s\t%s\n' "$t" "$(printf '%b' "$t" | openssl base64 -A)"
	printf 'base32Encode\t%s\t%s\n' "$t" "$(printf '%b' "$t" | base32 -w0)"
done >"$to/digests.tsv"

for k in "${keys[@]}"; do
	for t in "${texts[@]}"; do
		for h in sha1 sha256 sha512; do
			printf 'hmac%s\t%s\t%s\t%s\n' "$h" "$k" "$t" "$(printf '%b' "$t" | openssl mac -digest "$h" -macopt "hexkey:$(hexed "$k")" HMAC | tr 'A-F' 'a-f')"
		done
	done
done >"$to/hmac.tsv"

# The key is filled up with zeros.
padded() {
	local hex
	hex=$(hexed "$1")
	while [ ${#hex} -lt "$2" ]; do hex+=00; done
	printf '%s' "$hex"
}
for k in "${keys[@]}"; do
	for iv in 1234567890abcdef ................; do
		for t in "${texts[@]}"; do
			for bits in 256 128; do
				key=$(padded "$k" $((bits / 4)))
				[ ${#key} -eq $((bits / 4)) ] || continue # too long
				printf '%s\t%s\t%s\t%s\t%s\n' "$bits" "$k" "$iv" "$t" \
					"$(printf '%b' "$t" | openssl enc "-aes-$bits-cbc" -K "$key" -iv "$(hexed "$iv")" | openssl base64 -A)"
			done
		done
	done
done >"$to/aes.tsv"
