package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The README shows what dg prints in fenced blocks of the language "console". This
// test runs them, one after the other in one folder, and compares:
//
//   - "$ cat FILE" writes the file that it shows,
//   - "…" stands for any text within a line, and on a line of its own for any
//     number of lines,
//   - "go run ./cmd/dg" is the binary under test,
//   - under the comment <!-- account --> commands need an account somewhere: only
//     their flags are looked at. Under <!-- repository --> they run at the root.

type readmeBlock struct {
	line  int
	where string // "", "account" or "repository"
	steps []readmeStep
}

type readmeStep struct {
	line    int
	command string
	want    []string
}

func TestReadme(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the README's lines need a shell: ", err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "examples"), os.DirFS(filepath.Join(rootDir, "examples"))); err != nil {
		t.Fatal(err)
	}
	blocks := readmeBlocks(t)
	if len(blocks) < 5 {
		t.Fatalf("only %d console blocks found", len(blocks))
	}
	for _, b := range blocks {
		t.Run(fmt.Sprintf("line %d", b.line), func(t *testing.T) {
			for _, s := range b.steps {
				b.try(t, s, dir)
			}
		})
	}
}

// TestReadmeProgram builds the program that embeds dg.
func TestReadmeProgram(t *testing.T) {
	_, code, _ := strings.Cut(readme(t), "```go\n")
	code, _, ok := strings.Cut(code, "```\n")
	if !ok {
		t.Fatal("the README has no Go program")
	}
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(code), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", file)
	cmd.Dir = rootDir
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "6 <nil>\n" {
		t.Errorf("%v\n%s", err, out)
	}
}

var commandLine = regexp.MustCompile(`(?m)^go (run|test|install) .*$`)

// TestReadmeCommands keeps the two commands that everything begins with where
// .ci/run looks for them.
func TestReadmeCommands(t *testing.T) {
	found := commandLine.FindAllString(readme(t), -1)
	for _, want := range []string{"go run ./cmd/dg demo", "go test ./...", "go install " + modulePath + "/cmd/dg@latest"} {
		n := 0
		for _, line := range found {
			if line == want {
				n++
			}
		}
		if n == 0 {
			t.Errorf("README.md has no line %q", want)
		}
	}
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(rootDir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func readmeBlocks(t *testing.T) []readmeBlock {
	var blocks []readmeBlock
	var block *readmeBlock
	where := ""
	for i, line := range strings.Split(readme(t), "\n") {
		switch {
		case block == nil && line == "```console":
			block = &readmeBlock{line: i + 1, where: where}
		case block != nil && line == "```":
			blocks = append(blocks, *block)
			block, where = nil, ""
		case block != nil:
			block.add(t, i+1, line)
		case strings.HasPrefix(line, "<!-- "):
			where = strings.TrimSuffix(strings.TrimPrefix(line, "<!-- "), " -->")
		}
	}
	return blocks
}

func (b *readmeBlock) add(t *testing.T, number int, line string) {
	if command, ok := strings.CutPrefix(line, "$ "); ok {
		b.steps = append(b.steps, readmeStep{line: number, command: command})
		return
	}
	if len(b.steps) == 0 {
		t.Fatalf("README.md:%d: the block begins without a command", number)
	}
	last := &b.steps[len(b.steps)-1]
	last.want = append(last.want, line)
}

func (b *readmeBlock) try(t *testing.T, s readmeStep, dir string) {
	file, isFile := strings.CutPrefix(s.command, "cat ")
	if isFile && len(s.want) > 0 {
		name := filepath.Join(dir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(strings.Join(s.want, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	command := strings.Replace(s.command, "go run ./cmd/dg", "dg", 1)
	if b.where == "account" {
		// --help still refuses flags that are not there, and names the command.
		command, _, _ = strings.Cut(command, " < ")
		words := strings.Fields(command)
		s.want = []string{"…", "Usage:", "  " + strings.Join(words[:3], " ") + " …", "…"}
		command += " --help"
	}
	got, err := runReadme(t, command, dir, b.where)
	if err != nil && b.where != "" {
		t.Errorf("README.md:%d: %s: %v\n%s", s.line, s.command, err, got)
		return
	}
	if want := strings.Join(s.want, "\n"); !matches(want, got) {
		t.Errorf("README.md:%d: %s\nthe README shows:\n%s\nthis came:\n%s", s.line, s.command, want, got)
	}
}

func runReadme(t *testing.T, command, dir, where string) (string, error) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	if cmd.Dir = dir; where == "repository" {
		cmd.Dir = rootDir
	}
	cmd.Env = append(os.Environ(), "DG_CONFIG_DIR="+filepath.Join(dir, "config"), "NO_COLOR=1", "COLUMNS=100",
		"DG_KEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
	out, err := cmd.CombinedOutput()
	return strings.TrimRight(string(out), "\n"), err
}

// matches compares what the README shows with what came.
func matches(want, got string) bool {
	var pattern strings.Builder
	pattern.WriteString(`\A`)
	for i, line := range strings.Split(strings.TrimRight(want, "\n"), "\n") {
		switch {
		case line == "…" && i == 0:
			pattern.WriteString(`(?s:.*)`)
			continue
		case line == "…":
			pattern.WriteString(`(?s:(?:\n.*)?)`)
			continue
		case i > 0:
			pattern.WriteString(`\n`)
		}
		parts := strings.Split(strings.TrimRight(line, " "), "…")
		for j := range parts {
			parts[j] = regexp.QuoteMeta(parts[j])
		}
		pattern.WriteString(strings.Join(parts, `[^\n]*`) + `[ \t]*`)
	}
	pattern.WriteString(`\z`)
	return regexp.MustCompile(pattern.String()).MatchString(got)
}
