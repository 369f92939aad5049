package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// job is as much of a service's job as has commands in it.
type job struct {
	Jobs map[string]struct { // GitHub's
		Steps []struct {
			Name string
			Uses string
			Run  string
		}
	}
	Weir struct { // GitLab's
		Script []string
		After  []string `yaml:"after_script"`
	}
}

// scripts returns the commands of a job by what they are for, all of it in shell.
func scripts(t *testing.T, provider string) map[string]string {
	t.Helper()
	var j job
	if err := yaml.Unmarshal(template("ci/"+providers[provider].from), &j); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, one := range j.Jobs {
		for _, step := range one.Steps {
			if step.Run != "" {
				out[step.Name] = step.Run
			}
		}
	}
	for i, text := range append(j.Weir.Script, j.Weir.After...) {
		out[fmt.Sprint("script ", i)] = text
	}
	return out
}

// The jobs that init writes are YAML, shell can read what is in them, and their
// commands are those of this program.
func TestJobs(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	check, noCheck := exec.LookPath("shellcheck")
	for provider := range providers {
		commands := 0
		for name, text := range scripts(t, provider) {
			if out, err := exec.Command(shell, "-n", "-c", text).CombinedOutput(); err != nil {
				t.Errorf("%s, %s: %v\n%s", provider, name, err, out)
			}
			if noCheck == nil {
				cmd := exec.Command(check, "--shell=bash", "--exclude=SC2034", "-")
				cmd.Stdin = strings.NewReader(text)
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s, %s:\n%s", provider, name, out)
				}
			}
			for line := range strings.Lines(text) {
				if line = strings.TrimSpace(line); strings.HasPrefix(line, "weir ") {
					commands++
					if err := accepted(strings.ReplaceAll(line, `"`, "")); err != nil {
						t.Errorf("%s, %s: %s: %v", provider, name, line, err)
					}
				}
			}
		}
		if commands != 2 {
			t.Errorf("%s: %d commands of weir found, want 2", provider, commands)
		}
	}
}

// place is a repository with a project and a job that runs in it.
type place struct {
	t    *testing.T
	dir  string
	temp string
	env  []string
}

// newPlace makes a project whose gates are decided in a moment, committed on the
// branch that others are merged into.
func newPlace(t *testing.T) *place {
	for _, tool := range []string{"git", "bash", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("no " + tool)
		}
	}
	p := &place{t: t, dir: t.TempDir(), temp: t.TempDir()}
	p.env = append(os.Environ(), "WEIR_POPULATION=200", "WEIR_LENGTH=20d", "WEIR_WARMUP=5d", "BASE=main", "RUNNER_TEMP="+p.temp,
		"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY="+filepath.Join(p.temp, "summary"), "GITHUB_REPOSITORY=owner/name", "NUMBER=7",
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@localhost", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@localhost",
		"PATH="+p.temp+string(os.PathListSeparator)+os.Getenv("PATH"), "ASKED="+filepath.Join(p.temp, "asked"))
	p.must("weir init . --ci github")
	p.write("gates.yaml", "weir: gates/v1\ngates:\n  - {id: limited, expect: customer.payments.limited <= 30%}\n  - {id: no-worse, expect: delta(customer.payments.limited) <= +0.5pp}\n")
	p.must("git init -q -b main && git add . && git commit -q -m start && git update-ref refs/remotes/origin/main HEAD")
	return p
}

func (p *place) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o777); err != nil {
		p.t.Fatal(err)
	}
}

// shell runs commands as a job does, and returns the exit code and all that was
// written.
func (p *place) shell(text string) (int, string) {
	p.t.Helper()
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text)
	cmd.Dir, cmd.Env = p.dir, p.env
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.ExitCode(), string(out)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return 0, string(out)
}

func (p *place) must(text string) {
	p.t.Helper()
	if code, out := p.shell(text); code != 0 {
		p.t.Fatalf("%s: exit code %d\n%s", text, code, out)
	}
}

// The job passes a change that keeps the gates, stops one that does not, takes the
// gates of the base branch and not those that the change loosens, and puts its
// comment in the place of the last one.
func TestGitHubJob(t *testing.T) {
	p := newPlace(t)
	steps := scripts(t, "github")

	if code, out := p.shell(steps["Gate"]); code != 0 {
		t.Fatalf("nothing changed: exit code %d\n%s", code, out)
	}
	policy := string(read(t, filepath.Join(p.dir, "policy.yaml")))
	p.write("policy.yaml", strings.Replace(policy, "daily_limit: 1000 CNY", "daily_limit: 20 CNY", 1))
	p.write("gates.yaml", "weir: gates/v1\ngates:\n  - {id: limited, expect: customer.payments.limited <= 100%}\n")
	code, out := p.shell(steps["Gate"])
	if code != exitFail || !strings.Contains(out, "::error ") || !strings.Contains(out, "no-worse") {
		t.Errorf("a bad change that loosens the gates: exit code %d\n%s", code, out)
	}
	comment := read(t, filepath.Join(p.dir, "runs", "gate", "gate.md"))
	for _, want := range []string{"customer.payments.limited &lt;= 30%", "customer.payments.limited &lt;= 100%", "20 CNY"} {
		if !bytes.Contains(comment, []byte(want)) {
			t.Errorf("the comment lacks %q:\n%s", want, comment)
		}
	}
	if summary := read(t, filepath.Join(p.temp, "summary")); bytes.Count(summary, []byte("<!-- weir gate")) != 2 {
		t.Error("the summary does not have both verdicts")
	}

	gh := "#!/bin/sh\necho \"$@\" >> \"$ASKED\"\ncase \"$*\" in *--paginate*) printf '%%s\\n' '%s';; esac\n"
	p.write("../"+filepath.Base(p.temp)+"/gh", fmt.Sprintf(gh, `[{"id": 3, "user": {"login": "who"}, "body": "hello"}]`))
	p.must(steps["Comment"])
	marker, _, _ := strings.Cut(string(comment), "\n")
	p.write("../"+filepath.Base(p.temp)+"/gh", fmt.Sprintf(gh, `[{"id": 4, "user": {"login": "github-actions[bot]"}, "body": "`+marker+`\nold"}]`))
	p.must(steps["Comment"])
	asked := string(read(t, filepath.Join(p.temp, "asked")))
	for _, want := range []string{"POST repos/owner/name/issues/7/comments --field body=@runs/gate/gate.md", "PATCH repos/owner/name/issues/comments/4 "} {
		if strings.Count(asked, want) != 1 {
			t.Errorf("asked %q, which lacks %q", asked, want)
		}
	}
}
