package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/product"
	"github.com/dg-lang/dg/runtime/registry"
)

func (o *checkOptions) productFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.product, "product", "", "report what this product lacks: crm, creator, books and others")
	_ = cmd.RegisterFlagCompletionFunc("product", cobra.FixedCompletions(registry.Products, cobra.ShellCompDirectiveNoFileComp))
}

// dialectOf returns the dialect of the flags; a product has one of its own.
func (o *checkOptions) dialectOf() (host.Dialect, error) {
	w := worldFlags{dialect: o.dialect}
	dialect, err := w.dialectOf()
	if err != nil || o.product == "" {
		return dialect, err
	}
	o.product = strings.ToLower(o.product)
	if !product.Known(o.product) {
		hint := diag.DidYouMean(o.product, registry.Products)
		if hint == "" {
			hint = "the products are " + strings.Join(registry.Products, ", ")
		}
		return "", usagef(hint, fmt.Sprintf("unknown product %q", o.product))
	}
	own := product.Dialect(o.product)
	if dialect != "" && dialect != own {
		return "", usagef("leave --dialect out", fmt.Sprintf("scripts of %s are in the dialect %s", product.Title(o.product), own))
	}
	return own, nil
}
