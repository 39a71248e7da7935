package cli

import (
	"net/http"
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
)

// curlCall is one command line of curl, as far as dg must understand it.
type curlCall struct {
	name    string // of the connection
	url     string
	method  string
	headers []string // of -H
	data    []string // of -d
	opaque  bool     // the entity holds more than that
	unseen  bool     // and it is a form
	hidden  bool     // --write-out
	rest    []string // handed on
}

// The options that are handed on, by their long name. Options that change where a
// request goes, or show what was sent, are not among them.
var (
	curlWithValue = []string{"request", "header", "data", "data-ascii", "data-raw", "data-binary", "data-urlencode",
		"json", "form", "form-string", "output", "dump-header", "write-out",
		"max-time", "connect-timeout", "retry", "retry-delay", "retry-max-time",
		"user-agent", "referer", "upload-file", "cookie", "cookie-jar", "range", "continue-at",
		"limit-rate", "max-filesize", "url", "time-cond", "cacert"}
	curlAlone = []string{"get", "head", "include", "silent", "show-error",
		"fail", "fail-with-body", "remote-name", "remote-header-name", "create-dirs", "compressed",
		"no-buffer", "progress-bar", "http1.0", "http1.1", "http2",
		"ipv4", "ipv6", "path-as-is", "raw", "tcp-nodelay"}
)

// curlShort are the one-letter spellings.
var curlShort = [256]string{
	'X': "request", 'H': "header", 'd': "data", 'F': "form", 'G': "get", 'I': "head", 'i': "include", 's': "silent", 'S': "show-error",
	'f': "fail", 'o': "output", 'O': "remote-name", 'J': "remote-header-name", 'D': "dump-header", 'w': "write-out", 'm': "max-time",
	'A': "user-agent", 'e': "referer", 'T': "upload-file", 'b': "cookie", 'c': "cookie-jar", 'r': "range", 'C': "continue-at", 'N': "no-buffer",
	'#': "progress-bar", '0': "http1.0", '4': "ipv4", '6': "ipv6", 'z': "time-cond",
	'v': "verbose", 'L': "location", 'k': "insecure", 'u': "user", 'x': "proxy", 'K': "config", 'n': "netrc", 'E': "cert",
}

// curlRefused says why an option is not handed on; it is empty for others.
func curlRefused(name string) string {
	switch name {
	case "verbose":
		return "it prints the credentials; -i shows the header of the answer"
	case "trace", "trace-ascii":
		return "it prints the credentials"
	case "location":
		return "a redirect could take the credentials to another host"
	case "location-trusted":
		return "a redirect would take the credentials along"
	case "insecure":
		return "the credentials could go to anybody"
	case "user", "netrc", "oauth2-bearer":
		return "the connection brings the credentials"
	case "config":
		return "dg would not see where the request goes"
	case "proxy":
		return "set HTTPS_PROXY instead"
	case "connect-to", "resolve":
		return "it sends the request to another host"
	case "next", "parallel":
		return "one URL at a time"
	case "libcurl":
		return "it writes the credentials into a file"
	}
	return ""
}

// curlOption is one option with its value.
type curlOption struct{ spelling, name, value string }

// parseCurl takes a command line apart. An option that is not known is refused: dg
// could not tell whether what follows is its value or the URL.
func parseCurl(name string, args []string) (*curlCall, error) {
	c := &curlCall{name: name}
	var urls []string
	var options []curlOption
	for len(args) > 0 {
		word := args[0]
		args = args[1:]
		if word == "--" || len(word) < 2 || word[0] != '-' {
			if word != "--" {
				urls = append(urls, word)
			}
			continue
		}
		found, rest, err := curlWord(word, args)
		if err != nil {
			return nil, err
		}
		options, args = append(options, found...), rest
	}
	for _, o := range options {
		if o.name == "url" {
			urls = append(urls, o.value)
			continue
		}
		if err := c.take(o); err != nil {
			return nil, err
		}
	}
	if len(urls) != 1 {
		return nil, usagef("dg connections curl "+name+" -- [CURL OPTIONS] URL", map[bool]string{true: "the URL is missing", false: "one URL at a time"}[len(urls) == 0])
	}
	c.url = urls[0]
	c.settle(options)
	return c, nil
}

