package cli

// texts is a flag that may be repeated. The one of the flag library prints its value
// at once, with a CSV writer of 4 KB, in every run.
type texts []string

// String implements pflag.Value. No flag of this kind has a default, and help calls
// it to tell.
func (t *texts) String() string { return "" }

// Set implements pflag.Value.
func (t *texts) Set(text string) error {
	*t = append(*t, text)
	return nil
}

// Type implements pflag.Value; help prints it behind the name of the flag.
func (t *texts) Type() string { return "stringArray" }
