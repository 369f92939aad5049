package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// README's tour is run as it stands, by the program as it is built, in an empty
// folder. -update writes what was printed back to README.
func TestReadme(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash to run README's commands with")
	}
	const readme = "../../README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	dir := tourFolder(t)
	var out strings.Builder
	for _, p := range cut(string(text)) {
		if p.commands == nil {
			out.WriteString(p.text)
			continue
		}
		block := "```console\n"
		for _, command := range p.commands {
			block += "$ " + command + "\n" + shown(t, shell, dir, command)
		}
		block += "```\n"
		if block != p.text && !*update && runtime.GOARCH == "amd64" { // elsewhere last digits may differ
			t.Errorf("README shows\n%s\nand gets\n%s\nrun: go test ./cmd/weir -run TestReadme -update", p.text, block)
		}
		out.WriteString(block)
	}
	if *update {
		if err := os.WriteFile(readme, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// tourFolder returns a folder with the built program and the tour's files.
func tourFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(dir, "weir"), ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.CopyFS(filepath.Join(dir, "docs", "tour"), os.DirFS(filepath.Join(docs, "tour"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// shown runs a command and returns what is seen of it. It must succeed.
func shown(t *testing.T, shell, dir, command string) string {
	t.Helper()
	cmd := exec.Command(shell, "-c", command)
	cmd.Dir = dir
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "WEIR_") && !strings.HasPrefix(v, "COLUMNS=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
	lines := strings.Split(string(out), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// piece is a part of a page: a console block that is run, or any other text.
type piece struct {
	text     string
	commands []string
}

// cut takes a page apart. A block after a line that begins with "<!-- not run"
// is text.
func cut(page string) []piece {
	var out []piece
	var block bytes.Buffer
	inBlock, skip := false, false
	for _, line := range strings.SplitAfter(page, "\n") {
		switch {
		case !inBlock && line == "```console\n" && !skip:
			inBlock = true
			block.Reset()
			block.WriteString(line)
			out = append(out, piece{})
		case inBlock:
			block.WriteString(line)
			last := &out[len(out)-1]
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				last.commands = append(last.commands, strings.TrimSuffix(command, "\n"))
			}
			if line == "```\n" {
				inBlock = false
				last.text = block.String()
			}
		default:
			skip = strings.HasPrefix(line, "<!-- not run")
			out = append(out, piece{text: line})
		}
	}
	return out
}

// What takes pages apart must find what is to be run, or TestReadme proves
// nothing.
func TestCut(t *testing.T) {
	page := "text\n<!-- not run: why -->\n```console\n$ rm\n```\n\n```console\n$ a\nout\n$ b\n```\nend\n"
	var text string
	var commands []string
	for _, p := range cut(page) {
		text += p.text
		commands = append(commands, p.commands...)
	}
	if text != page {
		t.Errorf("the pieces make %q of %q", text, page)
	}
	if strings.Join(commands, ",") != "a,b" {
		t.Errorf("found the commands %q; want a and b", commands)
	}
}
