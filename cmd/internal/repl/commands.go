package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
)

// command is one entry of the table that dispatch, completion and help read.
type command struct {
	name, alias string
	args, help  string
	run         func(c *Core, ctx context.Context, arg string) error
}

func commands() []command {
	return []command{
		{":help", ":h", "", "this list", (*Core).help},
		{":vars", "", "", "the variables and their values", (*Core).vars},
		{":funcs", "", "", "the functions defined here", (*Core).funcs},
		{":type", ":t", "EXPR", "the type of an expression", (*Core).typeOf},
		{":time", "", "EXPR", "run it and say how long it took", (*Core).time},
		{":load", ":l", "FILE", "run a file in this session", (*Core).load},
		{":full", "", "", "the last value without cuts", (*Core).showFull},
		{":clear", "", "", "forget the unfinished input", (*Core).clear},
		{":quit", ":q", "", "leave; Ctrl-D does too", (*Core).leave},
	}
}

// hinted is an error with what to type next.
type hinted struct {
	error
	hint string
}

func (h hinted) Hint() string { return h.hint }

func (c *Core) command(ctx context.Context, line string) error {
	name, arg, _ := strings.Cut(line, " ")
	var names []string
	for _, cmd := range commands() {
		if name == cmd.name || name == cmd.alias && cmd.alias != "" {
			arg = strings.TrimSpace(arg)
			if cmd.args != "" && arg == "" {
				return hinted{fmt.Errorf("%s needs %s", cmd.name, cmd.args), "such as: " + cmd.name + " " + strings.ToLower(cmd.args)}
			}
			return cmd.run(c, ctx, arg)
		}
		names = append(names, cmd.name)
	}
	hint := diag.DidYouMean(name, names)
	if hint == "" {
		hint = ":help lists the commands"
	}
	return hinted{fmt.Errorf("%w %s", errUnknownCommand, name), hint}
}

func (c *Core) help(context.Context, string) error {
	for _, cmd := range commands() {
		left := strings.TrimSpace(cmd.name + " " + cmd.args)
		fmt.Fprintf(c.out, "  %-14s %s\n", left, cmd.help)
	}
	fmt.Fprintln(c.out, "An expression shows its value; _ is the last one, _1 _2 … all of them.\nA blank line runs an unfinished input. A ; may be left out at the end.")
	return nil
}

func (c *Core) vars(context.Context, string) error {
	for name, v := range c.session.Variables {
		if name == "_" || strings.HasPrefix(name, "_") && strings.Trim(name[1:], "0123456789") == "" {
			continue
		}
		text := strings.ReplaceAll(c.form.Text(v), "\n", "⏎")
		if r := []rune(text); len(r) > 60 {
			text = string(r[:59]) + "…"
		}
		fmt.Fprintf(c.out, "%s = %s  (%s)\n", name, text, v.Kind())
	}
	return nil
}

func (c *Core) funcs(context.Context, string) error {
	var lines []string
	for _, fn := range c.session.Functions() {
		var params []string
		for _, p := range fn.Params {
			params = append(params, strings.ToLower(p.Type.String())+" "+p.Name)
		}
		lines = append(lines, fn.Name+"("+strings.Join(params, ", ")+")")
	}
	slices.Sort(lines)
	for _, l := range lines {
		fmt.Fprintln(c.out, l)
	}
	return nil
}

func (c *Core) typeOf(ctx context.Context, arg string) error {
	answer, err := c.session.Eval(ctx, source.NewFile("<type>", arg))
	if err != nil {
		return err
	}
	if !answer.Shown {
		return hinted{fmt.Errorf("%s is a statement and has no type", arg), "give an expression"}
	}
	name := answer.Value.Kind().String()
	if answer.Value.Kind() == types.Null {
		name = "null"
	}
	_, err = fmt.Fprintln(c.out, name)
	return err
}

func (c *Core) time(ctx context.Context, arg string) error {
	start := time.Now()
	err := c.eval(ctx, arg)
	fmt.Fprintf(c.out, "%s\n", time.Since(start).Round(time.Microsecond))
	if err != nil {
		return nil // reported already
	}
	return nil
}

func (c *Core) load(ctx context.Context, file string) error {
	text, err := c.read(file)
	if err != nil {
		return err
	}
	answer, err := c.session.Eval(ctx, source.NewFile(file, text))
	if err == nil && len(answer.Findings) > 0 {
		c.warn(answer.Findings)
	}
	return err
}

func (c *Core) showFull(context.Context, string) error {
	_, err := fmt.Fprintln(c.out, c.full)
	return err
}

func (c *Core) clear(context.Context, string) error {
	c.buffer = nil
	return nil
}

func (c *Core) leave(context.Context, string) error {
	c.quit = true
	return nil
}

// Complete returns the candidates for the word that ends at the cursor. It looks
// at names only and evaluates nothing.
func (c *Core) Complete(line string, builtins []string) (head string, candidates []string) {
	at := strings.LastIndexFunc(line, func(r rune) bool { return !isWordRune(r) }) + 1
	head, word := line[:at], line[at:]
	if strings.TrimSpace(head) == ":" || strings.HasPrefix(line, ":") && !strings.Contains(line, " ") {
		for _, cmd := range commands() {
			if strings.HasPrefix(cmd.name, line) {
				candidates = append(candidates, cmd.name)
			}
		}
		return "", candidates
	}
	if word == "" {
		return head, nil
	}
	var names []string
	if !strings.HasSuffix(head, ".") {
		for name := range c.session.Variables {
			names = append(names, name)
		}
		for _, fn := range c.session.Functions() {
			names = append(names, fn.Name)
		}
	}
	for _, n := range append(names, builtins...) {
		if len(n) > len(word) && strings.EqualFold(n[:len(word)], word) {
			candidates = append(candidates, n)
		}
	}
	slices.Sort(candidates)
	return head, slices.Compact(candidates)
}

func isWordRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80
}