// curlWord reads one word of options, and the value behind it.
func curlWord(word string, args []string) (found []curlOption, rest []string, err error) {
	if long, ok := strings.CutPrefix(word, "--"); ok {
		takes, err := curlTakes(word, long)
		if err != nil {
			return nil, nil, err
		}
		o := curlOption{spelling: word, name: long}
		if takes {
			if o.value, args, err = curlValue(word, args); err != nil {
				return nil, nil, err
			}
		}
		return []curlOption{o}, args, nil
	}
	for i := 1; i < len(word); i++ {
		spelling := "-" + word[i:i+1]
		takes, err := curlTakes(spelling, curlShort[word[i]])
		if err != nil {
			return nil, nil, err
		}
		o := curlOption{spelling: spelling, name: curlShort[word[i]]}
		if takes {
			if o.value = word[i+1:]; o.value == "" {
				if o.value, args, err = curlValue(spelling, args); err != nil {
					return nil, nil, err
				}
			}
			return append(found, o), args, nil
		}
		found = append(found, o)
	}
	return found, args, nil
}

func curlValue(spelling string, args []string) (string, []string, error) {
	if len(args) == 0 {
		return "", nil, usagef("see man curl", "curl option "+spelling+" lacks its value")
	}
	return args[0], args[1:], nil
}

// curlTakes reports whether an option takes a value.
func curlTakes(spelling, name string) (bool, error) {
	if why := curlRefused(name); why != "" {
		return false, usagef(why, "curl option "+spelling+" is not for a connection")
	}
	if takes := slices.Contains(curlWithValue, name); takes || slices.Contains(curlAlone, name) {
		return takes, nil
	}
	hint := "options such as -X, -H, -d, -F, -o, -i, -s, -f and their long names are"
	if near := diag.Nearest(strings.TrimLeft(spelling, "-"), curlNames()); near != "" && strings.HasPrefix(spelling, "--") {
		hint = "did you mean --" + near + "?"
	}
	return false, usagef(hint, "curl option "+spelling+" is not known here")
}

func curlNames() []string {
	names := slices.Concat(curlWithValue, curlAlone)
	slices.Sort(names)
	return names
}

// take notes what an option means for the credentials, and hands it on.
func (c *curlCall) take(o curlOption) error {
	if readsInput(o) {
		return usagef("put it into a file: "+o.spelling+" …@FILE", "the standard input of curl is taken by the credentials")
	}
	switch o.name {
	case "data", "data-ascii", "data-raw":
		if o.name == "data-raw" || !strings.HasPrefix(o.value, "@") {
			c.data = append(c.data, o.value)
			break
		}
		c.opaque, c.unseen = true, true
	case "data-binary", "data-urlencode", "get":
		c.opaque, c.unseen = true, true
	case "json", "form", "form-string", "upload-file": // RFC 5849 §3.4.1.3.1 signs none of these
		c.opaque = true
	case "header":
		c.headers = append(c.headers, o.value)
	case "write-out":
		c.hidden = true
	}
	return nil
}

// readsInput reports whether a value makes curl read its own standard input.
func readsInput(o curlOption) bool {
	switch o.name {
	case "upload-file", "cookie":
		return o.value == "-" || o.value == "."
	case "data", "data-ascii", "data-binary", "json", "header", "write-out":
		return o.value == "@-"
	case "data-urlencode":
		return strings.HasSuffix(o.value, "@-") && !strings.Contains(o.value, "=")
	case "form":
		_, value, _ := strings.Cut(o.value, "=")
		return strings.HasPrefix(value, "@-") || strings.HasPrefix(value, "<-")
	}
	return false
}

// settle works the method out as curl does, and what goes on its command line.
func (c *curlCall) settle(options []curlOption) {
	c.method = http.MethodGet
	if len(c.data) > 0 || c.opaque {
		c.method = http.MethodPost
	}
	for _, o := range options {
		switch o.name {
		case "upload-file":
			c.method = http.MethodPut
		case "get":
			c.method = http.MethodGet
		case "head":
			c.method = http.MethodHead
		}
	}
	for _, o := range options {
		if o.name == "request" {
			c.method = o.value
		}
		if o.name == "url" || !c.opaque && slices.Contains([]string{"data", "data-ascii", "data-raw"}, o.name) {
			continue // in the configuration
		}
		c.rest = append(c.rest, o.spelling)
		if slices.Contains(curlWithValue, o.name) {
			c.rest = append(c.rest, o.value)
		}
	}
	if c.opaque {
		c.data = nil
	}
}
