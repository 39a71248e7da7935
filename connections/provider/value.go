package provider

import "strings"

// Value spells a credential the way the service wants it.
func (p Placement) Value(secret string) string {
	template := p.Template
	if template == "" {
		template = "{prefix}{value}"
	}
	// One pass: a secret that holds "{prefix}" must not be expanded again.
	return strings.NewReplacer("{prefix}", p.Prefix, "{value}", secret).Replace(template)
}
