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
# What else stands in documents: namespaces, sections of CDATA, comments, instructions.
marked=(
	'<x:a xmlns:x="urn:x" xmlns:y="urn:x" y:k="1"><x:b/><y:b x:z="2">t</y:b></x:a>'
	'<a xmlns="urn:d" xmlns:p="urn:p"><b xmlns=""><c/></b><p:b k="1"><d xmlns:p="urn:q"><p:e/></d></p:b><p:e/></a>'
	'<a><p:b xmlns:p="u"/><p:b xmlns:p="v" p:k="w"/></a>'
	'<r xml:lang="en" xml:space="preserve"> <i/> </r>'
	'<r>a<![CDATA[1 < 2]]>b</r>'
	'<r><![CDATA[x]]></r>'
	'<r><![CDATA[]]></r>'
	"<r>it's \"q\" &amp; &lt;&gt; &apos; &quot; &#233; &#x20AC;</r>"
	'<r a="it&apos;s &quot;q&quot; &amp; &lt;&gt;" b='"'\"'"'/>'
	'<r> <a>1</a> <a>2</a> tail <a> </a> </r>'
	'<!-- c --><r k="v"><!-- d --><!----></r><!-- e -->'
	'<?pi one?><r>x<?pi?><e/><?p  two ?>y</r><?pi?>'
	'<?xml version="1.0"?> <!DOCTYPE r> <r><e></e><e/><e> </e></r> '
	'<r id="1" id2="2"><r id="3"/></r>'
	'text<a/>'
	'<a/>text'
	'<x:a xmlns:x="u"></a>'
	'<a></x:a>'
	'<a>]]></a>'
	'<a b=1/>'
	'<!-- -- --><a/>'
	'</a>'
	'<a/></a>'
)
parts=(
	'/*' '//*' '/*/*[1]' '/*/*[last()]' '/*/*[2]/*' '//*[not(*)]' '//*[not(node())]' '//*[text()]' '/*/text()' '//*/following-sibling::*' '//*/preceding-sibling::*' '//*/ancestor::*'
	'//*[local-name()="b"]' '//*[local-name()="e"]' '//*[namespace-uri()="urn:x"]' '//*[namespace-uri()="urn:q"]' '//*[namespace-uri()=""]' '//*[name()="p:e"]' '//*[.=" "]' '//*[.="1 < 2"]'
)
counts=(
	'count(/node())' 'count(//node())' 'count(/*/node())' 'count(//text())' 'count(/*/text())' 'count(//comment())' 'count(//@*)' 'count(//*)'
	'string(/)' 'string(/*/text()[2])' 'string(/*/node()[2])' 'string(/*/node()[last()])' 'string(//comment())' 'string(//@*)' 'string(//@*/..)' 'string-length(/)' 'boolean(//@id[. = /*/*/@id])'
	'name(/)' 'name(/*)' 'name(/*/*[last()])' 'name(//@*)' 'name(//text())' 'name(//comment())' 'local-name(/*/*[last()])' 'local-name(//@*)'
	'namespace-uri(/*)' 'namespace-uri(/*/*[1])' 'namespace-uri(/*/*[last()])' 'namespace-uri(//@*)'
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
rows() { # KIND DOCUMENT EXPRESSION...
	local kind=$1 document=$2 x
	shift 2
	for x in "$@"; do
		printf '%s\t%s\t%s\t%s\n' "$kind" "$document" "$x" "$(find "$document" "$x")"
	done
}
{
	for d in "${documents[@]}"; do
		rows nodes "$d" "${nodes[@]}"
		rows value "$d" "${values[@]}"
	done
	for d in "${marked[@]}"; do
		rows nodes "$d" "${parts[@]}"
		rows value "$d" "${counts[@]}"
	done
} >"$to/xpath.tsv"
rm -f "$to/errors"
