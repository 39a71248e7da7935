import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.ParsePosition;
import java.text.SimpleDateFormat;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Writes the tables that the tests of the library are held against, each line of
 * cells one call of the class library of Java and what it gave:
 *
 * <pre>java Table.java FOLDER</pre>
 *
 * Cells are separated by tabs. In them a backslash begins \\, \t, \n or \\uXXXX, one
 * UTF-16 unit. A cell that is ! alone stands for an exception.
 */
final class Table {
    private static PrintStream out;

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.US);
        write(args[0], "dateformat", Table::dateFormat);
        write(args[0], "dateparse", Table::dateParse);
        write(args[0], "zonenames", Table::zoneNames);
        write(args[0], "datesteps", Table::dateSteps);
        write(args[0], "numberformat", Table::numberFormat);
        write(args[0], "rounding", Table::rounding);
        write(args[0], "strings", Table::strings);
        write(args[0], "urls", Table::urls);
        write(args[0], "regex", Table::regex);
        write(args[0], "regexrandom", Table::regexRandom);
    }

    private interface Topic {
        void run() throws Exception;
    }

    private static void write(String folder, String name, Topic topic) throws Exception {
        out = new PrintStream(folder + "/" + name + ".tsv", StandardCharsets.UTF_8);
        topic.run();
        out.close();
    }

    private static void row(Object... cells) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            if (i > 0) {
                b.append('\t');
            }
            b.append(cells[i] == null ? "!" : escape(String.valueOf(cells[i])));
        }
        out.print(b.append('\n'));
    }

    private static String escape(String s) {
        StringBuilder b = new StringBuilder();
        for (char c : s.toCharArray()) {
            switch (c) {
                case '\\' -> b.append("\\\\");
                case '\t' -> b.append("\\t");
                case '\n' -> b.append("\\n");
                default -> {
                    if (c >= ' ' && c < 0x7F) {
                        b.append(c);
                    } else {
                        b.append(String.format("\\u%04x", (int) c));
                    }
                }
            }
        }
        return s.equals("!") ? "\\u0021" : b.toString();
    }

    private interface Give {
        Object get() throws Exception;
    }

    private static String attempt(Give g) {
        try {
            return String.valueOf(g.get());
        } catch (Exception | StackOverflowError e) {
            return null;
        }
    }

    // Dates

    private static final String[] ZONES = {
        "UTC", "GMT", "Asia/Kolkata", "America/Sao_Paulo", "America/New_York", "America/Los_Angeles", "Europe/Dublin", "Europe/Paris", "Asia/Tokyo",
        "Australia/Sydney", "GMT+05:30", "GMT-8", "PST", "IST", "EST", "Asia/Calcutta", "Africa/Cairo", "Nowhere/Land",
    };

    private static final String[] MOMENTS = {
        "2021-01-01T00:00:00.000", "2021-03-14T12:34:56.789", "2021-06-30T23:59:59.999", "2021-10-06T14:05:06.007", "2021-12-25T01:02:03.040",
        "2021-12-26T12:00:00.000", "2022-01-01T11:11:11.111", "2022-12-31T00:30:00.500", "2020-02-29T13:00:00.000", "2000-01-02T03:04:05.006",
        "1999-12-31T23:00:00.000", "1969-12-31T23:59:59.999", "2038-01-19T03:14:08.000", "2024-11-03T05:30:00.000", "1950-07-04T10:20:30.000",
    };

    private static void dateFormat() {
        List<String> patterns = new ArrayList<>();
        for (char letter : "GyYMLwWDdFEuaHkKhmsSzZX".toCharArray()) {
            int most = letter == 'X' ? 3 : 5;
            for (int n = 1; n <= most; n++) {
                patterns.add(String.valueOf(letter).repeat(n));
            }
        }
        patterns.addAll(List.of("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "dd-MMM-yyyy HH:mm:ss", "EEEE, d MMMM yyyy", "hh:mm:ss a", "K:mm a, z",
            "h 'o''clock' a", "''yy", "yyyyMMddHHmmss", "MM/dd/yyyy", "E dd.MM.yy", "YYYY-'W'ww-u", "d", "D/F/W", "k:m:s", "'at' H", "%s", "{yyyy}",
            "\u20acyyyy", "b", "'open", "yyyy-MM-ddTHH", "XXXX", "q", ""));
        for (String moment : MOMENTS) {
            long ms = LocalDateTime.parse(moment).atZone(ZoneId.of("UTC")).toInstant().toEpochMilli();
            for (String zone : new String[] {"UTC", "Asia/Kolkata", "America/New_York"}) {
                for (String pattern : patterns) {
                    row(ms, zone, pattern, attempt(() -> formatter(pattern, zone).format(new Date(ms))));
                }
            }
        }
        for (String zone : ZONES) {
            for (String moment : new String[] {"2021-01-15T12:00:00", "2021-07-15T12:00:00"}) {
                long ms = LocalDateTime.parse(moment).atZone(ZoneId.of("UTC")).toInstant().toEpochMilli();
                for (String pattern : new String[] {"yyyy-MM-dd HH:mm Z XXX", "z", "zzzz"}) {
                    row(ms, zone, pattern, attempt(() -> formatter(pattern, zone).format(new Date(ms))));
                }
            }
        }
    }

    private static SimpleDateFormat formatter(String pattern, String zone) {
        SimpleDateFormat f = new SimpleDateFormat(pattern, Locale.US);
        f.setTimeZone(TimeZone.getTimeZone(zone));
        f.setLenient(false);
        return f;
    }

    /** The names of zones, in and out of summer: those that z and zzzz write. */
    private static void zoneNames() {
        Map<String, List<String>> ids = new TreeMap<>();
        for (String id : TimeZone.getAvailableIDs()) {
            TimeZone z = TimeZone.getTimeZone(id);
            if (id.contains("/") && !id.startsWith("Etc/") && !id.startsWith("SystemV/")) {
                String names = String.join("\t", z.getDisplayName(false, TimeZone.SHORT, Locale.US), z.getDisplayName(true, TimeZone.SHORT, Locale.US),
                    z.getDisplayName(false, TimeZone.LONG, Locale.US), z.getDisplayName(true, TimeZone.LONG, Locale.US));
                ids.computeIfAbsent(names, k -> new ArrayList<>()).add(id);
            }
        }
        ids.forEach((names, list) -> {
            list.sort(null);
            out.print(names + "\t" + String.join(" ", list) + "\n");
        });
    }

    private static final String[][] TEXTS = {
        {"yyyy-MM-dd", "2021-11-09", "2021-1-9", "2021-02-29", "2020-02-29", "2021-13-01", "2021-00-01", "2021-11-31", "21-11-09", "2021/11/09", "x", "", "2021-11-09x"},
        {"MM/dd/yyyy", "11/09/2021", "1/9/2021", "13/13/2021", "11/09/21", " 11/09/2021", "11/ 09/2021"},
        {"dd-MMM-yyyy", "09-Nov-2021", "9-nov-2021", "09-NOV-2021", "09-November-2021", "09-No-2021", "31-Apr-2021", "09-Foo-2021"},
        {"dd-MMMM-yyyy", "09-November-2021", "09-Nov-2021", "09-novemBER-2021"},
        {"dd MMM yy", "09 Nov 21", "09 Nov 99", "09 Nov 1921", "09 Nov 5", "09  Nov 21"},
        {"yyyyMMdd", "20211109", "20211131", "2021119", "202111091"},
        {"yyyyMMddHHmmss", "20211109223015", "20211109240000", "20211109226015"},
        {"yyMMdd", "211109", "991231"},
        {"HH:mm:ss", "22:30:15", "24:00:00", "23:59:60", "7:5:3", "-1:00:00"},
        {"hh:mm a", "12:30 AM", "12:30 PM", "01:00 pm", "13:00 PM", "00:10 AM", "1:00 Pm"},
        {"KK:mm a", "00:30 PM", "11:30 AM", "12:30 PM"},
        {"kk:mm", "24:30", "1:00", "0:30", "25:00"},
        {"HH:mm:ss.SSS", "10:20:30.007", "10:20:30.7", "10:20:30.1234"},
        {"yyyy-MM-dd'T'HH:mm:ssXXX", "2021-11-09T10:00:00+05:30", "2021-11-09T10:00:00Z", "2021-11-09T10:00:00-08:00", "2021-11-09T10:00:00+0530", "2021-11-09T10:00:00"},
        {"yyyy-MM-dd'T'HH:mm:ssZ", "2021-11-09T10:00:00-0700", "2021-11-09T10:00:00+05:30", "2021-11-09T10:00:00GMT"},
        {"yyyy-MM-dd HH:mm z", "2021-11-09 10:00 GMT", "2021-11-09 10:00 UTC", "2021-11-09 10:00 PST", "2021-07-09 10:00 PDT", "2021-11-09 10:00 GMT+05:30", "2021-11-09 10:00 EST"},
        {"EEE, dd MMM yyyy", "Tue, 09 Nov 2021", "Wed, 09 Nov 2021", "Tuesday, 09 Nov 2021", "Xyz, 09 Nov 2021"},
        {"EEEE dd MMMM yyyy", "Tuesday 09 November 2021", "Tue 09 Nov 2021"},
        {"yyyy-DDD", "2024-060", "2021-366", "2020-366", "2021-1"},
        {"d 'of' MMMM", "9 of November", "31 of June", "9 November"},
        {"y-M-d H:m:s", "2021-11-9 1:2:3", "21-1-2 3:4:5"},
        {"MMMM d, yyyy h:mm a", "November 9, 2021 3:04 PM", "Nov 9, 2021 3:04 PM"},
        {"yyyy-MM-dd HH", "2021-03-14 02", "2021-11-07 01"},
    };

    private static void dateParse() {
        for (String[] line : TEXTS) {
            for (int i = 1; i < line.length; i++) {
                String text = line[i];
                for (String zone : new String[] {"UTC", "America/New_York"}) {
                    row(line[0], text, zone, attempt(() -> parse(line[0], text, zone)));
                }
            }
        }
    }

    /** The milliseconds of a text that the pattern fits to its end; two-digit years end in 2045. */
    private static Object parse(String pattern, String text, String zone) throws Exception {
        SimpleDateFormat f = formatter(pattern, zone);
        f.set2DigitYearStart(new SimpleDateFormat("yyyy-MM-dd").parse("1946-01-01"));
        ParsePosition at = new ParsePosition(0);
        Date d = f.parse(text, at);
        if (d == null || at.getIndex() < text.length()) {
            throw new IllegalArgumentException();
        }
        return d.getTime();
    }

    private static void dateSteps() {
        for (String day : new String[] {"2021-01-31", "2021-01-30", "2020-02-29", "2021-12-31", "2021-03-14", "2021-11-07", "2000-06-15", "1899-12-31"}) {
            for (int n : new int[] {-1200, -25, -13, -12, -2, -1, 0, 1, 2, 3, 11, 12, 13, 48, 1200}) {
                LocalDate d = LocalDate.parse(day);
                row("addMonth", day, n, d.plusMonths(n));
                row("addYear", day, n, d.plusYears(n));
                row("addWeek", day, n, d.plusWeeks(n));
                row("addDay", day, n, d.plusDays(n));
                row("eomonth", day, n, d.plusMonths(n).withDayOfMonth(d.plusMonths(n).lengthOfMonth()));
            }
        }
        for (String at : new String[] {"2021-03-13T02:30:00", "2021-03-14T01:59:59", "2021-11-06T01:30:00", "2021-11-07T00:30:00", "2021-07-01T12:00:00"}) {
            ZonedDateTime t = LocalDateTime.parse(at).atZone(ZoneId.of("America/New_York"));
            for (int n : new int[] {-25, -1, 1, 2, 24, 25}) {
                row("zoned addHour", at, n, t.plusHours(n).toLocalDateTime());
                row("zoned addMinutes", at, n, t.plusMinutes(n).toLocalDateTime());
                row("zoned addDay", at, n, t.plusDays(n).toLocalDateTime());
            }
        }
    }

    // Numbers

    private static void numberFormat() {
        String[] patterns = {
            "0", "00000", "#", "#.#", "#.##", "#.00", "0.0", "0.00", "0.#", "#,##0", "#,##0.00", "#,##0.0#", "##,###", "#,####", "$#,##0.00", "0%", "0.0%",
            "#,##0.00;(#,##0.00)", "0;minus 0", "0.###", "000.000", "#0.0#", "0 'pcs #'", "'#'0", "0\u2030", "#,##,##0", "-0", "0.00 kg", "USD 0.00", "'it''s' 0", ".00", "#.",
            "0.0.0", "0#", "#,", "0'", "0,000.00", "00,00", "###,###,##0.00",
        };
        String[] numbers = {
            "0", "1", "-1", "5", "10", "57", "1234", "-1234.5", "1234567", "2500000.75", "0.35", "0.005", "0.015", "0.025", "-0.025", "0.5", "1.5", "2.5", "3.5", "-2.5",
            "0.05", "0.1", "99.995", "999.999", "1000000.05", "4321.5", "0.001", "-0.001", "12345678901234567890.125", "9223372036854775807", "-9223372036854775808", "0.999",
        };
        for (String p : patterns) {
            for (String n : numbers) {
                row(n, p, attempt(() -> new DecimalFormat(p, DecimalFormatSymbols.getInstance(Locale.US)).format(new BigDecimal(n))));
            }
        }
    }

    private static void rounding() {
        String[] numbers = {
            "0", "218.5", "-218.5", "294.2", "-150.55", "2.675", "-2.675", "6.25", "6.35", "0.5", "-0.5", "1.5", "2.5", "0.45", "0.449", "1234567.891", "-0.0049", "99.999",
            "5", "15", "25", "-25", "149", "150", "151", "0.1", "1000000000000.05", "123456789012345678.5", "9.99", "-9.99", "7.0", "7.2", "7.8", "-7.2", "-7.8",
        };
        for (String n : numbers) {
            BigDecimal d = new BigDecimal(n);
            for (int places = -3; places <= 4; places++) {
                row("round", n, places, d.setScale(places, RoundingMode.HALF_UP).toPlainString());
                row("truncate", n, places, d.setScale(places, RoundingMode.DOWN).toPlainString());
            }
            row("ceil", n, 0, d.setScale(0, RoundingMode.CEILING).toPlainString());
            row("floor", n, 0, d.setScale(0, RoundingMode.FLOOR).toPlainString());
            row("frac", n, 0, d.subtract(d.setScale(0, RoundingMode.DOWN)).toPlainString());
            row("abs", n, 0, d.abs().toPlainString());
        }
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            BigDecimal d = new BigDecimal(random.nextInt(2_000_001) - 1_000_000).movePointLeft(random.nextInt(6));
            int places = random.nextInt(7) - 2;
            row("round", d.toPlainString(), places, d.setScale(places, RoundingMode.HALF_UP).toPlainString());
            row("truncate", d.toPlainString(), places, d.setScale(places, RoundingMode.DOWN).toPlainString());
        }
    }

    // Texts

    private static final String[] SAMPLES = {
        "", "a", "abc", "Hello World", "banana", "a\ud83d\ude00b", "\ud83d\ude00\ud83d\ude00", "na\u00efve caf\u00e9", "stra\u00dfe", "\u0130stanbul", "\u03a3\u03a4\u039f\u03a3", "\ufb01sh", "  x y  ", "\t\n z \r",
        "\u00a0x\u00a0", "\u2003x\u2003", "\u0001x\u0001", "e\u0301", "a,b,,c", "\u0149x", "\u01f0", "MiXeD 123",
    };

    private static void strings() {
        for (String s : SAMPLES) {
            row("length", s, "", s.length());
            row("trim", s, "", s.trim());
            row("toUpperCase", s, "", s.toUpperCase(Locale.ROOT));
            row("toLowerCase", s, "", s.toLowerCase(Locale.ROOT));
            row("reverse", s, "", new StringBuilder(s).reverse());
            for (String arg : new String[] {"", "a", "an", "x", "\ud83d\ude00", "b", "\u00df", "e", "World", " "}) {
                row("indexOf", s, arg, s.indexOf(arg));
                row("lastIndexOf", s, arg, s.lastIndexOf(arg));
                row("contains", s, arg, s.contains(arg));
                row("startsWith", s, arg, s.startsWith(arg));
                row("endsWith", s, arg, s.endsWith(arg));
                row("remove", s, arg, s.replace(arg, ""));
            }
            for (String other : SAMPLES) {
                row("equalsIgnoreCase", s, other, s.equalsIgnoreCase(other));
            }
            for (int from = 0; from <= 4; from++) {
                for (int to = from; to <= 5; to++) {
                    int begin = from, end = to;
                    row("subString", s, from + " " + to, attempt(() -> s.substring(begin, end)));
                }
            }
        }
    }

    private static void urls() {
        for (String s : new String[] {
            "", "p q", "a+b", "tea & milk", "100%", "*-_.~", "/path?x=1#f", "caf\u00e9", "\ud83d\ude00", "\u0001\n", "ABCxyz019", "!'()[]{}|\\^`\"<>", "\u20ac", "a=b&c=d",
        }) {
            String encoded = URLEncoder.encode(s, StandardCharsets.UTF_8);
            row("encode", s, encoded);
            row("decode", encoded, URLDecoder.decode(encoded, StandardCharsets.UTF_8));
        }
        for (String s : new String[] {"a%20b", "a+b", "%41", "%zz", "%4", "%", "%E2%82%AC", "%C3%A9", "plain", "%25", "%0A"}) {
            row("decode", s, attempt(() -> URLDecoder.decode(s, StandardCharsets.UTF_8)));
        }
    }

    // Regular expressions

    private static final String[] INPUTS = {
        "", "a", "aaa", "abc", "ABC abc", "foo123bar", "2021-11-09", "a1b2c3", "one two  three", "x\ny", "x\r\ny\n", "end\u0085", "tab\tx", "caf\u00e9 \u0130", "a\ud83d\ude00b",
        "foo@example.com", "(a)[b]{c}", "aXbXc", "abab", "12345.678",
    };

    private static final String[] PATTERNS = {
        "a", "b", "a*", "a+", "a?", "a{2}", "a{2,}", "a{1,2}", "a*?", "a+?", "a??", "a{1,2}?", "a*+", "a++", "a?+", "a{2}+", ".", ".*", ".+", "^", "$", "^a", "c$", "^.*$", "\\A.", ".\\z", ".\\Z",
        "\\d", "\\d+", "\\D+", "\\w+", "\\W+", "\\s", "\\s+", "\\S+", "\\b", "\\bw", "\\B", "\\h", "\\H", "\\v", "\\R", "\\t", "\\n", "\\r", "\\x61", "\\u0061", "\\x{1F600}", "\\0141", "\\e", "\\cA",
        "[abc]", "[^abc]", "[a-c]+", "[a-c&&[^b]]", "[a-z&&[aeiou]]", "[a-c[x-z]]", "[^a-c[x-z]]", "[\\d.]+", "[\\w&&[^\\d]]", "[\\]]", "[]a]", "[a\\-c]", "[-a]", "[a-]", "[\\s\\S]", "[^\\s]", "[.]", "[$^]",
        "[[:alpha:]]", "\\p{L}+", "\\p{Lu}", "\\P{L}", "\\p{Alpha}+", "\\p{Digit}", "\\p{Punct}", "\\p{IsAlphabetic}", "\\p{javaLowerCase}", "\\p{Upper}", "\\p{Space}", "\\p{XDigit}+", "\\p{ASCII}", "\\p{IsLatin}", "\\p{InGreek}", "\\pL",
        "(a)(b)", "(a)|b", "(a)|(b)", "a|b|c", "(?:a|b)+", "(ab)+", "(a(b)?)+", "(a*)*", "(a*)+", "((a)|b)*", "(?<n>a)(?<m>b)", "(a)\\1", "(ab)\\1", "(?<n>ab)\\k<n>", "(a)(b)?\\2", "\\1(a)", "(a)\\10",
        "a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", "(?<=\\d{1,3})[a-z]", "(?<=foo)\\d+", "(?<!\\d)\\d", "(?=a)", "(?!a)", "(?>a*)a", "(?>a|ab)c", "(?i)ABC", "(?i:B)c", "(?-i)abc", "(?s).+", "(?m)^.", "(?m).$", "(?m)$", "(?m)^",
        "(?x) a b # c", "(?x)[a b]", "(?i)\u0130", "(?iu)\u00c9", "(?u)\\w+", "(?U)\\w+", "(?U)\\d", "(?d).", "(?d)$", "\\Qa.c\\E", "\\Q(a)\\E", "\\Qabc", "a\\Q.\\E?", "\\.", "\\(", "\\[", "\\{", "\\}", "}", "]", "\\/", "\\-", "\\_", "\\@", "\\'",
        "\\d{4}-\\d{2}-\\d{2}", "([a-z]+)(\\d+)([a-z]+)", "[^@]+@[^@]+", "(\\w)\\w*", "\\b(\\w+)\\b", "(?:(a)|b)*", "x*", "(x)?", "(?:)", "()", "a||b", "|a", "\\G.", "\\Ga", "a{0}", "a{0,0}b?", ".{3}", "\ud83d\ude00", "[\ud83d\ude00]", "a.b", "\\X", "\\N{SPACE}",
        "(", ")", "[", "[a", "a)", "(a", "*a", "+", "?", "a**", "a{", "a{1", "a{2,1}", "a{x}", "{1}", "\\", "(?", "(?<", "(?<n", "(?<1>a)", "(?<n>a)(?<n>b)", "\\k<x>", "(?z)", "(?<=a*)b", "(?<=a+)b", "(?<=a{1,})b", "[z-a]", "\\p{Nope}", "\\p", "\\x", "\\xg", "\\u12", "\\y", "\\c", "\\8", "(?P<n>a)", "[a&&]", "[&&a]", "(?#c)a",
    };

    private static final String[] REPLACEMENTS = {"-", "", "[$0]", "$1", "<$1$2>", "${n}", "\\$", "\\\\", "$", "$x", "\\", "${", "${n", "$9", "$10", "a$", "$1x", "\\n"};

    private static void regex() {
        for (String p : PATTERNS) {
            Pattern pattern;
            try {
                pattern = Pattern.compile(p);
            } catch (PatternSyntaxException e) {
                row(p, null);
                continue;
            }
            for (String s : INPUTS) {
                found(pattern, s);
            }
        }
        for (String p : new String[] {"a", "(a)", "(a)(b)", "(?<n>a)", "(a)|(b)", "[a-c]"}) {
            for (String with : REPLACEMENTS) {
                for (String s : new String[] {"abc", "aaa", "xyz", "cab"}) {
                    row(p, s, "replace", with, attempt(() -> s.replaceAll(p, with)), attempt(() -> s.replaceFirst(p, with)));
                }
            }
        }
    }

    /** One line: whether the whole text matches, and the places of all matches with their groups. */
    private static void found(Pattern pattern, String s) {
        StringBuilder places = new StringBuilder();
        Matcher m = pattern.matcher(s);
        while (m.find()) {
            if (places.length() > 0) {
                places.append(' ');
            }
            for (int g = 0; g <= m.groupCount(); g++) {
                places.append(g > 0 ? "," : "").append(m.start(g)).append(':').append(m.end(g));
            }
        }
        row(pattern.pattern(), s, "find", pattern.matcher(s).matches(), places);
    }

    private static void regexRandom() {
        Random random = new Random(2026);
        for (int i = 0; i < 3000; i++) {
            String p = alternatives(random, 3);
            String s = sample(random);
            try {
                found(Pattern.compile(p), s);
            } catch (PatternSyntaxException e) {
                row(p, null);
            }
        }
    }

    private static String alternatives(Random r, int depth) {
        StringBuilder b = new StringBuilder(sequence(r, depth));
        while (r.nextInt(4) == 0) {
            b.append('|').append(sequence(r, depth));
        }
        return b.toString();
    }

    private static String sequence(Random r, int depth) {
        StringBuilder b = new StringBuilder();
        for (int n = 1 + r.nextInt(3); n > 0; n--) {
            b.append(atom(r, depth)).append(quantifier(r));
        }
        return b.toString();
    }

    private static String quantifier(Random r) {
        if (r.nextInt(2) == 0) {
            return "";
        }
        String[] counts = {"*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}"};
        String[] ways = {"", "", "?", "+"};
        return counts[r.nextInt(counts.length)] + ways[r.nextInt(ways.length)];
    }

    private static String atom(Random r, int depth) {
        String[] plain = {"a", "b", "c", "a", "b", ".", "\\d", "\\w", "\\s", "[ab]", "[^a]", "[a-c&&[^b]]", "\\b", "^", "$", "\\B", "1", "\\S", "\\W", "[\\d\\s]"};
        if (depth == 0 || r.nextInt(3) > 0) {
            return plain[r.nextInt(plain.length)];
        }
        String[] open = {"(", "(", "(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:"};
        String how = open[r.nextInt(open.length)];
        if (how.startsWith("(?<")) { // its length must have a bound
            return how + plain[r.nextInt(5)] + (r.nextBoolean() ? "b" : "") + ")";
        }
        String group = how + alternatives(r, depth - 1) + ")";
        return how.equals("(") && r.nextInt(4) == 0 ? group + "\\1" : group;
    }

    private static String sample(Random r) {
        String letters = "aaabbbccAB1 \n";
        StringBuilder b = new StringBuilder();
        for (int n = r.nextInt(9); n > 0; n--) {
            b.append(letters.charAt(r.nextInt(letters.length())));
        }
        return b.toString();
    }
}
