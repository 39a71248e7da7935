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

// Place is where the row's value goes; its name is the row's own unless the
// placement says otherwise.
func (k Key) Place() Placement {
	p := k.Placement
	if p.Name == "" {
		p.Name = k.Name
	}
	return p
}
