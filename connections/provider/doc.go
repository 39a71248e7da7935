// Package provider describes how services authenticate: their OAuth endpoints,
// where a credential goes on a request, and which hosts may receive it.
//
// A [Service] is plain data. The built-in ones are YAML files in the embedded
// [Catalogue]; users add their own in the same format. Text in braces such as
// {domain} is a variable, filled by [Service.Resolve] from the region and from
// what the user entered. The package knows nothing of stores or tokens.
package provider
