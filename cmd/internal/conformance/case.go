package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Case is one line of a table of network cases.
type Case struct {
	ID     string `json:"id"`
	Src    string `json:"src"`
	Server struct {
		Exchanges []Exchange `json:"exchanges"`
	} `json:"server"`
	Want  Want   `json:"want"`
	Setup Setup  `json:"setup"`
	Basis string `json:"basis"` // documented, observed, inferred or ours
	Cite  string `json:"cite"`
}

// Exchange is a request that must arrive, and its answer.
type Exchange struct {
	Request Request `json:"request"`
	Reply   Reply   `json:"reply"`
}

// Request says what must arrive. What is left out is not looked at.
type Request struct {
	At       string             `json:"at"` // "OTHER": at the second server
	Method   string             `json:"method"`
	Path     *string            `json:"path"` // decoded
	RawPath  *string            `json:"rawpath"`
	Query    *[][2]string       `json:"query"` // decoded pairs, in order and no others
	RawQuery *string            `json:"rawquery"`
	Headers  map[string]Matcher `json:"headers"`
	Body     *Body              `json:"body"`
}

// Matcher looks at one text by one of its fields.
type Matcher struct {
	Equals *string `json:"equals"`
	Prefix *string `json:"prefix"`
	Regex  *string `json:"regex"`
	Absent bool    `json:"absent"`
}

// Body says what the entity of a request must be.
type Body struct {
	Empty     bool            `json:"empty"`
	Text      *string         `json:"text"`
	JSON      json.RawMessage `json:"json"`
	Form      *[][2]string    `json:"form"`
	Subset    bool            `json:"subset"` // other pairs may be there
	Multipart []Part          `json:"multipart"`
	AnyOrder  bool            `json:"any_order"`
}

// Part is one part of a multipart entity.
type Part struct {
	Name     string   `json:"name"`
	FileName *string  `json:"filename"` // nil: not a file
	Type     *Matcher `json:"type"`
	Text     *string  `json:"text"`
	Bytes    []byte   `json:"bytes_b64"`
}

// Reply is what the server answers.
type Reply struct {
	Status        int              `json:"status"`
	Headers       map[string]multi `json:"headers"`
	Body          string           `json:"body"`
	BodyBytes     []byte           `json:"body_b64"`
	DelayMS       int              `json:"delay_ms"`      // before the status line
	BodyDelayMS   int              `json:"body_delay_ms"` // after half of the body
	Close         bool             `json:"close"`         // drop the connection after the body
	Raw           string           `json:"raw"`           // bytes written as they are, no HTTP
	NoContentType bool             `json:"no_content_type"`
}

func (r Reply) data() []byte {
	if r.BodyBytes != nil {
		return r.BodyBytes
	}
	return []byte(r.Body)
}

// multi is one text or a list of them.
type multi []string

// UnmarshalJSON reads "a" or ["a", "b"].
func (m *multi) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		return json.Unmarshal(data, (*[]string)(m))
	}
	var s string
	err := json.Unmarshal(data, &s)
	*m = multi{s}
	return err
}

// Want is what must be seen after the run.
type Want struct {
	Out         *[]string                    `json:"out"` // lines of info, all of them
	OutContains string                       `json:"out_contains"`
	Error       *string                      `json:"error"`       // the run ends with an error holding this, in any case
	CheckError  *string                      `json:"check_error"` // refused before it ran
	Warn        string                       `json:"warn"`
	Never       []string                     `json:"never"` // may stand nowhere
	Store       map[string]map[string]string `json:"store"`
	Summary     *struct {
		ExternalCalls *int `json:"external_calls"`
	} `json:"summary"`

	Mail       json.RawMessage `json:"mail"`
	Effects    json.RawMessage `json:"effects"`
	HTTPAnswer json.RawMessage `json:"http_answer"`
}

// Setup is what the run starts with.
type Setup struct {
	Connections []Account         `json:"connections"`
	TimeoutMS   int               `json:"timeout_ms"`
	MaxResponse int64             `json:"max_response"`
	Strict      bool              `json:"strict_content_type"`
	Identity    map[string]string `json:"identity"`

	ServiceHosts json.RawMessage `json:"service_hosts"`
	Inbound      json.RawMessage `json:"inbound"`
}

// Account is a connection that exists before the run.
type Account struct {
	Link         string   `json:"link"`
	Auth         string   `json:"auth"` // oauth2 or basic
	Hosts        []string `json:"hosts"`
	AccessToken  string   `json:"access_token"`
	RefreshToken string   `json:"refresh_token"`
	ExpiresIn    int      `json:"expires_in"` // seconds from now
	Grant        string   `json:"grant"`
	ClientID     string   `json:"client_id"`
	ClientSecret string   `json:"client_secret"`
	TokenURL     string   `json:"token_url"`
	TokenAuth    string   `json:"token_auth"` // basic or body
	User         string   `json:"user"`
	Password     string   `json:"password"`
	Place        *struct {
		In    string `json:"in"`
		Name  string `json:"name"`
		Value string `json:"value"` // with {token}
	} `json:"place"`
}

// parse reads a line after filling the addresses of the servers in.
func parse(line []byte) (*Case, error) {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields() // a field that nobody looks at would prove nothing
	var c Case
	if err := dec.Decode(&c); err != nil {
		return nil, fmt.Errorf("case: %w", err)
	}
	return &c, nil
}

// ID returns the name of the case on a line, empty when it cannot be read.
func ID(line []byte) string {
	var c struct{ ID string }
	_ = json.Unmarshal(line, &c)
	return c.ID
}
