#!/usr/bin/env bash
# Writes what xmllint finds with XPath expressions in some documents, for the tests
# of the library: table.sh FOLDER. Cells are separated by tabs; ! stands for an
# error, -|- for a line end between nodes. No document has a line end or a tab.
set -euo pipefail
export LC_ALL=C.UTF-8
to=$1

documents=(
	'<a><b>7</b></a>'
	'<a><b id="1">x</b><b id="2">y</b><c/></a>'
	'<root><item price="10"><name>Tea</name><tag>hot</tag><tag>green</tag></item><item price="25.5"><name>Milk &amp; Co</name></item></root>'
	'<r>text<i>in</i>more<!-- note --><?pi data?></r>'
	'<r><x><x><x>deep</x></x></x></r>'
	'<r a="1" b="&lt;2&gt;" c="it&apos;s"/>'
	'<r><![CDATA[1 < 2]]></r>'
	'<r>  <s> padded </s>  </r>'
	'<r><n>10</n><n>9</n><n>-2.5</n><n>x</n></r>'
	'<r>café €</r>'
	'<a><b></a>'
	'<a'
	'plain'
	''
	'<a/><b/>'
	'<a>&nope;</a>'
	'<a b="1" b="2"/>'
)
nodes=(
	'/a/b' '/a/b/text()' '//b' '//b[1]' '//b[2]' '//b[last()]' '//b[@id="2"]' '//b[@id=2]' '/a/*' '//@id' '/a/b/@id' '//item' '//item/@price' '//item[@price>20]/name'
	'//item[name="Tea"]/tag' '//tag[position()=2]' '//item[tag]' '//item[not(tag)]' '//name/text()' '//name | //tag' '/root/item[1]/tag[2]' '//x' '//x[not(x)]'
	'//x/..' '//x/ancestor::r' '//x/descendant::x' '//i/following-sibling::text()' '//i/preceding-sibling::text()' '//i/parent::*' '/r/@a' '/r/@*' '//s' '/r/n[. > 5]'
	'//n[2]/following-sibling::n' '//n[contains(., "x")]' '//*[local-name()="s"]' '/nothing' '//item[starts-with(name, "M")]/name' '//b[position() < 2]' '/r/i' '//tag[1]' '(//tag)[1]'
)
values=(
	'count(//b)' 'count(//x)' 'count(//@*)' 'count(/r/text())' 'string(//b)' 'string(/r)' 'string(//name[2])' 'string(//item[2]/name)' 'number(//n)' 'sum(//n[number(.) = number(.)])' 'sum(//@price)'
	'1 + 2' '7 div 2' '7 mod 3' '-7 mod 3' '1 div 8' '10 div 5' 'floor(-2.5)' 'ceiling(2.1)' 'round(2.5)' 'true()' 'false()' 'not(//b)' 'boolean(//b)' '//n = 10' '//n > 9'
	'concat("a", "-", //b)' 'contains("abc", "b")' 'starts-with("abc", "a")' 'substring("12345", 2, 3)' 'substring-before("a-b", "-")' 'substring-after("a-b", "-")'
	'string-length("café")' 'string-length(/r)' 'normalize-space("  a   b ")' 'normalize-space(//s)' 'translate("bar", "abc", "AB")' 'name(/*)' 'local-name(//@id)' 'string(1.50)' 'string(100)'
	'"literal"' 'not(true())' '1 = 1' '"a" != "b"' '2 >= 3' 'true() and false()' 'true() or false()'
	'//b[' '//' 'count(' 'nope()' '//b[@' '' ')' '//b]' 'count()' '1 +'
)

find() {
	local out
	if out=$(printf '%s' "$1" | xmllint --nonet --xpath "$2" - 2>"$to/errors"); then
		printf '%s' "${out//$'\n'/-|-}"
	elif grep -q 'XPath set is empty' "$to/errors"; then
		:
	else
		printf '!'
	fi
}
for d in "${documents[@]}"; do
	for x in "${nodes[@]}"; do
		printf 'nodes\t%s\t%s\t%s\n' "$d" "$x" "$(find "$d" "$x")"
	done
	for x in "${values[@]}"; do
		printf 'value\t%s\t%s\t%s\n' "$d" "$x" "$(find "$d" "$x")"
	done
done >"$to/xpath.tsv"
rm -f "$to/errors"
